"""Scanning the index, the work tree or a range. Without click: the hook comes here directly."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from stanch.assemble import (
    IGNORE_FILE,
    Place,
    Setup,
    World,
    find_repository,
    in_work_tree,
    policy,
    tree_place,
)
from stanch.cli.asked import Asked
from stanch.cli.run import run, say
from stanch.config.file import NAME, PYPROJECT
from stanch.config.options import MAX_SIZE
from stanch.errors import ExitCode, GitError, UsageError, UserError
from stanch.git.changes import introduced, staged, unstaged, unwatched
from stanch.git.objects import Objects
from stanch.git.repository import Repository, unreadable
from stanch.model.blob import Skipped
from stanch.sources.base import Policy, Source
from stanch.sources.changes import Changes, Unstaged, beyond


def changes(here: World, what: str, asked: Asked, range_: str = "") -> ExitCode:
    """Scan what is `staged` or `unstaged`, or the `range` of that name."""
    repository = find_repository(here)
    if repository is None:
        broken = unreadable(here.cwd)
        if broken:
            raise GitError(
                f"git cannot read {broken}",
                hint="`git status` there says why: owner, modes, damage",
            )
        raise GitError(
            "not a git repository, so nothing can be staged here",
            hint="run it inside a repository, or use `stanch scan PATH` for plain files",
        )
    if not repository.top and what in {"staged", "unstaged"}:
        raise UsageError("a bare repository has no index", hint="use `stanch history`")
    with Objects(repository.git, MAX_SIZE) as objects:
        place = _place(here, repository, objects, what, asked.config_from)

        used: list[str] = []

        def make(setup: Setup) -> Source:
            used.append(setup.options.baseline)
            objects.limit = setup.options.max_size
            return _source(repository, objects, what, range_, policy(setup.options))

        code = run(here, place, asked, what, make)
        if what == "staged" and not asked.config_from:
            _remind(repository, place, _deciding(asked, used))
        return code


def _source(
    repository: Repository, objects: Objects, what: str, range_: str, chosen: Policy
) -> Source:
    if what == "staged":
        index = staged(repository)
        gone = f"{len(index):,} staged, none of them with anything to read"
        return Changes(what, gone if index else "0 files staged", index, objects, chosen)
    if what == "unstaged":
        told = tuple(_passed_over(repository))
        return Unstaged(
            repository.top, Changes(what, "", unstaged(repository), objects, chosen, told)
        )
    from stanch.cli.ranges import resolved

    commits = tuple(introduced(repository, (resolved(repository, range_),)))
    missing = beyond(repository.cut() & {change.commit for change in commits})
    return Changes(what, f"0 files changed in {range_}", commits, objects, chosen, missing)


def _passed_over(repository: Repository) -> Iterator[Skipped]:
    """The files whose changes git does not tell of, because somebody said so; each is counted."""
    for path, mark in unwatched(repository):
        if os.path.lexists(os.path.join(repository.top, path)):
            yield Skipped(path, f"git passes over its changes: {mark}", by_policy=True)


def _place(
    here: World, repository: Repository, objects: Objects, what: str, config_from: str
) -> Place:
    root = repository.top or here.cwd
    if config_from:
        return tree_place(root, repository, objects, revision(repository, config_from))
    if what == "staged":
        return tree_place(root, repository, objects, "")
    if repository.top:
        return Place(root, repository, in_work_tree(root))
    return tree_place(root, repository, objects, "HEAD")


def revision(repository: Repository, name: str) -> str:
    """The commit of that name.

    Raises:
        UsageError: there is none.
    """
    try:
        out = repository.git.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
    except GitError:
        out = b""
    words = out.decode().split()
    if not words or not words[-1].isalnum():  # `^HEAD` names what is left out
        raise UsageError(f"{name!r} names no commit", hint="see `git branch -a` and `git tag`")
    return words[-1]


def _remind(repository: Repository, place: Place, names: Iterable[str]) -> None:
    """Policy that is not in the index has no say about a commit; it is easy to forget."""
    for name in names:
        here = _there(repository.top, name)
        if here is None or (name == PYPROJECT and b"[tool.stanch" not in here):
            continue
        held = place.read_policy(name)
        if held is None:
            say(f"note: {name} is not staged, so it was not used; `git add {name}`")
        elif name != PYPROJECT and held != here and held.splitlines() != here.splitlines():
            say(f"note: {name} was used as it is staged, not as it is; `git add {name}`")


def _deciding(asked: Asked, baselines: Iterable[str]) -> tuple[str, ...]:
    """The files of the index that decided; one that was named by an option lies elsewhere."""
    configs = () if asked.typed.config else (NAME, PYPROJECT)
    named = asked.typed.baseline is not None
    return (*(() if named else (b for b in baselines if b != "none")), IGNORE_FILE, *configs)


def _there(root: str, name: str) -> bytes | None:
    """The bytes of a file of the work tree, if it is there and policy may be read from it."""
    if not os.path.lexists(os.path.join(root, name)):
        return None
    from stanch.written.files import below

    try:
        return below(root, name)
    except UserError:
        return None
