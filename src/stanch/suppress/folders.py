"""What folders below the root say about the files in them: `.stanchignore` and `.stanch.yaml`.

The nearest one that says something decides. A folder speaks for what lies in it and for nothing
beside or above. It is asked only when something was found in it, so a clean run reads none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from stanch.model.finding import Finding
from stanch.model.rule import Rule
from stanch.suppress.allowlist import Allow
from stanch.suppress.expiry import past
from stanch.suppress.ignorefile import IgnoreFile


class Folder(NamedTuple):
    """What the folder `path` says; `where` names its configuration, `warnings` what does not hold.

    `disabled` are ids of rules, or `tag:NAME`; `dialects` the markers that count in it, `None`
    where it says nothing about them.
    """

    path: str = ""
    where: str = ""
    ignore: IgnoreFile | None = None
    allows: tuple[Allow, ...] = ()
    disabled: frozenset[str] = frozenset()
    dialects: frozenset[str] | None = None
    warnings: tuple[str, ...] = ()

    def disables(self, rule: Rule) -> bool:
        """Whether it does without this rule."""
        names = (rule.id, *rule.former_ids, *(f"tag:{tag}" for tag in rule.tags))
        return not self.disabled.isdisjoint(names)

    def allowing(self, finding: Finding, today: date) -> Allow | None:
        """The entry that accepts a finding in it; paths of an entry begin in the folder."""
        if not self.allows:
            return None
        (place,) = finding.locations
        within = place._replace(path=place.path.removeprefix(f"{self.path}/"))
        moved = finding._replace(locations=(within,))
        holding = (allow for allow in self.allows if not past(allow.until, today))
        return next((allow for allow in holding if allow.covers(moved)), None)


class Folders:
    """The folders of a tree, each read once."""

    __slots__ = ("_known", "_read")

    def __init__(self, read: Callable[[str], Folder]) -> None:
        self._read = read
        self._known: dict[str, Folder] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does not hold in the folders that were asked."""
        return tuple(text for folder in self._known.values() for text in folder.warnings)

    def above(self, path: str) -> Iterator[Folder]:
        """The folders that a file lies in, the nearest first, without the root."""
        if path.startswith("/") or ".." in path.split("/"):
            return  # nothing outside of the root has a say
        while "/" in path:
            path = path.rpartition("/")[0]
            if path not in self._known:
                self._known[path] = self._read(path)
            yield self._known[path]
