"""Credentials that only work in pairs: found together they are one finding with both places.

The main half (the secret) becomes the finding and the other half a place in it. Either half alone
is reported with the confidence that its rule gives for that, unless its checksum proves it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from stanch.engine.judge import Judged
from stanch.engine.view import View
from stanch.model.finding import Dropped, Reason, Verdict
from stanch.model.rule import Confidence, Pairing, Rule


def joined(view: View, judged: Sequence[Judged]) -> list[Judged]:
    """The same candidates with pairs joined."""
    kept = [one for one in judged if isinstance(one.result, Verdict)]
    if not any(one.candidate.rule.pairs for one in kept):
        return list(judged)
    halves = _by_rule(kept)
    used: set[int] = set()
    out: dict[int, Judged] = {}
    for one in kept:
        pairs = one.candidate.rule.pairs
        if pairs and pairs.main:
            near = [half for half in _near(view, one, pairs, halves) if _covers(one, half)]
            used.update(map(id, near))
            if near:
                out[id(one)] = _together(one, near)
    return [
        _alone(one, taken=id(one) in used) if id(one) not in out else out[id(one)] for one in judged
    ]


def _by_rule(kept: Sequence[Judged]) -> dict[str, list[Judged]]:
    """The candidates of each rule in the order of the text."""
    by_rule: dict[str, list[Judged]] = {}
    for one in sorted(kept, key=_start):
        by_rule.setdefault(one.candidate.rule.id, []).append(one)
    return by_rule


def _start(one: Judged) -> int:
    return one.candidate.span.start


def _near(
    view: View, one: Judged, pairs: Pairing, halves: Mapping[str, Sequence[Judged]]
) -> list[Judged]:
    """The nearest half of each rule that completes this one; of two the one before it."""
    found = []
    for name in pairs.rules:
        others = halves.get(name, ())
        at = bisect_left(others, _start(one), key=_start)
        beside = others[max(0, at - 1) : at + 1]
        lines = [view.distance(one.candidate.span, other.candidate.span) for other in beside]
        if lines and min(lines) <= pairs.within:
            found.append(beside[lines.index(min(lines))])
    return found


def _covers(one: Judged, half: Judged) -> bool:
    """Whether the pair's finding is believed no less than the other half would be alone.

    A good id beside a secret that was written over must not sink with it.
    """
    alone = _alone(half, taken=False).result
    return (
        isinstance(one.result, Verdict)
        and isinstance(alone, Verdict)
        and one.result.confidence >= alone.confidence
    )


def _together(one: Judged, halves: Sequence[Judged]) -> Judged:
    if not isinstance(one.result, Verdict):
        return one
    verdict = one.result
    for half in halves:
        if isinstance(half.result, Verdict):
            verdict = _with(verdict, half.candidate.rule, half.result)
    spans = tuple(half.candidate.span for half in halves)
    return one._replace(result=verdict, companions=spans)


def _with(verdict: Verdict, rule: Rule, half: Verdict) -> Verdict:
    """With what the other half says: a sample's account, or a canary's, lowers both."""
    facts = tuple(fact for fact in half.facts if fact not in verdict.facts)
    less_sure, less_urgent = half.confidence < rule.confidence, half.severity < rule.severity
    if not facts or not (less_sure or less_urgent):
        return verdict._replace(facts=verdict.facts + facts)
    return verdict._replace(
        confidence=min(verdict.confidence, half.confidence) if less_sure else verdict.confidence,
        severity=min(verdict.severity, half.severity) if less_urgent else verdict.severity,
        facts=verdict.facts + facts,
        notes=verdict.notes + half.notes,
    )


def _alone(one: Judged, *, taken: bool) -> Judged:
    pairs = one.candidate.rule.pairs
    if not isinstance(one.result, Verdict) or pairs is None:
        return one
    if taken and not pairs.main:
        return one._replace(result=Dropped(Reason.OVERLAP, "part of the pair beside it"))
    proven = one.result.confidence is Confidence.PROVEN
    verdict = one.result._replace(
        confidence=one.result.confidence if proven else min(one.result.confidence, pairs.alone),
        notes=(*one.result.notes, "its other half was not found near it"),
    )
    return one._replace(result=verdict)
