"""HTML: one file that holds all of the report and asks nobody for anything.

The data is a block of JSON that the page's own script reads; each text becomes a text node and is
never parsed as HTML. The content security policy allows this one script and this one style sheet,
by their hashes, and nothing else: no network, no plug-in, no form, no inline handler, and no string
that becomes markup (trusted types). https://www.w3.org/TR/CSP3/

Rows are drawn a hundred at a time, so 20,000 findings open as fast as twenty.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Commit, Found, Place, Run
from stanch.report.recorded import Recorded

_LONGEST = 2000
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<p>stanch</p>
<nav aria-label="Report"><a href="#/" data-view="">Overview</a>
<a href="#/findings?status=reported" data-view="findings">Findings</a></nav>
<button type="button" id="print">Print</button>
<button type="button" id="theme">Theme: system</button>
</header>
<main id="main"><noscript><p>{numbers}. The report needs JavaScript, which it brings along; it loads
nothing.</p></noscript></main>
"""
_END = """
<script>{script}</script>
</body>
</html>
"""


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    style, script = _asset("page.css"), _asset("page.js")
    policy = _POLICY.format(script=_hash(script), style=_hash(style))
    numbers = phrases.numbers(run)
    yield _PAGE.format(
        policy=escape(policy),
        title=escape(f"stanch: {numbers}"),
        style=style,
        numbers=escape(numbers),
    )
    yield '<script type="application/json" id="data">'
    yield from _data(run)
    yield "</script>"
    yield _END.format(script=script)


def _asset(name: str) -> str:
    return files("stanch.report").joinpath("page", name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _data(run: Run) -> Iterator[str]:
    """The data in pieces, ASCII, with nothing in it that could end the block."""
    rules: dict[str, int] = {}
    commits: dict[Commit, int] = {}
    origin = run.origin
    where = (
        " ".join(filter(None, (origin.uri, origin.branch, origin.revision[:12]))) if origin else ""
    )
    head = {
        "source": _text(run.source),
        "where": _text(where),
        "complete": run.complete,
        "blobs": run.blobs,
        "unread": [[_text(one.path), _text(one.why)] for one in run.unread],
        "warnings": [_text(warning) for warning in run.warnings],
    }
    yield _json(head)[:-1] + ',"findings":['
    for number, found in enumerate(run.findings):
        yield ("," if number else "") + _json(_finding(found, rules, commits))
    first = {found.rule: found for found in reversed(run.findings)}
    yield f'],"rules":{_json([_rule(first[rule]) for rule in rules])}'
    yield f',"commits":{_json([_commit(one) for one in commits])}}}'


def _json(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"))
    text = text.replace("##", "#\\u0023")
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _text(text: str) -> str:
    return phrases.line(text, _LONGEST)


def _rule(found: Found) -> dict[str, Any]:
    return {
        "id": _text(found.rule),
        "name": _text(found.name),
        "vendor": _text(found.vendor),
        "why": _text(found.why),
        "docs": _text(found.docs),
    }


def _commit(commit: Commit) -> dict[str, str]:
    return {
        "id": _text(commit.id),
        "author": phrases.line(commit.author),
        "date": phrases.line(commit.date),
        "summary": phrases.line(commit.summary),
    }


def _finding(found: Found, rules: dict[str, int], commits: dict[Commit, int]) -> dict[str, Any]:
    line, why, life = found.context, found.accepted, found.life
    return {
        "fingerprint": _text(found.fingerprint),
        "rule": rules.setdefault(found.rule, len(rules)),
        "severity": found.severity,
        "confidence": found.confidence,
        "environment": found.environment,
        "shown": _text(found.shown),
        "length": found.length,
        "failing": found.failing,
        "change": found.change,
        "facts": [[_text(name), _text(value)] for name, value in found.facts],
        "notes": [_text(note) for note in found.notes],
        "steps": [_text(step) for step in found.steps],
        "accepted": [_text(part) for part in why if part] if why else None,
        "context": [_text(line.before), _text(line.shown), _text(line.after), line.lines]
        if line
        else None,
        "life": {
            "state": _text(life.state),
            "days": life.days,
            "since": _text(life.since),
            "removed": _text(life.until) if life.removed else "",
            "by": _text(f"{life.removed.id[:12]} {life.removed.author}") if life.removed else "",
            "branches": [_text(name) for name in life.branches],
            "tags": [_text(name) for name in life.tags],
        }
        if life
        else None,
        "places": [_place(at, commits) for at in found.places],
        "companions": [_place(at, commits) for at in found.companions],
    }


def _place(at: Place, commits: dict[Commit, int]) -> dict[str, Any]:
    return {
        "path": _text(at.path),
        "line": at.line,
        "column": at.column,
        "part": _text(at.part),
        "commit": commits.setdefault(at.commit, len(commits)) if at.commit else None,
    }
