"""`stanch completion`: completion by the Tab key.

https://click.palletsprojects.com/en/stable/shell-completion/
"""

from __future__ import annotations

import os
from typing import NamedTuple

import click
from click.shell_completion import ShellComplete, get_completion_class

from stanch.cli.console import echo, put, say
from stanch.cli.environment import world
from stanch.cli.lazy import HELP
from stanch.errors import ExitCode, StanchError, UsageError

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_STANCH_COMPLETE"
# zsh has no folder of the user's own where it looks for completions.
_ZSHRC = """
# stanch completion
fpath=({folder} $fpath)
autoload -Uz compinit && compinit
"""


class _Place(NamedTuple):
    """Where a shell looks for completions of a user."""

    folder: str
    name: str


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n"
    "  stanch completion bash --install\n"
    '  eval "$(stanch completion zsh)"       for this shell only',
)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it.")
def completion(shell: str, *, install: bool) -> ExitCode:
    """Complete commands, options and files by the Tab key.

    Prints the script for the shell; --install writes it to the user's own folder for
    completions. New shells have it.
    """
    script = _script(shell)
    if not install:
        put(*script.splitlines())
        return ExitCode.CLEAN
    environ = world().environ
    place = _place(shell, dict(environ))
    target = os.path.join(place.folder, place.name)
    try:
        os.makedirs(place.folder, exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(script)
        echo(f"wrote {target}")
        if shell == "zsh":
            _tell_zsh(dict(environ), place.folder)
    except OSError as error:
        raise StanchError(f"{target} could not be written: {error.strerror}") from None
    if shell == "bash":
        say("note: bash loads it by the package bash-completion; without it, source the file")
    say("note: new shells have it")
    return ExitCode.CLEAN


def _script(shell: str) -> str:
    from stanch.cli.commands import stanch

    made = get_completion_class(shell)
    if made is None:  # an older click
        raise UsageError(f"this version of click knows no {shell}", hint="update click")
    # Of the class itself: bash's own would start a bash to ask for its version.
    return ShellComplete.source(made(stanch, {}, "stanch", _VARIABLE)).strip() + "\n"


def _place(shell: str, environ: dict[str, str]) -> _Place:
    home = environ.get("HOME", "")
    if not os.path.isabs(home):
        raise UsageError("HOME names no folder", hint="print the script and place it by hand")
    if shell == "bash":
        data = environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
        return _Place(os.path.join(data, "bash-completion", "completions"), "stanch")
    if shell == "fish":
        config = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        return _Place(os.path.join(config, "fish", "completions"), "stanch.fish")
    return _Place(os.path.join(environ.get("ZDOTDIR") or home, ".zfunc"), "_stanch")


def _tell_zsh(environ: dict[str, str], folder: str) -> None:
    """Make zsh look into the folder, unless its file says so already."""
    rc = os.path.join(environ.get("ZDOTDIR") or environ["HOME"], ".zshrc")
    try:
        with open(rc, encoding="utf-8", errors="surrogateescape") as file:
            known = os.path.basename(folder) in file.read()
    except FileNotFoundError:
        known = False
    if known:
        return
    with open(rc, "a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(_ZSHRC.format(folder=_quoted(folder)))
    echo(f"added three lines to {rc}")


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"
