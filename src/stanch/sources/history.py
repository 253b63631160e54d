"""Everything a repository remembers: each blob once, with the commit that introduced it.

Beside the blobs stand messages, authors, names of refs, and what nothing leads to any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git import reach
from stanch.git.changes import LOGS, REFS, Change, changed_by, introduced, unattached
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Input, Old, Policy, named
from stanch.sources.changes import Changes, beyond

UNREACHED = "(unreachable)"


class History(NamedTuple):
    """Versions of files, then refs by name, then the objects that hold messages.

    `texts` are commits and annotated tags: the path under which one is shown, and its id.
    """

    versions: Changes
    refs: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    name: str = "history"
    nothing: str = "no file was ever committed in this repository"

    def inputs(self) -> Iterator[Input]:
        """Each once."""
        yield from self.versions.inputs()
        yield from map(named, self.refs)
        authors: dict[bytes, None] = {}
        answers = self.versions.objects.read(oid for _, oid in self.texts)
        for (path, oid), answer in zip(self.texts, answers, strict=True):
            if answer.data is None:
                yield Skipped(path, answer.why or "the message is too large")
                continue
            head, _, message = answer.data.partition(b"\n\n")
            commit = oid if answer.kind == "commit" else ""
            yield Blob(path, message, Part.MESSAGE, commit)
            for line in head.split(b"\n"):
                word, _, rest = line.partition(b" ")
                author = rest.rpartition(b" ")[0].rpartition(b" ")[0]  # without date and zone
                if word in _PEOPLE and author not in authors:
                    authors[author] = None
                    yield Blob(path, author, Part.AUTHOR, commit)

    def before(self, _commits: Collection[str]) -> Iterator[Old]:
        """A whole history has no old side."""
        return iter(())

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """The commits of the history."""
        return self.versions.commits(ids)


_PEOPLE = frozenset((b"author", b"committer", b"tagger"))


def everything(repository: Repository, objects: Objects, policy: Policy) -> History:
    """All that the repository holds, and what it lacks."""
    seen: set[str] = set()

    def noted(changes: Iterable[Change]) -> Iterator[Change]:
        for change in changes:
            seen.add(change.new)
            yield change

    reached = reach.commits(repository)
    refs = reach.refs(repository)
    # A commit that was amended away must not be named for what its successor brings as well.
    walks = (introduced(repository, which) for which in (REFS, LOGS))
    attached = list(noted(chain(*walks, unattached(repository))))
    loose = reach.unreached(repository, seen.union(reached, refs.tags.values()))
    missing = list(beyond(repository.cut()))
    try:
        attached += noted(changed_by(repository, loose.commits))
    except GitError as error:  # their trees may be gone already; their files are read all the same
        missing.append(Skipped(UNREACHED, f"not all paths are known: {error}", by_policy=True))
    paths = reach.indexed(repository)
    attached += [
        Change(paths.get(oid) or f"{UNREACHED} {oid[:12]}", "100644", oid, ())
        for oid in loose.blobs
        if oid not in seen
    ]
    texts = [(f"commit {oid[:12]}", oid) for oid in (*reached, *loose.commits)]
    texts += refs.tags.items()
    texts += [(f"{UNREACHED} tag {oid[:12]}", oid) for oid in loose.tags]
    return History(
        Changes("history", "", unique(attached, policy.excluded), objects, policy, tuple(missing)),
        refs.names,
        tuple(texts),
    )


def unique(
    changes: Iterable[Change], excluded: Callable[[str], str] = lambda _path: ""
) -> tuple[Change, ...]:
    """The first change that brings each blob, grouped by path, the oldest path first.

    Changes come oldest first, so the first is the introduction; the blob's other paths follow from
    it, as rules and acceptances may hold for one and not for another. Neighbours of one path are
    stored as deltas of each other: asked for together they cost git half as much. Excluded paths
    are kept once, to be counted.
    """
    first: dict[str, int] = {}
    others: dict[str, dict[str, str]] = {}
    paths: dict[str, int] = {}
    kept: list[Change] = []
    for change in changes:
        oid, path = change.new, change.path
        if not oid or (oid in first and kept[first[oid]].path == path):
            continue
        if excluded(path):
            if path not in paths:
                kept.append(change._replace(olds=()))
            paths.setdefault(path, len(paths))
            continue
        if oid not in first:
            first[oid] = len(kept)
            kept.append(change._replace(olds=()))
        else:
            others.setdefault(oid, {}).setdefault(path, change.commit)
            if path not in paths:  # the path itself is something to look at
                kept.append(change._replace(new="", olds=()))
        paths.setdefault(path, len(paths))
    for oid, places in others.items():
        at = first[oid]
        kept[at] = kept[at]._replace(others=tuple(places.items()))
    kept.sort(key=lambda change: paths[change.path])
    return tuple(kept)
