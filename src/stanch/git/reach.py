"""What a repository still holds: commits, tags and refs, and objects that nothing leads to.

https://git-scm.com/docs/git-rev-list, https://git-scm.com/docs/git-for-each-ref,
https://git-scm.com/docs/git-cat-file#_batch_output
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from io import BytesIO
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git.repository import Repository


class Refs(NamedTuple):
    """The names of all refs, and the annotated tags: id of the tag's object by the ref's name."""

    names: tuple[str, ...]
    tags: dict[str, str]


def refs(repository: Repository) -> Refs:
    """All refs of a repository."""
    out = repository.git.run("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)")
    rows = [os.fsdecode(line).split(" ", 2) for line in out.split(b"\n")[:-1]]
    tags = {name: oid for kind, oid, name in rows if kind == "tag"}
    return Refs(tuple(name for _, _, name in rows), tags)


def commits(repository: Repository, which: Sequence[str]) -> tuple[str, ...]:
    """The ids of the commits that refs or their logs lead to, each behind its parents."""
    out = repository.git.run("rev-list", "--topo-order", "--reverse", *which)
    return tuple(out.decode().split())


def between(repository: Repository, tips: Collection[str], old: Collection[str]) -> frozenset[str]:
    """The commits that some lead to and others do not."""
    only = [oid for oid in tips if oid not in old]
    if not only:
        return frozenset()
    asked = "".join(f"{oid}\n" for oid in (*only, *(f"^{oid}" for oid in old)))
    out = repository.git.run("rev-list", "--stdin", stdin=asked.encode())
    return frozenset(out.decode().split())


def indexed(repository: Repository) -> dict[str, str]:
    """The path of each blob that is in the index; nothing in a bare repository."""
    fields = (os.fsdecode(row).partition("\t") for row in index(repository).split(b"\0")[:-1])
    return {head.split(" ")[1]: path for head, _, path in fields}


def index(repository: Repository) -> bytes:
    """The index as git lists it; nothing where there is none that can be read."""
    if not repository.top:
        return b""
    try:
        return repository.git.run("ls-files", "-z", "--stage", "--full-name", ":(top)")
    except GitError:  # damaged; its files are read all the same, without their paths
        return b""


class Listed(NamedTuple):
    """The ids of all objects but trees, end to end, and the number of trees."""

    ids: bytes
    trees: int


class Store(NamedTuple):
    """The ids of objects by kind, but of trees the number; what is `broken` may be of any kind.

    `listed` are all that were there, known or not.
    """

    commits: tuple[str, ...]
    blobs: tuple[str, ...]
    tags: tuple[str, ...]
    broken: tuple[str, ...]
    listed: Listed

    @property
    def trees(self) -> int:
        """The number of trees."""
        return self.listed.trees

    def without(self, known: Collection[str]) -> Store:
        """The same but for what is known."""

        def left(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(oid for oid in ids if oid not in known)

        every = left(self.commits), left(self.blobs), left(self.tags), left(self.broken)
        return Store(*every, self.listed)


def stored(repository: Repository, known: Collection[str] = frozenset()) -> Store:
    """The objects of the store and of its alternates that are not known."""
    from tempfile import TemporaryFile

    every = ("--batch-all-objects", "--unordered")
    with TemporaryFile() as out:  # half a million lines are 25 MB
        repository.git.into(out, "cat-file", *every, _KINDS)
        return _store(out, known)


def kinds(repository: Repository, ids: Collection[str]) -> Store:
    """These objects."""
    asked = "".join(f"{oid}\n" for oid in ids).encode()
    out = repository.git.run("cat-file", _KINDS, stdin=asked) if ids else b""
    return _store(BytesIO(out), frozenset())


_KINDS = "--batch-check=%(objecttype) %(objectname)"


def _store(out: Iterable[bytes], known: Collection[str]) -> Store:
    found: dict[str, list[str]] = {kind: [] for kind in ("commit", "blob", "tag", "broken")}
    trees = 0
    ids: list[str] = []
    for line in out:
        if line.startswith(b"tree "):
            trees += 1
            continue
        kind, oid = line.decode().split()
        if oid == "missing":
            kind, oid = "broken", kind
        else:
            ids.append(oid)
        if oid not in known:
            found[kind].append(oid)
    commits, blobs, tags, broken = (tuple(sorted(oids)) for oids in found.values())
    return Store(commits, blobs, tags, broken, Listed(bytes.fromhex("".join(ids)), trees))
