"""Everything a repository remembers: each blob once, with the commit that introduced it.

Beside the blobs stand messages, authors, names of refs, and what nothing leads to any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git import partial, reach
from stanch.git.changes import (
    FIRST_PARENT,
    GONE,
    LOGS,
    REFS,
    TREES,
    Change,
    changed_by,
    unattached,
)
from stanch.git.lines import lines, with_first_parents
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.walks import walked
from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Given, Old, Policy, named
from stanch.sources.changes import Changes, beyond

UNREACHED = "(unreachable)"


class History(NamedTuple):
    """Versions of files, then refs by name, then the objects that hold messages.

    `texts` are commits and annotated tags: the path under which one is shown, and its id. `listed`
    are all objects that there were, where they were asked for.
    """

    versions: Changes
    refs: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    name: str = "history"
    nothing: str = "no file was ever committed in this repository"
    partial: bool = False
    listed: reach.Listed | None = None

    @property
    def total(self) -> int:
        """The versions of files."""
        return self.versions.total

    def inputs(self) -> Iterator[Given]:
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

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """The old sides of a part of it; a whole history has none."""
        return self.versions.before(commits) if self.partial else iter(())

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """The commits of the history."""
        return self.versions.commits(ids)


_PEOPLE = frozenset((b"author", b"committer", b"tagger"))


class Scope(NamedTuple):
    """What of a history is read; as it is here, all of it.

    `revisions` are ids and ranges of ids. Of what is `partial`, a range or a time, only what it
    introduces counts. `fits` says which paths are wanted.
    """

    revisions: tuple[str, ...] = REFS
    since: int | None = None
    first_parent: bool = False
    unreachable: bool = True
    partial: bool = False
    fits: Callable[[str], bool] | None = None
    refs: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out, but perhaps what no ref leads to."""
        return self == Scope(unreachable=self.unreachable)


class _Walked(NamedTuple):
    """What the refs lead to, and perhaps what was forgotten; `changes` can be read once."""

    commits: tuple[str, ...]
    changes: Iterator[Change]
    refs: reach.Refs
    lost: tuple[Skipped, ...] = ()
    named: tuple[str, ...] = ()


def everything(
    repository: Repository,
    objects: Objects,
    policy: Policy,
    *,
    unreachable: bool = True,
    shallow: bool = False,
) -> History:
    """All that the repository holds, and what it lacks; `shallow` where that may be cut off."""
    away = frozenset(partial.missing(repository))

    def gathered(walked: _Walked) -> History:
        missing = [*walked.lost, *_cut(repository.cut(), allowed=shallow)]
        texts = [(f"commit {oid[:12]}", oid) for oid in walked.commits]
        texts += walked.refs.tags.items()
        changes: Iterable[Change] = walked.changes
        listed: list[reach.Listed] = []
        if unreachable:
            changes = _with_loose(repository, walked, texts, missing, listed)
        kept = unique(_here(changes, away, missing), policy.excluded)
        versions = Changes("history", "", kept, objects, policy, tuple(missing))
        every = listed[0] if listed else None
        return History(versions, walked.refs.names, tuple(texts), listed=every)

    try:
        return gathered(_walked(repository, unreachable=unreachable))
    except GitError as error:
        return gathered(_rescued(repository, objects, away, error))


def _cut(cut: Collection[str], *, allowed: bool) -> Iterator[Skipped]:
    return (skip._replace(by_policy=allowed) for skip in beyond(cut))


def _walked(repository: Repository, *, unreachable: bool) -> _Walked:
    commits = reach.commits(repository, REFS)
    if unreachable:  # what was amended away must not be named for what its successor brings as well
        commits += reach.commits(repository, LOGS)
    changes = chain(walked(repository, TREES, commits), unattached(repository))
    return _Walked(commits, changes, reach.refs(repository))


def _with_loose(
    repository: Repository,
    walked: _Walked,
    texts: list[tuple[str, str]],
    missing: list[Skipped],
    listed: list[reach.Listed],
) -> Iterator[Change]:
    """The changes, and behind them those to which nothing leads; the lists grow."""
    seen = {*walked.commits, *walked.refs.tags.values(), *walked.named}
    for change in walked.changes:
        seen.add(change.new)
        yield change
    loose = reach.stored(repository, seen)
    listed.append(loose.listed)
    try:
        for change in changed_by(repository, loose.commits):
            seen.add(change.new)
            yield change
    except GitError as error:  # their trees may be gone; their files are read all the same
        why = f"not all paths are known: {error}"
        missing.append(Skipped(UNREACHED, why, by_policy=True))
    paths = reach.indexed(repository)
    for oid in (*loose.blobs, *loose.broken):
        if oid not in seen:
            yield Change(paths.get(oid) or f"{UNREACHED} {oid[:12]}", "100644", oid, ())
    texts += [(f"commit {oid[:12]}", oid) for oid in loose.commits]
    texts += [(f"{UNREACHED} tag {oid[:12]}", oid) for oid in loose.tags]


def _here(
    changes: Iterable[Change], away: Collection[str], missing: list[Skipped]
) -> Iterator[Change]:
    """The changes, without asking for what a partial clone lacks: each try would cost a process.

    That is added to `missing`.
    """
    left: set[str] = set()
    for change in changes:
        if change.new not in away:
            yield change
            continue
        if change.new not in left:
            left.add(change.new)
            missing.append(Skipped(change.path, partial.AWAY))
        yield change._replace(new="", mode=GONE)  # its name can be read


def _rescued(
    repository: Repository, objects: Objects, away: Collection[str], error: GitError
) -> _Walked:
    """What can be read one by one; that git cannot walk it is counted, whatever is found."""
    from stanch.git.salvage import salvaged

    rescued = salvaged(repository, objects, away)
    lost = [Skipped("(history)", f"{error}; what is there was read object by object")]
    lost += [Skipped(one.name, one.why) for one in rescued.lost]
    named = tuple(one.id for one in rescued.lost)
    return _Walked(rescued.commits, iter(rescued.changes), rescued.refs, tuple(lost), named)


def narrowed(
    repository: Repository,
    objects: Objects,
    policy: Policy,
    scope: Scope,
    *,
    nothing: str,
    shallow: bool = False,
) -> History:
    """A part of a history, of which nothing but its own is read.

    Where only some paths are wanted, what has none is not read: messages and names of refs.
    """
    order = lines(repository, scope.revisions, first_parent=scope.first_parent)
    if scope.since is not None:  # git would stop at the first commit whose clock was behind
        order = [line for line in order if line.seconds >= scope.since]
    ids = [line.id for line in order]
    if scope.first_parent:
        changes = walked(repository, FIRST_PARENT, with_first_parents(order))
    else:
        changes = walked(repository, TREES, ids)
    fits = scope.fits
    wanted = (change for change in changes if fits is None or fits(change.path))
    missing = list(_cut(repository.cut().intersection(ids), allowed=shallow))
    present = _here(wanted, frozenset(partial.missing(repository)), missing)
    kept = tuple(present) if scope.partial else unique(present, policy.excluded)
    texts = () if scope.fits else tuple((f"commit {oid[:12]}", oid) for oid in ids)
    return History(
        Changes("history", "", kept, objects, policy, tuple(missing)),
        () if scope.fits else scope.refs,
        texts,
        nothing=nothing,
        partial=scope.partial,
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
            if change.others:
                others[oid] = dict(change.others)
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
