"""What a push is about: the refs that git names to its hooks, and the commits the other side lacks.

https://git-scm.com/docs/githooks#_pre_push, https://git-scm.com/docs/githooks#pre-receive. While
pre-receive runs, new objects lie in a quarantine (`GIT_QUARANTINE_PATH`), in which git looks by
itself as long as it is told of `GIT_OBJECT_DIRECTORY` and its alternates; plumbing passes both on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stanch.errors import UsageError
from stanch.git.repository import Repository

# https://git-scm.com/docs/git-check-ref-format: a remote's name holds none of these.
_PATTERN = frozenset("*?[\\")


class Update(NamedTuple):
    """A ref as it is to be on the other side: ids, empty where there is nothing."""

    ref: str
    old: str
    new: str


def sent(text: str) -> tuple[Update, ...]:
    """The lines of pre-push: local ref, local id, remote ref, remote id.

    Raises:
        UsageError: it is something else.
    """
    rows = [_fields(line, 4) for line in text.splitlines()]
    return tuple(Update(ref, _id(old), _id(new)) for _, new, ref, old in rows)


def received(text: str) -> tuple[Update, ...]:
    """The lines of pre-receive: old id, new id, ref.

    Raises:
        UsageError: it is something else.
    """
    rows = [_fields(line, 3) for line in text.splitlines()]
    return tuple(Update(ref, _id(old), _id(new)) for old, new, ref in rows)


def kinds(repository: Repository, ids: Iterable[str]) -> dict[str, str]:
    """The kind of each object that is here."""
    asked = "".join(f"{oid}\n" for oid in dict.fromkeys(ids))
    form = "--batch-check=%(objectname) %(objecttype)"
    out = repository.git.run("cat-file", form, stdin=asked.encode())
    rows = [line.split(" ") for line in out.decode().splitlines()]
    return {oid: kind for oid, kind in rows if kind != "missing"}


def held_by(remote: str) -> tuple[str, ...]:
    """For `lacking`: what a remote of that name is known to hold; a URL tells nothing."""
    if not remote or _PATTERN & set(remote):
        return ()
    return (f"--remotes={remote}",)


# Every ref of this repository, HEAD too, and those of a repository it borrows objects from.
HELD_HERE = ("--all", "--alternate-refs")


def lacking(
    repository: Repository, tips: Sequence[str], known: Iterable[str], held: tuple[str, ...]
) -> tuple[str, ...]:
    """The commits that tips lead to and neither `known` ids nor the refs of `held` do.

    Newest first.
    """
    if not tips:
        return ()
    asked = "".join((*(f"{oid}\n" for oid in tips), *(f"^{oid}\n" for oid in known)))
    without = ("--not", *held) if held else ()
    out = repository.git.run("rev-list", "--topo-order", "--stdin", *without, stdin=asked.encode())
    return tuple(out.decode().split())


def setting(repository: Repository, name: str) -> str:
    """A setting of the repository that takes the push, which is its owner's; empty if not set."""
    from stanch.errors import GitError

    try:
        out = repository.git.run("config", "--get", name)
    except GitError:
        return ""
    return os.fsdecode(out).removesuffix("\n")


def _fields(line: str, count: int) -> list[str]:
    fields = line.split(" ")
    if len(fields) != count:
        raise UsageError(
            "standard input is not what git tells this hook", hint="let git run it: docs/hooks.md"
        )
    return fields


def _id(text: str) -> str:
    if len(text) not in {40, 64} or text.strip("0123456789abcdef"):
        raise UsageError(f"{text!r} is no object id, so git did not say it")
    return text if text.strip("0") else ""
