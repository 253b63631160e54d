"""Finds thousands of values in a text at once, in time that hardly grows with their number.

An alternation of 20,000 secrets would make every report crawl. A dictionary of the values' first
bytes answers one look-up a character instead, and a set of the values the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stanch.model.place import Span

SHORT = 6
"""Values of fewer bytes than this count only where they stand alone."""
FRAGMENT = 4
"""The fewest bytes of a cut value that are worth hiding."""

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


class Values:
    """Values to look for. `cut` are those of which an excerpt may hold only an end."""

    __slots__ = ("_after", "_before", "_lengths", "_sizes", "_values")

    def __init__(self, values: Iterable[bytes], cut: Iterable[bytes] = ()) -> None:
        self._values = frozenset(value for value in values if value)
        lengths: dict[bytes, set[int]] = {}
        for value in self._values:
            lengths.setdefault(value[:SHORT], set()).add(len(value))
        self._lengths = {head: sorted(some, reverse=True) for head, some in lengths.items()}
        self._sizes = sorted({len(head) for head in lengths})
        whole = [value for value in cut if len(value) >= SHORT]
        self._after = _Beginnings.of(whole)
        self._before = _Beginnings.of(value[::-1] for value in whole)

    def hits(self, text: bytes) -> Iterator[Span]:
        """Each place where a value stands; of those that start together the longest."""
        for size in self._sizes:
            lengths = self._lengths
            for start in range(len(text) - size + 1):
                possible = lengths.get(text[start : start + size])
                if possible is not None:
                    end = self._end(text, start, possible)
                    if end:
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
