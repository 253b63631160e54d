"""`stanch cache`: what is kept between runs, where, and how to be rid of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from stanch import memory
from stanch.cli.console import echo
from stanch.cli.environment import cache_folder, world
from stanch.cli.lazy import HELP, Group
from stanch.engine.patterns import PATTERN
from stanch.errors import ExitCode, GitError
from stanch.git import repository as repositories
from stanch.git.repository import Repository

EPILOG = """\b
Examples:
  stanch cache info          the compiled rules, and this repository's memory
  stanch cache clear         remove both; the next scan makes them again"""


@click.group(cls=Group, context_settings=HELP, epilog=EPILOG)
def cache() -> None:
    """Show or remove what is kept between runs.

    The compiled rules are kept for this user; what was clean in a history is kept in the
    repository, in the folder that its work trees share. Neither holds a secret.
    """


@cache.command(context_settings=HELP, epilog="\b\nExample:\n  stanch cache info ../other")
@click.argument("repo", default=".", metavar="[REPO]")
def info(repo: str) -> ExitCode:
    """Say what is kept, where, and how large it is."""
    kept = [*_compiled(), *_remembered(repo)]
    patterns = [path for path in kept if os.path.basename(path).startswith(PATTERN)]
    for path in kept:
        if path not in patterns:
            echo(f"{os.path.getsize(path):>12,} bytes  {path}")
    if patterns:
        size = sum(map(os.path.getsize, patterns))
        echo(f"{size:>12,} bytes  {len(patterns):,} patterns in {os.path.dirname(patterns[0])}")
    echo(f"{len(kept):,} files" if kept else "nothing is kept")
    return ExitCode.CLEAN


@cache.command(context_settings=HELP, epilog="\b\nExample:\n  stanch cache clear ../other")
@click.argument("repo", default=".", metavar="[REPO]")
def clear(repo: str) -> ExitCode:
    """Remove the compiled rules and the memory of this repository."""
    kept = list(_compiled())
    for path in kept:
        os.unlink(path)
    repository = _repository(repo)
    forgot = repository is not None and memory.forget(repository)
    echo(f"removed {len(kept):,} compiled files{' and the memory of the history' * forgot}")
    return ExitCode.CLEAN


def _compiled() -> Iterator[str]:
    """The files of the user's own folder, which holds nothing else."""
    folder = cache_folder(dict(world().environ))
    if folder and os.path.isdir(folder):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".hsdb"):
                yield os.path.join(folder, name)


def _remembered(repo: str) -> Iterator[str]:
    repository = _repository(repo)
    if repository is not None and os.path.isfile(memory.place(repository)):
        yield memory.place(repository)


def _repository(repo: str) -> Repository | None:
    try:
        return repositories.find(os.path.abspath(repo), world().environ, local=repo == ".")
    except GitError:
        return None
