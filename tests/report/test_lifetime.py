"""The lives of secrets on a terminal: 80 columns, no colour, no secret."""

from __future__ import annotations

import io
import re

import pytest

from report.outcomes import STRIPE, location, outcome
from stanch.model.finding import Life, Standing
from stanch.model.outcome import Gate, Outcome, Summary
from stanch.model.place import Commit
from stanch.report.base import ReportOptions
from stanch.report.lifetime import bare
from stanch.report.terminal import make
from tokens import stripe

ADA = Commit("5b1d" * 10, "Ada", "ada@example.org", "2025-01-01T00:00:00Z", "Add it")
BEA = Commit("77aa" * 10, f"Bea {stripe(1)}", "bea@example.org", "2025-03-02T00:00:00Z", "Gone")
LIVE = Life(
    Standing.LIVE,
    head=True,
    branches=tuple(f"refs/heads/topic/{number}" for number in range(9)),
    tags=("refs/tags/v1",),
    introduced=ADA,
    since="2025-01-01T00:00:00Z",
    until="2026-01-01T00:00:00Z",
    days=365,
)
REMOVED = Life(
    Standing.REMOVED,
    tags=(f"refs/tags/{stripe(1)}",),
    introduced=ADA,
    removed=BEA,
    since="2025-01-01T00:00:00Z",
    until="2025-03-02T00:00:00Z",
    days=60,
)
STRAY = Life(Standing.STRAY, refs=("refs/stash",), introduced=ADA, since="2025-01-01T00:00:00Z")
UNDATED = Life(Standing.LIVE, branches=("vendor/lib:refs/heads/main",))


def found(number: int, life: Life) -> Outcome:
    """A finding with that life."""
    data = f"key = {stripe(number)}\n".encode()
    value = stripe(number).encode()
    made = outcome(STRIPE, value, location(f"{number}.py", data, value, commit=ADA))
    return made._replace(life=life)


def shown(*lives: Life, width: int = 80, quiet: bool = False) -> str:
    """The report as a terminal of that width shows it."""
    out = io.StringIO()
    summary = Summary("history", 4, 100, outcomes=tuple(map(found, range(len(lives)), lives)))
    make(ReportOptions(width=width, quiet=quiet, aside=io.StringIO())).write(summary, Gate(), out)
    return out.getvalue()


def flat(text: str) -> str:
    """The text without its line ends."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("life", "says"),
    [
        pytest.param(
            LIVE,
            "Life: live: HEAD, branches topic/0, topic/1, topic/2 and 6 more, tag v1 since "
            "2025-01-01, 365 days",
            id="live",
        ),
        pytest.param(
            REMOVED,
            "Life: removed by 77aa77aa77aa on 2025-03-02 (Bea ***), after 60 days; the history "
            "keeps it; still in tag ***",
            id="removed",
        ),
        pytest.param(STRAY, "Life: stray: in no branch; refs/stash", id="stray"),
        pytest.param(
            Life(Standing.STRAY),
            "Life: stray: in no branch; only the reflog leads to it, or nothing",
            id="lost",
        ),
        pytest.param(
            LIVE._replace(head=False, removed=BEA, tags=(), branches=("refs/heads/old",), days=1),
            "Life: live: branch old since 2025-01-01, 1 day; removed by 77aa77aa77aa",
            id="removed from one branch and not from the other",
        ),
        pytest.param(UNDATED, "Life: live: branch vendor/lib:main", id="of a submodule"),
    ],
)
def test_a_life_in_a_sentence(life: Life, says: str) -> None:
    """It says where to go, and whom to ask."""
    text = flat(shown(life, REMOVED))
    assert says in text
    assert stripe(1) not in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_table_and_the_timeline(width: int) -> None:
    """Nothing is wider than the terminal, and each row says its state in a word and a mark."""
    text = shown(LIVE, REMOVED, STRAY, UNDATED, width=width)
    lines = text[text.index("The life of 4 secrets: 2 live, 1 removed, 1 stray") :].splitlines()
    assert max(map(len, lines)) <= max(width, 70)
    table = [line.split() for line in lines if re.match(r" +\d+  (live|removed|stray)", line)]
    assert [row[:2] for row in table] == [
        ["1", "live"],
        ["2", "removed"],
        ["3", "stray"],
        ["4", "live"],
    ]
    bars = [line.strip() for line in lines if re.match(r" +\d+  [.=>|?]+$", line)]
    assert [bar[0] for bar in bars] == ["1", "2", "3"]
    assert bars[0].endswith(">")
    assert re.search(r"=\|\.+$", bars[1])
    assert re.search(r"  \?\.+$", bars[2])
    assert stripe(1) not in text


def test_only_a_history_has_lives() -> None:
    """A scan of files shows none of it."""
    out = io.StringIO()
    summary = Summary("files", 1, 1, outcomes=(found(0, LIVE)._replace(life=None),))
    make(ReportOptions(aside=io.StringIO())).write(summary, Gate(), out)
    assert "Life" not in out.getvalue()
    assert "Timeline" not in out.getvalue()


def test_a_line_a_finding() -> None:
    """Quiet runs say the state, too."""
    lines = shown(LIVE, STRAY, quiet=True).splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["(live)", "(stray)"]


def test_many_are_counted() -> None:
    """A screen is not a data base; the report for machines has all."""
    text = shown(*[LIVE] * 45)
    assert text.count("and 5 more, which `-o FILE.json` lists") == 2


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("refs/heads/a/b", "a/b"),
        ("refs/remotes/origin/x", "origin/x"),
        ("refs/tags/v1", "v1"),
        ("refs/stash", "refs/stash"),
        ("vendor/lib:refs/heads/main", "vendor/lib:main"),
    ],
)
def test_a_ref_as_people_call_it(name: str, called: str) -> None:
    """The full name is in the report for machines."""
    assert bare(name) == called
