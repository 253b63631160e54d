"""`stanch explain FILE:LINE`: every candidate there, and why it is reported or not."""

from __future__ import annotations

import os
from typing import Any

import click

from stanch.assemble import Setup, set_up
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, scanning
from stanch.cli.run import say
from stanch.engine.judge import Judged
from stanch.engine.scan import Seen, examine, finding
from stanch.engine.view import View
from stanch.errors import ExitCode, UsageError
from stanch.model.blob import Blob, Skipped
from stanch.model.finding import Dropped
from stanch.model.rule import Confidence
from stanch.report.escape import visible
from stanch.report.redact import redacted
from stanch.sources.files import read
from stanch.suppress.inline import markers

EPILOG = """\b
Examples:
  stanch explain src/settings.py:12
  stanch explain .env                 every line of it"""


@click.command(context_settings=HELP, epilog=EPILOG)
@click.argument("place", metavar="FILE[:LINE]")
@scanning
def explain(place: str, **given: Any) -> ExitCode:
    """Say for each candidate of a line why it is reported, dropped or suppressed.

    A candidate is what some rule's pattern matches; rules that match nothing there say nothing.
    """
    path, line = _parsed(place)
    here = world()
    shared = asked(given)
    where = file_place(here, (path,), shared.config_from)
    gate = shared.typed.min_confidence
    setup = set_up(
        here,
        where,
        shared.typed._replace(min_confidence=Confidence.LOW),
        fingerprints=False,
        source="files",
    )
    shown = os.path.relpath(os.path.abspath(path), where.root).replace(os.sep, "/")
    item = read(path, shown, setup.options.max_size, follow=True)
    if isinstance(item, Skipped):
        raise UsageError(f"{path}: {item.why}")
    count = _explained(
        setup, item, line, gate or setup.options.config.min_confidence or Confidence.MEDIUM
    )
    if not count:
        at = f"line {line}" if line else "this file"
        say(f"no rule's pattern matches anything in {at}")
    return ExitCode.CLEAN


def _parsed(place: str) -> tuple[str, int]:
    path, colon, number = place.rpartition(":")
    if not colon or not number.isdigit() or os.path.exists(place):
        path, number = place, "0"
    head, colon, first = path.rpartition(":")  # FILE:LINE:COLUMN, as reports print it
    if not os.path.exists(path) and colon and first.isdigit():
        path, number = head, first
    if not os.path.isfile(path):
        raise UsageError(f"{path} is no file", hint="write FILE:LINE")
    return path, int(number)


def _explained(setup: Setup, blob: Blob, line: int, minimum: Confidence) -> int:
    count = 0
    for seen in examine(setup.plan.engine, blob):
        for one in seen.judged:
            if not line or _touches(seen.view, one, line):
                count += 1
                for text in _lines(setup, seen, one, minimum):
                    click.echo(visible(text))
    return count


def _touches(view: View, one: Judged, line: int) -> bool:
    span = one.candidate.span
    return view.lines.number(span.start) <= line <= view.lines.number(max(span.start, span.end - 1))


def _lines(setup: Setup, seen: Seen, one: Judged, minimum: Confidence) -> list[str]:
    candidate, result = one.candidate, one.result
    start = seen.view.lines.position(candidate.span.start)
    weak = True if isinstance(result, Dropped) else result.weak
    value = redacted(candidate.secret, candidate.rule, weak=weak)
    place = f"{seen.view.blob.path}:{start.line}:{start.column}"
    head = f"{place}  {candidate.rule.id}  {value} ({len(candidate.secret)} characters)"
    if isinstance(result, Dropped):
        return [head, f"  dropped: {result}"]
    made = finding(seen.view, one)
    suppressed = None
    if made is not None:
        made = setup.plan.regrade(made)
        suppressed = setup.plan.suppressor().decide(made, markers(seen.view.data))
        result = made.verdict
    rows = [head, f"  kept: {result.severity.label} severity, {result.confidence.label} confidence"]
    rows += [f"  because: {note}" for note in result.notes]
    rows += [f"  {name}: {value}" for name, value in result.facts]
    if suppressed:
        why = f" ({suppressed.text})" if suppressed.text else ""
        rows.append(f"  suppressed: {suppressed.reason.value} at {suppressed.where}{why}")
    elif result.confidence < minimum:
        rows.append(f"  not reported: below --min-confidence {minimum.label}")
    else:
        rows.append("  reported")
    return rows
