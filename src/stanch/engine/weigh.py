"""What becomes of a text in which rules woke: match, judge, settle overlaps, join pairs.

Imported when the first rule wakes, and what judges when the first pattern matches: most commits
need neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stanch.engine.match import Matcher
from stanch.engine.view import View
from stanch.engine.wake import Woken
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from stanch.engine.judge import Judge, Judged


class Weigher:
    """The steps behind waking, with the patterns compiled so far."""

    __slots__ = ("_applies", "_judge", "_matcher", "_now")

    def __init__(
        self,
        rules: Ruleset,
        seconds: float,
        now: int,
        applies: Callable[[tuple[str, ...], str], bool],
    ) -> None:
        self._matcher = Matcher(rules, seconds)
        self._now = now
        self._applies = applies
        self._judge: Judge | None = None

    def weigh(self, view: View, woken: Woken) -> list[Judged]:
        """Every candidate with its fate, in the order of the text.

        Raises:
            OverTimeError: the limit for one text has passed.
        """
        candidates = list(self._matcher.candidates(view.data, woken))
        if not candidates:
            return []
        from stanch.engine import companions, overlap

        judge = self._judging()
        judged = [judge(view, candidate) for candidate in candidates]
        return companions.joined(view, overlap.settled(judged))

    def _judging(self) -> Judge:
        if self._judge is None:
            from stanch.engine.judge import Judge

            self._judge = Judge(self._now, self._applies)
        return self._judge
