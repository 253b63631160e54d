"""What was decided about each finding, and the numbers at the end."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stanch.errors import ExitCode
from stanch.model.blob import Skipped
from stanch.model.rule import Confidence, Severity

if TYPE_CHECKING:
    from stanch.model.finding import Finding, Life, Reason


class Suppression(NamedTuple):
    """Why a finding is not reported: the kind, where it is written, and what its author wrote."""

    reason: "Reason"
    where: str = ""
    text: str = ""


class Outcome(NamedTuple):
    """A decided finding. `fingerprint` is its stable name (DESIGN: baseline and fingerprints).

    `life` is what a history knows of it.
    """

    finding: "Finding"
    fingerprint: str
    suppressed: Suppression | None = None
    life: "Life | None" = None


class State(StrEnum):
    """Whether all that was asked for was looked at."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class Gate(NamedTuple):
    """From which severity and confidence on a finding fails the run."""

    severity: Severity = Severity.LOW
    confidence: Confidence = Confidence.MEDIUM
    exit_zero: bool = False
    allow_skipped: bool = False


class Summary(NamedTuple):
    """The numbers of one run, and the only place that decides its exit code.

    Of the blobs so many were `known` from a run before, and not looked at again.
    """

    source: str
    blobs: int
    size: int
    skipped: tuple[Skipped, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    warnings: tuple[str, ...] = ()
    nothing: str = ""
    rules: int = 0
    rules_hash: str = ""
    config_hash: str = ""
    interrupted: bool = False
    known: int = 0

    @property
    def reported(self) -> tuple[Outcome, ...]:
        """The findings that nobody accepted."""
        return tuple(o for o in self.outcomes if o.suppressed is None)

    @property
    def suppressed(self) -> "dict[Reason, int]":
        """How many findings were accepted, by the kind of acceptance."""
        counts: dict[Reason, int] = {}
        for outcome in self.outcomes:
            if outcome.suppressed is not None:
                reason = outcome.suppressed.reason
                counts[reason] = counts.get(reason, 0) + 1
        return counts

    @property
    def state(self) -> State:
        """Incomplete when something was skipped that no policy asked to skip."""
        missed = any(not s.by_policy for s in self.skipped)
        return State.INCOMPLETE if missed else State.COMPLETE

    def failing(self, gate: Gate) -> tuple[Outcome, ...]:
        """The reported findings at or above the gate."""
        return tuple(
            o
            for o in self.reported
            if o.finding.verdict.severity >= gate.severity
            and o.finding.verdict.confidence >= gate.confidence
        )

    def exit_code(self, gate: Gate) -> ExitCode:
        """1 wins over 3: a finding is certain, whatever else could not be read."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if not gate.exit_zero and self.failing(gate):
            return ExitCode.FOUND
        if self.state is State.INCOMPLETE and not gate.allow_skipped:
            return ExitCode.INCOMPLETE
        return ExitCode.CLEAN
