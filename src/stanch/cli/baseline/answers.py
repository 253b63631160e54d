"""The answers of a review: saved when they are given, undone one by one, remembered for the next.

What is harmless becomes an entry of the baseline. What is real is remembered beside git's own
files, by fingerprint, so that nobody is asked twice; it stays reported.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from stanch.assemble import World, derived_salt
from stanch.cli.baseline import files
from stanch.git.repository import Repository
from stanch.model.outcome import Outcome
from stanch.suppress import review, update
from stanch.suppress.fingerprint import Salt
from stanch.suppress.review import Answer, Answered
from stanch.suppress.update import Terms

_MEMORY = "stanch-audit"


class _Given(NamedTuple):
    outcome: Outcome
    answer: Answer
    lines: tuple[str, ...]
    was_real: bool


class Answers:
    """The answers of one review."""

    def __init__(
        self,
        target: str,
        memory: str,
        salt: Salt,
        terms: Terms,
        today: date,
        clean: Callable[[str], str],
    ) -> None:
        self.reason = terms.reason
        self._target = target
        self._memory = memory
        self._salt = salt
        self._terms = terms
        self._today = today
        self._clean = clean
        self._given: list[_Given] = []
        self._real = self._remembered()

    @classmethod
    def of(
        cls,
        here: World,
        repository: Repository | None,
        target: str,
        terms: Terms,
        clean: Callable[[str], str],
    ) -> Answers:
        """For a baseline; outside of a repository nothing is remembered."""
        memory = os.path.join(repository.git_dir, _MEMORY) if repository else ""
        salt = derived_salt(repository) or Salt.random()
        return cls(target, memory, salt, terms, here.today, clean)

    @property
    def counts(self) -> Counter[Answer]:
        """How often each answer was given."""
        return Counter(one.answer for one in self._given)

    def counted(self) -> str:
        """The same in words."""
        counts = self.counts
        return " · ".join(f"{counts[answer]} {answer}" for answer in Answer)

    def known_real(self, outcome: Outcome) -> bool:
        """Whether somebody said, now or before, that it is real."""
        return outcome.fingerprint in self._real

    def give(self, outcome: Outcome, answer: Answer, reason: str = "") -> str:
        """Save an answer; what is returned says why that cannot be done."""
        lines: tuple[str, ...] = ()
        if answer is Answer.HARMLESS:
            reason = reason or self.reason
            if not reason:
                return "harmless needs a reason"
            lines, problem = self._accept(outcome, reason)
            if problem:
                return problem
        was_real = self.known_real(outcome)
        self._given.append(_Given(outcome, answer, lines, was_real))
        self._remember(outcome, real=answer is Answer.REAL)
        return ""

    def undo(self) -> Outcome | None:
        """Take back the last answer; the finding that it was about."""
        if not self._given:
            return None
        last = self._given.pop()
        if last.lines:
            text = files.read(self._target, missing=b"").decode()
            kept = [
                line
                for line in text.splitlines(keepends=True)
                if line.rstrip("\r\n") not in last.lines
            ]
            files.write(self._target, "".join(kept))
        self._remember(last.outcome, real=last.was_real)
        return last.outcome

    def _accept(self, outcome: Outcome, reason: str) -> tuple[tuple[str, ...], str]:
        """Add an entry to the file as it is now; the lines that are new, or why there are none."""
        old = files.read(self._target, missing=b"").decode()
        made = update.update(
            old,
            [outcome.finding],
            salt=self._salt,
            today=self._today,
            terms=self._terms._replace(reason=reason),
            where=os.path.basename(self._target),
            clean=self._clean,
        )
        if made.refused:
            return (), made.refused[0]
        files.write(self._target, made.text)
        before = set(old.splitlines())
        new = made.text.splitlines()[-made.added :] if made.added else []
        return tuple(line for line in new if line not in before), ""

    def _remembered(self) -> set[str]:
        try:
            with open(self._memory, encoding="utf-8") as file:
                answers = review.read(file.read(), self._memory)
        except (OSError, UnicodeError):
            return set()
        return {one.key for one in answers if one.answer is Answer.REAL}

    def _remember(self, outcome: Outcome, *, real: bool) -> None:
        known = self.known_real(outcome)
        if real == known:
            return
        (self._real.add if real else self._real.discard)(outcome.fingerprint)
        if self._memory:
            text = review.write(Answered(key, Answer.REAL) for key in sorted(self._real))
            with suppress(OSError), open(self._memory, "w", encoding="utf-8") as file:
                file.write(text)
