"""Reports that were read from files: checked, and cleaned before anything of them is written.

A report may have been made with `--show-secrets`, or by hand. So its texts go through the same
redactor as those of a run: every value that it names is hidden, and what any rule sees in a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stanch.errors import UsageError
from stanch.model.finding import Finding, Verdict
from stanch.model.outcome import Outcome
from stanch.model.rule import Confidence, Environment, Rule, Severity, Wake
from stanch.model.secret import Secret
from stanch.report.escape import storable, to_bytes
from stanch.report.json import Json
from stanch.report.look import Look
from stanch.report.record import record
from stanch.report.redact import MARK, Redactor

_HASHES = frozenset({"fingerprint", "id", "revision", "rules_hash", "config_hash", "schema"})
_OF_RULES = frozenset({"rule", "name", "vendor", "revoke", "docs", "steps", "why"})
# Words of the format itself, which a weak value may happen to be.
_WORDS = frozenset({
    "complete", "incomplete", "critical", "high", "medium", "low", "info", "proven", "live", "test",
    "any", "none", "fits", "fails", "reported", "suppressed", "inline", "ignore_file", "allowlist",
    "baseline", "content", "link target", "message", "author", "name", "removed", "stray", "stanch",
})  # fmt: skip
_CLOSED = frozenset({"state", "severity", "confidence", "environment", "proof", "status", "reason",
                     "part", "name"})  # fmt: skip


def parsed(data: bytes, where: str) -> object:
    """The document in the bytes of a file.

    Raises:
        UsageError: it is no JSON.
    """
    import json

    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError(
            f"{where} is no JSON", hint="give a report that `-o FILE.json` wrote"
        ) from None


def cleaned(document: object, where: str, look: Look, *, show: bool = False) -> Json:
    """The document, with nothing in it that must not leave.

    Raises:
        UsageError: it is no report.
    """
    run = record(document, where)
    outcomes = [] if show else [_outcome(found.value) for found in run.findings if found.value]
    redactor = Redactor(outcomes, show=show, look=look)
    return _Cleaner(redactor, show=show).of(document, "")


def _outcome(value: str) -> Outcome:
    """A finding of which only the value is known."""
    rule = Rule("given", "", "", "", Wake("", (), 0), Severity.INFO)
    verdict = Verdict(Confidence.LOW, Severity.INFO, Environment.ANY)
    return Outcome(Finding(rule, Secret(to_bytes(value)), verdict, ()), "")


class _Cleaner:
    """Walks a document; what a text is follows from the key it stands under."""

    def __init__(self, redactor: Redactor, *, show: bool) -> None:
        self._redactor = redactor
        self._show = show

    def of(self, value: object, key: str) -> Json:
        if isinstance(value, str):
            return self._text(value, key)
        if isinstance(value, Mapping):
            return dict(self._fields(value))
        if isinstance(value, Sequence):
            return [self.of(item, key) for item in value]
        return value if isinstance(value, bool | int) else None

    def _fields(self, fields: Mapping[object, object]) -> Iterator[tuple[str, Json]]:
        for name, item in fields.items():
            key = str(name)
            if key != "value" or self._show:
                yield self._key(key), self.of(item, key)

    def _key(self, key: str) -> str:
        plain = key.isidentifier() and key.isascii() and key.islower() and len(key) < 20
        return key if plain else storable(self._redactor.text(key))

    def _text(self, text: str, key: str) -> str:
        if key in _CLOSED and text in _WORDS:
            return text
        if key in _HASHES:
            return storable(self._redactor.name(text))
        if key in _OF_RULES:
            return storable(self._redactor.words(text))
        return storable(self._redactor.text(text)) or (MARK if key == "redacted" else "")
