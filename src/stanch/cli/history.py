"""`stanch history`: everything that a repository remembers."""

from __future__ import annotations

import os
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
from stanch.sources.base import Source
from stanch.sources.history import everything

EPILOG = """\b
Examples:
  stanch history                      this repository
  stanch history ../other -o all.json another one, with a report for machines
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
    if not os.path.isdir(repo):
        raise UsageError(f"{repo} is no folder", hint="give the folder of a repository")
    repository = repositories.find(os.path.abspath(repo), here.environ, local=repo == ".")
    with Objects(repository.git, MAX_SIZE) as objects:
        root = repository.top or os.path.abspath(repo)
        if shared.config_from:
            place = tree_place(root, repository, objects, revision(repository, shared.config_from))
        elif repository.top:
            place = Place(root, repository, in_work_tree(root))
        else:
            place = tree_place(root, repository, objects, "HEAD")

        def make(setup: Setup) -> Source:
            return every_version(repository, objects, setup)

        return run(here, place, shared, "history", make)


def every_version(repository: Repository, objects: Objects, setup: Setup) -> Source:
    """All that the repository holds, and what a shallow clone lacks."""
    objects.limit = setup.options.max_size
    return everything(repository, objects, policy(setup.options))
