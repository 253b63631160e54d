"""Exact matches of a woken rule on its windows, by `regex` with a time limit.

The windows are wide enough that searching them finds what searching the whole text would: a match
holds an end that woke the rule, and no match that begins before a window reaches into it. What was
matched is remembered by the bytes of a window, what stands before them, and where the window began
among them: the same bytes may be asked about in windows that begin elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stanch.engine.patterns import Patterns
from stanch.engine.wake import Window, Woken
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
_LARGE = 1 << 14
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

    def candidates(self, data: bytes, woken: Woken, until: float) -> Iterator[Candidate]:
        """What the woken rules match, rule by rule in the order of their indexes.

        Raises:
            OverTimeError: the time `until` (of `time.monotonic`) has passed.
        """
        for index in sorted(woken):
            rule = self._rules.rule(index)
            for low, high in woken[index]:
                for found in self._places(index, rule, data, (low, high), until):
                    span, match = _at(low, found.secret), _at(low, found.match)
                    name = _at(low, found.name) if found.name else None
                    secret = Secret(data[span.start : span.end])
                    yield Candidate(rule, span, match, secret, name)

    def _places(
        self, index: int, rule: Rule, data: bytes, window: Window, until: float
    ) -> tuple[Found, ...]:
        """Where the rule matches, from the start of the window; known if it was asked before."""
        low, high = window
        if high - low > _LARGE:
            return self._sought(index, rule, data, window, until)
        first = max(0, low - (_IN_LINE if rule.wake.lined else _BEFORE))
        # What is known counts from the window's start, so that belongs to what was asked.
        key = hash((index, first > 0, low - first, data[first:high]))
        known = self._known.get(key)
        if known is None:
            known = self._sought(index, rule, data, window, until)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = known
        return known

    def _sought(
        self, index: int, rule: Rule, data: bytes, window: Window, until: float
    ) -> tuple[Found, ...]:
        # Most heads stand alone, and compiling a pattern takes longer than many files.
        if not self._may_match(index, rule.wake, data[window[0] : window[1]]):
            return ()
        return tuple(_matches(rule, self._patterns.of(index, rule), data, window, until))


def _at(low: int, part: Window) -> Span:
    return Span(low + part[0], low + part[1])


def _matches(
    rule: Rule, pattern: regex.Pattern[bytes], data: bytes, window: Window, until: float
) -> Iterator[Found]:
    low = window[0]
    has_name = "name" in pattern.groupindex
    for found in _each(rule, pattern, data, window, until):
        first, last = found.span("secret")
        if last > first:
            start, end = found.span()
            name = found.span("name") if has_name else _NOWHERE
            named = None if name == _NOWHERE else (name[0] - low, name[1] - low)
            yield Found((first - low, last - low), (start - low, end - low), named)


def _each(
    rule: Rule, pattern: regex.Pattern[bytes], data: bytes, window: Window, until: float
) -> Iterator[regex.Match[bytes]]:
    """The matches from left to right; where it is known how they begin, nothing else is tried."""
    at, end = window
    starts = _starts(rule.wake.leads, data, window) if rule.wake.leads else None
    if starts is not None:
        for start in starts:
            if start >= at:
                found = _timed(pattern.match, rule, data, (start, end), until)
                if found:
                    yield found
                    at = found.end()
        return
    while at < end:
        found = _timed(pattern.search, rule, data, (at, end), until)
        if not found:
            return
        yield found
        at = max(found.end(), found.start() + 1)


def _starts(leads: tuple[bytes, ...], data: bytes, window: Window) -> list[int] | None:
    """Where one of the words stands, in whatever case; None where they stand close together."""
    low, end = window
    text = data[low:end].lower()
    starts: set[int] = set()
    most = max(_FEW, len(text) // _APART)
    for word in leads:
        at = text.find(word)
        while at >= 0:
            starts.add(low + at)
            if len(starts) > most:
                return None
            at = text.find(word, at + 1)
    return sorted(starts)


def _timed(
    look: Callable[..., regex.Match[bytes] | None],
    rule: Rule,
    data: bytes,
    window: Window,
    until: float,
) -> regex.Match[bytes] | None:
    left = until - time.monotonic()
    try:
        if left > 0:
            return look(data, *window, timeout=left)
    except TimeoutError:
        pass
    raise OverTimeError(f"the time limit passed in rule {rule.id}")
