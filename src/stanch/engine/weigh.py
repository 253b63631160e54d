"""What becomes of a text in which rules woke: match, judge, settle overlaps, join pairs.

Imported when the first rule wakes: most commits wake none, and need neither `regex` nor judging.
"""

from __future__ import annotations

from stanch.engine import companions, overlap
from stanch.engine.judge import Applies, Judge, Judged
from stanch.engine.match import Matcher
from stanch.engine.view import View
from stanch.engine.wake import Woken
from stanch.rules.ruleset import Ruleset


class Weigher:
    """The steps behind waking, with the patterns compiled so far."""

    __slots__ = ("_judge", "_matcher")

    def __init__(self, rules: Ruleset, seconds: float, now: int, applies: Applies) -> None:
        self._matcher = Matcher(rules, seconds)
        self._judge = Judge(now, applies)

    def weigh(self, view: View, woken: Woken) -> list[Judged]:
        """Every candidate with its fate, in the order of the text.

        Raises:
            OverTimeError: the limit for one text has passed.
        """
        candidates = self._matcher.candidates(view.data, woken)
        judged = [self._judge(view, candidate) for candidate in candidates]
        return companions.joined(view, overlap.settled(judged)) if judged else judged
