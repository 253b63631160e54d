"""When several rules explain the same characters, the one that knows most is kept."""

from __future__ import annotations

from collections.abc import Sequence

from stanch.engine.judge import Judged
from stanch.model.finding import Dropped, Reason, Verdict
from stanch.model.place import Span
from stanch.model.rule import GENERAL, Confidence, Detector, Rule

_SAMPLES = frozenset(
    {Reason.PLACEHOLDER, Reason.EXAMPLE, Reason.REPEATED, Reason.SEQUENCE, Reason.TEMPLATE}
)
_MOST_SAMPLES = 1000
_DETECTORS = {Detector.PATTERN: 3, Detector.ASSIGNMENT: 2, Detector.ENTROPY: 0}
_GUESS = 1
_BLOCK = 128


def settled(judged: Sequence[Judged]) -> list[Judged]:
    """The same candidates; the kept ones no longer overlap. In the order of the text."""
    judged = _bound(judged)
    kept = sorted((one for one in judged if isinstance(one.result, Verdict)), key=_rank)
    winners = _Winners()
    losers: list[tuple[Judged, Judged]] = []
    for one in kept:
        better = winners.over(one.candidate.span)
        if better is None:
            winners.add(one)
        else:
            losers.append((one, better))
    rivals: dict[int, list[str]] = {}
    for one, better in losers:
        if _is_rival(one, better):
            rivals.setdefault(id(better), []).append(one.candidate.rule.name)
    changed = {id(one): _lost(one, better) for one, better in losers}
    if rivals:
        changed |= {id(one): _shared(one, rivals[id(one)]) for one in kept if id(one) in rivals}
    return sorted((changed.get(id(one), one) for one in judged), key=_span)


def _span(one: Judged) -> Span:
    return one.candidate.span


def _bound(judged: Sequence[Judged]) -> list[Judged]:
    """What a vendor's rule knows to be a sample is none for the generic detectors either."""
    known = [
        one
        for one in judged
        if one.candidate.rule.prefix
        and isinstance(one.result, Dropped)
        and one.result.reason in _SAMPLES
    ]
    if not known:
        return list(judged)
    return [_as_sample(one, known) for one in judged]


def _as_sample(one: Judged, known: Sequence[Judged]) -> Judged:
    if one.candidate.rule.detector is Detector.PATTERN or isinstance(one.result, Dropped):
        return one
    span = one.candidate.span
    for other in known[:_MOST_SAMPLES]:
        theirs = other.candidate.span
        if span.start < theirs.end and theirs.start < span.end:
            return one._replace(result=other.result)
    return one


def _rank(one: Judged) -> tuple[float, ...]:
    """Best first: by kind, vendor or general form, prefix, confidence, proof, length; by place.

    The prefix counts before confidence: what its own rule takes for an edited sample must not come
    back as somebody's bearer token.
    """
    rule, span = one.candidate.rule, one.candidate.span
    return (
        -_standing(rule),
        GENERAL in rule.tags,
        -bool(rule.prefix),
        -one.confidence,
        -bool(rule.proof),
        span.start - span.end,
        span.start,
    )


def _standing(rule: Rule) -> int:
    """How much a rule's kind knows; a guess of the long tail less than one who reads names."""
    if rule.confidence is Confidence.LOW and GENERAL in rule.tags and not rule.proof:
        return _GUESS
    return _DETECTORS[rule.detector]


class _Winners:
    """Those that keep their characters, by the blocks of the text in which these lie.

    A text may hold a million of them: looking at all for each would take hours, and so would
    keeping all in one sorted list.
    """

    __slots__ = ("_blocks",)

    def __init__(self) -> None:
        self._blocks: dict[int, list[Judged]] = {}

    def over(self, span: Span) -> Judged | None:
        """The last winner that shares characters with the span; winners share none."""
        for block in reversed(_blocks(span)):
            over = [
                one
                for one in self._blocks.get(block, ())
                if one.candidate.span.start < span.end and one.candidate.span.end > span.start
            ]
            if over:
                return max(over, key=_span)
        return None

    def add(self, one: Judged) -> None:
        """Take the characters of one that overlaps no winner."""
        for block in _blocks(one.candidate.span):
            self._blocks.setdefault(block, []).append(one)


def _blocks(span: Span) -> range:
    return range(span.start // _BLOCK, (span.end - 1) // _BLOCK + 1)


def _is_rival(one: Judged, better: Judged) -> bool:
    """Whether another vendor's rule explains exactly the same characters, by a name near them."""
    rule, other = one.candidate.rule, better.candidate.rule
    return (
        one.candidate.span == better.candidate.span
        and rule.vendor != other.vendor
        and not any(r.prefix or GENERAL in r.tags for r in (rule, other))
        and rule.detector is other.detector is Detector.PATTERN
    )


def _shared(one: Judged, names: Sequence[str]) -> Judged:
    """The finding with the names of all vendors whose credential it may be."""
    if not isinstance(one.result, Verdict):
        return one
    note = f"may also be: {', '.join(dict.fromkeys(names))}"
    return one._replace(result=one.result._replace(notes=(*one.result.notes, note)))


def _lost(one: Judged, better: Judged) -> Judged:
    return one._replace(result=Dropped(Reason.OVERLAP, better.candidate.rule.id))
