"""Adding findings to a baseline without touching a byte of what people wrote there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from stanch.errors import BaselineError
from stanch.model.finding import Finding
from stanch.suppress.baseline import NAME, Baseline
from stanch.suppress.entry import Entry, Scope, write
from stanch.suppress.expiry import past
from stanch.suppress.fingerprint import Fingerprints, Salt

HEADER = """\
# Secrets that stanch has been told to accept here: rule, salted hash, fields, -- reason.
# No line depends on another. When branches meet, keep the lines of both, in any order.
# until=YYYY-MM-DD is the last day; scope=file holds in path= only, else path= is a note.
# `stanch baseline update` adds what is new; a line with a word that is no field does not hold.
"""


class Terms(NamedTuple):
    """What is written to each new entry."""

    reason: str = ""
    owner: str = ""
    ticket: str = ""
    until: date | None = None
    scope: Scope = Scope.REPOSITORY


class Updated(NamedTuple):
    """The new text, how many entries it has more, and what could not be accepted and why.

    A line that has expired, or is broken, is stricter than any line that could be added; somebody
    has to edit or delete it first.
    """

    text: str
    added: int
    refused: tuple[str, ...] = ()


def update(
    old: str | bytes,
    findings: Iterable[Finding],
    *,
    salt: Salt,
    today: date,
    terms: Terms = Terms(),  # noqa: B008 - a value
    where: str = NAME,
    clean: Callable[[str], str] = str,
) -> Updated:
    """Add an entry for each finding that `old` does not cover; keep all lines as they are.

    `salt` is used when the file has none; a file keeps the salt it has. `clean` takes the secrets
    out of a text: neither a path nor a reason may bring one into the file.
    """
    if past(terms.until, today):
        raise BaselineError(
            f"{terms.until} is over, so nothing would be accepted", hint="Give a later last day."
        )
    terms = terms._replace(
        reason=clean(terms.reason), owner=clean(terms.owner), ticket=clean(terms.ticket)
    )
    baseline = Baseline.parse(old, where, today)
    text = old.decode() if isinstance(old, bytes) else old
    prints = baseline.fingerprints(salt)
    salted = text
    if not baseline.has_salt(prints.salt):
        # First of all: entries of this salt may be there already and only lack it.
        salted = _appended(text, [f"salt {prints.salt.kid} {prints.salt.value.hex()}"])
        baseline = Baseline.parse(salted, where, today)
        prints = baseline.fingerprints(prints.salt)
    entries: list[Entry] = []
    refused: dict[str, None] = {}
    for finding, path in _places(findings):
        if baseline.accepting(finding.rule, finding.secret, path):
            continue
        stricter = next(baseline.about(finding.rule, finding.secret, path), None)
        if stricter is None:
            entries.append(_entry(baseline, prints, finding, path, terms, clean(path)))
        else:
            refused[_refusal(stricter, where)] = None
    lines = [write(entry) for entry in _once(entries)]
    if not lines and text.strip() and prints.salt.kid not in text:
        salted = text  # nobody needs the salt, so nothing changes
    return Updated(_appended(salted, lines), len(lines), tuple(refused))


def create(
    findings: Iterable[Finding],
    *,
    salt: Salt,
    today: date,
    terms: Terms = Terms(),  # noqa: B008 - a value
) -> Updated:
    """A new baseline that covers the findings."""
    return update("", findings, salt=salt, today=today, terms=terms)


def _places(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    return ((finding, at.path) for finding in findings for at in finding.locations)


def _entry(
    baseline: Baseline, prints: Fingerprints, finding: Finding, path: str, terms: Terms, shown: str
) -> Entry:
    mark = prints.of(finding.rule.id, finding.secret, weak=finding.verdict.weak)
    # Where others accepted the secret for their files only, a wider line would not hold.
    narrow = terms.scope is Scope.FILE or baseline.knows(finding.rule.id, mark)
    scope = Scope.FILE if narrow else Scope.REPOSITORY
    file = prints.of_path(path) if narrow and shown != path else ""
    fields = terms._replace(scope=scope)._asdict()
    return Entry(finding.rule.id, mark, path=shown, file=file, **fields)


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Sorted by rule and path; one line a secret, or a secret and file."""
    seen: set[tuple[str, str, str]] = set()
    for entry in sorted(entries, key=lambda e: (e.rule, e.path, e.mark)):
        narrow = entry.scope is Scope.FILE
        key = (entry.rule, entry.mark, entry.file or entry.path if narrow else "")
        if key not in seen:
            seen.add(key)
            yield entry


def _refusal(entry: Entry, where: str) -> str:
    why = entry.problem or f"expired on {entry.last_day.isoformat()}"
    return f"{where}:{entry.line}: {why}; edit or delete this line to accept the secret again"


def _appended(text: str, lines: list[str]) -> str:
    """The text with lines at its end, in its own way to end a line."""
    end = "\r\n" if "\r\n" in text else "\n"
    if not text.strip():
        text = HEADER
    elif lines and not text.endswith("\n"):
        text += end
    return text + "".join(line + end for line in lines)
