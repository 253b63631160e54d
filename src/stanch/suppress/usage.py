"""Every acceptance of a run in one list, each with how often it was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from stanch.model.finding import Reason
from stanch.model.outcome import Suppression
from stanch.suppress.allowlist import Allow
from stanch.suppress.decide import Suppressor
from stanch.suppress.entry import Entry, Scope, State
from stanch.suppress.folders import Folder
from stanch.suppress.marker import Marker


class Kind(StrEnum):
    """What an acceptance is."""

    MARKER = Reason.INLINE.value
    IGNORE = Reason.IGNORE_FILE.value
    ALLOW = Reason.ALLOWLIST.value
    BASELINE = Reason.BASELINE.value
    EXCLUDE = "exclude"


class Use(NamedTuple):
    """An acceptance: where it is written, what it says, how often it was used.

    `problem` says why it does not hold; then it was not used.
    """

    kind: Kind
    where: str
    what: str
    times: int
    problem: str = ""

    @property
    def unused(self) -> bool:
        """Whether it could go without a change to what is reported."""
        return not self.times


class Usage:
    """Counts acceptances while a run decides."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, suppression: Suppression) -> None:
        """One more use."""
        self._counts[suppression.reason.value, suppression.where] += 1

    def of_markers(self, by: Suppressor, path: str, markers: Iterable[Marker]) -> Iterator[Use]:
        """The markers of a file; several on one line are used together."""
        for marker in sorted(markers, key=lambda marker: marker.offset):
            where = f"{path}:{marker.line}"
            yield self._use(Kind.MARKER, where, _marker(marker), by.problem(marker, path))

    def of_policy(self, by: Suppressor, folders: Iterable[Folder]) -> Iterator[Use]:
        """Ignore files and allowlists, the root's first."""
        for ignore in by.ignores:
            for where, pattern in ignore.patterns:
                yield self._use(Kind.IGNORE, where, pattern)
        for allow in by.allows:
            yield self._use(Kind.ALLOW, allow.where, _allow(allow), by.ended(allow))
        for folder in folders:
            for where, pattern in folder.ignore.patterns if folder.ignore else ():
                yield self._use(Kind.IGNORE, where, pattern)
            for allow in folder.allows:
                yield self._use(Kind.ALLOW, allow.where, _allow(allow), by.ended(allow))
            if folder.disabled:
                off = ", ".join(sorted(folder.disabled))
                yield self._use(Kind.ALLOW, f"{folder.where}: disable", off)

    def of_baseline(self, by: Suppressor, where: str) -> Iterator[Use]:
        """The entries of the baseline."""
        for entry in by.baseline.entries if by.baseline else ():
            problem = entry.problem or ("expired" if entry.state is State.EXPIRED else "")
            yield self._use(Kind.BASELINE, f"{where}:{entry.line}", _entry(entry), problem)

    def _use(self, kind: Kind, where: str, what: str, problem: str = "") -> Use:
        return Use(kind, where, what, self._counts[kind.value, where], problem)


def _marker(marker: Marker) -> str:
    words = [marker.dialect, f"({marker.reach.value})", *marker.rules, *marker.theirs]
    words += [f"until {marker.until}"] if marker.until else []
    return " ".join(words + (["--", marker.text] if marker.text else []))


def _allow(allow: Allow) -> str:
    words = sorted(allow.rules) + ([f"until {allow.until}"] if allow.until else [])
    return " ".join(words + (["--", allow.reason] if allow.reason else []))


def _entry(entry: Entry) -> str:
    words = [entry.rule, entry.path] if entry.path else [entry.rule]
    words += ["(this file only)"] if entry.scope is Scope.FILE else []
    words += [f"until {entry.until}"] if entry.until else []
    return " ".join(words + (["--", entry.reason] if entry.reason else []))
