from __future__ import annotations

import pickle

import pytest

from stanch.errors import (
    BaselineError,
    ConfigError,
    ExitCode,
    GitError,
    RuleError,
    ScanError,
    StanchError,
    UsageError,
)
from stanch.model.blob import Skipped
from stanch.model.finding import Finding, Reason
from stanch.model.outcome import Gate, Outcome, State, Summary, Suppression
from stanch.model.rule import Confidence, Severity
from suppress.made import finding, rule

READ = Summary("files", 1, 1)
GONE = Skipped("a", "gone")
LARGE = Skipped("a", "large", by_policy=True)


def outcome(
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.HIGH,
    reason: Reason | None = None,
) -> Outcome:
    made: Finding = finding()
    verdict = made.verdict._replace(severity=severity, confidence=confidence)
    why = Suppression(reason) if reason else None
    return Outcome(made._replace(verdict=verdict), "print", why)


@pytest.mark.parametrize(
    ("outcomes", "skipped", "gate", "code"),
    [
        pytest.param((), (), Gate(), ExitCode.CLEAN, id="nothing"),
        pytest.param((outcome(),), (), Gate(), ExitCode.FOUND, id="a finding"),
        pytest.param((outcome(),), (GONE,), Gate(), ExitCode.FOUND, id="a finding wins"),
        pytest.param((), (GONE,), Gate(), ExitCode.INCOMPLETE, id="something unread"),
        pytest.param((), (LARGE,), Gate(), ExitCode.CLEAN, id="skipped by policy"),
        pytest.param((), (GONE,), Gate(allow_skipped=True), ExitCode.CLEAN, id="skips allowed"),
        pytest.param((outcome(),), (), Gate(exit_zero=True), ExitCode.CLEAN, id="only reporting"),
        pytest.param((outcome(),), (GONE,), Gate(exit_zero=True), ExitCode.INCOMPLETE, id="both"),
        pytest.param((outcome(reason=Reason.INLINE),), (), Gate(), ExitCode.CLEAN, id="accepted"),
        pytest.param((outcome(Severity.INFO),), (), Gate(), ExitCode.CLEAN, id="info by default"),
        pytest.param((outcome(Severity.LOW),), (), Gate(), ExitCode.FOUND, id="low by default"),
        pytest.param(
            (outcome(Severity.MEDIUM),),
            (),
            Gate(Severity.HIGH),
            ExitCode.CLEAN,
            id="below the gate",
        ),
        pytest.param(
            (outcome(Severity.HIGH),), (), Gate(Severity.HIGH), ExitCode.FOUND, id="at the gate"
        ),
        pytest.param(
            (outcome(confidence=Confidence.LOW),), (), Gate(), ExitCode.CLEAN, id="hardly sure"
        ),
    ],
)
def test_exit_codes(
    outcomes: tuple[Outcome, ...], skipped: tuple[Skipped, ...], gate: Gate, code: ExitCode
) -> None:
    """CI believes this number and nothing else."""
    summary = READ._replace(outcomes=outcomes, skipped=skipped)
    assert summary.exit_code(gate) is code
    incomplete = any(not skip.by_policy for skip in skipped)
    assert summary.state is (State.INCOMPLETE if incomplete else State.COMPLETE)


def test_reasons_are_counted() -> None:
    """The last line says how many were accepted, and how."""
    reasons = [Reason.INLINE, Reason.BASELINE, Reason.BASELINE, None]
    summary = READ._replace(outcomes=tuple(outcome(reason=why) for why in reasons))
    assert summary.suppressed == {Reason.INLINE: 1, Reason.BASELINE: 2}
    assert len(summary.reported) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (ConfigError("x"), 2),
        (RuleError("x"), 2),
        (BaselineError("x"), 2),
        (ScanError("x"), 3),
        (GitError("x"), 3),
        (StanchError("x"), 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors_have_a_code_and_a_place(error: StanchError, code: int) -> None:
    """1 means findings; trouble must never end in it."""
    assert error.exit_code == code
    assert str(type(error)("x", where="a.yaml:3", hint="do this")) == "a.yaml:3: x"
    assert type(error)("x", hint="do this").hint == "do this"


def test_the_codes_are_those_of_the_manual() -> None:
    """Scripts compare with these numbers."""
    assert {code.name: int(code) for code in ExitCode} == {
        "CLEAN": 0,
        "FOUND": 1,
        "USAGE": 2,
        "INCOMPLETE": 3,
        "INTERRUPTED": 130,
    }


def test_a_rule_is_itself() -> None:
    """Comparing twenty fields for each finding costs more than looking at it."""
    one, other = rule(), rule()
    assert one == one  # noqa: PLR0124  # the point
    assert one != other
    assert len({one, other}) == 2
    assert tuple(one) == tuple(other)


def test_order_of_severity_and_confidence() -> None:
    """`--fail-on` and `--min-confidence` mean: this and all above."""
    assert [s.label for s in sorted(Severity)] == ["info", "low", "medium", "high", "critical"]
    assert [c.label for c in sorted(Confidence)] == ["low", "medium", "high", "proven"]


def test_summaries_travel() -> None:
    """Runs over many repositories are merged in another process."""
    summary = READ._replace(outcomes=(outcome(),), skipped=(GONE,))
    again = pickle.loads(pickle.dumps(summary))  # noqa: S301  # made here
    assert again.outcomes[0].finding.secret == summary.outcomes[0].finding.secret
    assert again.skipped == summary.skipped
    assert again.exit_code(Gate()) is ExitCode.FOUND
