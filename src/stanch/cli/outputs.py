"""Reports into files: what `-o` asks for, checked before the scan; written whole or not at all.

What is no regular file (a pipe, a terminal, `/dev/stdout`) is written into and never replaced; a
symbolic link stays one, and what it leads to is replaced.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple

from stanch.cli.asked import Printing
from stanch.errors import StanchError, UsageError
from stanch.report.base import FORMATS, Out, format_for_file
from stanch.written.fields import suggestion

STDOUT = "-"


class Output(NamedTuple):
    """A report to write: the format, and the file, or `-` for standard output."""

    format: str
    file: str


def outputs(how: Printing) -> list[Output]:
    """What goes to standard output first, then the files.

    Raises:
        UsageError: a format is unknown, a place is named twice, or a file cannot be written.
    """
    asked = [_parsed(text) for text in how.outputs]
    formats = [output.format for output in asked if output.file == STDOUT]
    formats += [how.format] if how.format and how.format not in formats else []
    if len(formats) > 1:
        raise UsageError(
            f"standard output takes one report, not {len(formats)} ({', '.join(formats)})",
            hint="write the others to files: -o FORMAT=FILE",
        )
    files = [output for output in asked if output.file != STDOUT]
    seen: set[str] = set()
    for output in files:
        place = _checked(output.file)
        if place in seen:
            raise UsageError(f"-o names {output.file} twice", hint="give each report its own file")
        seen.add(place)
    return [Output(formats[0] if formats else "terminal", STDOUT), *files]


def checked_file(file: str | None) -> str | None:
    """A file of its own that can be written; what is no regular file would show it to others.

    Raises:
        UsageError: it cannot be, or it is something else.
    """
    if file is None:
        return None
    _checked(file)
    if os.path.islink(file) or (os.path.lexists(file) and not os.path.isfile(file)):
        raise UsageError(f"{file} is no regular file", hint="name a file that may be replaced")
    return file


def _parsed(text: str) -> Output:
    name, equals, file = text.partition("=")
    if equals and name in FORMATS:
        if not file:
            raise UsageError(
                f"-o {text} names no file", hint=f"write {text}FILE, or {text}- for standard output"
            )
        return Output(name, file)
    if equals and name.replace("-", "").isalnum():
        near = suggestion(name.lower(), FORMATS)
        raise UsageError(
            f"no format is called {name!r}", hint=f"{near} A file of that name: -o ./{text}"
        )
    if text == STDOUT:
        raise UsageError("-o - names no format", hint="write FORMAT=- for standard output")
    return Output(format_for_file(text), text)


def _checked(file: str) -> str:
    """The place of a file that can be written, as far as one can tell before."""
    try:
        mode = os.stat(file).st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None
    if stat.S_ISDIR(mode):
        raise UsageError(f"{file} is a folder", hint="name a file in it")
    place = os.path.realpath(file)
    folder = os.path.dirname(place)
    if not stat.S_ISREG(mode):
        if not os.access(file, os.W_OK):
            raise UsageError(f"{file} cannot be written: you may not")
        return place
    if not os.path.isdir(folder):
        raise UsageError(f"{file} cannot be written: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{file} cannot be written: you may not write in {folder}")
    return place


def written(file: str, write: Callable[[Out], None], *, private: bool) -> str:
    """Write a file; the answer is empty, or why that could not be done.

    `private`: nobody else may read it.
    """
    try:
        with _opened(file, 0o600 if private else 0o666) as opened:
            write(opened)
    except OSError as error:
        return error.strerror or type(error).__name__
    except StanchError as error:  # of a template, which is no reason to lose the findings
        return str(error)
    return ""


@contextmanager
def _opened(file: str, mode: int) -> Iterator[IO[str]]:
    in_place = _in_place(file)
    if in_place is not None:
        with open(in_place, "w", encoding="utf-8", newline="\n") as opened:
            yield opened
        return
    place = os.path.realpath(file)
    fresh = f"{place}.{os.getpid()}.part"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as opened:
            yield opened
        os.replace(fresh, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(fresh)
        raise


def _in_place(file: str) -> int | None:
    """What to write into, for a file that is not to be replaced."""
    try:
        status = os.stat(file)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return os.open(file, os.O_WRONLY)
    for stream in (1, 2):  # `/dev/stdout` where that is a file, which others still write to
        with suppress(OSError):
            if os.path.samestat(status, os.fstat(stream)):
                return os.dup(stream)
    return None
