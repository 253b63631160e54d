"""From a source and a plan to printed reports and an exit code: what all scanning commands do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stanch import __version__, pipeline, workers
from stanch.assemble import Place, Setup, World, set_up
from stanch.cli.asked import Asked, Printing
from stanch.errors import ExitCode, UsageError
from stanch.model.outcome import Summary
from stanch.report.base import FORMATS, ReportOptions, format_for_file, reporter
from stanch.sources.base import Input, Source

if TYPE_CHECKING:
    from stanch.cli.progress import Progress

FORMATS_WITHOUT_FINGERPRINT = ("terminal",)


class Output(NamedTuple):
    """A report to write: the format, and the file, or `-` for standard output."""

    format: str
    file: str


def run(
    world: World, place: Place, asked: Asked, name: str, make: Callable[[Setup], Source]
) -> ExitCode:
    """Scan what `make` gives and report; the exit code is the summary's."""
    how = asked.how
    outputs = outputs_of(how)
    slow = any(output.format not in FORMATS_WITHOUT_FINGERPRINT for output in outputs)
    setup = set_up(world, place, asked.typed, fingerprints=slow, source=name)
    summary = scanned(setup, make(setup), show_progress=not how.quiet)
    told = report(summary, setup, outputs, how, place, world)
    code = summary.exit_code(setup.options.gate)
    return code if told or code else ExitCode.INCOMPLETE


def scanned(setup: Setup, source: Source, *, show_progress: bool = True) -> Summary:
    """The pipeline over a source, with progress on a terminal when it takes long."""
    each = workers.each(setup.options.jobs)
    if not show_progress or sys.stderr is None or not sys.stderr.isatty():
        return pipeline.scan(source, setup.plan, each, setup.facts)
    from stanch.cli.progress import Progress

    with Progress() as progress:
        return pipeline.scan(_Watched(source, progress), setup.plan, each, setup.facts)


class _Watched:
    """A source that tells the progress what it hands out."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self.name = source.name
        self.nothing = source.nothing
        self.before = source.before
        self.commits = source.commits

    def inputs(self) -> Iterator[Input]:
        """As the source, one step of progress each."""
        for item in self._source.inputs():
            self._progress.step(item)
            yield item


def outputs_of(how: Printing) -> list[Output]:
    """Standard output first, then the files.

    Raises:
        UsageError: a file's ending names no format.
    """
    outputs = [Output(how.format, "-")]
    for text in how.outputs:
        name, equals, file = text.partition("=")
        known = equals and name in FORMATS
        outputs.append(Output(name, file) if known else Output(format_for_file(text), text))
    return outputs


def report(
    summary: Summary, setup: Setup, outputs: list[Output], how: Printing, place: Place, world: World
) -> bool:
    """Write all reports: files first, so that a reader who goes away cannot stop them.

    False when standard output could not take the report; a lost report is not clean.
    """
    gate = setup.options.gate
    for output in outputs[1:]:
        _write_file(summary, setup, output, how)
    options = _options(how, place, world)._replace(look=setup.look)
    try:
        reporter(outputs[0].format, options).write(summary, gate, _Stdout())
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return True  # the reader went away; the verdict stands
    except OSError as error:
        say(f"stanch: the report could not be written: {error.strerror}")
        return False
    return True


class _Stdout:
    """Standard output for text with any character: what it cannot encode is escaped.

    Where it is closed there is nobody to tell; the verdict stands.
    """

    def write(self, text: str) -> None:
        if sys.stdout is None:
            return
        encoding = sys.stdout.encoding or "utf-8"
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _options(how: Printing, place: Place, world: World) -> ReportOptions:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    color = terminal and not how.no_color and world.environ.get("TERM") != "dumb"
    return ReportOptions(
        show_secrets=how.show_secrets,
        color=color,
        width=_width(terminal=terminal),
        hyperlinks=False,
        verbose=how.verbose,
        quiet=how.quiet,
        show_path=shown_from(world.cwd, place.root),
        tool_version=__version__,
    )


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


def _write_file(summary: Summary, setup: Setup, output: Output, how: Printing) -> None:
    """Whole or not at all; readable by nobody else when it holds secrets."""
    options = ReportOptions(
        show_secrets=how.show_secrets,
        verbose=True,
        width=100,
        tool_version=__version__,
        look=setup.look,
    )
    fresh = f"{output.file}.{os.getpid()}.part"
    mode = 0o600 if how.show_secrets else 0o666
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            reporter(output.format, options).write(summary, setup.options.gate, file)
        os.replace(fresh, output.file)
    except OSError as error:
        raise UsageError(f"{output.file} cannot be written: {error.strerror}") from None


def say(message: str) -> None:
    """A line for the person, on stderr; what it takes to say it is imported now."""
    from stanch.cli import console

    console.say(message)
