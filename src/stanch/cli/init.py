"""`stanch init`: everything that keeps secrets out of a repository, shown before it is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import unified_diff

import click

from stanch.assemble import Place, find_repository, in_work_tree
from stanch.cli import starter
from stanch.cli.console import echo, say
from stanch.cli.doctor import unignored
from stanch.cli.environment import world
from stanch.cli.lazy import HELP
from stanch.cli.starter import Planned
from stanch.config.file import NAME, PYPROJECT
from stanch.errors import ExitCode, GitError, ScanError, UsageError
from stanch.git.origin import origin
from stanch.git.repository import Repository
from stanch.hooks.lines import in_framework

EPILOG = """\b
Examples:
  stanch init                       show what would change, ask, and do it
  stanch init --dry-run             show it only
  stanch init --yes --ci gitlab     without questions, with a job for GitLab
  stanch init --yes --baseline      and accept what is there, for 90 days"""


@click.command(context_settings=HELP, epilog=EPILOG)
@click.option(
    "--ci",
    "platform",
    type=click.Choice(["auto", "github", "gitlab", "none"]),
    default="auto",
    help="The CI file to write.  [default: by remote and files]",
)
@click.option(
    "--from",
    "spec",
    metavar="SPEC",
    default="stanch",
    help="What pip installs in CI: a name, or git+https://….  [default: stanch]",
)
@click.option("--no-hook", is_flag=True, help="Do not install the pre-commit hook.")
@click.option(
    "--baseline/--no-baseline",
    "accept",
    default=None,
    help="Accept what the first scan finds, for 90 days. Asked for if not said.",
)
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def init(
    *, platform: str, spec: str, no_hook: bool, accept: bool | None, yes: bool, dry_run: bool
) -> ExitCode:
    """Set up a repository: configuration, hook, CI, and .gitignore lines for .env files.

    What is there is kept; files that need nothing are left alone. Then the files are scanned, and
    the code is that of the scan.
    """
    if "'" in spec or "\n" in spec:
        raise UsageError("--from is no name or address of a package")
    repository = find_repository(world())
    if repository is None:
        raise GitError("not a git repository", hint="make one: git init")
    if not repository.top:
        raise UsageError("a bare repository has no files", hint="run it in a work tree")
    place = Place(repository.top, repository, in_work_tree(repository.top))
    planned = tuple(_planned(place, repository, platform, spec))
    framework = starter.FRAMEWORK in {one.name for one in planned}
    framework = framework or bool(in_framework(repository.top, "pre-commit"))
    absent = not no_hook and not _hooked(repository.top)
    hook = absent and not framework
    _show(planned, hook=hook)
    for name in _untouched(place, planned, platform):
        say(f"note: {name} is of a form that is left alone; docs/hooks.md and docs/ci.md say what")
    if dry_run:
        return ExitCode.CLEAN
    if (planned or hook) and not yes and not _confirmed():
        say("nothing was written")
        return ExitCode.CLEAN
    for one in planned:
        _write(repository.top, one)
    if hook:
        _invoke("hooks", "install")
    elif absent:
        say("note: `pre-commit install` puts its hook in place, once in each clone")
    return _first_scan(repository.top, accept=accept, yes=yes)


def _hooked(top: str) -> bool:
    """A commit is scanned already."""
    from stanch.git.setup import hooks_path
    from stanch.hooks.status import status

    return status(hooks_path(top)).installed


def _first_scan(top: str, *, accept: bool | None, yes: bool) -> ExitCode:
    code = _invoke("scan", top)
    if code != ExitCode.FOUND:
        return code
    if accept is None and not yes:
        accept = click.confirm("accept these for 90 days, so that only new ones fail?", err=True)
    if not accept:
        say("revoke what is real; for the rest: stanch baseline create --expires 90d")
        return code
    words = ("--reason", "known at the start", "--expires", "90d")
    return _invoke("baseline", "create", *words, top)


def _untouched(place: Place, planned: tuple[Planned, ...], platform: str) -> Iterator[str]:
    """The files that are there, do not run stanch, and cannot be added to."""
    names = (starter.FRAMEWORK, *((starter.GITLAB,) if platform in {"auto", "gitlab"} else ()))
    for name in names:
        if name in {one.name for one in planned}:
            continue
        if "stanch" not in (_text(place, name) or "stanch"):
            yield name


def _planned(place: Place, repository: Repository, platform: str, spec: str) -> Iterator[Planned]:
    table = (place.read_policy(PYPROJECT) or b"").find(b"[tool.stanch") >= 0
    platform = _platform(repository) if platform == "auto" else platform
    made = (
        None if table else starter.config(_text(place, NAME)),
        starter.ignore(_text(place, ".gitignore"), unignored(place)),
        starter.framework(_text(place, starter.FRAMEWORK)),
        starter.github(_text(place, starter.WORKFLOW), spec) if platform == "github" else None,
        starter.gitlab(_text(place, starter.GITLAB), spec) if platform == "gitlab" else None,
    )
    yield from (one for one in made if one is not None)


def _platform(repository: Repository) -> str:
    """By the files that are there, else by where the repository is from."""
    if os.path.lexists(os.path.join(repository.top, starter.GITLAB)):
        return "gitlab"
    if os.path.isdir(os.path.join(repository.top, ".github")):
        return "github"
    host = origin(repository).uri
    return "github" if "github" in host else "gitlab" if "gitlab" in host else "none"


def _text(place: Place, name: str) -> str | None:
    data = place.read_policy(name)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        raise ScanError(f"{name} is no UTF-8 text, so it is left alone") from None


def _show(planned: tuple[Planned, ...], *, hook: bool) -> None:
    for one in planned:
        before = (one.before or "").splitlines()
        old = "/dev/null" if one.before is None else f"a/{one.name}"
        lines = unified_diff(before, one.after.splitlines(), old, f"b/{one.name}", lineterm="")
        echo(*lines)
    if hook:
        echo("and: stanch hooks install")
    if not planned and not hook:
        echo("everything is there already")


def _confirmed() -> bool:
    """What the person says.

    Raises:
        UsageError: there is none.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "nobody can answer here, so nothing was written", hint="--yes does it without asking"
        )
    return click.confirm("write this?", err=True)


def _write(top: str, one: Planned) -> None:
    """Write a file. A repository could have a link lead to any file of the user's."""
    path = os.path.join(top, one.name)
    if os.path.islink(path):
        raise UsageError(f"{one.name} is a link", hint="remove it, or edit what it leads to")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "x" if one.before is None else "w", encoding="utf-8", newline="") as file:
            file.write(one.after)
    except OSError as error:
        raise ScanError(f"{one.name} could not be written: {error.strerror}") from None
    echo(f"wrote {one.name}")


def _invoke(*arguments: str) -> ExitCode:
    from stanch.cli.commands import invoke

    return ExitCode(invoke(arguments))
