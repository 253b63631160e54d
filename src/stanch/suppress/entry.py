"""One line of a baseline: an accepted secret, read strictly and written so that it reads back.

    <rule-id> <kid>:<h|s>:<hex> [scope=file path=… file=…] [owner=…] [ticket=…] [until=YYYY-MM-DD]
                                [-- reason]

A line that cannot be understood in full does not hold: a field that a newer version knows, a
misspelt one, or a date that is written otherwise, might narrow what the line accepts. So nothing
is free text but what stands behind `--`.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from stanch.suppress import expiry

_FIELDS = frozenset({"scope", "path", "file", "owner", "ticket", "until"})
# What limits an entry; where it stands inside something else, the limit would go unheeded.
_LIMIT = re.compile(r"(?<![\w-])(until|scope)=", re.IGNORECASE)
_MARK = r"[0-9a-f]{8}:[hs]:[0-9a-f]{32}"
_FIELD = re.compile(r"[A-Za-z_-]+=")
_SCOPES = ("file", "repository")
_LONGEST_NAME = 12


class Scope(StrEnum):
    """How far an entry reaches."""

    REPOSITORY = "repository"
    FILE = "file"


class State(StrEnum):
    """Whether an entry holds: `broken` ones never do, `expired` ones no longer."""

    VALID = "valid"
    EXPIRED = "expired"
    BROKEN = "broken"


class Entry(NamedTuple):
    """An accepted secret.

    `mark` is its fingerprint, empty where the line has no whole one; `problem` says why the line
    is broken. Without `scope` file the path only tells people where the secret was when it was
    accepted. A path that itself holds a secret is shown without it, and `file` is its hash.
    """

    rule: str
    mark: str
    scope: Scope = Scope.REPOSITORY
    path: str = ""
    owner: str = ""
    ticket: str = ""
    until: date | None = None
    reason: str = ""
    line: int = 0
    problem: str = ""
    state: State = State.VALID
    file: str = ""

    @property
    def kid(self) -> str:
        """The id of the salt."""
        return self.mark.partition(":")[0]

    @property
    def kind(self) -> str:
        """`h` for the fast hash, `s` for the slow one."""
        return self.mark[9:10]

    @property
    def last_day(self) -> date:
        """The end of the entry as a day, to find the strictest; a broken line has ended."""
        return date.min if self.problem else self.until or date.max


def read(line: str, number: int = 0) -> Entry:
    """The entry of a line that is neither blank, comment nor salt."""
    # Spaces only: any other white space is a character of the word it stands in.
    words = [word for word in line.split(" ") if word]
    rule, mark = (*words, "", "")[:2]
    if not re.fullmatch(_MARK, mark):
        problem = "not an entry of the form RULE KID:h:HEX or KID:s:HEX"
        return Entry(rule, "", line=number, problem=problem, state=State.BROKEN)
    del words[:2]
    fields, problem = _fields(words)
    reason, late = _reason(words)
    problem = _unseen(line) or problem or late
    # Without a path the file it means is unknown, so the line bears on all of them.
    narrow = fields.get("scope") == "file" and (fields.get("path") or fields.get("file"))
    return Entry(
        rule,
        mark,
        scope=Scope.FILE if narrow else Scope.REPOSITORY,
        path=fields.get("path", ""),
        owner=fields.get("owner", ""),
        ticket=fields.get("ticket", ""),
        until=expiry.day(fields.get("until", "")),
        reason=reason,
        line=number,
        problem=problem,
        state=State.BROKEN if problem else State.VALID,
        file=fields.get("file", ""),
    )


def _unseen(line: str) -> str:
    """What to say of a character that looks like a blank, or like nothing, and is neither."""
    unseen = next((c for c in line if not c.isprintable()), "")
    return f"U+{ord(unseen):04X} does not show; only spaces part words" if unseen else ""


def _fields(words: list[str]) -> tuple[dict[str, str], str]:
    """Take the fields off the start of `words`; also the first thing that is wrong with them."""
    fields: dict[str, str] = {}
    problem = ""
    while words and _FIELD.match(words[0]):
        name, _, raw = words.pop(0).partition("=")
        value = unquoted(raw)
        limit = _LIMIT.search(raw)
        if limit:
            problem = problem or f"{limit[1]}= stands inside {_named(name)}; part them by a space"
        problem = problem or _wrong(name, value, twice=name in fields)
        fields[name] = value
    if not problem and fields.get("scope") == "file" and not {"path", "file"} & fields.keys():
        problem = "scope=file needs path="
    if not problem and "file" in fields and fields.get("scope") != "file":
        problem = "file= needs scope=file"
    return fields, problem


def _wrong(name: str, value: str, *, twice: bool) -> str:
    if name not in _FIELDS:
        return f"unknown field {_named(name)} (write `--` before a reason)"
    if twice:
        return f"{name}= is given twice"
    if not value:
        return f"{name}= has no value that can be read"
    if name == "until" and expiry.day(value) is None:
        return "until= needs YYYY-MM-DD"
    if name == "scope" and value not in _SCOPES:
        return "scope= is either file or repository"
    if name == "file" and not re.fullmatch("[0-9a-f]{32}", value):
        return "file= needs the hash of a path, 32 digits"
    return ""


def _named(name: str) -> str:
    """A field as messages name it; what is too long for one may be anything, even a secret."""
    return f"{name}=" if len(name) <= _LONGEST_NAME else "a field"


def _reason(words: list[str]) -> tuple[str, str]:
    """The reason; also what is wrong with it, since a word outside of it would go unheeded."""
    if words and words[0] != "--":
        first = words[0].strip("\"'()[],;:=")
        if not re.fullmatch("[A-Za-z_-]+", first) or len(first) > _LONGEST_NAME:
            return "", "a word that is no field (write `--` before a reason)"
        return "", f"{first!r} is no field (write `--` before a reason)"
    reason = " ".join(words[1:])
    limit = _LIMIT.search(reason)
    return reason, f"{limit[1]}= stands behind `--`; fields come before it" if limit else ""


def write(entry: Entry) -> str:
    """The line of an entry, without a line's end."""
    fields = (
        ("scope", "file" if entry.scope is Scope.FILE else ""),
        ("path", entry.path),
        ("file", entry.file),
        ("owner", entry.owner),
        ("ticket", entry.ticket),
        ("until", entry.until.isoformat() if entry.until else ""),
    )
    words = [entry.rule, entry.mark]
    words += [f"{name}={_quoted(value)}" for name, value in fields if value]
    reason = "".join(c if c.isprintable() else " " for c in entry.reason).split()
    if reason:
        words += ["--", _LIMIT.sub(r"\1:", " ".join(reason))]
    return " ".join(words)


def _quoted(value: str) -> str:
    """Percent-encoded where a character would end the value or would not show."""
    return "".join(
        c if c.isprintable() and c not in " %=" else "".join(f"%{b:02X}" for b in _bytes(c))
        for c in value
    )


def unquoted(value: str) -> str:
    """The value behind percent signs; empty when one stands alone."""
    if "%" not in value:
        return value
    if re.search("%(?![0-9A-Fa-f]{2})", value):
        return ""
    decoded = re.sub(rb"%(..)", lambda m: bytes.fromhex(m[1].decode()), _bytes(value))
    return decoded.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
