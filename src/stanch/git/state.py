"""What decides what a repository holds: its refs, its index, its packs and its loose objects.

While that stays the same, no object came and none went, and none has another path, so nothing new
is to be read. It is cheap to ask: names of files, and two calls of git.
https://git-scm.com/docs/gitrepository-layout
"""

from __future__ import annotations

import os
from typing import NamedTuple

from stanch.cache import blake2b
from stanch.git import reach
from stanch.git.repository import Repository

_DEEPEST = 5


class Folders(NamedTuple):
    """The folder that all work trees share, that of the objects, the file of a shallow clone."""

    common: str
    objects: str
    shallow: str


def folders(repository: Repository) -> Folders:
    """Where a repository keeps what it has."""
    asked = ("--git-common-dir", "--git-path", "objects", "--git-path", "shallow")
    paths = os.fsdecode(repository.git.run("rev-parse", *asked)).removesuffix("\n").split("\n")
    return Folders(*(os.path.join(repository.git.directory, path) for path in paths[:3]))


class Held(NamedTuple):
    """A name for all that a repository holds now, and what HEAD and its refs point at.

    Also its packs, and the ids of its loose objects.
    """

    name: str
    tips: tuple[str, ...]
    packs: tuple[str, ...]
    loose: frozenset[str]


def held(repository: Repository, where: Folders) -> Held:
    """What a repository holds."""
    refs = repository.git.run("for-each-ref", "--format=%(objectname) %(refname)")
    digest = blake2b(refs, digest_size=16)
    digest.update(repository.head.encode())
    digest.update(reach.index(repository))  # by it what no commit leads to has its path
    tips = {line.partition(b" ")[0].decode() for line in refs.splitlines()} | {repository.head}
    packs: list[str] = []
    loose: list[str] = []
    for number, folder in enumerate(_stores(where.objects, _DEEPEST)):
        for name in sorted(_names(folder)):
            if len(name) == 2 or name == "pack":  # the first byte of an id
                inner = sorted(_names(os.path.join(folder, name)))
                digest.update("\0".join([name, *inner, ""]).encode("utf-8", "surrogateescape"))
                if name == "pack":
                    packs += (f"{number}/{pack}" for pack in inner if pack.endswith(".pack"))
                else:
                    loose += (name + rest for rest in inner)
    ids = frozenset(filter(_is_id, loose))
    return Held(digest.hexdigest(), tuple(sorted(filter(None, tips))), tuple(packs), ids)


def _is_id(name: str) -> bool:
    return len(name) in {40, 64} and not name.strip("0123456789abcdef")


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
