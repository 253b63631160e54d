"""Standard output and error, for everything that is no report.

What commands say is full of what others wrote: paths, reasons, names of rules, settings of git, and
a mistyped value is echoed in the error about it. So each line is looked at by the rules, and what
could be a secret is hidden; nothing in a line acts on the terminal. No command prints on its own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from stanch.assemble import sight
from stanch.cache import Cache
from stanch.cli.environment import cache_folder
from stanch.errors import StanchError
from stanch.report.escape import visible
from stanch.report.look import Look
from stanch.report.redact import Redactor


def cleaner(look: Look | None = None) -> Callable[[str], str]:
    """What takes secrets out of a text: what `look` sees, else what the built-in rules do."""
    if look is None:
        look = sight(Cache(cache_folder(dict(os.environ))), int(time.time()))
    return Redactor((), look=look).text


def echo(*lines: str, look: Look | None = None) -> None:
    """Lines on standard output."""
    put(*map(cleaner(look), lines))


def put(*lines: str) -> None:
    """Lines of our own on standard output, in which there is no secret.

    Raises:
        StanchError: it takes no more, and a lost answer is not clean.
    """
    try:
        _write(sys.stdout, lines)
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        raise StanchError(f"standard output could not be written: {error.strerror}") from None


def say(*lines: str) -> None:
    """Lines for the person, on standard error."""
    try:
        lines = tuple(map(cleaner(), lines))
    except StanchError as error:  # the built-in rules are not there: that is what to say
        lines = (f"stanch: {error}", *hint(error))
    except Exception as error:  # noqa: BLE001  # said while another error is handled
        lines = (f"stanch: a message cannot be checked for secrets ({type(error).__name__})",)
    warn(*lines)


@contextmanager
def screens() -> Iterator[Callable[[Sequence[str]], None]]:
    """Shows lines of our own, each time on an empty screen, in which is only what was asked for.

    It is the terminal's other screen: a secret that was shown stays in no scroll-back.
    """
    plain = os.environ.get("TERM", "dumb") == "dumb"

    def show(lines: Sequence[str]) -> None:
        _raw(sys.stdout, "\n" if plain else "\x1b[H\x1b[2J")
        _write(sys.stdout, tuple(lines))

    _raw(sys.stdout, "" if plain else "\x1b[?1049h")
    try:
        yield show
    finally:
        _raw(sys.stdout, "" if plain else "\x1b[?1049l")


def prompt(words: str) -> None:
    """Words of our own behind which the person writes."""
    _raw(sys.stdout, words)


def warn(*lines: str) -> None:
    """Lines of our own on standard error, in which there is no secret."""
    try:
        _write(sys.stderr, lines)
    except OSError:
        return  # nobody is left to tell


def hint(error: StanchError) -> tuple[str, ...]:
    """The line that says what to do about an error, if there is one."""
    return (f"hint: {error.hint}",) if error.hint else ()


def _raw(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        stream.write(text)
        stream.flush()


def _write(stream: TextIO | None, lines: tuple[str, ...]) -> None:
    """Each line on its own, with what the stream cannot encode escaped."""
    if stream is None:
        return
    text = "".join(f"{visible(line)}\n" for line in lines)
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()  # what cannot be written fails here and not at the end
