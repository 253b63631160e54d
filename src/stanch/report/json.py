r"""`stanch-report/1`: the report for programs, with a schema of its own.

docs/schemas/stanch-report-1.schema.json holds the shape, docs/report-json.md what it means. The
same run gives the same bytes. The text is ASCII: whatever the encoding of the terminal or file it
is valid UTF-8, and nothing in it acts on a terminal. Bytes that are no UTF-8 are written as the
four visible characters `\xff`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from stanch.model.finding import Finding, Life, Reason
from stanch.model.outcome import Gate, Outcome, Summary
from stanch.model.place import Commit, Location
from stanch.model.rule import Severity
from stanch.report import advice
from stanch.report.base import Out, ReportOptions
from stanch.report.escape import storable
from stanch.report.record import SCHEMA
from stanch.report.redact import Redactor, length, redacted
from stanch.report.tally import ordered, tally

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

# Every rule looks at each line that is shown: of so many findings nobody reads them one by one.
_MOST_LINES = 5_000
_SUPPRESSING = (Reason.INLINE, Reason.IGNORE_FILE, Reason.ALLOWLIST, Reason.BASELINE)


def make(options: ReportOptions) -> JsonReporter:
    """The reporter of this format."""
    return JsonReporter(options)


class JsonReporter:
    """Writes `stanch-report/1`."""

    def __init__(self, options: ReportOptions) -> None:
        self._options = options

    def write(self, summary: Summary, gate: Gate, out: Out) -> None:
        """Write the whole report."""
        self.put(document(summary, gate, self._options), out)

    def put(self, value: Json, out: Out) -> None:
        """Write a document."""
        out.write(dumped(value, indent=2))


def dumped(value: Json, indent: int | None = None) -> str:
    """JSON in ASCII, and a line end.

    The runner of a CI job reads commands such as `##vso[…]` in whatever a step prints: the signs
    that begin them stand only inside of texts, where they can be written as an escape.
    """
    import json

    return json.dumps(value, indent=indent).replace("##", "#\\u0023") + "\n"


def document(summary: Summary, gate: Gate, options: ReportOptions) -> Json:
    """What the report says, with nothing in it that must not leave."""
    redactor = Redactor(summary.outcomes, show=options.show_secrets, look=options.look)
    return _Document(redactor, options).of(summary, gate)


class _Document:
    """Turns the values of a run into what JSON can hold."""

    def __init__(self, redactor: Redactor, options: ReportOptions) -> None:
        self._redactor = redactor
        self._options = options

    def of(self, summary: Summary, gate: Gate) -> Json:
        failing = {id(outcome) for outcome in summary.failing(gate)}
        return {
            "schema": SCHEMA,
            "tool": {"name": "stanch", "version": self._options.tool_version},
            "scan": self._scan(summary),
            "findings": [
                self._finding(outcome, failing=id(outcome) in failing, with_line=n < _MOST_LINES)
                for n, outcome in enumerate(ordered(summary.outcomes))
            ],
            "summary": _numbers(summary, gate),
        }

    def _text(self, text: str) -> str:
        return storable(self._redactor.text(text))

    def _words(self, text: str) -> str:
        return storable(self._redactor.words(text))

    def _name(self, text: str) -> str:
        return storable(self._redactor.name(text))

    def _words_or_null(self, text: str) -> str | None:
        return self._words(text) or None

    def _scan(self, summary: Summary) -> Json:
        return {
            "source": self._text(summary.source),
            "state": summary.state.value,
            "nothing": self._text(summary.nothing) or None,
            "blobs": summary.blobs,
            "bytes": summary.size,
            "known": summary.known,
            "skipped": [
                {"path": self._text(s.path), "why": self._text(s.why), "by_policy": s.by_policy}
                for s in summary.skipped
            ],
            "warnings": [self._text(warning) for warning in summary.warnings],
            "repository": self._repository(),
            "rules": summary.rules,
            "rules_hash": summary.rules_hash,
            "config_hash": summary.config_hash,
        }

    def _repository(self) -> Json:
        origin = self._options.origin
        if origin is None:
            return None
        return {
            "uri": self._text(origin.uri),
            "revision": self._name(origin.revision),
            "branch": self._text(origin.branch),
        }

    def _context(self, finding: Finding) -> Json:
        """The line of the first place."""
        if not finding.locations:
            return None
        line = self._redactor.line(finding, finding.locations[0])
        return {
            "before": storable(line.before),
            "shown": storable(line.secret),
            "after": storable(line.after),
            "lines": line.lines,
        }

    def _finding(self, outcome: Outcome, *, failing: bool, with_line: bool) -> Json:
        finding, verdict = outcome.finding, outcome.finding.verdict
        rule = finding.rule
        return {
            "fingerprint": self._name(outcome.fingerprint),
            "rule": self._name(rule.id),
            "name": self._words(rule.name),
            "vendor": self._words(rule.vendor),
            "severity": verdict.severity.label,
            "confidence": verdict.confidence.label,
            "environment": verdict.environment.value,
            "proof": verdict.proof.value,
            "facts": self._facts(verdict.facts),
            "notes": [self._text(note) for note in verdict.notes],
            "why": self._words_or_null(rule.why),
            "context": self._context(finding) if with_line else None,
            "secret": self._secret(finding),
            "locations": [self._location(place) for place in finding.locations],
            "companions": [self._location(place) for place in finding.companions],
            "life": self._life(outcome.life) if outcome.life else None,
            "status": "suppressed" if outcome.suppressed else "reported",
            "failing": failing,
            "suppression": self._suppression(outcome),
            "remediation": {
                "revoke": self._words_or_null(rule.revoke),
                "docs": self._words_or_null(rule.docs),
                "steps": [self._words(step) for step in advice.steps(finding, outcome.life)],
            },
        }

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> Json:
        """A fact that is known twice keeps both values."""
        result: dict[str, str] = {}
        for name, value in facts:
            key, text = self._words(name), self._text(value)
            result[key] = f"{result[key]}, {text}" if key in result else text
        return result

    def _secret(self, finding: Finding) -> Json:
        shown = storable(self._redactor.secret(finding))
        result: dict[str, Json] = {"redacted": shown, "length": length(finding.secret)}
        if self._options.show_secrets:
            hidden = redacted(finding.secret, finding.rule, weak=finding.verdict.weak)
            result["redacted"] = storable(hidden)
            result["value"] = shown
        return result

    def _location(self, place: Location) -> Json:
        return {
            "path": self._text(place.path),
            "line": place.start.line,
            "column": place.start.column,
            "end_line": place.end.line,
            "end_column": place.end.column,
            "part": place.part,
            "commit": self._commit(place.commit) if place.commit else None,
        }

    def _life(self, life: Life) -> Json:
        return {
            "state": life.state.value,
            "in_head": life.head,
            "branches": [self._text(name) for name in life.branches],
            "tags": [self._text(name) for name in life.tags],
            "other_refs": [self._text(name) for name in life.refs],
            "introduced": self._commit(life.introduced) if life.introduced else None,
            "removed": self._commit(life.removed) if life.removed else None,
            "since": life.since or None,
            "until": life.until or None,
            "days_exposed": life.days,
        }

    def _commit(self, commit: Commit) -> Json:
        told = {name: self._text(text) for name, text in commit._replace(id="")._asdict().items()}
        return told | {"id": self._name(commit.id)}

    def _suppression(self, outcome: Outcome) -> Json:
        suppressed = outcome.suppressed
        if suppressed is None:
            return None
        return {
            "reason": _name(suppressed.reason),
            "where": self._text(suppressed.where),
            "text": self._text(suppressed.text),
        }


def _name(reason: Reason) -> str:
    return reason.name.lower()


def _numbers(summary: Summary, gate: Gate) -> Json:
    counts = tally(summary, gate)
    return {
        "reported": counts.reported,
        "failing": counts.failing,
        "by_severity": {
            severity.label: counts.severities.get(severity, 0)
            for severity in sorted(Severity, reverse=True)
        },
        "suppressed": sum(counts.suppressed.values()),
        "suppressed_by": {
            _name(reason): counts.suppressed.get(reason, 0) for reason in _SUPPRESSING
        },
        "skipped": {"by_policy": counts.by_policy, "unread": counts.unread},
        "gate": {
            "severity": gate.severity.label,
            "confidence": gate.confidence.label,
            "exit_zero": gate.exit_zero,
            "allow_skipped": gate.allow_skipped,
        },
        "exit_code": int(summary.exit_code(gate)),
    }
