from __future__ import annotations

from datetime import date

import pytest

from stanch.model.finding import Reason
from stanch.model.outcome import Suppression
from stanch.suppress.allowlist import Allow
from stanch.suppress.baseline import Baseline
from stanch.suppress.decide import Suppressor
from stanch.suppress.fingerprint import Salt
from stanch.suppress.ignorefile import IgnoreFile
from stanch.suppress.inline import markers
from stanch.suppress.update import Terms, create
from suppress.made import TODAY, finding, rule

FOUND = finding("acme-secret", "src/app.py", line=2)
MARKERS = markers(b"# stanch:allow -- by marker\nkey = acme-secret")
BASELINE = create(
    [FOUND], salt=Salt.from_root("a" * 40), today=TODAY, terms=Terms(reason="by baseline")
).text
ALL = Suppressor(
    today=TODAY,
    ignores=(IgnoreFile.parse("# c\n", "a"), IgnoreFile.parse("\n*.py", ".stanchignore")),
    allows=(Allow(where="c[1]", reason="by list", rules=("acme-key",)),),
    baseline=Baseline.parse(BASELINE, ".stanch-baseline", TODAY),
)


@pytest.mark.parametrize(
    ("by", "has_markers", "suppression"),
    [
        pytest.param(
            ALL, True, Suppression(Reason.INLINE, "src/app.py:1", "by marker"), id="marker"
        ),
        pytest.param(
            ALL, False, Suppression(Reason.IGNORE_FILE, ".stanchignore:2"), id="ignore file"
        ),
        pytest.param(
            ALL._replace(dialects=frozenset()),
            True,
            Suppression(Reason.IGNORE_FILE, ".stanchignore:2"),
            id="markers switched off",
        ),
        pytest.param(
            ALL._replace(ignores=()),
            False,
            Suppression(Reason.ALLOWLIST, "c[1]", "by list"),
            id="allowlist",
        ),
        pytest.param(
            ALL._replace(ignores=(), allows=()),
            False,
            Suppression(Reason.BASELINE, ".stanch-baseline:6", "by baseline"),
            id="baseline",
        ),
        pytest.param(Suppressor(TODAY), False, None, id="nothing"),
    ],
)
def test_order(by: Suppressor, suppression: Suppression | None, *, has_markers: bool) -> None:
    """Reports count acceptances by kind; the nearest to the secret is the one to name."""
    assert by.decide(FOUND, MARKERS if has_markers else ()) == suppression


def test_an_allowance_that_is_over_does_not_hold() -> None:
    """An end that nobody enforces is no end, and one without a word is a riddle."""
    allow = Allow(where="c[1]", rules=("acme-key",), until=date(2026, 2, 28))
    by = Suppressor(TODAY, allows=(allow,))
    assert by.decide(FOUND) is None
    assert by.warnings == ("c[1]: expired on 2026-02-28",)


def test_warnings_name_their_places() -> None:
    """A warning without a place sends people searching."""
    by = ALL._replace(baseline=Baseline.parse("oops\n", "b", TODAY))
    assert [warning.partition(": ")[0] for warning in by.warnings] == ["b:1"]
    found = markers(b"# stanch:allow until=x\n# stanch:allow\n# stanch:allow until=2020-01-01")
    assert [w.partition(": ")[0] for w in by.marker_warnings("a.py", found)] == ["a.py:1", "a.py:3"]
    assert by._replace(dialects=frozenset()).marker_warnings("a.py", found) == ()


@pytest.mark.parametrize(
    ("head", "holds", "words"),
    [
        pytest.param("acme-key", True, "", id="its rule"),
        pytest.param("other-key", False, "", id="another rule"),
        pytest.param("acme-kye", False, "no such rule", id="a rule that nobody knows"),
        pytest.param("acme-key,acme-kye", False, "no such rule", id="one of two is unknown"),
        pytest.param("acme-kye until=2026-02-01", False, "expired", id="and it is over"),
        pytest.param("", True, "", id="every rule"),
    ],
)
def test_a_marker_that_names_an_unknown_rule_does_not_hold(
    head: str, words: str, *, holds: bool
) -> None:
    """It comes from a typo or from a rule that is gone; both have to be told."""

    def unknown(names: tuple[str, ...]) -> str:
        return "no such rule" if set(names) - {"acme-key", "other-key"} else ""

    by = Suppressor(TODAY, unknown=unknown)
    found = markers(f"# stanch:allow {head}\nkey = acme-secret".encode())
    assert (by.decide(FOUND, found) is not None) is holds
    warnings = by.marker_warnings("a.py", found)
    assert len(warnings) == bool(words)
    assert all(words in text and text.startswith("a.py:1: ") for text in warnings)
    assert "stanch:allow" in by.marker_warnings("a.py", markers(b"# stanch:alow"))[0]


def test_a_finding_of_two_places_is_two_questions() -> None:
    """Answering for the first place only would hide the second."""
    (location,) = FOUND.locations
    with pytest.raises(ValueError, match="unpack"):
        ALL.decide(FOUND._replace(locations=(location, location)))


def test_another_rule_is_not_accepted() -> None:
    """What was accepted as one kind of secret was not looked at as another."""
    other = FOUND._replace(rule=rule("other-key"))
    assert ALL._replace(ignores=()).decide(other) is None
