"""What decides which objects a repository holds: its refs, its packs and its loose objects.

While that stays the same, no object came and none went, so nothing new is to be read. It is cheap
to ask: names of files, and one call of git.
https://git-scm.com/docs/gitrepository-layout
"""

from __future__ import annotations

import os
from typing import NamedTuple

from stanch.cache import blake2b
from stanch.git.repository import Repository

_DEEPEST = 5


class Folders(NamedTuple):
    """The folder that all work trees of a repository share, and that of its objects."""

    common: str
    objects: str


def folders(repository: Repository) -> Folders:
    """Where a repository keeps what it has."""
    out = repository.git.run("rev-parse", "--git-common-dir", "--git-path", "objects")
    paths = os.fsdecode(out).removesuffix("\n").split("\n")
    return Folders(*(os.path.join(repository.git.directory, path) for path in paths[:2]))


def state(repository: Repository) -> str:
    """A name for all that the repository holds now."""
    digest = blake2b(digest_size=16)
    digest.update(repository.git.run("for-each-ref", "--format=%(objectname) %(refname)"))
    digest.update(repository.head.encode())
    for folder in _stores(folders(repository).objects, _DEEPEST):
        for name in sorted(_names(folder)):
            if len(name) == 2 or name == "pack":  # the first byte of an id
                inner = sorted(_names(os.path.join(folder, name)))
                digest.update("\0".join([name, *inner, ""]).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _stores(folder: str, depth: int) -> list[str]:
    """A folder of objects, and those from which it borrows."""
    found = [folder]
    try:
        with open(os.path.join(folder, "info", "alternates"), encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]
    except (OSError, ValueError):
        lines = []
    for line in lines if depth else ():
        found += _stores(os.path.join(folder, line), depth - 1)
    return found


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
