"""Annotations of GitHub Actions: a line a finding, which the platform shows at the line of code.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Found, Place, Run
from stanch.report.recorded import Recorded

_COMMANDS = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    yield from commands(run.reported)
    for one in run.unread:
        text = _data(f"not read: {phrases.line(one.why)}")
        yield f"::warning file={_property(one.path)},title=stanch::{text}\n"
    yield f"::notice title=stanch::{_data(phrases.numbers(run))}\n"


def commands(found: Iterable[Found]) -> Iterator[str]:
    """A line for each finding, at its first place."""
    return (_annotation(one) for one in found)


def _annotation(found: Found) -> str:
    command = _COMMANDS[found.severity] if found.failing else "notice"
    at = found.places[0] if found.places else None
    parts = [*_where(at), f"title={_property(f'stanch: {phrases.line(found.name)}')}"]
    more = phrases.others(found)
    text = f"{phrases.headline(found)} [{phrases.line(found.rule)}] {more}".rstrip()
    elsewhere = f"{phrases.place(at)}: " if at and not at.of_file else ""
    message = f"{elsewhere}{text}\n{phrases.first_step(found)}"
    return f"::{command} {','.join(parts)}::{_data(message)}\n"


def _where(at: Place | None) -> Iterator[str]:
    if at is None or not at.of_file:
        return
    yield f"file={_property(at.path)}"
    yield f"line={at.line}"
    yield f"endLine={at.end_line}"
    if at.line == at.end_line:  # columns of several lines make GitHub refuse all of it
        yield f"col={at.column}"
        yield f"endColumn={at.end_column}"


def _data(text: str) -> str:
    """The message: a line end must not begin another command."""
    lines = (phrases.line(part, 1000) for part in text.split("\n"))
    return "%0A".join(part.replace("%", "%25") for part in lines)


def _property(text: str) -> str:
    shown = phrases.line(text, 1000).replace("%", "%25")
    return shown.replace(":", "%3A").replace(",", "%2C")
