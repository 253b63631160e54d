"""What becomes of a text in which rules woke: match, judge, settle overlaps, join pairs.

Imported when the first rule wakes, and what judges when the first pattern matches: most commits
need neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from stanch.engine.match import Matcher, OverTimeError
from stanch.engine.view import View
from stanch.engine.wake import Windows
from stanch.errors import ScanError
from stanch.model.finding import Candidate

if TYPE_CHECKING:
    from stanch.engine.judge import Judge, Judged


class Weigher:
    """The steps behind waking."""

    __slots__ = ("_applies", "_judge", "_matcher", "_now", "_seconds")

    def __init__(
        self,
        matcher: Matcher,
        seconds: float,
        now: int,
        applies: Callable[[tuple[str, ...], str], bool],
    ) -> None:
        self._matcher = matcher
        self._seconds = seconds
        self._now = now
        self._applies = applies
        self._judge: Judge | None = None

    def deadline(self) -> float:
        """Until when what begins now may take, by `time.monotonic`."""
        return time.monotonic() + self._seconds

    def weigh(
        self, view: View, woken: Windows, until: float
    ) -> tuple[list[Judged], ScanError | None]:
        """Every candidate with its fate, in the order of the text, and what cut that short."""
        candidates: list[Candidate] = []
        cut: ScanError | None = None
        try:
            candidates.extend(self._matcher.candidates(view.data, woken, until))
        except OverTimeError as error:
            cut = error
            until = self.deadline()  # what was matched in time is still judged
        if not candidates:
            return [], cut
        from stanch.engine import companions, overlap

        judge = self._judging()
        judged: list[Judged] = []
        for candidate in candidates:
            if time.monotonic() > until:
                cut = OverTimeError("the time limit passed in judging what was matched")
                break
            judged.append(judge(view, candidate))
        return companions.joined(view, overlap.settled(judged)), cut

    def _judging(self) -> Judge:
        if self._judge is None:
            from stanch.engine.judge import Judge

            self._judge = Judge(self._now, self._applies)
        return self._judge
