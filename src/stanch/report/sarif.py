"""SARIF 2.1.0, for code scanning of GitHub, Azure DevOps and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
What GitHub reads of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

One result is one secret. Columns count Unicode characters (`columnKind`), so an astral character
before a secret does not move its mark. Fingerprints are those of the baseline: they do not change
when lines move. What somebody accepted is in it with its reason, so that an alert is closed and
does not come and go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.json import Json, dumped
from stanch.report.record import Found, Place, Run, Unread
from stanch.report.recorded import Recorded
from stanch.report.redact import MARK

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
# GitHub: over 9.0 is critical, from 7.0 high, from 4.0 medium, below that low.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.1"}
_PRECISIONS = {"proven": "very-high", "high": "high", "medium": "medium", "low": "low"}
_MOST_NOTES = 1000
_LONGEST_ADDRESS = 2000
_HARD_CODED = "https://cwe.mitre.org/data/definitions/798.html"
_IN_SOURCE = "inline"
_SEMANTIC = r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?"
_SCP = r"(?:[^@/]+@)?([\w.-]+):(?!/)(.+)"
# What a URI may hold as it is (RFC 3986), `%` included: addresses in rules are encoded already.
_URI = "%/:?#[]@!$&'()*+,;=~-._"


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, options: ReportOptions) -> Iterator[str]:
    yield dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, options)]}, indent=2)


def _run(run: Run, options: ReportOptions) -> Json:
    rules = _rules(run)
    index = {found: n for n, found in enumerate(rules)}
    result: dict[str, Json] = {
        "tool": {"driver": _driver(run.version, rules.values())},
        "columnKind": "unicodeCodePoints",
        "redactionTokens": [MARK],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of what was scanned."}}},
        "automationDetails": {"id": f"stanch/{phrases.line(run.source)}/"},
        "invocations": [_invocation(run)],
        "results": [
            _result(found, index[found.rule], compared=options.compare is not None)
            for found in run.findings
        ],
    }
    if run.origin and (uri := _repository(run.origin.uri)):
        origin: dict[str, Json] = {"repositoryUri": uri, "mappedTo": {"uriBaseId": _ROOT}}
        if run.origin.revision:
            origin["revisionId"] = run.origin.revision
        if run.origin.branch:
            origin["branch"] = run.origin.branch
        result["versionControlProvenance"] = [origin]
    return result


def _rules(run: Run) -> dict[str, list[Found]]:
    """The findings of each rule, in the order in which they are met."""
    rules: dict[str, list[Found]] = {}
    for found in run.findings:
        rules.setdefault(found.rule, []).append(found)
    return rules


def _driver(version: str, rules: Iterable[list[Found]]) -> Json:
    driver: dict[str, Json] = {
        "name": "stanch",
        "fullName": f"stanch {version}".strip(),
        "rules": [_rule(of) for of in rules],
    }
    if version:
        driver["version"] = version
    if re.fullmatch(_SEMANTIC, version):
        driver["semanticVersion"] = version
    return driver


def _rule(of: list[Found]) -> Json:
    """A rule as its worst finding shows it: GitHub takes the severity from here."""
    first = of[0]
    worst = min((f.severity for f in of), key=list(_LEVELS).index)
    steps = [phrases.line(step, 1000) for step in first.steps[:2]]  # the third is of a place
    help_text = "\n".join(filter(None, (phrases.line(first.why, 1000), *steps)))
    numbered = "\n".join(f"{n}. {_markdown(step)}" for n, step in enumerate(steps, 1))
    rule: dict[str, Json] = {
        "id": first.rule,
        "name": _identifier(first.rule),
        "shortDescription": {"text": _message(phrases.line(first.name)).strip() or first.rule},
        "fullDescription": {
            "text": _message(phrases.line(first.why or first.name, 1000)).strip() or first.rule
        },
        "help": {
            "text": help_text or first.rule,
            "markdown": f"{_markdown(phrases.line(first.why, 1000))}\n\n{numbered}".strip()
            or _markdown(first.rule),
        },
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {
            "tags": ["security", "secret", "external/cwe/cwe-798"],
            "precision": _PRECISIONS[first.confidence],
            "security-severity": _SCORES[worst],
        },
    }
    rule["helpUri"] = web_address(first.docs) or web_address(first.revoke) or _HARD_CODED
    return rule


def _identifier(rule: str) -> str:
    """`StripeSecretKeyLive`: names of rules are one word in capitals (SARIF, 3.49.7)."""
    words = re.findall(r"[0-9A-Za-z]+", rule)
    return "".join(word[:1].upper() + word[1:] for word in words) or "Rule"


def _result(found: Found, index: int, *, compared: bool) -> Json:
    more = phrases.others(found)
    text = f"{phrases.headline(found)} ({more})" if more else phrases.headline(found)
    result: dict[str, Json] = {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": {"text": _message(f"{text}. {phrases.first_step(found)}")},
        "locations": [_location(found.places[0], found)] if found.places else [],
        "partialFingerprints": {"stanchFingerprint/v1": found.fingerprint},
        "suppressions": _suppressions(found),
        "properties": _properties(found),
    }
    if found.fingerprint:
        # The only one that GitHub compares, and made from the source line where it is missing.
        mark = found.fingerprint.rpartition(" ")[2].rpartition(":")[2]
        result["partialFingerprints"] = {
            "stanchFingerprint/v1": found.fingerprint,
            "primaryLocationLineHash": f"{mark}:1",
        }
    related = [*found.places[1:], *found.companions]
    if related:
        result["relatedLocations"] = [
            _related(at, n, "Its other half is" if n > len(found.places) - 1 else "Also")
            for n, at in enumerate(related, 1)
        ]
    if compared:
        result["baselineState"] = found.change or "new"
    return result


def _properties(found: Found) -> Json:
    properties: dict[str, Json] = {
        "severity": found.severity,
        "confidence": found.confidence,
        "environment": found.environment,
        "proof": found.proof,
        "failing": found.failing,
    }
    if found.vendor:
        properties["vendor"] = phrases.line(found.vendor)
    if found.facts:
        properties["facts"] = {phrases.line(name): phrases.line(text) for name, text in found.facts}
    if found.places and found.places[0].commit:
        commit = found.places[0].commit
        properties["commit"] = {
            "id": phrases.line(commit.id),
            "author": phrases.line(commit.author),
            "date": phrases.line(commit.date),
        }
    if found.life:
        life = found.life
        properties["life"] = {
            "state": life.state,
            "in_head": life.in_head,
            "branches": [phrases.line(name) for name in life.branches],
            "tags": [phrases.line(name) for name in life.tags],
            "introduced": phrases.line(life.introduced.id) if life.introduced else None,
            "removed": phrases.line(life.removed.id) if life.removed else None,
            "since": phrases.line(life.since) or None,
            "until": phrases.line(life.until) or None,
            "days_exposed": life.days,
        }
    return properties


def _suppressions(found: Found) -> Json:
    """Empty says that nothing was accepted; a missing list would say that nobody looked."""
    why = found.accepted
    if why is None:
        return []
    said = ": ".join(part for part in (why.where, why.text) if part)
    kind = "inSource" if why.reason == _IN_SOURCE else "external"
    reason = phrases.line(f"{why.reason}: {said}" if said else why.reason, 1000)
    return [{"kind": kind, "status": "accepted", "justification": reason}]


def _location(at: Place, found: Found | None = None) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": _artifact(at.path)}
    if at.of_file:
        physical["region"] = _region(at)
        if found and found.context:
            line = found.context
            shown = f"{line.before}{line.shown}{line.after}"
            if line.lines == 1:
                physical["region"] = _region(at) | {"snippet": {"text": line.shown}}
            physical["contextRegion"] = {
                "startLine": at.line,
                "endLine": max(at.line, at.end_line),
                "snippet": {"text": shown},
            }
        return {"physicalLocation": physical}
    physical["region"] = {"startLine": 1}
    part = phrases.line(at.part)
    return {
        "physicalLocation": physical,
        "message": {"text": _message(f"In the {part} of {phrases.line(at.path)}")},
    }


def _related(at: Place, number: int, what: str) -> Json:
    location = _location(at)
    text = f"{what} at {phrases.place(at)}"
    return location | {"id": number, "message": {"text": _message(text)}}


def _region(at: Place) -> dict[str, Json]:
    return {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }


def _artifact(path: str) -> Json:
    """Relative to the root of the scan; what lies elsewhere has its whole address."""
    encoded = quote(phrases.path(path), safe="/") or "-"
    if path.startswith("/"):
        return {"uri": f"file://{encoded}"}
    return {"uri": encoded, "uriBaseId": _ROOT}


def _invocation(run: Run) -> Json:
    told = [*run.unread, *(one for one in run.skipped if one.by_policy)]
    warned: list[Json] = [
        {"level": "warning", "message": {"text": _message(phrases.line(text, 1000))}}
        for text in run.warnings
    ]
    return {
        "executionSuccessful": run.complete,
        "exitCode": run.exit_code,
        "toolExecutionNotifications": [_unread(one) for one in told[:_MOST_NOTES]],
        "toolConfigurationNotifications": warned[:_MOST_NOTES],
    }


def _unread(one: Unread) -> Json:
    return {
        "level": "note" if one.by_policy else "error",
        "message": {"text": _message(f"Not read: {phrases.line(one.why, 1000)}")},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(one.path)}}],
    }


def _message(text: str) -> str:
    """Plain text: braces are doubled, as they else hold a place for an argument (3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")


def _markdown(text: str) -> str:
    """The text with what Markdown would act on escaped, but for web addresses."""
    return " ".join(
        word if web_address(word) == word else re.sub(r"([\\`*_{}\[\]<>()#+!|~-])", r"\\\1", word)
        for word in text.split(" ")
    )


def web_address(text: str) -> str:
    """A web address as a URI, or nothing."""
    if len(text) > _LONGEST_ADDRESS:
        return ""
    encoded = quote(text, safe=_URI)
    try:
        parts = urlsplit(encoded)
    except ValueError:
        return ""
    return encoded if parts.scheme in {"http", "https"} and parts.netloc else ""


def _repository(address: str) -> str:
    """The address of a remote as a URI: `git@host:path` is one that only git understands."""
    short = re.fullmatch(_SCP, address) if "://" not in address else None
    if short:
        return f"ssh://{short[1]}/{quote(short[2], safe='/')}"
    encoded = quote(address, safe=_URI)
    try:
        return encoded if urlsplit(encoded).scheme else ""
    except ValueError:
        return ""
