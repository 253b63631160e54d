"""From a source and a plan to printed reports and an exit code: what all scanning commands do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple, TextIO

from stanch import __version__, pipeline, workers
from stanch.assemble import Place, Setup, World, set_up, user_wide
from stanch.cli.asked import Asked, Printing
from stanch.config.file import Config
from stanch.errors import ExitCode
from stanch.model.outcome import Gate, Summary
from stanch.pipeline import Each
from stanch.report.base import Out, Reporter, ReportOptions, reporter
from stanch.report.look import Look
from stanch.sources.base import Source

FORMATS_WITHOUT_FINGERPRINT = ("terminal",)


class Along(NamedTuple):
    """What a command adds: to what is found, to the summary, to what must not be shown."""

    through: Callable[[Each], Each] = lambda each: each
    then: Callable[[Summary], Summary] = lambda summary: summary
    look: Callable[[Look], Look] = lambda look: look


def run(
    world: World,
    place: Place,
    asked: Asked,
    name: str,
    make: Callable[[Setup], Source],
    along: Along = Along(),  # noqa: B008  # a value
) -> ExitCode:
    """Scan what `make` gives and report; the exit code is the summary's."""
    how = _preferred(asked.how, user_wide(world))
    format_, files = _outputs(how)
    formats = (format_, *files.values())
    slow = any(one not in FORMATS_WITHOUT_FINGERPRINT for one in formats)
    options = _options(how, place, world)
    if slow or how.compare or how.template:
        from stanch.cli.formats import add_run

        options = add_run(options, how, formats, place, world)
    setup = set_up(world, place, asked.typed, fingerprints=slow, source=name)
    source = make(setup)
    summary = scanned(setup, source, along.through, show_progress=not how.quiet, partly=True)
    summary = along.then(summary)
    gate = setup.options.gate
    code = summary.exit_code(gate)
    options = options._replace(look=along.look(setup.look))
    whole = _written(files, options, lambda made, out: made.write(summary, gate, out))
    whole &= _shown(reporter(format_, options), summary, gate)
    if world.environ.get("GITHUB_ACTIONS") == "true" and "github" not in formats:
        from stanch.cli.actions import tell

        tell(summary, gate, options, world.environ, place.root)
    return code if whole or code else ExitCode.INCOMPLETE


def _preferred(how: Printing, mine: Config) -> Printing:
    """What was typed; for the rest what the user-wide file says."""
    quiet = mine.quiet and not how.verbose if how.quiet is None else how.quiet
    verbose = mine.verbose and not how.quiet if how.verbose is None else how.verbose
    return how._replace(
        format=how.format or mine.format or "",
        quiet=quiet,
        verbose=verbose,
        no_color=mine.no_color if how.no_color is None else how.no_color,
    )


def _outputs(how: Printing) -> tuple[str, dict[str, str]]:
    """The format for standard output, and that of each file."""
    if not how.outputs:
        return how.format or "terminal", {}
    from stanch.cli.outputs import outputs

    first, *files = outputs(how)
    return first.format, {output.file: output.format for output in files}


def scanned(
    setup: Setup,
    source: Source,
    through: Callable[[Each], Each] = lambda each: each,
    *,
    show_progress: bool = True,
    partly: bool = False,
) -> Summary:
    """The pipeline over a source, with progress where it takes long.

    Raises:
        KeyboardInterrupt: it was interrupted, unless `partly` says that a part will do.
    """
    each = through(workers.each(setup.options.jobs, setup.plan.engine))
    terminal = sys.stderr is not None and sys.stderr.isatty()
    # The hook prints no lines where nobody waits for them, and must not import what would.
    if not show_progress or sys.stderr is None or not (terminal or source.name != "staged"):
        summary = pipeline.scan(source, setup.plan, each, setup.facts)
    else:
        from stanch.cli.progress import Progress

        with Progress(source.total, terminal=terminal) as progress:
            summary = pipeline.scan(source, setup.plan, progress.watching(each), setup.facts)
    if summary.interrupted and not partly:
        raise KeyboardInterrupt
    return summary


def _written(
    files: dict[str, str], shown: ReportOptions, write: Callable[[Reporter, Out], None]
) -> bool:
    """The reports in files, before the one on standard output: its reader may go away.

    False when one could not be written; a lost report is not clean.
    """
    if not files:
        return True
    from stanch.cli.outputs import written

    options = shown._replace(
        color=False, width=100, verbose=True, quiet=False, show_path=str, aside=None
    )
    whole = True
    for file, format_ in files.items():
        why = written(
            file, partial(write, reporter(format_, options)), private=options.show_secrets
        )
        if why:
            say(f"stanch: {file} could not be written: {why}")
            whole = False
    return whole


def _shown(made: Reporter, summary: Summary, gate: Gate) -> bool:
    """The report on standard output; False when that could not take it."""
    try:
        made.write(summary, gate, Stream(sys.stdout))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return True  # the reader went away; the verdict stands
    except OSError as error:
        say(f"stanch: the report could not be written: {error.strerror}")
        return False
    return True


class Stream:
    """A standard stream for text with any character: what it cannot encode is escaped.

    Where it is closed there is nobody to tell; the verdict stands.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> None:
        """Write what the stream can take."""
        if self._stream is not None:
            self._stream.write(text.encode(self.encoding, _ESCAPE).decode(self.encoding))


class Aside(Stream):
    """Standard error, behind all that was written to standard output: logs show both in one."""

    def write(self, text: str) -> None:
        """Write, when all that was said before is out."""
        with suppress(OSError):  # said where the report is written
            if sys.stdout is not None:
                sys.stdout.flush()
        with suppress(OSError):  # nobody left to tell
            super().write(text)


_ESCAPE = "backslashreplace"


def _options(how: Printing, place: Place, world: World) -> ReportOptions:
    terminal, beside = (stream is not None and stream.isatty() for stream in _streams())
    colors = not how.no_color and world.environ.get("TERM") != "dumb"
    return ReportOptions(
        show_secrets=how.show_secrets,
        color=terminal and colors,
        width=_width(terminal=terminal),
        hyperlinks=False,
        verbose=bool(how.verbose),
        quiet=bool(how.quiet),
        show_path=shown_from(world.cwd, place.root),
        tool_version=__version__,
        aside=Aside(sys.stderr),
        aside_color=beside and colors,
    )


def _streams() -> tuple[TextIO | None, TextIO | None]:
    """Standard output and standard error: either may be closed."""
    return sys.stdout, sys.stderr


def _width(*, terminal: bool) -> int:
    if not terminal:
        return 100
    import shutil

    return max(40, shutil.get_terminal_size((80, 24)).columns)


def shown_from(cwd: str, root: str) -> Callable[[str], str]:
    """Turns a path below the root into one that is right in the folder where the user stands."""
    if os.path.normpath(cwd) == os.path.normpath(root):
        return str

    def shown(path: str) -> str:
        if os.path.isabs(path) or path == "-":
            return path
        relative: str = os.path.relpath(os.path.join(root, path), cwd)
        return relative.replace(os.sep, "/") if os.sep != "/" else relative

    return shown


def say(message: str) -> None:
    """A line for the person, on stderr; what it takes to say it is imported now."""
    from stanch.cli import console

    console.say(message)
