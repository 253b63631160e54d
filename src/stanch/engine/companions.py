"""Credentials that only work in pairs: found together they are one finding with both places.

The main half (the secret) becomes the finding and the other half a place in it. Either half alone
is reported with the confidence that its rule gives for that.
"""

from __future__ import annotations

from collections.abc import Sequence

from stanch.engine.judge import Judged
from stanch.engine.view import View
from stanch.model.finding import Dropped, Reason, Verdict


def joined(view: View, judged: Sequence[Judged]) -> list[Judged]:
    """The same candidates with pairs joined."""
    kept = [one for one in judged if isinstance(one.result, Verdict)]
    if not any(one.candidate.rule.pairs for one in kept):
        return list(judged)
    used: set[int] = set()
    out: dict[int, Judged] = {}
    for one in kept:
        pairs = one.candidate.rule.pairs
        if pairs and pairs.main:
            halves = _near(view, one, kept)
            used.update(map(id, halves))
            if halves:
                out[id(one)] = _together(one, halves)
    return [
        _alone(one, taken=id(one) in used) if id(one) not in out else out[id(one)] for one in judged
    ]


def _near(view: View, one: Judged, kept: Sequence[Judged]) -> list[Judged]:
    """The nearest half of each rule that completes this one."""
    pairs = one.candidate.rule.pairs
    nearest: dict[str, tuple[int, Judged]] = {}
    for other in kept:
        name = other.candidate.rule.id
        if pairs is None or name not in pairs.rules:
            continue
        distance = view.distance(one.candidate.span, other.candidate.span)
        if distance <= pairs.within and distance < nearest.get(name, (1 << 30, other))[0]:
            nearest[name] = (distance, other)
    return [half for _, half in nearest.values()]


def _together(one: Judged, halves: Sequence[Judged]) -> Judged:
    if not isinstance(one.result, Verdict):
        return one
    facts = [*one.result.facts]
    for half in halves:
        if isinstance(half.result, Verdict):
            facts.extend(fact for fact in half.result.facts if fact not in facts)
    spans = tuple(half.candidate.span for half in halves)
    return one._replace(result=one.result._replace(facts=tuple(facts)), companions=spans)


def _alone(one: Judged, *, taken: bool) -> Judged:
    pairs = one.candidate.rule.pairs
    if not isinstance(one.result, Verdict) or pairs is None:
        return one
    if taken and not pairs.main:
        return one._replace(result=Dropped(Reason.OVERLAP, "part of the pair beside it"))
    verdict = one.result._replace(
        confidence=min(one.result.confidence, pairs.alone),
        notes=(*one.result.notes, "its other half was not found near it"),
    )
    return one._replace(result=verdict)
