"""When several rules explain the same characters, the one that knows most is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from stanch.engine.judge import Judged
from stanch.model.finding import Dropped, Reason, Verdict
from stanch.model.place import Span
from stanch.model.rule import Detector

_DETECTORS = {Detector.PATTERN: 2, Detector.ASSIGNMENT: 1, Detector.ENTROPY: 0}


def settled(judged: Sequence[Judged]) -> list[Judged]:
    """The same candidates; the kept ones no longer overlap. In the order of the text."""
    kept = sorted((one for one in judged if isinstance(one.result, Verdict)), key=_rank)
    winners = _Winners()
    losers: dict[int, Judged] = {}
    for one in kept:
        better = winners.over(one.candidate.span)
        if better is None:
            winners.add(one)
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


class _Winners:
    """Those that keep their characters, in the order of the text, so that one neighbour tells.

    A text may hold a hundred thousand of them: looking at all for each would take minutes.
    """

    __slots__ = ("_starts", "_winners")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._winners: list[Judged] = []

    def over(self, span: Span) -> Judged | None:
        """A winner that shares characters with the span; winners share none with each other."""
        at = bisect_left(self._starts, span.end)
        last = self._winners[at - 1] if at else None
        return last if last and last.candidate.span.end > span.start else None

    def add(self, one: Judged) -> None:
        """Take the characters of one that overlaps no winner."""
        at = bisect_left(self._starts, one.candidate.span.start)
        self._starts.insert(at, one.candidate.span.start)
        self._winners.insert(at, one)


def _lost(one: Judged, better: Judged) -> Judged:
    return one._replace(result=Dropped(Reason.OVERLAP, better.candidate.rule.id))
