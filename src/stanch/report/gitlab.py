"""GitLab's `gl-secret-detection-report.json`, for `artifacts:reports:secret_detection`.

https://gitlab.com/gitlab-org/security-products/security-report-schemas (secret detection, 15.2.4)
https://docs.gitlab.com/development/integrations/secure/#report
A commit is required at each place; one that is not committed yet has GitLab's own stand-in, zeros.
The report knows no accepted findings, and would show them as open: they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.json import Json, dumped
from stanch.report.record import Found, Run
from stanch.report.recorded import Recorded
from stanch.report.sarif import web_address

VERSION = "15.2.4"
SCHEMA = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{VERSION}/dist/secret-detection-report-format.json"
)
_NOT_COMMITTED = "0" * 7
_LONGEST_NAME, _LONGEST_SOLUTION = 255, 7000


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, options: ReportOptions) -> Iterator[str]:
    started = datetime.fromtimestamp(options.now, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    version = run.version or "unknown"
    tool: Json = {
        "id": "stanch",
        "name": "stanch",
        "version": version,
        "vendor": {"name": "stanch"},
    }
    scan: dict[str, Json] = {
        "analyzer": tool,
        "scanner": tool,
        "type": "secret_detection",
        "start_time": started,
        "end_time": started,
        "status": "success" if run.complete else "failure",
    }
    messages = [*_messages(run)]
    if messages:
        scan["messages"] = messages
    head = run.origin.revision if run.origin else ""
    yield dumped(
        {
            "version": VERSION,
            "schema": SCHEMA,
            "scan": scan,
            "vulnerabilities": [_vulnerability(found, head) for found in run.reported],
        },
        indent=2,
    )


def _messages(run: Run) -> Iterator[Json]:
    for one in run.unread:
        text = f"{phrases.line(one.path)} was not read: {phrases.line(one.why)}"
        yield {"level": "warn", "value": text}
    for warning in run.warnings:
        yield {"level": "warn", "value": phrases.line(warning, 1000) or "warning"}


def _vulnerability(found: Found, head: str) -> Json:
    steps = "\n".join(f"{n}. {phrases.line(step, 2000)}" for n, step in enumerate(found.steps, 1))
    identifier: dict[str, Json] = {
        "type": "stanch_rule_id",
        "name": f"stanch rule {phrases.line(found.rule)}",
        "value": phrases.line(found.rule),
    }
    links = [{"url": url} for url in map(web_address, (found.revoke, found.docs)) if url]
    return {
        "id": str(uuid5(NAMESPACE_URL, f"stanch:{found.fingerprint}:{_first_path(found)}")),
        "name": phrases.line(found.name, _LONGEST_NAME),
        "description": f"{phrases.headline(found)} {phrases.others(found)}".rstrip()
        + (f"\n\n{phrases.line(found.why, 2000)}" if found.why else ""),
        "severity": found.severity.capitalize(),
        "solution": steps[:_LONGEST_SOLUTION],
        "identifiers": [
            identifier,
            {
                "type": "cwe",
                "name": "CWE-798",
                "value": "798",
                "url": "https://cwe.mitre.org/data/definitions/798.html",
            },
        ],
        "links": links,
        "location": _location(found, head),
    }


def _first_path(found: Found) -> str:
    return found.places[0].path if found.places else ""


def _location(found: Found, head: str) -> Json:
    if not found.places:
        return {"commit": {"sha": head or _NOT_COMMITTED}}
    at = found.places[0]
    commit: dict[str, Json] = {"sha": head or _NOT_COMMITTED}
    if at.commit:
        commit = {"sha": phrases.line(at.commit.id) or _NOT_COMMITTED}
        for name, text in (
            ("author", at.commit.author),
            ("date", at.commit.date),
            ("message", at.commit.summary),
        ):
            if text:
                commit[name] = phrases.line(text)
    return {
        "file": phrases.line(at.path, phrases.LONGEST_PATH),
        "start_line": at.line,
        "end_line": max(at.line, at.end_line),
        "commit": commit,
    }
