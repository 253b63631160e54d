"""When several rules explain the same characters, the one that knows most is kept."""

from __future__ import annotations

from collections.abc import Sequence

from stanch.engine.judge import Judged
from stanch.model.finding import Dropped, Reason, Verdict
from stanch.model.rule import Detector

_DETECTORS = {Detector.PATTERN: 2, Detector.ASSIGNMENT: 1, Detector.ENTROPY: 0}


def settled(judged: Sequence[Judged]) -> list[Judged]:
    """The same candidates; the kept ones no longer overlap. In the order of the text."""
    kept = sorted((one for one in judged if isinstance(one.result, Verdict)), key=_rank)
    winners: list[Judged] = []
    losers: dict[int, Judged] = {}
    for one in kept:
        better = _holder(winners, one)
        if better is None:
            winners.append(one)
        else:
            losers[id(one)] = better
    out = [_lost(one, losers[id(one)]) if id(one) in losers else one for one in judged]
    return sorted(out, key=lambda one: one.candidate.span)


def _rank(one: Judged) -> tuple[float, ...]:
    """Best first: by detector, a vendor's prefix, confidence, a proof, length; then by place.

    The prefix counts before confidence: what its own rule takes for an edited sample must not come
    back as somebody's bearer token.
    """
    candidate, verdict = one.candidate, one.result
    rule, span = candidate.rule, candidate.span
    confidence = verdict.confidence if isinstance(verdict, Verdict) else -1
    return (
        -_DETECTORS[rule.detector],
        -bool(rule.prefix),
        -confidence,
        -bool(rule.proof),
        span.start - span.end,
        span.start,
    )


def _holder(winners: Sequence[Judged], one: Judged) -> Judged | None:
    span = one.candidate.span
    for other in winners:
        theirs = other.candidate.span
        if span.start < theirs.end and theirs.start < span.end:
            return other
    return None


def _lost(one: Judged, better: Judged) -> Judged:
    return one._replace(result=Dropped(Reason.OVERLAP, better.candidate.rule.id))
