"""The life of each secret of a history, by what files hold and not by what rules said of them.

A secret stands in a commit when a file of its tree holds the bytes. The scan knows the versions of
files in which a rule saw it. A later version may be judged otherwise and hold it all the same, and
a moved line may stand where no rule looks: so the versions that come next, what the removing
commit brings, and the files of HEAD and of branches are read before a secret is called gone. A
value that could be a common word counts only where a rule saw it. A message belongs to its commit
for ever.

Only what was found is followed; a history without secrets costs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from stanch.git import lines as walk
from stanch.git.changes import Change
from stanch.git.lines import Line
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.model.finding import Life, Standing
from stanch.model.outcome import Outcome
from stanch.model.place import Commit, Location
from stanch.sources.changes import described
from stanch.traces import BRANCHES, Before, Followed, Traces, bits, followed, union

_TAGS = ("refs/tags/",)


class Told(NamedTuple):
    """Outcomes with their lives, and what was followed to tell them."""

    outcomes: tuple[Outcome, ...]
    followed: Followed


def lived(
    outcomes: Sequence[Outcome],
    repository: Repository,
    objects: Objects,
    today: str,
    before: Before | None = None,
    lines: Callable[[], list[Line]] | None = None,
) -> Told:
    """The outcomes with their lives; `today` is the moment of the scan, as ISO 8601.

    `lines` gives the commits of the history, where git was asked for them.
    """
    order = lines() if lines else walk.lines(repository)
    known = followed(outcomes, repository, objects, order, before)
    traces = known.traces
    history = _History(repository, order, _standing(order, known.rows, traces), traces)
    removals = history.removals()
    commits = described(objects, {order[at].id for at in removals.values()})

    def with_life(outcome: Outcome) -> Outcome:
        bit = traces.bit(outcome.finding)
        removed = commits[order[removals[bit]].id] if bit in removals else None
        places = history.sorted(outcome.finding.locations)
        life = history.life(bit, removed)._replace(introduced=places[0].commit)
        finding = outcome.finding._replace(locations=places)
        return outcome._replace(finding=finding, life=dated(life, today))

    return Told(tuple(with_life(outcome) for outcome in outcomes), known)


class Where(NamedTuple):
    """A repository, and the path at which it is checked out as a submodule."""

    path: str
    repository: Repository
    objects: Objects


def everywhere(
    outcomes: Sequence[Outcome], places: Sequence[Where], today: str
) -> tuple[Outcome, ...]:
    """The same over a repository and its submodules; refs of these begin with their path."""
    found: dict[int, list[Outcome]] = {}
    for where in places:
        others = [other.path for other in places if len(other.path) > len(where.path)]
        mine = {at: _only(outcome, where.path, others) for at, outcome in enumerate(outcomes)}
        mine = {at: outcome for at, outcome in mine.items() if outcome.finding.locations}
        if not mine:
            continue
        told = lived(tuple(mine.values()), where.repository, where.objects, today)
        for at, outcome in zip(mine, told.outcomes, strict=True):
            found.setdefault(at, []).append(_called(outcome, where.path))
    return tuple(_together(outcome, found.get(at, [])) for at, outcome in enumerate(outcomes))


def _only(outcome: Outcome, path: str, others: Iterable[str]) -> Outcome:
    """The finding with its places in one repository, by their paths there."""
    below = f"{path}/" if path else ""
    inner = tuple(f"{other}/" for other in others)
    kept = tuple(
        place._replace(path=place.path.removeprefix(below))
        for place in outcome.finding.locations
        if place.path.startswith(below) and not place.path.startswith(inner)
    )
    return outcome._replace(finding=outcome.finding._replace(locations=kept))


def _called(outcome: Outcome, path: str) -> Outcome:
    """The finding with the names that places and refs of a submodule have outside."""
    life = outcome.life
    if not path or life is None:
        return outcome
    places = tuple(p._replace(path=f"{path}/{p.path}") for p in outcome.finding.locations)
    life = life._replace(
        branches=tuple(f"{path}:{name}" for name in life.branches),
        tags=tuple(f"{path}:{name}" for name in life.tags),
        refs=tuple(f"{path}:{name}" for name in life.refs),
    )
    return outcome._replace(finding=outcome.finding._replace(locations=places), life=life)


def _together(outcome: Outcome, parts: Sequence[Outcome]) -> Outcome:
    """One life out of those in several repositories: it lives where one of them has it."""
    lives = [part.life for part in parts if part.life]
    if not lives:
        return outcome
    order = list(Standing)
    first = min(lives, key=lambda life: order.index(life.state))
    life = first._replace(
        head=any(life.head for life in lives),
        branches=tuple(name for life in lives for name in life.branches),
        tags=tuple(name for life in lives for name in life.tags),
        refs=tuple(name for life in lives for name in life.refs),
    )
    places = tuple(place for part in parts for place in part.finding.locations)
    return outcome._replace(finding=outcome.finding._replace(locations=places), life=life)


def _standing(order: Sequence[Line], rows: Iterable[Change], traces: Traces) -> list[int]:
    """What each commit holds: in its files, in its message, and in those of its ancestors."""
    changed: dict[str, list[Change]] = {}
    for row in rows:
        changed.setdefault(row.commit, []).append(row)
    masks: dict[frozenset[tuple[str, str]], int] = {}
    states: list[frozenset[tuple[str, str]]] = []
    said: list[int] = []
    for line in order:
        state = states[line.parents[0]] if line.parents else frozenset()
        if line.id in changed:
            state = _changed(state, changed[line.id], traces)
        states.append(state)
        words = traces.messages.get(line.id, 0)
        for parent in line.parents:
            words |= said[parent]
        said.append(words)
        if state not in masks:
            masks[state] = union(traces.at(path, blob) for path, blob in state)
    return [masks[state] | words for state, words in zip(states, said, strict=True)]


def _changed(
    state: frozenset[tuple[str, str]], changes: Iterable[Change], traces: Traces
) -> frozenset[tuple[str, str]]:
    changes = tuple(changes)
    gone = {change.path for change in changes}
    stays = {pair for pair in state if pair[0] not in gone}
    new = {(c.path, c.new) for c in changes if c.new and traces.at(c.path, c.new)}
    return frozenset(stays | new)


class _History:
    """What each commit of a history holds, and what the refs make of it."""

    def __init__(
        self, repository: Repository, order: Sequence[Line], hold: Sequence[int], traces: Traces
    ) -> None:
        self._order = order
        self._hold = hold
        self._traces = traces
        self._places = {line.id: place for place, line in enumerate(order)}
        tips = tuple(walk.tips(repository))
        self._tips = tuple(self._tip(repository, tip) for tip in tips)
        self._head = self._held_at(repository.head)
        heads = [tip.id for tip in tips if tip.name.startswith(BRANCHES)]
        self._reached = self._behind({*heads, repository.head})
        self._ever = union(held for held, is_in in zip(hold, self._reached, strict=True) if is_in)

    def _held_at(self, commit: str) -> int:
        return self._hold[self._places[commit]] if commit in self._places else 0

    def _tip(self, repository: Repository, tip: walk.Tip) -> tuple[str, int]:
        """The name of a ref, and what stands at its end."""
        mask = self._traces.refs.get(tip.name, 0) | self._held_at(tip.id)
        mask |= self._traces.blobs.get(tip.id, 0)
        if tip.kind == "tree":
            mask |= union(self._traces.at(*file) for file in walk.files(repository, tip.id))
        return tip.name, mask

    def _behind(self, commits: Iterable[str]) -> bytearray:
        """Which commits these lead to, themselves included."""
        found = bytearray(len(self._order))
        for commit in commits:
            if commit in self._places:
                found[self._places[commit]] = 1
        for place in range(len(self._order) - 1, -1, -1):
            if found[place]:
                for parent in self._order[place].parents:
                    found[parent] = 1
        return found

    def removals(self) -> dict[int, int]:
        """For each secret the last commit of a branch that held it before and never did again."""
        later = [0] * len(self._order)
        strict: dict[int, int] = {}
        loose: dict[int, int] = {}
        for place in range(len(self._order) - 1, -1, -1):
            parents = self._order[place].parents
            if not (self._reached[place] and parents):
                continue
            held = self._hold[place]
            some = 0
            each = -1
            for parent in parents:
                some |= self._hold[parent]
                each &= self._hold[parent]
                later[parent] |= held | later[place]
            for bit in bits(some & ~held & ~later[place]):
                self._note(strict if each >> bit & 1 else loose, bit, place)
        return loose | strict

    def _note(self, removals: dict[int, int], bit: int, place: int) -> None:
        known = removals.setdefault(bit, place)
        if self._order[place].seconds > self._order[known].seconds:
            removals[bit] = place

    def life(self, bit: int, removed: Commit | None) -> Life:
        """What the refs say of a secret."""
        holding = [name for name, mask in self._tips if mask >> bit & 1]
        branches = tuple(name for name in holding if name.startswith(BRANCHES))
        tags = tuple(name for name in holding if name.startswith(_TAGS))
        head = bool(self._head >> bit & 1)
        state = Standing.STRAY
        if head or branches:
            state = Standing.LIVE
        elif self._ever >> bit & 1:
            state = Standing.REMOVED
        return Life(
            state,
            head,
            branches,
            tags,
            tuple(name for name in holding if not name.startswith(BRANCHES + _TAGS)),
            removed=None if head or state is Standing.STRAY else removed,
        )

    def sorted(self, locations: Iterable[Location]) -> tuple[Location, ...]:
        """The places in the order in which they came, those of branches first."""

        def rank(location: Location) -> tuple[bool, bool, int, int]:
            place = self._places.get(location.commit.id if location.commit else "")
            if place is None:
                return True, True, 0, 0
            return not self._reached[place], False, self._order[place].seconds, place

        return tuple(sorted(locations, key=rank))


def dated(life: Life, today: str) -> Life:
    """With the days for which files of a branch held it."""
    from datetime import datetime

    since = life.introduced.date if life.introduced else ""
    if life.state is Standing.STRAY or not since:
        return life._replace(since=since)
    until = life.removed.date if life.removed and life.state is Standing.REMOVED else ""
    if life.state is Standing.LIVE:
        until = today
    if not until:
        return life._replace(since=since)
    days = (datetime.fromisoformat(until) - datetime.fromisoformat(since)).days
    return life._replace(since=since, until=until, days=max(0, days))
