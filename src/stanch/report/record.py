"""A run as every report tells it: what `stanch-report/1` holds, as values.

All formats but the terminal's are made from the same JSON document (report/json.py), whether the
run has just ended or its report was read from a file. So no format can say what the JSON report
does not, and what is hidden there is hidden everywhere. This is its reader: strict about what it
needs, and silent about fields that a newer version may have added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from stanch.errors import UsageError

SCHEMA = "stanch-report/1"
SEVERITIES = ("critical", "high", "medium", "low", "info")

_Made = TypeVar("_Made")


class Commit(NamedTuple):
    """A commit; all but its id may be empty."""

    id: str
    author: str
    email: str
    date: str
    summary: str


class Place(NamedTuple):
    """Where a secret stands. Lines and columns begin at 1 and count Unicode characters."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    part: str
    commit: Commit | None

    @property
    def of_file(self) -> bool:
        """Whether line and column are those of a file's text."""
        return self.part == "content"


class Context(NamedTuple):
    """The line of the first place, the secret as it may be shown. `lines`: of the secret."""

    before: str
    shown: str
    after: str
    lines: int


class Accepted(NamedTuple):
    """Why a finding is not reported."""

    reason: str
    where: str
    text: str


class Life(NamedTuple):
    """What became of a secret in a history. `since` and `until` are moments, or empty."""

    state: str
    in_head: bool
    branches: tuple[str, ...]
    tags: tuple[str, ...]
    introduced: Commit | None
    removed: Commit | None
    since: str
    until: str
    days: int | None


class Found(NamedTuple):
    """One secret with all its places. `change` is empty, `new`, `unchanged` or `absent`."""

    fingerprint: str
    rule: str
    name: str
    vendor: str
    severity: str
    confidence: str
    environment: str
    proof: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    why: str
    redacted: str
    length: int
    value: str
    places: tuple[Place, ...]
    companions: tuple[Place, ...]
    context: Context | None
    failing: bool
    accepted: Accepted | None
    revoke: str
    docs: str
    steps: tuple[str, ...]
    life: Life | None
    change: str = ""

    @property
    def shown(self) -> str:
        """The secret as it may be shown: in full only where a person asked for that."""
        return self.value or self.redacted


class Unread(NamedTuple):
    """An input that was not read."""

    path: str
    why: str
    by_policy: bool


class Origin(NamedTuple):
    """The repository and the commit that were scanned; what is not known is empty."""

    uri: str
    revision: str
    branch: str


class Run(NamedTuple):
    """A whole report."""

    version: str
    source: str
    complete: bool
    nothing: str
    blobs: int
    size: int
    skipped: tuple[Unread, ...]
    warnings: tuple[str, ...]
    origin: Origin | None
    findings: tuple[Found, ...]
    exit_code: int

    @property
    def reported(self) -> tuple[Found, ...]:
        """The findings that nobody accepted, and that are there."""
        return tuple(f for f in self.findings if f.accepted is None and f.change != "absent")

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What no policy excludes and was not read all the same."""
        return tuple(one for one in self.skipped if not one.by_policy)

    def count(self, severity: str) -> int:
        """How many findings of this severity are reported."""
        return sum(found.severity == severity for found in self.reported)


def compared(run: Run, old: Run) -> Run:
    """The run with what is new in it, and with what of the old one is no longer reported."""
    before = {found.fingerprint for found in old.reported}
    now = {found.fingerprint for found in run.reported}
    marked = tuple(
        found._replace(change="unchanged" if found.fingerprint in before else "new")
        for found in run.findings
    )
    gone = tuple(
        found._replace(change="absent", failing=False)
        for found in old.reported
        if found.fingerprint not in now
    )
    return run._replace(findings=(*marked, *gone))


class _Fields:
    """A mapping of a report with its place, for errors that name it."""

    __slots__ = ("_given", "_where")

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise _wrong(where, "an object")
        self._given: Mapping[str, object] = value
        self._where = where

    def _get(self, key: str, kind: type[_Made], what: str, default: _Made | None = None) -> _Made:
        value = self._given.get(key, default)
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise _wrong(f"{self._where}.{key}", what)
        return value

    def text(self, key: str, *, optional: bool = False) -> str:
        return self._get(key, str, "text", "" if optional else None)

    def one_of(self, key: str, known: Sequence[str]) -> str:
        value = self.text(key)
        if value not in known:
            raise _wrong(f"{self._where}.{key}", f"one of {', '.join(known)}")
        return value

    def number(self, key: str, least: int = 0) -> int:
        value = self._get(key, int, "a whole number")
        if value < least:
            raise _wrong(f"{self._where}.{key}", f"{least} or more")
        return value

    def number_or_none(self, key: str) -> int | None:
        return None if self._given.get(key) is None else self.number(key)

    def flag(self, key: str) -> bool:
        return self._get(key, bool, "true or false")

    def child(self, key: str) -> _Fields:
        return _Fields(self._given.get(key), f"{self._where}.{key}")

    def maybe(self, key: str, made: Callable[[_Fields], _Made]) -> _Made | None:
        """What `made` makes of the object below a key, None where there is none."""
        return None if self._given.get(key) is None else made(self.child(key))

    def each(self, key: str, made: Callable[[_Fields], _Made]) -> tuple[_Made, ...]:
        """What `made` makes of each object in a list."""
        items = self._get(key, list, "a list")
        where = f"{self._where}.{key}"
        return tuple(made(_Fields(item, f"{where}[{n}]")) for n, item in enumerate(items))

    def texts(self, key: str) -> tuple[str, ...]:
        items: list[Any] = self._get(key, list, "a list", [])
        if not all(isinstance(item, str) for item in items):
            raise _wrong(f"{self._where}.{key}", "a list of texts")
        return tuple(items)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        items = self._get(key, dict, "an object")
        if not all(isinstance(value, str) for value in items.values()):
            raise _wrong(f"{self._where}.{key}", "texts by name")
        return tuple(items.items())


def _wrong(where: str, what: str) -> UsageError:
    return UsageError(
        f"{where} must be {what}", hint=f"is it a report of stanch in JSON ({SCHEMA})?"
    )


def record(document: object, where: str = "report") -> Run:
    """The run that a JSON document tells of.

    Raises:
        UsageError: it is no report of this version, with the place of what is wrong.
    """
    top = _Fields(document, where)
    if top.text("schema", optional=True) != SCHEMA:
        raise _wrong(f"{where}.schema", repr(SCHEMA))
    scan, summary = top.child("scan"), top.child("summary")
    return Run(
        version=top.child("tool").text("version"),
        source=scan.text("source"),
        complete=scan.one_of("state", ("complete", "incomplete")) == "complete",
        nothing=scan.text("nothing", optional=True),
        blobs=scan.number("blobs"),
        size=scan.number("bytes"),
        skipped=scan.each("skipped", _unread),
        warnings=scan.texts("warnings"),
        origin=scan.maybe("repository", _origin),
        findings=top.each("findings", _found),
        exit_code=summary.number("exit_code"),
    )


def _unread(at: _Fields) -> Unread:
    return Unread(at.text("path"), at.text("why"), at.flag("by_policy"))


def _origin(at: _Fields) -> Origin:
    return Origin(*(at.text(key, optional=True) for key in Origin._fields))


def _found(at: _Fields) -> Found:
    secret, advice = at.child("secret"), at.child("remediation")
    return Found(
        fingerprint=at.text("fingerprint"),
        rule=at.text("rule"),
        name=at.text("name"),
        vendor=at.text("vendor"),
        severity=at.one_of("severity", SEVERITIES),
        confidence=at.one_of("confidence", ("proven", "high", "medium", "low")),
        environment=at.one_of("environment", ("live", "test", "any")),
        proof=at.one_of("proof", ("none", "fits", "fails")),
        facts=at.pairs("facts"),
        notes=at.texts("notes"),
        why=at.text("why", optional=True),
        redacted=secret.text("redacted"),
        length=secret.number("length"),
        value=secret.text("value", optional=True),
        places=at.each("locations", _place),
        companions=at.each("companions", _place),
        context=at.maybe("context", _context),
        failing=at.flag("failing"),
        accepted=at.maybe("suppression", _accepted),
        revoke=advice.text("revoke", optional=True),
        docs=advice.text("docs", optional=True),
        steps=advice.texts("steps"),
        life=at.maybe("life", _life),
    )


def _place(at: _Fields) -> Place:
    return Place(
        path=at.text("path"),
        line=at.number("line", 1),
        column=at.number("column", 1),
        end_line=at.number("end_line", 1),
        end_column=at.number("end_column", 1),
        part=at.text("part"),
        commit=at.maybe("commit", _commit),
    )


def _commit(at: _Fields) -> Commit:
    return Commit(at.text("id"), *(at.text(k, optional=True) for k in Commit._fields[1:]))


def _context(at: _Fields) -> Context:
    return Context(at.text("before"), at.text("shown"), at.text("after"), at.number("lines", 1))


def _accepted(at: _Fields) -> Accepted:
    return Accepted(at.text("reason"), at.text("where"), at.text("text"))


def _life(at: _Fields) -> Life:
    return Life(
        state=at.text("state"),
        in_head=at.flag("in_head"),
        branches=at.texts("branches"),
        tags=at.texts("tags"),
        introduced=at.maybe("introduced", _commit),
        removed=at.maybe("removed", _commit),
        since=at.text("since", optional=True),
        until=at.text("until", optional=True),
        days=at.number_or_none("days_exposed"),
    )
