"""Exact matches of a woken rule on its windows, by `regex` with a time limit.

The windows are wide enough that searching them finds what searching the whole text would: a match
holds an end that woke the rule, and no match that begins before a window reaches into it. What was
matched is remembered by the bytes of a window, what stands before them, and where the window began
among them: the same bytes may be asked about in windows that begin elsewhere.

A text in which something stands again and again is one large window for many rules. It is searched
in pieces, so that most of them were seen before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stanch.engine.patterns import Patterns
from stanch.engine.wake import MARGIN, Window, Windows
from stanch.errors import ScanError
from stanch.model.finding import Candidate
from stanch.model.place import Span
from stanch.model.rule import Rule, Wake
from stanch.model.secret import Secret
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    import regex


# The versions of a file differ in a few lines: most windows of a history were looked at before.
_MOST = 100_000
# A larger window is searched in pieces. Where the text repeats itself they are smaller, and cut at
# the same place of each round; that it does is seen by so many bytes.
_LARGE = 1 << 14
_PIECE = 1 << 13
_LEAST = 1 << 11
_SAME = 64
_NOWHERE = (-1, -1)
# Beginnings that stand closer are left to the search, which sees at once that a text lacks a quote.
_APART = 64
_FEW = 8
# A match sees what stands before its window, in its line or beyond, and nothing behind it.
_BEFORE = 64
_IN_LINE = 1


class Found(NamedTuple):
    """A match in a window: start and end of its parts, counted from the window's start."""

    secret: Window
    match: Window
    name: Window | None


class Piece(NamedTuple):
    """A part of a text: matches begin in its first `size` bytes, and see `before` bytes more."""

    low: int
    high: int
    size: int
    before: int


class OverTimeError(ScanError):
    """A text took longer than the limit; it is counted as skipped."""


class Matcher:
    """The patterns of a rule set on the windows of the rules that woke."""

    __slots__ = ("_known", "_may_match", "_patterns", "_rules")

    def __init__(
        self, rules: Ruleset, may_match: Callable[[int, Wake, bytes], bool], patterns: Patterns
    ) -> None:
        self._rules = rules
        self._may_match = may_match
        self._patterns = patterns
        self._known: dict[int, tuple[Found, ...]] = {}

    def candidates(self, data: bytes, woken: Windows, until: float) -> Iterator[Candidate]:
        """What the woken rules match, rule by rule in the order of their indexes.

        Raises:
            OverTimeError: the time `until` (of `time.monotonic`) has passed.
        """
        for index in sorted(woken):
            rule = self._rules.rule(index)
            before = _IN_LINE if rule.wake.lined else _BEFORE
            for low, high in woken[index]:
                if high - low > _LARGE:
                    yield from self._in_pieces(index, rule, data, (low, high), until)
                else:
                    piece = Piece(low, high, high - low, before)
                    yield from _at(rule, data, low, self._places(index, rule, data, piece, until))

    def _in_pieces(
        self, index: int, rule: Rule, data: bytes, window: Window, until: float
    ) -> Iterator[Candidate]:
        """The same of one window: each piece with all that a match beginning in it can see."""
        low, end = window
        sees = rule.wake.width + MARGIN
        while low < end:
            again = data.find(data[low : low + _SAME], low + 1, low + _PIECE) - low
            repeats = again > 0
            size = -(-max(sees, _LEAST) // again) * again if repeats else max(2 * sees, _PIECE)
            piece = Piece(low, min(end, low + size + sees), size, sees)
            found = self._places(index, rule, data, piece, until)
            yield from _at(rule, data, low, found)
            low += max(size, found[-1].match[1]) if found else size

    def _places(
        self, index: int, rule: Rule, data: bytes, piece: Piece, until: float
    ) -> tuple[Found, ...]:
        """Where the rule matches, from the piece's start; known if it was asked before."""
        low = piece.low
        first = max(0, low - piece.before)
        # What is known counts from the piece's start, so that belongs to what was asked.
        key = hash((index, first > 0, low - first, piece.size, data[first : piece.high]))
        known = self._known.get(key)
        if known is None:
            known = self._sought(index, rule, data, piece, until)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = known
        return known

    def _sought(
        self, index: int, rule: Rule, data: bytes, piece: Piece, until: float
    ) -> tuple[Found, ...]:
        # Most heads stand alone, and compiling a pattern takes longer than many files.
        if not self._may_match(index, rule.wake, data[piece.low : piece.high]):
            return ()
        return tuple(_matches(rule, self._patterns.of(index, rule), data, piece, until))


def _at(rule: Rule, data: bytes, low: int, places: Iterable[Found]) -> Iterator[Candidate]:
    """The candidates at these places, counted from `low`; a match may hold no secret."""
    for (start, end), (first, last), name in places:
        if end > start:
            yield Candidate(
                rule,
                Span(low + start, low + end),
                Span(low + first, low + last),
                Secret(data[low + start : low + end]),
                Span(low + name[0], low + name[1]) if name else None,
            )


def _matches(
    rule: Rule, pattern: regex.Pattern[bytes], data: bytes, piece: Piece, until: float
) -> Iterator[Found]:
    low = piece.low
    secret, name = pattern.groupindex["secret"], pattern.groupindex.get("name")
    for found in _each(rule, pattern, data, piece, until):
        start, end = found.span()
        if start - low >= piece.size:
            return
        first, last = found.span(secret)
        at, stop = found.span(name) if name else _NOWHERE
        named = None if at < 0 else (at - low, stop - low)
        yield Found((first - low, last - low), (start - low, end - low), named)


def _each(
    rule: Rule, pattern: regex.Pattern[bytes], data: bytes, piece: Piece, until: float
) -> Iterator[regex.Match[bytes]]:
    """The matches from left to right; where it is known how they begin, nothing else is tried."""
    at, end = piece.low, piece.high
    starts = _starts(rule.wake.leads, data, (at, end)) if rule.wake.leads else None
    try:
        if starts is None:
            yield from pattern.finditer(data, at, end, timeout=_left(until))
            return
        for start in starts:
            if start >= at:
                found = pattern.match(data, start, end, timeout=_left(until))
                if found:
                    yield found
                    at = found.end()
    except TimeoutError:
        raise OverTimeError(f"the time limit passed in rule {rule.id}") from None


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _starts(leads: tuple[bytes, ...], data: bytes, window: Window) -> list[int] | None:
    """Where one of the words stands, in whatever case; None where they stand close together."""
    low, end = window
    text = data[low:end].lower()
    if sum(map(text.count, leads)) > max(_FEW, len(text) // _APART):
        return None
    starts: set[int] = set()
    for word in leads:
        at = text.find(word)
        while at >= 0:
            starts.add(low + at)
            at = text.find(word, at + 1)
    return sorted(starts)
