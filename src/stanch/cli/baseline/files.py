"""The file of a baseline: which one a command means, how it is read and how it is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from stanch.assemble import Place, World, load_config
from stanch.config.options import Typed, resolve
from stanch.errors import BaselineError, UsageError

FILE = click.option(
    "--file", metavar="FILE", help="The same as --baseline: the file to read and to write."
)
BASELINE = click.option(
    "--baseline", metavar="FILE", envvar="STANCH_BASELINE", help="The baseline."
)


def of_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """Both names of the option, for commands that no other option needs."""
    named: Callable[..., Any] = BASELINE(FILE(command))
    return named


def target(here: World, place: Place, typed: Typed, file: str | None) -> str:
    """The baseline that a scan would use here.

    Raises:
        UsageError: it would use none, or two were named.
    """
    if file and typed.baseline and file != typed.baseline:
        raise UsageError("--file and --baseline name two files", hint="leave one of them out")
    named = file or typed.baseline
    name = named or resolve(typed, load_config(here, place, typed)).baseline
    if name == "none":
        raise UsageError(
            "no baseline is in use here (`none`)", hint="name a file with --baseline FILE"
        )
    return os.path.join(here.cwd if named else place.root, name)


def is_there(path: str) -> bool:
    """Whether there is a baseline to add to or to replace.

    Raises:
        BaselineError: there is something that is no file of its own.
    """
    if not os.path.lexists(path):
        return False
    if os.path.islink(path) or not os.path.isfile(path):
        what = "a link" if os.path.islink(path) else "a folder"
        what = what if os.path.islink(path) or os.path.isdir(path) else "no regular file"
        raise BaselineError(
            f"is {what}, so no baseline is written there",
            where=path,
            hint="name another file with --baseline FILE, or `baseline:` in .stanch.yaml",
        )
    return True


def read(path: str, missing: bytes | None = None) -> bytes:
    """The bytes of a baseline, or `missing` where there is none.

    Raises:
        BaselineError: it is not there, or cannot be read.
    """
    try:
        with open(path, "rb") as opened:
            return opened.read()
    except FileNotFoundError:
        if missing is not None:
            return missing
        raise BaselineError(
            "no such baseline", where=path, hint="make one with `stanch baseline create`"
        ) from None
    except OSError as error:
        raise BaselineError(f"cannot be read: {error.strerror}", where=path) from None


def write(path: str, text: str) -> None:
    """Replace the file as a whole, or leave it as it is.

    Raises:
        BaselineError: it cannot be written.
    """
    fresh = f"{path}.{os.getpid()}.part"
    try:
        with open(fresh, "x", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(fresh)
        raise BaselineError(f"cannot be written: {error.strerror}", where=path) from None
