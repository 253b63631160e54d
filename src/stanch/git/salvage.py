"""What can still be read of a repository that git cannot walk: damaged, or a clone without trees.

`rev-list` and `diff-tree` end at the first object that is not there. So commits and trees are read
one by one, each once, and what cannot be read is named. The form of both:
https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from stanch.git.changes import GITLINK, Change
from stanch.git.objects import Object, Objects
from stanch.git.partial import AWAY
from stanch.git.reach import Refs, Store, stored
from stanch.git.repository import Repository

_FOLDER = "40000"
_MISSING = "the object is missing or damaged"


class Lost(NamedTuple):
    """What cannot be read: how people call it, why, and its id."""

    name: str
    why: str
    id: str


class Salvage(NamedTuple):
    """Commits, the oldest first; each file at the first commit that has it; and what is lost."""

    commits: tuple[str, ...]
    changes: tuple[Change, ...]
    refs: Refs
    lost: tuple[Lost, ...]


class _Commit(NamedTuple):
    id: str
    tree: str
    parents: tuple[str, ...]
    seconds: int


def salvaged(repository: Repository, objects: Objects, away: Collection[str] = ()) -> Salvage:
    """All that the object store still gives; trees that are `away` are not asked for."""
    store = stored(repository)
    lost: list[Lost] = []
    commits = list(_commits(objects, store.commits, lost))
    commits.sort(key=lambda commit: commit.seconds)
    parents = {parent for commit in commits for parent in commit.parents}
    # In a shallow clone parents are missing on purpose, which is said elsewhere.
    gone = () if repository.cut() else sorted(parents.difference(store.commits, store.broken))
    lost += [Lost(f"commit {oid[:12]}", _MISSING, oid) for oid in gone]
    lost += [Lost(f"commit {oid[:12]}", _MISSING, oid) for oid in store.broken if oid in parents]
    changes = tuple(_files(objects, commits, frozenset(away), lost))
    return Salvage(
        tuple(commit.id for commit in commits),
        changes,
        _refs(repository, objects, store, lost),
        tuple(lost),
    )


def _commits(objects: Objects, ids: Iterable[str], lost: list[Lost]) -> Iterator[_Commit]:
    for answer in objects.read(ids):
        if answer.data is None:
            lost.append(Lost(f"commit {answer.name[:12]}", _why(answer), answer.name))
            continue
        head = [line.split(b" ") for line in answer.data.partition(b"\n\n")[0].split(b"\n")]
        yield _Commit(
            answer.name,
            next((words[1].decode() for words in head if words[0] == b"tree"), ""),
            tuple(words[1].decode() for words in head if words[0] == b"parent"),
            next((_seconds(words[-2:-1]) for words in head if words[0] == b"committer"), 0),
        )


def _seconds(words: list[bytes]) -> int:
    return int(words[0]) if words and words[0].isdigit() else 0


def _files(
    objects: Objects, commits: Iterable[_Commit], away: Collection[str], lost: list[Lost]
) -> Iterator[Change]:
    """Level by level, so that trees are asked for together; each below a path once."""
    level = [("", commit.tree, commit.id) for commit in commits if commit.tree]
    wanted: list[tuple[str, str, str]]
    seen: set[tuple[str, str]] = set()
    width = 0
    while level:
        wanted = []
        for row in level:
            if row[:2] in seen:
                continue
            seen.add(row[:2])
            if row[1] in away:
                lost.append(Lost(f"{row[0]}(tree {row[1][:12]})", AWAY, row[1]))
            else:
                wanted.append(row)
        level = []
        answers = objects.read(tree for _, tree, _ in wanted)
        for (folder, tree, commit), answer in zip(wanted, answers, strict=True):
            if answer.data is None:
                lost.append(Lost(f"{folder}(tree {tree[:12]})", _why(answer), tree))
                continue
            width = width or len(tree) // 2
            for mode, name, oid in _entries(answer.data, width):
                path = folder + name
                if mode == _FOLDER:
                    level.append((f"{path}/", oid, commit))
                elif mode != GITLINK and (path, oid) not in seen:
                    seen.add((path, oid))
                    yield Change(path, mode, oid, (), commit)


def _entries(data: bytes, width: int) -> Iterator[tuple[str, str, str]]:
    """Mode, name and id of each entry; `width` is that of an id in bytes."""
    at = 0
    while at < len(data):
        space, end = data.find(b" ", at), data.find(b"\0", at)
        if not at < space < end or end + width >= len(data) + 1:
            return
        oid = data[end + 1 : end + 1 + width].hex()
        yield data[at:space].decode("ascii", "replace"), os.fsdecode(data[space + 1 : end]), oid
        at = end + 1 + width


def _refs(repository: Repository, objects: Objects, store: Store, lost: list[Lost]) -> Refs:
    """The refs, without asking git what they lead to: at a lost object it would end."""
    out = repository.git.run("for-each-ref", "--format=%(objectname) %(refname)")
    rows = [os.fsdecode(row).split(" ", 1) for row in out.split(b"\n")[:-1]]
    there = frozenset(chain(store.commits, store.blobs, store.tags))
    for oid, name in rows:
        if oid not in there and objects.one(oid).kind != "tree":
            lost.append(Lost(name, "leads to an object that is missing or damaged", oid))
    tags = frozenset(store.tags)
    return Refs(tuple(name for _, name in rows), {name: oid for oid, name in rows if oid in tags})


def _why(answer: Object) -> str:
    return answer.why or f"{answer.size:,} bytes are too many"
