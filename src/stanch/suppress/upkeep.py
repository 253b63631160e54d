"""Keeping a baseline in order: which lines are about nothing any more, and a new salt.

Both are edits of lines. What is not edited keeps every byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from stanch.model.finding import Finding
from stanch.suppress.baseline import Baseline, is_entry
from stanch.suppress.entry import Entry, Scope, State
from stanch.suppress.fingerprint import Fingerprints, Salt

_MARK = re.compile(r"(?<= )[0-9a-f]{8}:[hs]:[0-9a-f]{32}(?= |$)")
_FILE = re.compile(r"(?<= file=)[0-9a-f]{32}(?= |$)")


class Resalted(NamedTuple):
    """The new text; how many entries have the new salt, and those whose secret was not found."""

    text: str
    changed: int
    left: tuple[Entry, ...]


def stale(baseline: Baseline, findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """The entries that are about none of the findings; a line that is not understood is kept."""
    seen = {
        entry.line
        for finding in findings
        for place in finding.locations
        for entry in baseline.speaking(finding.rule, finding.secret, place.path)
    }
    return tuple(
        entry
        for entry in baseline.entries
        if entry.line not in seen and entry.state is not State.BROKEN
    )


def without(text: str, entries: Collection[Entry]) -> str:
    """The text without the lines of these entries."""
    gone = {entry.line for entry in entries}
    return "".join(line for number, line in enumerate(_split(text), 1) if number not in gone)


def _split(text: str) -> list[str]:
    """The lines with their ends; nothing but a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def resalted(text: str, baseline: Baseline, findings: Iterable[Finding], salt: Salt) -> Resalted:
    """Every entry whose secret is among the findings, hashed under another salt.

    What was not found cannot be hashed anew: it keeps its old salt, which stays for it.
    """
    prints = Fingerprints(salt)
    marks: dict[int, tuple[str, str]] = {}
    for finding in findings:
        for place in finding.locations:
            for entry in baseline.speaking(finding.rule, finding.secret, place.path):
                slow = entry.kind == "s" or finding.verdict.weak
                mark = prints.of(entry.rule, finding.secret, weak=slow)
                narrow = entry.file and entry.scope is Scope.FILE
                marks[entry.line] = mark, prints.of_path(place.path) if narrow else ""
    left = tuple(e for e in baseline.entries if e.line not in marks)
    needed = {entry.kid for entry in left}
    return Resalted(_rewritten(text, marks, needed, salt), len(marks), left)


def _rewritten(
    text: str, marks: dict[int, tuple[str, str]], needed: Collection[str], salt: Salt
) -> str:
    made: list[str] = []
    end = "\r\n" if "\r\n" in text else "\n"
    fresh = f"salt {salt.kid} {salt.value.hex()}{end}"
    for number, line in enumerate(_split(text), 1):
        if number in marks:
            mark, file = marks[number]
            changed = _MARK.sub(mark, line.rstrip("\r\n"), count=1)
            made.append((_FILE.sub(file, changed, count=1) if file else changed) + end)
            continue
        words = line.split()
        if not is_entry(line) and words[:1] == ["salt"] and words[1:2]:
            # The new salt stands where the first of the old ones stood.
            made.append(fresh)
            fresh = ""
            if words[1] not in needed:
                continue
        made.append(line)
    return "".join(made) + fresh
