"""Lines for Jenkins' Warnings plugin: its native JSON log, one issue a line.

https://github.com/jenkinsci/warnings-ng-plugin/blob/main/doc/Documentation.md
`recordIssues tool: issues(pattern: 'stanch.log')` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.json import Json, dumped
from stanch.report.record import Found, Run, Unread
from stanch.report.recorded import Recorded

_SEVERITIES = {
    "critical": "ERROR",
    "high": "HIGH",
    "medium": "NORMAL",
    "low": "LOW",
    "info": "LOW",
}


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    issues = [*map(_issue, run.reported), *map(_unread, run.unread)]
    yield from (dumped(issue) for issue in issues)


def _issue(found: Found) -> Json:
    issue: dict[str, Json] = {
        "severity": _SEVERITIES[found.severity],
        "type": phrases.line(found.rule),
        "category": "Secrets",
        "message": f"{phrases.headline(found)} {phrases.others(found)}".rstrip(),
        "description": phrases.line(" ".join(found.steps), 2000),
        "fingerprint": found.fingerprint,
        "origin": "stanch",
    }
    if found.places:
        at = found.places[0]
        issue |= {
            "fileName": phrases.line(at.path, phrases.LONGEST_PATH),
            "lineStart": at.line,
            "lineEnd": at.end_line,
            "columnStart": at.column,
            "columnEnd": at.end_column,
        }
    return issue


def _unread(one: Unread) -> Json:
    return {
        "fileName": phrases.line(one.path, phrases.LONGEST_PATH),
        "severity": "ERROR",
        "type": "not-read",
        "category": "Incomplete",
        "message": f"not read: {phrases.line(one.why)}",
        "origin": "stanch",
    }
