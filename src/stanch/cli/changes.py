"""Scanning the index, the work tree or a range. Without click: the hook comes here directly."""

from __future__ import annotations

import os

from stanch.assemble import (
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
from stanch.config.options import BASELINE, MAX_SIZE
from stanch.errors import ExitCode, GitError, UsageError
from stanch.git.changes import introduced, staged, unstaged
from stanch.git.objects import Objects
from stanch.git.repository import Repository, unreadable
from stanch.sources.base import Policy, Source
from stanch.sources.changes import Changes, Unstaged
from stanch.sources.history import beyond


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

        def make(setup: Setup) -> Source:
            objects.limit = setup.options.max_size
            return _source(repository, objects, what, range_, policy(setup.options))

        code = run(here, place, asked, what, make)
        _remind(repository, place, what)
        return code


def _source(
    repository: Repository, objects: Objects, what: str, range_: str, chosen: Policy
) -> Source:
    if what == "staged":
        index = staged(repository)
        gone = f"{len(index):,} staged, none of them with anything to read"
        return Changes(what, gone if index else "0 files staged", index, objects, chosen)
    if what == "unstaged":
        return Unstaged(repository.top, Changes(what, "", unstaged(repository), objects, chosen))
    commits = tuple(introduced(repository, range_.split()))
    missing = beyond(repository.cut() & {change.commit for change in commits})
    return Changes(what, f"0 files changed in {range_}", commits, objects, chosen, missing)


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
        raise UsageError(
            f"{name!r} names no commit", hint="see `git branch -a` and `git tag`"
        ) from None
    return out.decode().split()[-1]


def _remind(repository: Repository, place: Place, what: str) -> None:
    """A baseline that is not in the index has no say about a commit; it is easy to forget."""
    if what != "staged" or place.read_policy(BASELINE) is not None:
        return
    if os.path.exists(os.path.join(repository.top, BASELINE)):
        say(f"note: {BASELINE} is not staged, so it was not used; `git add {BASELINE}`")
