"""Logging commands of Azure Pipelines: issues at the line of code.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Found, Run
from stanch.report.recorded import Recorded

_ESCAPES = (("%", "%AZP25"), ("\r", "%0D"), ("\n", "%0A"), (";", "%3B"), ("]", "%5D"))


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    yield from (_issue(found) for found in run.reported)
    for one in run.unread:
        text = _data(f"not read: {phrases.line(one.why)}")
        yield f"##vso[task.logissue type=warning;sourcepath={_property(one.path)}]{text}\n"
    if run.unread and not any(found.failing for found in run.reported):
        yield "##vso[task.complete result=SucceededWithIssues]not everything was read\n"


def _issue(found: Found) -> str:
    kind = "error" if found.failing else "warning"
    parts = [f"type={kind}"]
    at = found.places[0] if found.places else None
    elsewhere = ""
    if at and at.of_file:
        parts += [f"sourcepath={_property(at.path)}", f"linenumber={at.line}"]
        parts.append(f"columnnumber={at.column}")
    elif at:
        elsewhere = f"{phrases.place(at)}: "
    parts.append(f"code={_property(found.rule)}")
    more = phrases.others(found)
    text = f"{elsewhere}{phrases.headline(found)} {more}".rstrip()
    return (
        f"##vso[task.logissue {';'.join(parts)}]{_data(f'{text}. {phrases.first_step(found)}')}\n"
    )


def _data(text: str) -> str:
    return _escaped(phrases.line(text, 1500), _ESCAPES[:3])


def _property(text: str) -> str:
    return _escaped(phrases.line(text, 1000), _ESCAPES)


def _escaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for char, written in escapes:
        text = text.replace(char, written)
    return text
