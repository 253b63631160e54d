"""The last word on a finding: whether somebody accepted it, where, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from stanch.model.finding import Finding, Reason
from stanch.model.outcome import Suppression
from stanch.suppress import inline
from stanch.suppress.allowlist import Allow
from stanch.suppress.baseline import Baseline
from stanch.suppress.expiry import notice, past
from stanch.suppress.ignorefile import IgnoreFile
from stanch.suppress.inline import Marker


class Suppressor(NamedTuple):
    """All acceptances of one run. `unknown` says what is wrong with ids of rules, if anything."""

    today: date
    inline: bool = True
    ignores: tuple[IgnoreFile, ...] = ()
    allows: tuple[Allow, ...] = ()
    baseline: Baseline | None = None
    unknown: Callable[[tuple[str, ...]], str] = lambda _rules: ""

    def decide(self, finding: Finding, markers: tuple[Marker, ...] = ()) -> Suppression | None:
        """Why a finding of one location is not reported; `markers` are those of its text."""
        for covers in _ORDER:
            suppression = covers(self, finding, markers)
            if suppression is not None:
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
        about = ((marker.line, self._problem(marker)) for marker in markers if self.inline)
        return tuple(
            f"{path}:{line}: this stanch:allow does not hold: {why}" for line, why in about if why
        )

    def holding(self, markers: tuple[Marker, ...]) -> tuple[Marker, ...]:
        """The markers that name no unknown rule: what was misspelt may have been a narrower one."""
        return tuple(m for m in markers if not m.rules or not self.unknown(m.rules))

    def _problem(self, marker: Marker) -> str:
        why = marker.problem(self.today)
        return why or (self.unknown(marker.rules) if marker.rules else "")


def _inline(by: Suppressor, finding: Finding, markers: tuple[Marker, ...]) -> Suppression | None:
    if not by.inline or not markers:
        return None
    (location,) = finding.locations
    marker = inline.covering(by.holding(markers), finding.rule, location, by.today)
    if marker is None:
        return None
    return Suppression(Reason.INLINE, f"{location.path}:{marker.line}", marker.text)


def _ignored(by: Suppressor, finding: Finding, _: tuple[Marker, ...]) -> Suppression | None:
    (location,) = finding.locations
    places = (ignore.covers(location.path) for ignore in by.ignores)
    where = next((place for place in places if place is not None), None)
    return None if where is None else Suppression(Reason.IGNORE_FILE, where)


def _allowed(by: Suppressor, finding: Finding, _: tuple[Marker, ...]) -> Suppression | None:
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
