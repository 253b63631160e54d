"""The lines of a history: its commits in order, what each changes, and the refs at their ends.

https://git-scm.com/docs/git-rev-list, https://git-scm.com/docs/git-diff-tree#_description: a line
of standard input names a commit and, behind it, what takes the place of its parents.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git.changes import FIRST_PARENT, REFS
from stanch.git.plumbing import failure
from stanch.git.repository import Repository
from stanch.git.walks import Walk, walking


class Line(NamedTuple):
    """A commit, the places of its parents in the order of all, and when it was committed.

    `first` is the id of its first parent, in the order or not; empty for a root.
    """

    id: str
    parents: tuple[int, ...]
    seconds: int
    first: str = ""


class Tip(NamedTuple):
    """A ref and the object at its end: most often a commit, else a file or tree."""

    name: str
    kind: str
    id: str


def lines(
    repository: Repository, which: Sequence[str] = REFS, *, first_parent: bool = False
) -> list[Line]:
    """The commits, each behind its parents; with `first_parent` only those merged into."""
    chosen = which if which == REFS else ("--end-of-options", *which, "--")
    return _parsed(repository.git.run(*_ORDER, *("--first-parent",) * first_parent, *chosen))


@contextmanager
def asked(repository: Repository) -> Iterator[Callable[[], list[Line]]]:
    """All commits, at which git is at work until they are taken."""
    from tempfile import TemporaryFile

    with TemporaryFile() as out, TemporaryFile() as wrong:
        process = repository.git.start(*_ORDER, *REFS, stdout=out, stderr=wrong.fileno())

        def taken() -> list[Line]:
            failed = process.wait()
            out.seek(0)
            wrong.seek(0)
            if failed:
                raise failure(_ORDER, wrong.read())
            return _parsed(out.read())

        try:
            yield taken
        finally:
            process.kill()
            process.wait()


_ORDER = ("rev-list", "--topo-order", "--reverse", "--parents", "--timestamp")


def _parsed(out: bytes) -> list[Line]:
    places: dict[str, int] = {}
    found: list[Line] = []
    for row in out.decode().splitlines():
        seconds, oid, *parents = row.split(" ")
        places[oid] = len(found)
        known = tuple(places[parent] for parent in parents if parent in places)
        found.append(Line(oid, known, int(seconds), parents[0] if parents else ""))
    return found


def steps(repository: Repository, order: Sequence[Line]) -> AbstractContextManager[Walk]:
    """What each commit changed against its first parent, in their order."""
    return walking(repository, FIRST_PARENT, with_first_parents(order))


def with_first_parents(order: Sequence[Line]) -> list[str]:
    """For each commit the line that asks what it changed against its first parent."""
    return [f"{line.id} {line.first}".rstrip() for line in order]


def tips(repository: Repository) -> Iterator[Tip]:
    """All refs but those that only point to another one."""
    form = "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(symref) %(refname)"
    for row in repository.git.run("for-each-ref", form).split(b"\n")[:-1]:
        kind, oid, inner_kind, inner, symref, name = os.fsdecode(row).split(" ", 5)
        if symref:
            continue
        if kind == "tag" and inner_kind == "tag":
            inner, inner_kind = _innermost(repository, name)
        yield Tip(name, inner_kind, inner) if kind == "tag" else Tip(name, kind, oid)


def _innermost(repository: Repository, name: str) -> tuple[str, str]:
    """What a tag of a tag leads to."""
    try:
        oid = repository.git.run("rev-parse", "--verify", f"{name}^{{}}").decode().strip()
        return oid, repository.git.run("cat-file", "-t", oid).decode().strip()
    except GitError:
        return "", ""


def files(repository: Repository, tree: str) -> Iterable[tuple[str, str]]:
    """Path and blob of each file below a commit or tree."""
    for row in repository.git.run("ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        _, kind, oid = head.decode().split(" ")
        if kind == "blob":
            yield os.fsdecode(path), oid
