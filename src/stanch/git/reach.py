"""What a repository still holds: commits, tags and refs, and objects that nothing leads to.

https://git-scm.com/docs/git-rev-list, https://git-scm.com/docs/git-for-each-ref,
https://git-scm.com/docs/git-cat-file#_batch_output
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import NamedTuple

from stanch.git.changes import EVERYTHING
from stanch.git.repository import Repository


class Refs(NamedTuple):
    """The names of all refs, and the annotated tags: id of the tag's object by the ref's name."""

    names: tuple[str, ...]
    tags: dict[str, str]


class Loose(NamedTuple):
    """Objects to which nothing leads, until git throws them away."""

    commits: tuple[str, ...]
    blobs: tuple[str, ...]
    tags: tuple[str, ...]


def refs(repository: Repository) -> Refs:
    """All refs of a repository."""
    out = repository.git.run("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)")
    rows = [os.fsdecode(line).split(" ", 2) for line in out.split(b"\n")[:-1]]
    tags = {name: oid for kind, oid, name in rows if kind == "tag"}
    return Refs(tuple(name for _, _, name in rows), tags)


def commits(repository: Repository, which: Sequence[str] = EVERYTHING) -> tuple[str, ...]:
    """The ids of all commits that the repository remembers, or that its refs lead to."""
    return tuple(repository.git.run("rev-list", *which).decode().split())


def indexed(repository: Repository) -> dict[str, str]:
    """The path of each blob that is in the index; nothing in a bare repository."""
    if not repository.top:
        return {}
    rows = repository.git.run("ls-files", "-z", "--stage", "--full-name", ":(top)").split(b"\0")[
        :-1
    ]
    fields = (os.fsdecode(row).partition("\t") for row in rows)
    return {head.split(" ")[1]: path for head, _, path in fields}


def unreached(repository: Repository, known: Collection[str]) -> Loose:
    """Commits, blobs and tags in the object store that are not known."""
    out = repository.git.run(
        "cat-file",
        "--batch-all-objects",
        "--unordered",
        "--batch-check=%(objecttype) %(objectname)",
    )
    found: dict[str, list[str]] = {"commit": [], "blob": [], "tag": [], "tree": []}
    for line in out.decode().splitlines():
        kind, _, oid = line.partition(" ")
        if oid not in known and kind in found:
            found[kind].append(oid)
    return Loose(*(tuple(sorted(found[kind])) for kind in ("commit", "blob", "tag")))
