"""A history with those of its submodules: paths begin where the submodule is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from stanch.model.blob import Blob, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Input, Old
from stanch.sources.history import History


class Several(NamedTuple):
    """A repository and its submodules, each with its path; `missing` are those not to be read."""

    outer: History
    inner: tuple[tuple[str, History], ...]
    missing: tuple[Skipped, ...] = ()

    @property
    def name(self) -> str:
        """As for one."""
        return self.outer.name

    @property
    def nothing(self) -> str:
        """As for one."""
        return self.outer.nothing

    @property
    def total(self) -> int:
        """The versions of files in all of them."""
        return self.outer.total + sum(history.total for _, history in self.inner)

    def inputs(self) -> Iterator[Input]:
        """The outer repository's first."""
        yield from self.missing
        yield from self.outer.inputs()
        for path, history in self.inner:
            for item in history.inputs():
                yield _below(path, item)

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """Whole histories have no old side."""
        return self.outer.before(commits)

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """Each is known to one of the repositories."""
        known: dict[str, Commit] = {}
        for history in (self.outer, *(history for _, history in self.inner)):
            known |= {oid: commit for oid, commit in history.commits(ids).items() if commit.date}
        return {oid: known.get(oid, Commit(oid)) for oid in ids}


def _below(path: str, item: Input) -> Input:
    if isinstance(item, Skipped):
        return item._replace(path=f"{path}/{item.path}")
    others = tuple((f"{path}/{other}", commit) for other, commit in item.others)
    return Blob(f"{path}/{item.path}", item.data, item.part, item.commit, others, item.id)
