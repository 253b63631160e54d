"""The list of commands, for click."""

from __future__ import annotations

from collections.abc import Sequence

import click

from stanch import __version__
from stanch.cli.lazy import HELP, Lazy, LazyGroup
from stanch.errors import UsageError

_HERE = "stanch.cli"
COMMANDS = {
    "scan": Lazy(f"{_HERE}.scan:scan", "Scan files, folders, standard input or staged changes."),
    "history": Lazy(f"{_HERE}.history:history", "Scan everything that a repository remembers."),
    "baseline": Lazy(f"{_HERE}.baseline:baseline", "Accept what was found, with a reason."),
    "suppressions": Lazy(
        f"{_HERE}.suppressions:suppressions", "List what is accepted, and how often it is needed."
    ),
    "explain": Lazy(f"{_HERE}.explain:explain", "Say why a line is reported, or why it is not."),
    "rules": Lazy(f"{_HERE}.rules:rules", "List, show, test and check rules."),
    "config": Lazy(f"{_HERE}.config:config", "Show the configuration in force, or start one."),
    "import": Lazy(f"{_HERE}.importing:import_", "Take over what another scanner was told."),
    "report": Lazy(f"{_HERE}.report:report", "Convert, merge and compare reports."),
    "hooks": Lazy(f"{_HERE}.hooks:hooks", "Put the scan in front of `git commit`."),
    "init": Lazy(f"{_HERE}.init:init", "Set up a repository: configuration, hook and CI."),
    "doctor": Lazy(
        f"{_HERE}.doctor:doctor", "Say what is wrong with this repository, and the fix."
    ),
    "cache": Lazy(f"{_HERE}.caching:cache", "Show or remove what is kept between runs."),
    "completion": Lazy(f"{_HERE}.completion:completion", "Complete commands by the Tab key."),
}
# What people type who come from other scanners.
ELSEWHERE = {
    "detect": "stanch history",
    "git": "stanch history",
    "protect": "stanch scan --staged",
    "dir": "stanch scan PATH",
    "directory": "stanch scan PATH",
    "file": "stanch scan PATH",
    "filesystem": "stanch scan PATH",
    "fs": "stanch scan PATH",
    "stdin": "stanch scan -",
    "audit": "stanch baseline audit",
    "install": "stanch hooks install",
    "help": "stanch --help",
    "version": "stanch --version",
}
EPILOG = """\b
Examples:
  stanch scan --staged            what the next commit would add
  stanch scan                     the files of this folder
  git diff | stanch scan -        anything on standard input
  stanch history                  every commit of every branch and tag
  stanch hooks install            scan before each commit from now on

\b
Exit codes: 0 clean, 1 secrets found, 2 wrong use or configuration,
3 something could not be looked at, 130 interrupted."""


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    elsewhere=ELSEWHERE,
    epilog=EPILOG,
    context_settings=HELP,
)
@click.version_option(__version__, "-V", "--version", message="stanch %(version)s")
def stanch() -> None:
    """Stops secrets from leaking through git."""


def invoke(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code.

    Raises:
        UsageError: for click's own errors, some of which it would end with 1.
        KeyboardInterrupt: for click's `Abort`.
    """
    try:
        code = stanch.main(args=list(arguments), prog_name="stanch", standalone_mode=False)
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "stanch"
        raise UsageError(error.format_message(), hint=f"see `{path} --help`") from None
    return int(code or 0)
