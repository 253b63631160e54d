"""The last word on a finding: whether somebody accepted it, where, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from stanch.model.finding import Finding, Reason
from stanch.model.outcome import Suppression
from stanch.suppress import inline
from stanch.suppress.allowlist import Allow
from stanch.suppress.baseline import Baseline
from stanch.suppress.dialects import ALL
from stanch.suppress.expiry import notice, past
from stanch.suppress.folders import Folder, Folders
from stanch.suppress.ignorefile import IgnoreFile
from stanch.suppress.marker import OWN, Marker


class Suppressor(NamedTuple):
    """All acceptances of one run. `unknown` says what is wrong with ids of rules, if anything.

    `folders` are those below the root with policies of their own; `used` is told what decides
    about a finding, also what takes an acceptance back.
    """

    today: date
    dialects: frozenset[str] = ALL
    ignores: tuple[IgnoreFile, ...] = ()
    allows: tuple[Allow, ...] = ()
    baseline: Baseline | None = None
    unknown: Callable[[tuple[str, ...]], str] = lambda _rules: ""
    folders: Folders | None = None
    used: Callable[[Suppression], None] = lambda _suppression: None

    def decide(self, finding: Finding, markers: tuple[Marker, ...] = ()) -> Suppression | None:
        """Why a finding of one location is not reported; `markers` are those of its text."""
        for covers in _ORDER:
            suppression = covers(self, finding, markers)
            if suppression is not None:
                self.used(suppression)
                return suppression
        return None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is about to end, has ended, or cannot be understood, with its place."""
        about = ((allow.where, notice(allow.until, self.today)) for allow in self.allows)
        ending = tuple(f"{where}: {text}" for where, text in about if text)
        return ending + (self.baseline.warnings if self.baseline else ())

    def marker_warnings(self, path: str, markers: tuple[Marker, ...]) -> tuple[str, ...]:
        """Which markers of a file do not hold, and why."""
        honoured = sorted((m for m in markers if m.dialect in self.dialects), key=_place)
        about = ((marker, self._fault(marker)) for marker in honoured)
        return tuple(
            f"{path}:{m.line}: {_called(m)} does not hold: {why}" for m, why in about if why
        )

    def honours(self, marker: Marker, path: str) -> bool:
        """Whether a marker counts: its dialect does in this file, and it names no unknown rule."""
        # What was misspelt may have been a narrower one.
        known = not marker.rules or not self.unknown(marker.rules)
        return known and marker.dialect in self.dialects and self._heeded(marker.dialect, path)

    def _heeded(self, dialect: str, path: str) -> bool:
        said = (folder.dialects for folder in self.above(path))
        return all(dialects is None or dialect in dialects for dialects in said)

    def above(self, path: str) -> Iterable[Folder]:
        """The folders with a say about a file, the nearest first."""
        return self.folders.above(path) if self.folders else ()

    def problem(self, marker: Marker, path: str) -> str:
        """Why a marker of this file does not hold; empty when it does."""
        if marker.dialect not in self.dialects or not self._heeded(marker.dialect, path):
            return "markers of this kind are switched off"
        return self._fault(marker)

    def ended(self, allow: Allow) -> str:
        """What to say of an entry of an allowlist that is over; empty while it holds."""
        return notice(allow.until, self.today) if past(allow.until, self.today) else ""

    def _fault(self, marker: Marker) -> str:
        why = marker.problem(self.today)
        return why or (self.unknown(marker.rules) if marker.rules else "")


def _place(marker: Marker) -> int:
    return marker.offset


def _called(marker: Marker) -> str:
    return "this stanch:allow" if marker.dialect == OWN else f"this marker of {marker.dialect}"


def _inline(by: Suppressor, finding: Finding, markers: tuple[Marker, ...]) -> Suppression | None:
    if not by.dialects or not markers:
        return None
    (location,) = finding.locations

    def honoured(marker: Marker) -> bool:
        return by.honours(marker, location.path)

    marker = inline.covering(markers, finding.rule, location, by.today, honoured)
    if marker is None:
        return None
    return Suppression(Reason.INLINE, f"{location.path}:{marker.line}", marker.text)


def _ignored(by: Suppressor, finding: Finding, _: tuple[Marker, ...]) -> Suppression | None:
    (location,) = finding.locations
    nearest = (folder.ignore for folder in by.above(location.path) if folder.ignore)
    decided = (ignore.decides(location.path) for ignore in (*nearest, *by.ignores))
    where, ignored = next(filter(None, decided), ("", False))
    if where and not ignored:
        by.used(Suppression(Reason.IGNORE_FILE, where))
    return Suppression(Reason.IGNORE_FILE, where) if ignored else None


def _allowed(by: Suppressor, finding: Finding, _: tuple[Marker, ...]) -> Suppression | None:
    (location,) = finding.locations
    for folder in by.above(location.path):
        if folder.disables(finding.rule):
            return Suppression(Reason.ALLOWLIST, f"{folder.where}: disable")
        if allow := folder.allowing(finding, by.today):
            return Suppression(Reason.ALLOWLIST, allow.where, allow.reason)
    for allow in by.allows:
        if not past(allow.until, by.today) and allow.covers(finding):
            return Suppression(Reason.ALLOWLIST, allow.where, allow.reason)
    return None


def _baselined(by: Suppressor, finding: Finding, _: tuple[Marker, ...]) -> Suppression | None:
    return by.baseline.covers(finding) if by.baseline else None


_ORDER: tuple[Callable[[Suppressor, Finding, tuple[Marker, ...]], Suppression | None], ...] = (
    _inline,
    _ignored,
    _allowed,
    _baselined,
)
