"""Texts that somebody hands over, with those that were there before them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from stanch.model.blob import Blob, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Input, Old

Texts = tuple[tuple[str, str], ...]


class Told(NamedTuple):
    """Each text with the path it is meant for."""

    new: Texts
    old: Texts
    limit: int
    name: str = "told"
    nothing: str = "there is no text in it"
    total: int = 0

    def inputs(self) -> Iterator[Input]:
        """The new texts; what is too long to be looked at is not clean."""
        for path, text in self.new:
            data = text.encode("utf-8", "surrogatepass")
            if len(data) > self.limit:
                yield Skipped(path, f"longer than --max-size ({self.limit:,} bytes)")
            elif data:
                yield Blob(path, data)

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """The old ones."""
        for path, text in self.old:
            yield Old(Blob(path, text.encode("utf-8", "surrogatepass")), commits)

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """Nothing here is committed."""
        return dict.fromkeys(ids, Commit(""))
