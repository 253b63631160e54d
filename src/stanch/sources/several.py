"""A history with those of its submodules: paths begin where the submodule is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from stanch.model.blob import Blob, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Given, Input, Old, Unread
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

    def inputs(self) -> Iterator[Given]:
        """The outer repository's first."""
        yield from self.missing
        yield from self.outer.inputs()
        for path, history in self.inner:
            for item in history.inputs():
                yield _below(item, path)

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """Whole histories have no old side."""
        return self.outer.before(commits)

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """Each is known to one of the repositories."""
        known: dict[str, Commit] = {}
        for history in (self.outer, *(history for _, history in self.inner)):
            known |= {oid: commit for oid, commit in history.commits(ids).items() if commit.date}
        return {oid: known.get(oid, Commit(oid)) for oid in ids}


class Below(NamedTuple):
    """Inputs of a submodule that are read later."""

    inner: Unread
    path: str

    def read(self) -> Iterator[Input]:
        """Each by its path outside."""
        return (_under(item, self.path) for item in self.inner.read())

    def lost(self, why: str) -> Iterator[Skipped]:
        """Each by its path outside."""
        return (_lost(item, self.path) for item in self.inner.lost(why))


def _below(item: Given, path: str) -> Given:
    return _under(item, path) if isinstance(item, Blob | Skipped) else Below(item, path)


def _under(item: Input, path: str) -> Input:
    if isinstance(item, Skipped):
        return _lost(item, path)
    others = tuple((f"{path}/{other}", commit) for other, commit in item.others)
    return item._replace(path=f"{path}/{item.path}", others=others)


def _lost(item: Skipped, path: str) -> Skipped:
    return item._replace(path=f"{path}/{item.path}")
