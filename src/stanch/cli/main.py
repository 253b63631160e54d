"""The entry point, and the only place that prints errors and chooses exit codes.

The command of the hook is answered without click, which takes a third of the time of everything.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from stanch import __version__
from stanch.errors import ElsewhereError, ExitCode, StanchError

HOOK = ("scan", "--staged")
# These name folders and mean the same to both ways in; any other variable is an option.
_FOLDERS = frozenset({"STANCH_CACHE_DIR", "STANCH_USER_CONFIG"})


# Little of what a scan makes refers to itself; to look for it as often as is usual takes a tenth of
# the time.
_GARBAGE = (50_000, 20, 20)

# What a full disk, a quota, a limit or a broken device says to who writes.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def run() -> NoReturn:
    """Run the program as a process of its own, which ends with the exit code.

    It ends at once: to take apart what is left, Python needs a twentieth of a commit's time.
    """
    os._exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the return value is the exit code, and all that was written is out."""
    try:
        code = _run(tuple(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        _warn("stanch: interrupted")
        code = ExitCode.INTERRUPTED
    except StanchError as error:
        from stanch.cli import console

        console.say(f"stanch: {error}", *console.hint(error))
        code = error.exit_code
    except BrokenPipeError:
        # The reader of a report that is still being made went away; the verdict is not known.
        code = ExitCode.INCOMPLETE
    except OSError as error:
        code = _lost(error) or _bug(error)
    except Exception as error:  # noqa: BLE001  # the last resort, so that 1 never means trouble
        code = _bug(error)
    return _flushed(int(code))


def _run(arguments: tuple[str, ...]) -> int:
    gc.set_threshold(*_GARBAGE)
    options = any(name.startswith("STANCH_") and name not in _FOLDERS for name in os.environ)
    if arguments == HOOK and not options:
        gc.disable()  # nothing of what is imported is garbage, and looking for it takes 6 ms
        from stanch.cli.asked import Asked, Printing
        from stanch.cli.changes import changes
        from stanch.cli.environment import world

        gc.freeze()
        gc.enable()
        how = Printing(no_color=bool(os.environ.get("NO_COLOR")) or None)
        return changes(world(), "staged", Asked(how=how))
    from stanch.cli.commands import invoke

    return invoke(arguments)


def _lost(error: OSError) -> ExitCode | None:
    """What is to be done where standard output did not take the help that click writes.

    What could not be written may still be waiting there, so that it fails again.
    """
    lost = error if error.errno in _FULL and error.filename is None else None
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as again:
        lost = again
    if lost is None:
        return None
    _warn(f"stanch: standard output could not be written: {lost.strerror}")
    return ExitCode.INCOMPLETE


def _bug(error: Exception) -> ExitCode:
    """A traceback without values: names of files, functions and the kind of error only."""
    import traceback

    kind = type(error).__name__
    places = [(f.filename, f.lineno, f.name) for f in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, ElsewhereError):
        kind = error.kind
        places.extend(error.places)
    lines = [
        f"  {os.path.basename(os.path.dirname(file))}/{os.path.basename(file)}:{line} in {name}"
        for file, line, name in places
    ]
    python = ".".join(map(str, sys.version_info[:3]))
    _warn(
        f"stanch: this is a bug: {kind} (stanch {__version__}, Python {python}, {sys.platform})",
        "hint: please report it with these lines, which hold no values:",
        *lines,
    )
    return ExitCode.INCOMPLETE


def _warn(*lines: str) -> None:
    from stanch.cli import console

    console.warn(*lines)


def _flushed(code: int) -> int:
    """A reader that closed the pipe, or a full disk, changes nothing about the verdict."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            # https://docs.python.org/3/library/signal.html#note-on-sigpipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code
