"""What was found in one version of a file and holds in the next: where the text is the same.

A candidate is judged by some lines and bytes round it, and by the candidates in these. So what
stands so far from the change that all of that is as it was is taken over, and what is nearer is
judged again. Where something reaches from the one to the other, all is judged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stanch.engine.generic import filekind
from stanch.engine.judge import Judged
from stanch.engine.versions import BYTES, Copy, Same, Version
from stanch.engine.view import View
from stanch.model.finding import Verdict
from stanch.model.place import Span

# Judging looks for words and companions in so many lines, but for a few rules.
_LINES = 13
# Where so many lines are longer, nothing is taken over.
_ROOM = 1 << 12

# Windows of a rule, by its id.
_Windows = Mapping[str, Sequence[tuple[int, int]]]


def unchanged(view: View, copies: Iterable[Copy], base: Version) -> list[Same]:
    """The parts of a text that are judged as they were in the version before."""
    data, blob, old = view.data, view.blob, base.view.blob
    if (blob.path, blob.part, blob.others) != (old.path, old.part, ()):
        return []
    found = [_inside(data, copy, len(base.view.data)) for copy in copies]
    reads = filekind.reads(blob.path)
    if reads and not (found and found[0].low == 0 and found[0].high >= min(reads, len(data))):
        return []
    return [part for part in found if part.first < part.last]


def _inside(data: bytes, copy: Copy, size: int) -> Same:
    low, high = copy.new, copy.new + copy.size
    low, first = (0, 0) if copy.old == copy.new == 0 else _behind_twice(data, low)
    if copy.old + copy.size == size and high == len(data):
        return Same(low, first, high, high, copy.new - copy.old)
    high = _before(data, high)
    return Same(low, first, _before(data, high), high, copy.new - copy.old)


def _behind_twice(data: bytes, at: int) -> tuple[int, int]:
    low = _behind(data, at)
    return low, _behind(data, low)


def _before(data: bytes, at: int) -> int:
    """So many bytes and lines before a place."""
    lines = data[max(0, at - _ROOM) : at].rsplit(b"\n", _LINES)
    if len(lines) > _LINES:
        return min(max(0, at - BYTES), max(0, at - _ROOM) + len(lines[0]))
    return 0


def _behind(data: bytes, at: int) -> int:
    """So many bytes and lines behind a place."""
    lines = data[at : at + _ROOM].split(b"\n", _LINES)
    if len(lines) > _LINES:
        return max(min(len(data), at + BYTES), min(len(data), at + _ROOM) - len(lines[-1]))
    return len(data)


def carried(base: Iterable[Judged], same: Iterable[Same]) -> list[Judged]:
    """What was found in the version before and is judged as it was, at its new place."""
    return [
        _moved(one, part.moved) if part.moved else one
        for one, (low, high) in ((one, _hull(one)) for one in base)
        for part in same
        if part.low <= low + part.moved and high + part.moved <= part.high
    ]


def joined(
    same: Sequence[Same], known: Sequence[Judged], judged: Iterable[Judged], windows: _Windows
) -> list[Judged] | None:
    """What is known and what was judged again, in the order of the text; None where they disagree.

    `windows` are those in which rules were asked again.
    """
    held = {_key(one): one for one in known}
    fresh: list[Judged] = []
    for one in judged:
        low, high = _hull(one)
        if any(part.low <= low and high <= part.high for part in same):
            if isinstance(one.result, Verdict) is not (held.pop(_key(one), None) is not None):
                return None
        elif any(low < part.last and high > part.first for part in same):
            return None
        else:
            fresh.append(one)
    for one in held.values():
        low, high = _hull(one)
        asked = windows.get(one.candidate.rule.id, ())
        if any(first < high and low < last for first, last in asked):
            return None
    return sorted((*known, *fresh), key=_span) if known else fresh


def either(known: Iterable[Judged], judged: Iterable[Judged]) -> list[Judged]:
    """What is known and what was judged again, each once."""
    return sorted({_key(one): one for one in (*judged, *known)}.values(), key=_span)


def lasting(judged: Sequence[Judged]) -> Sequence[Judged] | None:
    """What was found, as far as the next version can take it over; None where it cannot."""
    if any(_is_wide(one) for one in judged):
        return None
    return [one for one in judged if isinstance(one.result, Verdict)]


def _is_wide(one: Judged) -> bool:
    """Whether the rule looks for words or a companion further away than is compared."""
    rule = one.candidate.rule
    return (rule.context is not None and rule.context.within >= _LINES) or (
        rule.pairs is not None and rule.pairs.within >= _LINES
    )


def _hull(one: Judged) -> Span:
    """All that belongs to a candidate."""
    candidate = one.candidate
    spans = (candidate.span, candidate.match, *one.companions)
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _span(one: Judged) -> Span:
    return one.candidate.span


def _key(one: Judged) -> object:
    return one.candidate.rule, one.candidate.span


def _moved(one: Judged, by: int) -> Judged:
    def there(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    candidate = one.candidate
    name = there(candidate.name) if candidate.name else None
    candidate = candidate._replace(
        span=there(candidate.span), match=there(candidate.match), name=name
    )
    return one._replace(candidate=candidate, companions=tuple(map(there, one.companions)))
