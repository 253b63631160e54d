"""One marker in a scanned text: what it speaks about, how far it reaches, and whether it holds."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import NamedTuple

from stanch.model.place import Location, Position
from stanch.model.rule import Rule
from stanch.suppress import expiry

OWN = "stanch"


class Reach(Enum):
    """How far a marker speaks."""

    LINE = "its line"
    AROUND = "its line, alone on one those beside it"
    NEXT = "the next line"
    BEGIN = "all up to its end"
    END = "ends what was begun"
    FILE = "the file"


class Marker(NamedTuple):
    """One marker. `broken` says why it does not hold; no rules means every rule.

    `alone`: only a comment stands on its line, so it speaks for the line below as well. `theirs`
    are the rules that a marker of another scanner names, in that one's words. `string` is the
    stretch of columns between the quotes of the string it stands in. `end` is where a block ends.
    """

    line: int
    column: int
    offset: int
    rules: tuple[str, ...] = ()
    until: date | None = None
    text: str = ""
    broken: str = ""
    alone: bool = False
    dialect: str = OWN
    reach: Reach = Reach.LINE
    theirs: tuple[str, ...] = ()
    string: tuple[int, int] | None = None
    end: Position | None = None

    @property
    def wide(self) -> bool:
        """Whether it speaks for more than the lines beside it."""
        return self.reach in (Reach.BEGIN, Reach.FILE)

    def problem(self, today: date) -> str:
        """Why it does not hold today; empty when it does."""
        if not self.broken and expiry.past(self.until, today):
            return expiry.notice(self.until, today)
        return self.broken

    def names(self, rule: Rule) -> bool:
        """Whether it speaks about this rule, under its present or a former id."""
        if self.theirs:
            return any(_is_theirs(word, rule) for word in self.theirs)
        return not self.rules or any(i in self.rules for i in (rule.id, *rule.former_ids))

    def reaches(self, at: Location) -> bool:
        """Whether a secret at this place is one it speaks for."""
        here = Position(self.line, self.column)
        # Part of the secret's own text, or of the string round it, is no marker, or a secret could
        # excuse itself.
        if at.start <= here < at.end or self._shares_string(at):
            return False
        if self.reach is Reach.FILE:
            return True
        if self.reach is Reach.BEGIN:
            return here < at.start and (self.end is None or at.end <= self.end)
        if self.reach is Reach.NEXT:
            return at.start.line == self.line + 1
        if self.line < at.start.line:
            return self.alone and self.line == at.start.line - 1
        below = self.line - last_line(at)
        return below <= 0 or (self.reach is Reach.AROUND and self.alone and below == 1)

    def _shares_string(self, at: Location) -> bool:
        if self.string is None:
            return False
        first, last = self.string
        starts = at.start.line == self.line and first <= at.start.column <= last
        return starts or (at.end.line == self.line and first < at.end.column <= last)


def last_line(at: Location) -> int:
    """The last line that a secret stands on."""
    # `end` is just behind the last character: a secret that ends with a line feed ends above.
    return at.end.line - (at.end.column == 1 and at.end.line > at.start.line)


def _is_theirs(word: str, rule: Rule) -> bool:
    """Whether another scanner's name for rules means this one: by vendor or kind of credential.

    `@secretlint/secretlint-rule-aws` and `aws` mean all rules whose id or vendor begins so; a
    preset means all.
    """
    if "-rule-preset-" in word:
        return True
    wanted = _squashed(word.rpartition("-rule-")[2].rpartition("/")[2])
    names = (rule.id, rule.vendor, *rule.former_ids)
    return bool(wanted) and any(_squashed(name).startswith(wanted) for name in names)


def _squashed(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
