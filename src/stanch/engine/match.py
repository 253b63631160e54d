"""Exact matches of a woken rule on its windows, by `regex` with a time limit.

The windows are wide enough that searching them finds what searching the whole text would: a match
holds an end that woke the rule, and no match that begins before a window reaches into it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stanch.engine.wake import Window, Woken
from stanch.errors import RuleError, ScanError
from stanch.model.finding import Candidate
from stanch.model.place import Span
from stanch.model.rule import Rule
from stanch.model.secret import Secret
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    import regex


class OverTimeError(ScanError):
    """A text took longer than the limit; it is counted as skipped."""


class Matcher:
    """The patterns of a rule set, compiled when their rule first wakes."""

    __slots__ = ("_patterns", "_rules", "_seconds")

    def __init__(self, rules: Ruleset, seconds: float) -> None:
        self._rules = rules
        self._seconds = seconds
        self._patterns: dict[int, regex.Pattern[bytes]] = {}

    def candidates(self, data: bytes, woken: Woken) -> Iterator[Candidate]:
        """What the woken rules match, rule by rule in the order of their indexes.

        Raises:
            OverTimeError: the limit for one text has passed.
        """
        until = time.monotonic() + self._seconds
        for index in sorted(woken):
            rule = self._rules.rule(index)
            pattern = self._pattern(index, rule)
            for window in woken[index]:
                yield from _matches(rule, pattern, data, window, until)

    def _pattern(self, index: int, rule: Rule) -> regex.Pattern[bytes]:
        found = self._patterns.get(index)
        if found is None:
            found = self._patterns[index] = compiled(rule)
        return found


def compiled(rule: Rule) -> regex.Pattern[bytes]:
    """The rule's pattern over bytes.

    Raises:
        RuleError: `regex` does not take it.
    """
    import regex

    try:
        return regex.compile(rule.pattern.encode())
    except regex.error as error:
        raise RuleError(f"the pattern is wrong: {error}", where=rule.id) from None


def _matches(
    rule: Rule, pattern: regex.Pattern[bytes], data: bytes, window: Window, until: float
) -> Iterator[Candidate]:
    at, end = window
    while at < end:
        left = until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError  # noqa: TRY301  # the same end as the search's own
            found = pattern.search(data, at, end, timeout=left)
        except TimeoutError:
            raise OverTimeError(f"the time limit passed in rule {rule.id}") from None
        if found is None:
            return
        span = Span(*found.span("secret"))
        if span.end > span.start:
            yield Candidate(rule, span, Span(*found.span()), Secret(found["secret"]))
        at = max(found.end(), at + 1)
