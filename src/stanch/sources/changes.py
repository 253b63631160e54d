"""What a change brings: whole new blobs, and behind them the old ones to compare with.

Serves the index, the work tree and ranges alike: a change is a change. Patches are never read.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from stanch.git.changes import LINK, Change
from stanch.git.objects import Objects
from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Given, Input, Old, Policy, names, too_large
from stanch.sources.files import read

# Of so many blobs only the first ones are read here: what looking at them imports is there for all
# who read the others.
_MANY = 2000
_FIRST = 50


class Changes(NamedTuple):
    """The new sides of `changes`, and their old ones."""

    name: str
    nothing: str
    changes: tuple[Change, ...]
    objects: Objects
    policy: Policy
    missing: tuple[Skipped, ...] = ()

    @property
    def total(self) -> int:
        """The new sides."""
        return sum(change.is_content for change in self.changes)

    def inputs(self) -> Iterator[Given]:
        """Each new blob, and each name that the change brings; first what is not there to read."""
        yield from self.missing
        wanted: list[Change] = []
        seen: set[str] = set()
        for change in self.changes:
            why = self.policy.excluded(change.path)
            if why:
                yield Skipped(change.path, why, by_policy=True)
                continue
            if change.unmerged:
                yield Skipped(change.path, "in conflict: resolve it and add it")
                continue
            if not change.olds and change.path not in seen:
                seen.add(change.path)
                yield from names(change.path, change.commit)
            if change.is_content:
                wanted.append(change)
        limit = self.policy.limit
        first = len(wanted) if len(wanted) < _MANY else _FIRST
        yield from new_sides(wanted[:first], self.objects, limit)
        if wanted[first:]:
            from stanch.sources.later import later

            yield from later(wanted[first:], self.objects.git, limit)

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """Every old side, the names of what went away too.

        It is old for its commit and, if it was there before all of them, for the later ones: a
        range may take a file away in one commit and bring it back in the next.
        """
        later = _later((change.commit for change in self.changes), commits)
        sides: dict[str, dict[str, set[str]]] = {}
        fresh: set[tuple[str, str]] = set()
        for commit, changes in groupby(self.changes, key=attrgetter("commit")):
            brought = tuple(changes)
            for path, oid in ((c.path, oid) for c in brought for oid in c.olds):
                old_for = later[commit]
                if (path, oid) in fresh:
                    old_for &= {commit}
                if old_for:
                    sides.setdefault(oid, {}).setdefault(path, set()).update(old_for)
            fresh.update((c.path, c.new) for c in brought)
        for paths in sides.values():
            for path, counts in paths.items():
                yield from (Old(name, counts) for name in names(path))
        for answer, paths in zip(self.objects.read(sides), sides.values(), strict=True):
            if answer.data is not None:
                yield from (Old(Blob(p, answer.data), counts) for p, counts in paths.items())

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """The commits of a range."""
        return described(self.objects, ids)


def new_sides(changes: Sequence[Change], objects: Objects, limit: int) -> Iterator[Input]:
    """The new side of each change."""
    answers = objects.read(change.new for change in changes)
    for change, answer in zip(changes, answers, strict=True):
        part = Part.LINK if change.mode == LINK else Part.CONTENT
        if answer.data is not None:
            yield Blob(change.path, answer.data, part, change.commit, change.others, change.new)
        elif answer.size:
            yield too_large(change.path, answer.size, limit)
        else:
            yield Skipped(change.path, answer.why)


def _later(order: Iterable[str], commits: Collection[str]) -> dict[str, frozenset[str]]:
    """For each commit in that order those of `commits` that are it or come behind it."""
    found: dict[str, frozenset[str]] = {}
    behind: frozenset[str] = frozenset()
    for commit in reversed(dict.fromkeys(order)):
        if commit in commits:
            behind |= {commit}
        found[commit] = behind
    return found


class Unstaged(NamedTuple):
    """The work tree against the index: new sides are files, old ones blobs of the index."""

    top: str
    changes: Changes
    name: str = "unstaged"
    nothing: str = "0 files changed in the work tree"
    total: int = 0

    def inputs(self) -> Iterator[Input]:
        """The changed files of the work tree; first what is passed over."""
        yield from self.changes.missing
        policy = self.changes.policy
        for change in self.changes.changes:
            why = policy.excluded(change.path)
            if why:
                yield Skipped(change.path, why, by_policy=True)
            elif change.is_content:
                if not change.olds:
                    yield from names(change.path)
                path = os.path.join(self.top, change.path)
                yield read(path, change.path, policy.limit, follow=False)

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """The blobs of the index."""
        return self.changes.before(commits)

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """Nothing here is committed."""
        return dict.fromkeys(ids, Commit(""))


def beyond(cut: Collection[str]) -> tuple[Skipped, ...]:
    """What a shallow clone lacks: nobody may call it clean."""
    if not cut:
        return ()
    first = min(cut)[:12]
    which = f"commit {first}" if len(cut) == 1 else f"{len(cut):,} commits ({first} and others)"
    why = f"shallow clone: what came before {which} is not here; run `git fetch --unshallow`"
    return (Skipped("(history)", why),)


def described(objects: Objects, ids: set[str]) -> dict[str, Commit]:
    """Author, date and first line of commits, from the objects themselves."""
    return {
        answer.name: _described(answer.name, answer.data or b"")
        for answer in objects.read(sorted(ids))
    }


def _described(name: str, data: bytes) -> Commit:
    head, _, message = data.partition(b"\n\n")
    line = next((row for row in head.split(b"\n") if row.startswith(b"author ")), b"")
    text = line.removeprefix(b"author ").decode("utf-8", "surrogateescape")
    who, _, rest = text.rpartition("> ")
    author, _, email = who.partition(" <")
    seconds = rest.split(" ")[0]
    summary = message.split(b"\n")[0].decode("utf-8", "surrogateescape")
    return Commit(name, author, email, _date(seconds), summary)


def _date(seconds: str) -> str:
    """The date in UTC as ISO 8601; what is no date stays empty."""
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""
