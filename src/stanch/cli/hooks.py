"""`stanch hooks`: the scan in front of `git commit`, `git push` and what a server takes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from stanch.assemble import engine, find_repository, load_config, load_rules
from stanch.cli.console import echo, say
from stanch.cli.environment import hooks_folder, world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP, Group
from stanch.config.options import Typed, resolve
from stanch.errors import ExitCode, UsageError, UserError
from stanch.hooks.agents import AGENTS
from stanch.hooks.template import NAME, NAMES

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace

_HOOKS = click.Choice(NAMES)
_AGENT = click.option(
    "--agent", type=click.Choice(tuple(AGENTS)), help="The hooks of an AI assistant instead."
)
_EVERYWHERE = click.option(
    "--global", "everywhere", is_flag=True, help="For all your repositories, by core.hooksPath."
)


@click.group(
    cls=Group,
    context_settings=HELP,
    epilog="""\b
Examples:
  stanch hooks install
  stanch hooks install pre-commit commit-msg pre-push
  stanch hooks status""",
)
def hooks() -> None:
    """Scan before each commit and push.

    A hook that is there already is kept and runs first; uninstalling brings it back.
    """


@hooks.command(
    context_settings=HELP,
    epilog="""\b
Examples:
  stanch hooks install                         the pre-commit hook
  stanch hooks install commit-msg pre-push     messages, and what a remote lacks
  stanch hooks install pre-commit --global     for all your repositories
  stanch hooks install pre-receive             in a bare repository, on a server
  stanch hooks install --agent claude-code     prompts and tool calls of an assistant""",
)
@click.argument("names", nargs=-1, type=_HOOKS, metavar="[HOOK]...")
@_EVERYWHERE
@_AGENT
@click.option("--force", is_flag=True, help="Also where the folder serves other repositories.")
def install(
    names: tuple[str, ...], *, everywhere: bool, agent: str | None, force: bool
) -> ExitCode:
    """Install hooks of this repository: pre-commit, or those that are named.

    pre-commit scans what is staged, commit-msg the message, pre-push what the remote lacks,
    post-merge what a pull brought, pre-receive what arrives at a server.
    """
    from stanch.hooks import install as installing

    if agent:
        from stanch.cli import agents

        _check_alone(names)
        return agents.install(world(), AGENTS[agent], everywhere=everywhere)
    place, ours = _everywhere() if everywhere else (_here(), False)
    said: dict[str, None] = {}
    for name in names or (NAME,):
        done = installing.install(
            place, sys.executable, name, force=force or everywhere, everywhere=ours
        )
        echo(f"{done.change.value}: {_shown(done.path)}")
        if done.chained:
            echo(f"runs first: {_shown(done.chained)}")
        said |= dict.fromkeys(done.notes)
    if ours:
        _lead(place.path)
    for note in said:
        say(f"note: {note}")
    try:
        _warm()
    except UserError as error:
        say(f"warning: {error}")
        say("warning: until that is mended, the hook stops every commit")
    return ExitCode.CLEAN


@hooks.command(
    context_settings=HELP,
    epilog="""\b
Examples:
  stanch hooks uninstall              all that stanch installed here
  stanch hooks uninstall pre-push     that one
  stanch hooks uninstall --global     for all your repositories""",
)
@click.argument("names", nargs=-1, type=_HOOKS, metavar="[HOOK]...")
@_EVERYWHERE
@_AGENT
@click.option("--force", is_flag=True, help="Also a hook that somebody edited.")
def uninstall(
    names: tuple[str, ...], *, everywhere: bool, agent: str | None, force: bool
) -> ExitCode:
    """Remove hooks, all or those that are named, and bring back the ones from before."""
    from stanch.hooks import install as installing

    if agent:
        from stanch.cli import agents

        _check_alone(names)
        return agents.uninstall(world(), AGENTS[agent], everywhere=everywhere)
    place, ours = _everywhere() if everywhere else (_here(), False)
    for name in names or NAMES:
        done = installing.uninstall(place, name, force=force, everywhere=everywhere)
        if done.change is installing.Change.ABSENT and not done.notes:
            if names or name == NAME:
                echo(f"{done.change.value}: {_shown(done.path)}")
            continue
        echo(f"{done.change.value}: {_shown(done.path)}")
        for note in done.notes:
            say(f"note: {note}")
    if ours:
        _let_go(place.path)
    return ExitCode.CLEAN


@hooks.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch hooks status || stanch hooks install",
)
def status() -> ExitCode:
    """Say whether commits are scanned here; exit code 1 when they are not."""
    from stanch.hooks import status as stating

    place, whole = _here(), True
    for name in NAMES:
        found = stating.status(place, name)
        if name != NAME and not found.installed and not found.shadowed:
            continue
        echo(f"{found.state.value}: {_shown(found.path)}")
        if found.chained:
            echo(f"runs first: {_shown(found.chained)}")
        for problem in found.problems:
            echo(f"problem: {problem}")
        whole &= found.installed and not found.problems
    return ExitCode.CLEAN if whole else ExitCode.FOUND


@hooks.command(context_settings=HELP, epilog="\b\nExample:\n  stanch hooks doctor")
def doctor() -> ExitCode:
    """Say what keeps the hooks from doing their work, and how to mend it.

    Hooks that git passes over, that lack the run bit or run another Python; and commits among
    the last 50 that the hook would have stopped. Exit code 1 when there is something.
    """
    from stanch.cli import checkup

    here, place = world(), _here()
    repository = find_repository(here)
    ailments = list(checkup.hooks(place, sys.executable))
    if repository is not None:
        ailments += checkup.passed(here, repository)
    return checkup.told(ailments, "the hooks do their work")


@hooks.command(
    context_settings=HELP,
    epilog="""\b
Examples:
  stanch hooks run commit-msg "$1"    in .husky/commit-msg, or a script of your own
  stanch hooks run pre-push "$@"      standard input is what git says there
  stanch hooks run agent cursor       standard input is what the assistant says""",
)
@click.argument("name", type=click.Choice((*NAMES[1:], "agent")), metavar="HOOK")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGUMENT]...")
def run(name: str, arguments: tuple[str, ...]) -> ExitCode:
    """Do what a hook does: for scripts that git runs, with what git told them."""
    from stanch.cli import gates

    first = arguments[0] if arguments else ""
    if name == "commit-msg":
        return gates.message(world(), first or os.path.join(".git", "COMMIT_EDITMSG"))
    if name == "pre-push":
        return gates.push(world(), first)
    if name == "post-merge":
        return gates.merge(world())
    if name == "agent":
        from stanch.cli import agents

        if first not in AGENTS:
            raise UsageError(
                f"no assistant is called {first!r}", hint=f"one of {', '.join(AGENTS)}"
            )
        return agents.reply(world(), AGENTS[first])
    from stanch.cli import receive

    return receive.receive(world())


def _check_alone(names: tuple[str, ...]) -> None:
    if names:
        raise UsageError("--agent goes without hooks of git", hint="run them one by one")


def _here() -> HooksPlace:
    from stanch.git.setup import hooks_path

    return hooks_path(os.getcwd())


def _everywhere() -> tuple[HooksPlace, bool]:
    """The folder for all repositories, and whether it is ours rather than one that was there."""
    from stanch.git import setup
    from stanch.hooks import everywhere

    there, ours = setup.everywhere(), hooks_folder()
    if there and os.path.normpath(there) != ours:
        return everywhere.place(there), False
    if not ours:
        raise UserError("there is no home folder to put hooks in", hint="set HOME")
    return everywhere.place(ours), True


def _lead(folder: str) -> None:
    from stanch.git import setup
    from stanch.hooks import everywhere

    everywhere.pass_on(folder)
    if not setup.everywhere():
        setup.lead_everywhere(folder)
    echo(f"core.hooksPath (global): {folder}")


def _let_go(folder: str) -> None:
    from stanch.git import setup
    from stanch.hooks import everywhere

    if everywhere.clear(folder) and setup.everywhere():
        setup.lead_everywhere("")
        echo("core.hooksPath (global): no longer set")


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
