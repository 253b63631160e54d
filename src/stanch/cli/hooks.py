"""`stanch hooks`: the scan in front of `git commit`."""

from __future__ import annotations

import os
import sys

import click

from stanch.assemble import engine, load_config, load_rules
from stanch.cli.console import echo, say
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP, Group
from stanch.config.options import Typed, resolve
from stanch.errors import ExitCode, UserError


@click.group(
    cls=Group,
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch hooks install\n  stanch hooks status",
)
def hooks() -> None:
    """Scan before each commit.

    A hook that is there already is kept and runs first; uninstalling brings it back.
    """


@hooks.command(context_settings=HELP, epilog="\b\nExample:\n  stanch hooks install")
@click.option("--force", is_flag=True, help="Also where the folder serves other repositories.")
def install(*, force: bool) -> ExitCode:
    """Install the pre-commit hook of this repository."""
    from stanch.git.setup import hooks_path
    from stanch.hooks import install as installing

    done = installing.install(hooks_path(os.getcwd()), sys.executable, force=force)
    echo(f"{done.change.value}: {_shown(done.path)}")
    if done.chained:
        echo(f"runs first: {_shown(done.chained)}")
    for note in done.notes:
        say(f"note: {note}")
    try:
        _warm()
    except UserError as error:
        say(f"warning: {error}")
        say("warning: until that is mended, the hook stops every commit")
    return ExitCode.CLEAN


@hooks.command(context_settings=HELP, epilog="\b\nExample:\n  stanch hooks uninstall")
@click.option("--force", is_flag=True, help="Also a hook that somebody edited.")
def uninstall(*, force: bool) -> ExitCode:
    """Remove the hook and bring back the one from before."""
    from stanch.git.setup import hooks_path
    from stanch.hooks import install as installing

    done = installing.uninstall(hooks_path(os.getcwd()), force=force)
    echo(f"{done.change.value}: {_shown(done.path)}")
    for note in done.notes:
        say(f"note: {note}")
    return ExitCode.CLEAN


@hooks.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch hooks status || stanch hooks install",
)
def status() -> ExitCode:
    """Say whether commits are scanned here; exit code 1 when they are not."""
    from stanch.git.setup import hooks_path
    from stanch.hooks import status as stating

    found = stating.status(hooks_path(os.getcwd()))
    echo(f"{found.state.value}: {_shown(found.path)}")
    if found.chained:
        echo(f"runs first: {_shown(found.chained)}")
    for problem in found.problems:
        echo(f"problem: {problem}")
    return ExitCode.CLEAN if found.installed and not found.problems else ExitCode.FOUND


def _warm() -> None:
    """Compile the rules now, so that the first commit does not wait for it."""
    here = world()
    place = file_place(here, (here.cwd,))
    options = resolve(Typed(), load_config(here, place, Typed()))
    engine(here, options, load_rules(here, options, place)).waker.compile()


def _shown(path: str) -> str:
    if not path:  # core.hooksPath is empty
        return "no folder"
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
