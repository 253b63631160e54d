"""`stanch history`: everything that a repository remembers."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any

import click

from stanch.assemble import Place, Setup, in_work_tree, policy, tree_place
from stanch.cli.changes import revision
from stanch.cli.environment import world
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, printing, scanning
from stanch.cli.run import run
from stanch.config.options import MAX_SIZE
from stanch.errors import ExitCode, UsageError
from stanch.git import repository as repositories
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.setup import clone, is_address
from stanch.sources.base import Source
from stanch.sources.history import everything

EPILOG = """\b
Examples:
  stanch history                      this repository
  stanch history ../other -o all.json another one, with a report for machines
  stanch history https://example.org/a.git  a clone of it, which is removed again
  stanch history --min-confidence low everything that looks like a secret"""


@click.command(context_settings=HELP, epilog=EPILOG)
@click.argument("repo", default=".", metavar="[REPO]")
@scanning
@printing
def history(repo: str, **given: Any) -> ExitCode:
    """Scan everything a repository remembers.

    Every version of every file is read once and reported with the commit that introduced it,
    merges included. So are messages, authors and names of branches and tags; stashes, what only
    the reflog knows, and commits and files that nothing leads to any more.
    """
    here, shared = world(), asked(given)
    with ExitStack() as kept:
        folder = os.path.abspath(repo)
        if not os.path.isdir(repo):
            if not is_address(repo):
                raise UsageError(
                    f"{repo} is no folder", hint="give the folder of a repository, or a URL"
                )
            folder = kept.enter_context(TemporaryDirectory(prefix="stanch-"))
            _cloned(repo, folder, quiet=bool(shared.how.quiet))
        repository = repositories.find(folder, here.environ, local=repo == ".")
        objects = kept.enter_context(Objects(repository.git, MAX_SIZE))
        root = repository.top or folder
        if shared.config_from:
            place = tree_place(root, repository, objects, revision(repository, shared.config_from))
        elif repository.top:
            place = Place(root, repository, in_work_tree(root))
        else:
            place = tree_place(root, repository, objects, "HEAD")

        def make(setup: Setup) -> Source:
            return every_version(repository, objects, setup)

        return run(here, place, shared, "history", make)


def _cloned(url: str, into: str, *, quiet: bool) -> None:
    """Clone into a folder that goes away with the scan, and say how far it is on a terminal."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        clone(url, into)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks = {"": progress.add_task("connecting", total=None)}

        def told(what: str, done: int, top: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what)
            progress.update(tasks[what], completed=done, total=top or None)

        clone(url, into, told)


def every_version(repository: Repository, objects: Objects, setup: Setup) -> Source:
    """All that the repository holds, and what a shallow clone lacks."""
    objects.limit = setup.options.max_size
    return everything(repository, objects, policy(setup.options))
