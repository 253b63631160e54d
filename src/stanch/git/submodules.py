"""The repositories of submodules that are checked out, and of theirs.

Which they are the index says; where they are, the file system: a name that leads out of the work
tree is none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git.changes import GITLINK
from stanch.git.repository import Repository, find


class Submodule(NamedTuple):
    """Its path below the outermost work tree; the repository, or why there is none to read.

    `wanted`: nobody asked for it to be left out, so a scan without it is not whole.
    """

    path: str
    repository: Repository | None
    why: str = ""
    wanted: bool = False


def submodules(repository: Repository, environ: Mapping[str, str]) -> Iterator[Submodule]:
    """All of them, those of submodules behind them."""
    yield from _below(repository, environ, "", {_place(repository.git_dir)})


def _below(
    outer: Repository, environ: Mapping[str, str], prefix: str, seen: set[str]
) -> Iterator[Submodule]:
    for name in _linked(outer):
        path = prefix + name
        folder = os.path.join(outer.top, name)
        if not os.path.lexists(os.path.join(folder, ".git")):
            yield Submodule(path, None, "a submodule that is not checked out")
            continue
        if _place(folder) != os.path.join(_place(outer.top), *name.split("/")):
            yield Submodule(path, None, "a submodule behind a symbolic link", wanted=True)
            continue
        try:
            inner = find(folder, environ, local=False)
        except GitError as error:
            yield Submodule(path, None, f"a submodule that cannot be read: {error}", wanted=True)
            continue
        if _place(inner.top) != _place(folder):
            yield Submodule(path, None, "a submodule whose files are elsewhere", wanted=True)
        elif _place(inner.git_dir) not in seen:
            seen.add(_place(inner.git_dir))
            yield Submodule(path, inner)
            yield from _below(inner, environ, f"{path}/", seen)


def _place(path: str) -> str:
    return os.path.realpath(path)


def _linked(repository: Repository) -> Iterator[str]:
    """The paths at which the index has a commit of another repository."""
    if not repository.top:
        return
    try:
        out = repository.git.run("ls-files", "-z", "--stage", "--full-name", ":(top)")
    except GitError:
        return  # without an index nothing is checked out
    rows = dict.fromkeys(row for row in out.split(b"\0")[:-1] if row.startswith(GITLINK.encode()))
    yield from dict.fromkeys(os.fsdecode(row.partition(b"\t")[2]) for row in rows)
