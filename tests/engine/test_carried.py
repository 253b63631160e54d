"""What is taken over from one version to the next, and when all is judged again instead."""

from __future__ import annotations

import pytest

import fakes
from stanch.engine.carried import carried, either, joined, lasting, unchanged
from stanch.engine.judge import Judged
from stanch.engine.versions import Copy, Same, Version
from stanch.engine.view import View
from stanch.model.blob import Blob
from stanch.model.finding import Candidate, Dropped, Reason, Verdict
from stanch.model.place import Span
from stanch.model.rule import Confidence, Environment, Rule, Severity
from stanch.model.secret import Secret

RULE = fakes.rule()
VERDICT = Verdict(Confidence.HIGH, Severity.HIGH, Environment.ANY)
DROPPED = Dropped(Reason.OVERLAP, "another")
# From 0 to 1000 nothing changed, and behind 2000 all has moved by 50.
SAME = (Same(0, 0, 500, 1000, 0), Same(2000, 2500, 9000, 9000, 50))


def one(start: int, end: int, result: Verdict | Dropped = VERDICT, rule: Rule = RULE) -> Judged:
    span = Span(start, end)
    return Judged(Candidate(rule, span, span, Secret(b"x" * (end - start))), result)


def text(rows: int, path: str = "a.py", **fields: object) -> View:
    data = b"".join(b"line %05d %s\n" % (n, b"x" * 40) for n in range(rows))
    return View(Blob(path, data, **fields), data)  # type: ignore[arg-type]


def spans(judged: list[Judged] | None) -> list[Span] | None:
    return None if judged is None else [each.candidate.span for each in judged]


def test_what_was_found_moves_with_its_text() -> None:
    """Before the change it stays, behind it moves, and beside it it is judged again."""
    found = [one(10, 30), one(990, 1010), one(1940, 1960), one(3000, 3020)]
    assert spans(carried(found, SAME)) == [Span(10, 30), Span(3050, 3070)]


def test_a_pair_moves_as_one() -> None:
    """Or not at all, where its other half stands beside the change."""
    whole = one(3000, 3020)._replace(companions=(Span(3100, 3110),))
    torn = one(3000, 3020)._replace(companions=(Span(1500, 1510),))
    (moved,) = carried([whole, torn], SAME)
    assert moved.companions == (Span(3150, 3160),)


@pytest.mark.parametrize(
    ("known", "judged", "windows", "expected"),
    [
        pytest.param([one(10, 30)], [one(1200, 1220)], {}, [(10, 30), (1200, 1220)], id="new"),
        pytest.param([one(600, 620)], [one(600, 620)], {}, [(600, 620)], id="seen again"),
        pytest.param([], [one(600, 620)], {}, None, id="seen now where nothing changed"),
        pytest.param([one(600, 620)], [one(600, 620, DROPPED)], {}, None, id="dropped now"),
        pytest.param([one(600, 620)], [], {RULE.id: [(550, 700)]}, None, id="not seen again"),
        pytest.param([one(600, 620)], [], {"other": [(550, 700)]}, [(600, 620)], id="not asked"),
        pytest.param([], [one(400, 1200)], {}, None, id="reaches far into what did not change"),
    ],
)
def test_where_they_disagree_all_is_judged_again(
    known: list[Judged],
    judged: list[Judged],
    windows: dict[str, list[tuple[int, int]]],
    expected: list[tuple[int, int]] | None,
) -> None:
    """What is not certain is looked at."""
    assert spans(joined(SAME, known, judged, windows)) == expected


def test_after_a_time_limit_each_counts_once() -> None:
    """What was known and what was judged in time."""
    assert spans(either([one(5, 9), one(1, 3)], [one(5, 9), one(7, 8)])) == [(1, 3), (5, 9), (7, 8)]


def test_what_reads_further_is_not_taken_over() -> None:
    """A rule that looks for a name within forty lines sees more than was compared."""
    wide = fakes.rule(context={"near": ["acme"], "within": 40})
    narrow = fakes.rule(context={"near": ["acme"], "within": 5})
    assert lasting([one(1, 5), one(6, 9, rule=wide)]) is None
    assert spans([*(lasting([one(1, 5), one(6, 9, DROPPED), one(7, 9, rule=narrow)]) or ())]) == [
        (1, 5),
        (7, 9),
    ]


@pytest.mark.parametrize(
    "there",
    [
        pytest.param(text(200, "b.py"), id="another file"),
        pytest.param(text(200, others=(("b.py", "1"),)), id="a second place"),
        pytest.param(text(200, "notes"), id="a kind that its first lines decide"),
    ],
)
def test_nothing_is_taken_over_from_what_is_judged_otherwise(there: View) -> None:
    """The same bytes are another thing under another name."""
    view = there if there.blob.others else text(200, there.blob.path)
    base = Version(text(200) if there.blob.path == "b.py" else there, [], [], is_clean=False)
    size = len(view.data)
    assert not unchanged(view, [Copy(3000, 3000, size - 3000)], base)
    assert unchanged(
        text(200), [Copy(3000, 3000, size - 3000)], Version(text(200), [], [], is_clean=False)
    )
