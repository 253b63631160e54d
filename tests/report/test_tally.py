from __future__ import annotations

from report.outcomes import PASSWORD, PUBLISHABLE, STRIPE, location, outcome
from report.sample import sample
from stanch.model.finding import Reason
from stanch.model.outcome import Gate
from stanch.model.rule import Severity
from stanch.report.tally import ordered, tally


def test_tally() -> None:
    """The last line and the JSON summary must say the same numbers."""
    counts = tally(sample(), Gate())
    assert counts.reported == 6
    assert counts.failing == 5
    assert list(counts.severities.items()) == [
        (Severity.CRITICAL, 3),
        (Severity.HIGH, 1),
        (Severity.MEDIUM, 1),
        (Severity.INFO, 1),
    ]
    assert counts.suppressed == {Reason.INLINE: 1, Reason.BASELINE: 2}
    assert (counts.by_policy, counts.unread) == (1, 1)


def test_ordered() -> None:
    """The order may not depend on which thread was first."""
    text = b"x\nx\nab"
    outcomes = [
        outcome(PUBLISHABLE, "a", location("a", text, b"x")),
        outcome(PASSWORD, "b", location("b", text, b"x")),
        outcome(STRIPE, "c", location("b", text, b"b")),
        outcome(STRIPE, "d", location("b", text, b"a")),
        outcome(STRIPE, "e", location("a", text, b"a")),
        outcome(STRIPE, "f"),
    ]
    expected = [outcomes[i] for i in (5, 4, 3, 2, 1, 0)]
    assert ordered(outcomes) == expected
    assert ordered(reversed(outcomes)) == expected
