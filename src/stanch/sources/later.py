"""Versions of files that are read by whoever looks at them, so that none is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stanch.git.changes import Change
from stanch.git.objects import Objects
from stanch.git.plumbing import Git
from stanch.model.blob import Skipped
from stanch.sources.base import Input
from stanch.sources.changes import new_sides

# Each part has its own process of git, which takes a moment to start.
_PART = 600


class Later(NamedTuple):
    """Some changes whose new sides are not read yet."""

    changes: Sequence[Change]
    git: Git
    limit: int

    def read(self) -> Iterator[Input]:
        """The new sides."""
        with Objects(self.git, self.limit) as objects:
            yield from new_sides(self.changes, objects, self.limit)

    def lost(self, why: str) -> Iterator[Skipped]:
        """Each as a skip."""
        return (Skipped(change.path, why) for change in self.changes)


def later(changes: Sequence[Change], git: Git, limit: int) -> Iterator[Later]:
    """The changes in parts, of which none larger than `limit` is read."""
    for at in range(0, len(changes), _PART):
        yield Later(changes[at : at + _PART], git, limit)
