"""`stanch explain FILE:LINE`: every candidate there, and why it is reported or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import click

from stanch.assemble import Setup, set_up
from stanch.cli import console
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, scanning
from stanch.engine.judge import Judged
from stanch.engine.scan import Seen, examine, finding
from stanch.engine.view import View
from stanch.errors import ExitCode, UsageError
from stanch.model.blob import Blob, Skipped
from stanch.model.finding import Dropped
from stanch.model.outcome import Outcome
from stanch.model.rule import Confidence
from stanch.report.base import ReportOptions
from stanch.report.redact import Redactor, length, redacted
from stanch.report.words import Words
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
        console.say(f"no rule's pattern matches anything in {at}")
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
    texts = list(examine(setup.plan.engine, blob))
    kept = [made for seen in texts for one in seen.judged if (made := finding(seen.view, one))]
    redactor = Redactor([Outcome(made, "") for made in kept], look=setup.look)
    words = Words(lambda: redactor, ReportOptions())
    count = 0
    for seen in texts:
        for one in seen.judged:
            if not line or _touches(seen.view, one, line):
                count += 1
                console.put(*_lines(setup, words, seen, one, minimum))
    return count


def _touches(view: View, one: Judged, line: int) -> bool:
    span = one.candidate.span
    return view.lines.number(span.start) <= line <= view.lines.number(max(span.start, span.end - 1))


def _lines(
    setup: Setup, words: Words, seen: Seen, one: Judged, minimum: Confidence
) -> Iterator[str]:
    """What became of a candidate; every text in it is fit to be shown."""
    candidate, result = one.candidate, one.result
    made = finding(seen.view, one)
    start = seen.view.lines.position(candidate.span.start)
    value = words.secret(made) if made else redacted(candidate.secret, candidate.rule, weak=True)
    place = f"{words.path(seen.view.blob.path)}:{start.line}:{start.column}"
    size = length(candidate.secret)
    yield f"{place}  {words.name(candidate.rule.id)}  {value} ({size} characters)"
    if made is None or isinstance(result, Dropped):
        yield f"  dropped: {words.text(str(result))}"
        return
    made = setup.plan.regrade(made)
    suppressed = setup.plan.suppressor().decide(made, markers(seen.view.data))
    result = made.verdict
    yield f"  kept: {result.severity.label} severity, {result.confidence.label} confidence"
    for note in result.notes:
        yield f"  because: {words.text(note)}"
    for name, fact in result.facts:
        yield f"  {words.rule(name)}: {words.text(fact)}"
    if suppressed:
        why = f" ({words.text(suppressed.text)})" if suppressed.text else ""
        yield f"  suppressed: {suppressed.reason.value} at {words.text(suppressed.where)}{why}"
    elif result.confidence < minimum:
        yield f"  not reported: below --min-confidence {minimum.label}"
    else:
        yield "  reported"
