"""Partial clones: which objects were left at the remote. Nothing here fetches them.

https://git-scm.com/docs/partial-clone, https://git-scm.com/docs/git-rev-list (`--missing=print`)
"""

from __future__ import annotations

import os

from stanch.git.repository import Repository

AWAY = "left at the remote by a partial clone; `--fetch` gets it"


def remotes(repository: Repository) -> tuple[str, ...]:
    """The remotes that promise to have what is not here; none where the clone is whole."""
    names: dict[str, None] = {}
    for entry in repository.git.run("config", "-z", "--list").split(b"\0")[:-1]:
        key, _, value = entry.partition(b"\n")
        if key.startswith(b"remote.") and key.endswith(b".promisor") and value == b"true":
            names[os.fsdecode(key.removeprefix(b"remote.").removesuffix(b".promisor"))] = None
    return tuple(names)


def missing(repository: Repository) -> tuple[str, ...]:
    """The objects that commits here lead to and that are not here, as far as trees tell."""
    if not remotes(repository):
        return ()
    out = repository.git.run(
        "rev-list", "--objects", "--quiet", "--missing=print", "--all", "--reflog"
    )
    return tuple(line[1:].decode() for line in out.splitlines() if line.startswith(b"?"))
