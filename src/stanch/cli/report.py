"""`stanch report`: what to do with a report when the scan is over."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from stanch import __version__
from stanch.assemble import World, sight
from stanch.cli.asked import Printing
from stanch.cli.console import echo, say
from stanch.cli.environment import world
from stanch.cli.formats import add_given, read_file
from stanch.cli.lazy import HELP, Group, files
from stanch.cli.outputs import STDOUT, Output, outputs, written
from stanch.cli.run import Stream
from stanch.errors import ExitCode, StanchError, UsageError
from stanch.report import phrases
from stanch.report.base import CONVERTED, Converter, ReportOptions, converter
from stanch.report.escape import storable
from stanch.report.given import cleaned, parsed
from stanch.report.json import Json
from stanch.report.look import Look
from stanch.report.merging import merged
from stanch.report.record import Found, Run, compared, record
from stanch.report.redact import Redactor

_OUTPUT = click.option(
    "--output", "-o", "outputs", multiple=True, metavar="[FORMAT=]FILE",
    shell_complete=files,
    help="Write a file; its ending names the format. May repeat.",
)  # fmt: skip
_SHOW = click.option(
    "--show-secrets", is_flag=True, help="Keep the secrets that the report holds in full."
)


@click.group(
    cls=Group,
    context_settings=HELP,
    epilog="\b\nExamples:\n"
    "  stanch report convert stanch.json -o stanch.html\n"
    "  stanch report diff main.json branch.json",
)
def report() -> None:
    """Convert, merge and compare reports.

    All of them read the report of `-o FILE.json`. docs/reports.md describes the formats.
    """


@report.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n"
    "  stanch report convert stanch.json -o stanch.html -o stanch.sarif\n"
    "  stanch report convert stanch.json --format markdown",
)
@click.argument("file", metavar="FILE", shell_complete=files)
@click.option("--format", "-f", "format_", type=click.Choice(CONVERTED),
              help="What goes to standard output.")  # fmt: skip
@_OUTPUT
@click.option(
    "--compare",
    metavar="FILE",
    shell_complete=files,
    help="An older report: say what is new since.",
)
@click.option(
    "--template",
    metavar="FILE",
    shell_complete=files,
    help="The Jinja2 template of the format template.",
)
@_SHOW
def convert(file: str, format_: str | None, **given: Any) -> ExitCode:
    """Write a report in other formats.

    `-` reads standard input. Nothing is scanned anew, and what the report does not hold, such as
    the drawing on a terminal, cannot be made from it.
    """
    here = world()
    how = Printing(
        format=format_ or "",
        outputs=given["outputs"],
        show_secrets=given["show_secrets"],
        compare=given["compare"] or "",
        template=given["template"] or "",
    )
    to = _targets(how)
    document = _given(file, _look(here), show=how.show_secrets)
    options = ReportOptions(show_secrets=how.show_secrets, tool_version=__version__, now=here.now)
    options = add_given(options, how, [output.format for output in to])
    made = [(output, converter(output.format, options)) for output in to]
    for output, one in made:
        _write(output, one, document, private=how.show_secrets)
    return ExitCode.CLEAN


@report.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch report merge part-*.json -o all.json -o all.html",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=files)
@_OUTPUT
@_SHOW
def merge(files: tuple[str, ...], outputs: tuple[str, ...], *, show_secrets: bool) -> ExitCode:
    """Make one report of several.

    A secret that several of them hold is one finding with all its places. Of several
    repositories each path begins with the name of its own. Without -o the JSON goes to standard
    output.
    """
    here = world()
    how = Printing(format="" if outputs else "json", outputs=outputs, show_secrets=show_secrets)
    to = _targets(how)
    look = _look(here)
    given = [_given(file, look, show=show_secrets) for file in files]
    hidden = Redactor((), look=look)
    names = [os.path.basename(file).removesuffix(".json") for file in files]
    document = merged(given, [storable(hidden.text(name)) for name in names])
    options = ReportOptions(show_secrets=show_secrets, tool_version=__version__, now=here.now)
    for output in to:
        _write(output, converter(output.format, options), document, private=show_secrets)
    return ExitCode.CLEAN


@report.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch report diff main.json branch.json\n"
    "  stanch report diff --format json yesterday.json today.json",
)
@click.argument("old", metavar="OLD", shell_complete=files)
@click.argument("new", metavar="NEW", shell_complete=files)
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text",
              help="Lines for people, or JSON for programs.")  # fmt: skip
def diff(old: str, new: str, format_: str) -> ExitCode:
    """Say what is new, what is fixed, and what is still there.

    Findings are compared by their fingerprints, so moved lines and renamed files are no
    difference. The exit code is 1 when something is new, and 3 when nothing is but NEW did not
    look at everything.
    """
    look = _look(world())
    before = record(_given(old, look), old)
    after = record(_given(new, look), new)
    marked = compared(after, before)
    groups = {
        "new": [f for f in marked.reported if f.change == "new"],
        "fixed": [f for f in marked.findings if f.change == "absent"],
        "still there": [f for f in marked.reported if f.change == "unchanged"],
    }
    if format_ == "json":
        told = {
            name.replace(" ", "_"): [_brief(f) for f in group] for name, group in groups.items()
        }
        echo(*json.dumps(told | {"complete": after.complete}, indent=2).splitlines())
    else:
        echo(*_lines(groups, after))
    if groups["new"]:
        return ExitCode.FOUND
    return ExitCode.CLEAN if after.complete else ExitCode.INCOMPLETE


def _lines(groups: dict[str, list[Found]], after: Run) -> Iterator[str]:
    for name, group in groups.items():
        for found in group:
            at = phrases.place(found.places[0]) if found.places else ""
            more = phrases.others(found)
            text = (
                f"{name}: {found.severity}: {phrases.headline(found)} [{phrases.line(found.rule)}]"
            )
            yield f"{text} {at} {more}".rstrip()
    yield ", ".join(f"{len(group)} {name}" for name, group in groups.items())
    if not after.complete:
        yield f"INCOMPLETE: {len(after.unread)} not read; what is fixed may only not have been read"


def _brief(found: Found) -> dict[str, object]:
    places = [phrases.place(at) for at in found.places]
    return {
        "fingerprint": found.fingerprint,
        "rule": found.rule,
        "name": phrases.line(found.name),
        "severity": found.severity,
        "secret": phrases.line(found.redacted),
        "places": places,
    }


def _look(here: World) -> Look:
    return sight(here.cache, here.now)


def _targets(how: Printing) -> list[Output]:
    """Where reports go: to standard output only when that was asked for, or nothing else was."""
    first, *files = outputs(how)
    asked = how.format or first.format != "terminal"
    if not asked and not files:
        raise UsageError("no format is named", hint="-f FORMAT, or -o FILE")
    to = [first, *files] if asked else files
    for output in to:
        if output.format not in CONVERTED:
            raise UsageError(
                f"no report becomes {output.format!r}", hint=f"Formats: {', '.join(CONVERTED)}."
            )
    return to


def _given(file: str, look: Look, *, show: bool = False) -> Json:
    """A report, cleaned.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    name = "standard input" if file == STDOUT else file
    return cleaned(parsed(read_file(file), name), name, look, show=show)


def _write(output: Output, made: Converter, document: Json, *, private: bool) -> None:
    """Write a report.

    Raises:
        StanchError: the disk is full, or the like.
    """
    if output.file != STDOUT:
        why = written(output.file, partial(made.put, document), private=private)
        if why:
            raise StanchError(f"{output.file} could not be written: {why}")
        say(f"wrote {os.path.relpath(output.file)}")
        return
    made.put(document, Stream(sys.stdout))
    if sys.stdout is not None:
        sys.stdout.flush()
