"""The versions of a file: what woke and was found in one counts for the next where they agree.

A history hands over the versions of a file one after the other, and a commit changes a few lines of
many. So only what lies between the parts that they have in common is looked at again, with as much
on both sides as the widest form can reach; and only there it is judged again, with as much on both
sides as judging reads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from stanch.engine.view import View

if TYPE_CHECKING:
    from stanch.engine.judge import Judged

# A rule and where its form ends.
End = tuple[int, int]
# The same as one number, the place before the rule: so it is sorted, searched and moved quickly.
_BITS = 16
_RULE = (1 << _BITS) - 1

# Judging reads so many bytes on both sides of a match.
BYTES = 600

# Common beginnings and ends are found to this many bytes; what is left of them is looked at again.
_NEAR = 64
# A common part in the middle is looked for by so many bytes, so far round where it should stand,
# and so often in halves of what is left; smaller ones than that are not worth it.
_PROBE = 64
_ROUND = 1 << 10
_DEPTH = 3
_WORTH = 3 << 10


class Version:
    """A text that was looked at: the ends of all forms in it, and what was found in it.

    `ends` are in order, and those of rules that reach `far` apart; where it `is_clean`, no rule can
    match. `judged` are the findings at the first place of the blob; None where they are not known
    yet, or not to be carried over.
    """

    __slots__ = ("ends", "far", "is_clean", "judged", "view")

    def __init__(self, view: View, ends: list[int], far: list[int], *, is_clean: bool) -> None:
        self.view = view
        self.ends = ends
        self.far = far
        self.is_clean = is_clean
        self.judged: Sequence[Judged] | None = () if is_clean else None


class Copy(NamedTuple):
    """A common part: where it begins in the old text and in the new one, and how long it is."""

    old: int
    new: int
    size: int


class Same(NamedTuple):
    """A part of a text that is judged as it was, from `low` to `high`; it has moved by `moved`.

    From `first` to `last` nothing is near enough to what changed to bear on how that is judged.
    """

    low: int
    first: int
    last: int
    high: int
    moved: int


class Gap(NamedTuple):
    """Bytes that are looked at, from `low` to `end`; ends behind `start` count."""

    low: int
    start: int
    end: int


class Kept(NamedTuple):
    """Ends behind `start` and up to `end`, which have moved there by `moved`."""

    start: int
    end: int
    moved: int


class Plan(NamedTuple):
    """What is looked at of a text, and what of the version before it counts."""

    gaps: Sequence[Gap]
    kept: Sequence[Kept] = ()

    def ends(
        self, before: Sequence[int], found: Iterable[Sequence[End]], rules: Container[int]
    ) -> list[int]:
        """All ends of some rules: of the version before, and those found in each gap."""
        parts = [
            (
                start,
                sorted(at + low << _BITS | n for n, at in here if start < at + low and n in rules),
            )
            for (low, start, _), here in zip(self.gaps, found, strict=True)
        ]
        for start, end, moved in self.kept:
            known, by = between(before, start - moved, end - moved), moved << _BITS
            parts.append((start, [one + by for one in known] if by else known))
        parts.sort()
        ends: list[int] = []
        for _, some in parts:
            ends += some
        return ends


def planned(size: int, copies: Iterable[Copy], reach: int) -> Plan:
    """How to look at a text of that size, where no form reaches over more than so many bytes."""
    kept: list[Kept] = []
    gaps: list[Gap] = []
    at = 0
    for old, new, count in copies:
        start, end = (0 if old == new == 0 else new + reach), new + count
        if end <= start:
            continue
        if start > at:
            gaps.append(Gap(max(0, at - reach), at, start))
        kept.append(Kept(start, end, new - old))
        at = end
    if at < size or not size:
        gaps.append(Gap(max(0, at - reach), at, size))
    return Plan(gaps, kept)


def placed(ends: Iterable[int]) -> Iterator[End]:
    """Ends as they were found."""
    return ((one & _RULE, one >> _BITS) for one in ends)


def among(ends: Iterable[int], rules: Collection[int]) -> list[int]:
    """The ends of some rules."""
    return [one for one in ends if one & _RULE in rules]


def between(ends: Sequence[int], low: int, high: int) -> list[int]:
    """The ends behind one place and up to another."""
    first = bisect_right(ends, low << _BITS | _RULE)
    return [*ends[first : bisect_right(ends, high << _BITS | _RULE)]]


def compared(view: View, other: View) -> list[Copy]:
    """What a text has in common with the one before it, if that is a version of the same file."""
    blob, before = view.blob, other.blob
    if (blob.path, blob.part) != (before.path, before.part):
        return []
    new, old = view.data, other.data
    start = _common(old, new)
    last = _common_end(old, new, min(len(old), len(new)) - start)
    end = Copy(len(old) - last, len(new) - last, last)
    inner = _inner(old, new, Copy(0, 0, start), end, _DEPTH)
    return [copy for copy in (Copy(0, 0, start), *inner, end) if copy.size]


def _inner(old: bytes, new: bytes, first: Copy, last: Copy, depth: int) -> Iterator[Copy]:
    """Common parts between two others: what stands in the middle is looked for in the old text."""
    start, low = first.new + first.size, first.old + first.size
    size = last.new - start
    if not depth or min(size, last.old - low) < _WORTH:
        return
    more = last.old - low - size
    for part in (2, 3):
        at = start + size // part
        there = low + at - start
        near = max(low, there + min(0, more) - _ROUND), there + max(0, more) + _ROUND
        found = old.find(new[at : at + _PROBE], near[0], min(last.old, near[1]))
        if found >= 0:
            break
    else:
        return
    before = _common_end(old[low:found], new[start:at], min(found - low, at - start))
    size = before + _common(old[found : last.old], new[at : last.new])
    if size < _WORTH:
        return
    copy = Copy(found - before, at - before, size)
    yield from _inner(old, new, first, copy, depth - 1)
    yield copy
    yield from _inner(old, new, copy, last, depth - 1)


def _common(old: bytes, new: bytes) -> int:
    """How many bytes both begin with, or a few less."""
    low, high = 0, min(len(old), len(new))
    if old[:high] == new[:high]:
        return high
    while high - low > _NEAR:
        middle = (low + high) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _common_end(old: bytes, new: bytes, most: int) -> int:
    """How many bytes both end with, at most so many, or a few less."""
    low, high = 0, most
    while high - low > _NEAR:
        middle = (low + high) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle
    return low
