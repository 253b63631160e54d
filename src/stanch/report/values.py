"""Finds thousands of values in a text at once, in time that hardly grows with their number.

An alternation of 20,000 secrets would make every report crawl. A dictionary of the values' first
bytes answers one look-up a character instead, and a set of the values the rest. Where the values
are few, their first bytes are searched for one after the other, which is faster by far.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from stanch.model.place import Span

SHORT = 6
"""Values of fewer bytes than this count only where they stand alone."""
FRAGMENT = 4
"""The fewest bytes of a cut value that are worth hiding."""

_FEW = 64
_NONE: Mapping[bytes, int] = MappingProxyType({})
_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


def _alone(text: bytes, start: int, end: int) -> bool:
    """Whether no word goes on over either end. Only ASCII letters, digits and `_` make words."""
    into = start > 0 and text[start - 1] in _WORD and text[start] in _WORD
    out = end < len(text) and text[end] in _WORD and text[end - 1] in _WORD
    return not into and not out


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters as spans that do not overlap, in order."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


class _Beginnings(NamedTuple):
    """Knows whether some value begins with given bytes."""

    values: list[bytes]
    heads: frozenset[bytes]
    longest: int

    @classmethod
    def of(cls, values: Iterable[bytes]) -> _Beginnings:
        ordered = sorted(values)
        heads = frozenset(value[:FRAGMENT] for value in ordered)
        return cls(ordered, heads, max(map(len, ordered), default=0))

    def cut(self, text: bytes) -> int:
        """How many bytes at the end of `text` are the beginning of a value."""
        for at in range(max(0, len(text) - self.longest), len(text) - FRAGMENT + 1):
            if text[at : at + FRAGMENT] in self.heads:
                rest = text[at:]
                found = bisect_left(self.values, rest)
                if found < len(self.values) and self.values[found].startswith(rest):
                    return len(rest)
        return 0


class _Stems(NamedTuple):
    """Values that begin alike, in order, with how much of each is known to be its own."""

    values: list[bytes]
    sizes: dict[bytes, int]
    longest: int

    @classmethod
    def of(cls, sizes: dict[bytes, int]) -> _Stems:
        return cls(sorted(sizes), sizes, max(map(len, sizes)))

    def common(self, text: bytes, start: int) -> int:
        """How much of a value stands at `start`, when it is more than a stem."""
        rest = text[start : start + self.longest]
        at = bisect_left(self.values, rest)
        beside = self.values[max(0, at - 1) : at + 1]  # none has more in common with the text
        shared = ((_shared(value, rest), self.sizes[value]) for value in beside)
        return max((count for count, size in shared if count >= size), default=0)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    differ = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))


def _starts(text: bytes, size: int, heads: frozenset[bytes]) -> Iterator[int]:
    """Where one of the heads stands, each of that size."""
    if len(heads) > _FEW:
        yield from (at for at in range(len(text) - size + 1) if text[at : at + size] in heads)
        return
    for head in heads:
        at = text.find(head)
        while at >= 0:
            yield at
            at = text.find(head, at + 1)


class Values:
    """Values to look for. `cut` are those of which an excerpt may hold only an end.

    `stems` says for a value how many of its first bytes tell it from others: where a text holds at
    least these, all that goes on like the value is found.
    """

    __slots__ = ("_after", "_before", "_heads", "_lengths", "_stems", "_values")

    def __init__(
        self,
        values: Iterable[bytes],
        cut: Iterable[bytes] = (),
        stems: Mapping[bytes, int] = _NONE,
    ) -> None:
        by_head: dict[bytes, dict[bytes, int]] = {}
        for value, size in stems.items():
            if size >= SHORT:
                by_head.setdefault(value[:SHORT], {})[value] = size
        self._stems = {head: _Stems.of(sizes) for head, sizes in by_head.items()}
        self._values = frozenset(value for value in values if value)
        lengths: dict[bytes, set[int]] = {head: set() for head in by_head}
        for value in self._values:
            lengths.setdefault(value[:SHORT], set()).add(len(value))
        self._lengths = {head: sorted(some, reverse=True) for head, some in lengths.items()}
        sizes = sorted({len(head) for head in lengths})
        self._heads = [(n, frozenset(head for head in lengths if len(head) == n)) for n in sizes]
        whole = [value for value in cut if len(value) >= SHORT]
        self._after = _Beginnings.of(whole)
        self._before = _Beginnings.of(value[::-1] for value in whole)

    def hits(self, text: bytes) -> Iterator[Span]:
        """Each place where a value stands; of those that start together the longest."""
        for size, heads in self._heads:
            for start in _starts(text, size, heads):
                head = text[start : start + size]
                end = self._end(text, start, self._lengths[head])
                stems = self._stems.get(head)
                end = max(end, start + stems.common(text, start)) if stems else end
                if end > start:
                    yield Span(start, end)

    def _end(self, text: bytes, start: int, lengths: list[int]) -> int:
        for length in lengths:
            end = start + length
            if text[start:end] in self._values and (length >= SHORT or _alone(text, start, end)):
                return end
        return 0

    def cuts(self, text: bytes) -> Iterator[Span]:
        """What is left of values that the text's own ends cut through."""
        first = self._before.cut(text[::-1])
        last = self._after.cut(text)
        if first:
            yield Span(0, first)
        if last:
            yield Span(len(text) - last, len(text))
