"""The order and the numbers that every format shows alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from stanch.model.outcome import Gate, Outcome, Summary
from stanch.model.rule import Severity

if TYPE_CHECKING:
    from stanch.model.finding import Reason


class Tally(NamedTuple):
    """Counts of one run; kinds that do not occur are left out."""

    reported: int
    failing: int
    severities: dict[Severity, int]
    suppressed: dict[Reason, int]
    by_policy: int
    unread: int


def tally(summary: Summary, gate: Gate) -> Tally:
    """Count what a run found and did not look at."""
    found = [outcome.finding.verdict.severity for outcome in summary.reported]
    by_policy = sum(skipped.by_policy for skipped in summary.skipped)
    return Tally(
        reported=len(found),
        failing=len(summary.failing(gate)),
        severities={s: found.count(s) for s in sorted(Severity, reverse=True) if s in found},
        suppressed=_in_order(summary.suppressed),
        by_policy=by_policy,
        unread=len(summary.skipped) - by_policy,
    )


def _in_order(suppressed: dict[Reason, int]) -> dict[Reason, int]:
    if not suppressed:
        return {}
    from stanch.model.finding import Reason

    return {reason: suppressed[reason] for reason in Reason if reason in suppressed}


def ordered(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The worst first, then by place."""
    return sorted(outcomes, key=_rank)


def _rank(outcome: Outcome) -> tuple[int, str, int, int, str, str]:
    finding = outcome.finding
    path, line, column = "", 0, 0
    if finding.locations:
        first = finding.locations[0]
        path, line, column = first.path, first.start.line, first.start.column
    severity = -finding.verdict.severity
    return severity, path, line, column, finding.rule.id, outcome.fingerprint
