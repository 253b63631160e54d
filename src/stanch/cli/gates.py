"""What the hooks of git run, but for pre-commit: message, push, merge, and the push that arrives.

Each says where its policy is read from, so that what is judged cannot change it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from stanch.assemble import Place, Setup, World, find_repository, in_work_tree, policy, tree_place
from stanch.cli.asked import Asked
from stanch.cli.changes import revision
from stanch.cli.console import say
from stanch.cli.run import run
from stanch.config.options import MAX_SIZE
from stanch.errors import ExitCode, GitError, ScanError, UsageError
from stanch.git import pushing
from stanch.git.objects import Objects
from stanch.git.pushing import Update
from stanch.git.repository import Repository
from stanch.sources.base import Source
from stanch.sources.message import Message
from stanch.sources.pushed import Pushed, pushed

# Longer messages are no messages, and are not read to their end.
_LONGEST = 64_000_000


def message(here: World, file: str) -> ExitCode:
    """Scan the message of the commit that is being made; policy is that of the index."""
    repository = repository_of(here)
    try:
        with open(os.path.join(here.cwd, file), "rb") as opened:
            text = opened.read(_LONGEST)
    except OSError as error:
        raise ScanError(f"the message cannot be read: {error.strerror}") from None
    with Objects(repository.git, MAX_SIZE) as objects:
        place = tree_place(repository.top or here.cwd, repository, objects, "")
        return run(
            here, place, Asked(), "message", lambda setup: Message(text, setup.options.max_size)
        )


def push(here: World, remote: str) -> ExitCode:
    """Scan what the remote lacks; policy is that of the work tree."""
    repository = repository_of(here)
    told = heard()
    if not told:
        say(
            "stanch: git names nothing that is pushed. If something is, what runs this hook keeps "
            "its standard input from it (lefthook: use_stdin: true)"
        )
    updates = pushing.sent(told)
    with Objects(repository.git, MAX_SIZE) as objects:
        if repository.top:
            place = Place(repository.top, repository, in_work_tree(repository.top))
        else:
            place = tree_place(here.cwd, repository, objects, "HEAD")
        make = lacked(repository, objects, updates, pushing.held_by(remote))
        code = run(here, place, Asked(), "push", make)
    if code == ExitCode.FOUND:
        say(
            "stanch: nothing was pushed. Revoke what is real; then take it out of the commits: "
            "git rebase -i, or git commit --amend for the last one"
        )
    return code


def merge(here: World) -> ExitCode:
    """Scan what a merge or pull brought; policy is that of the commit before it."""
    repository = repository_of(here)
    try:
        before = revision(repository, "ORIG_HEAD")
    except UsageError:
        return ExitCode.CLEAN  # nothing was merged into anything
    with Objects(repository.git, MAX_SIZE) as objects:
        place = tree_place(repository.top or here.cwd, repository, objects, before)
        updates = (Update("HEAD", before, repository.head),)
        code = run(here, place, Asked(), "merge", lacked(repository, objects, updates, ()))
    if code == ExitCode.FOUND:
        say(
            "stanch: the merge is done, and these are in it. Tell who committed them; they have "
            "to be revoked"
        )
    return code


def lacked(
    repository: Repository, objects: Objects, updates: tuple[Update, ...], held: tuple[str, ...]
) -> Callable[[Setup], Source]:
    """What makes the source of a push, once it is known what is left out."""

    def make(setup: Setup) -> Pushed:
        objects.limit = setup.options.max_size
        return pushed(repository, objects, policy(setup.options), updates, held)

    return make


def repository_of(here: World) -> Repository:
    """The repository that git runs the hook in.

    Raises:
        GitError: there is none.
    """
    repository = find_repository(here)
    if repository is None:
        raise GitError("not a git repository", hint="git runs this command, as a hook")
    return repository


def heard() -> str:
    """What git says on standard input.

    Raises:
        UsageError: it is a terminal, where nobody would say it.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("git tells this hook on standard input what is pushed")
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
