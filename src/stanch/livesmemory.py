"""The lives of secrets as they were told before: while a repository stays as it is, they do too.

They are kept in its memory, with what was followed to tell them: of a repository that only grew,
only what came is followed. A secret is named by the first place where it stands, and of commits
only the ids are kept, since their words may hold what must not be kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from stanch.git.changes import Change
from stanch.git.objects import Objects
from stanch.lives import Told, dated
from stanch.memory import LIVES, Memory, Recalled
from stanch.model.finding import Finding, Life, Standing
from stanch.model.outcome import Outcome
from stanch.model.place import Commit, Location
from stanch.sources.changes import described
from stanch.traces import Before, Followed, traced

Outcomes = tuple[Outcome, ...]
# A place of a secret, as far as it tells one from another: its path, part and commit.
_Place = tuple[str, str, str]
_TRACES = " traces"


class Kept(NamedTuple):
    """The memory, what it knew of the repository, and the moment of the scan as ISO 8601."""

    memory: Memory
    this: Recalled
    today: str


def remembered(
    outcomes: Outcomes, kept: Kept, objects: Objects, tell: Callable[[Before | None], Told]
) -> Outcomes:
    """The outcomes with their lives: as they were told in this state, or told now and kept."""
    state = kept.this.state
    names = [_name(outcome.finding) for outcome in outcomes]
    try:
        rows = kept.memory.said(LIVES, state) or {}
        known = {name: _read(rows[name]) for name in names}
        if all(_holds(known[name], o) for name, o in zip(names, outcomes, strict=True)):
            lives = [known[name] for name in names]
            return _restored(outcomes, lives, objects, kept.today)
    except (KeyError, TypeError, ValueError):  # of another version, or other secrets
        pass
    told = tell(_before(kept, names, outcomes))
    if kept.memory.stands() != state:  # no scan that may be remembered
        return told.outcomes
    rows = {}
    for name, outcome in zip(names, told.outcomes, strict=True):
        if outcome.life:
            places = rows[name][1] if name in rows else []
            rows[name] = _written(outcome.life, [*places, *map(_place, outcome.finding.locations)])
    kept.memory.say(LIVES, rows, state)
    kept.memory.say(_TRACES, _packed(names, outcomes, told.followed), state)
    return told.outcomes


class _Told(NamedTuple):
    """A life without its dates, the commit that ended it, and the rank of each place."""

    life: Life
    removed: str
    ranks: dict[_Place, int]


def _name(finding: Finding) -> str:
    """Where a secret stands: in a commit that is one value, elsewhere in these versions."""
    place = finding.locations[0]
    blobs = () if place.commit else finding.blobs
    return json.dumps([finding.rule.id, *_place(place), *place.start, *place.end, *blobs])


def _packed(names: Sequence[str], outcomes: Outcomes, followed: Followed) -> Any:
    """What was followed; nothing where that does not tell what a history that grew holds."""
    places = [outcome.finding.locations[0] for outcome in outcomes]
    if followed.surprised or not all(place.commit for place in places):
        return None
    traces = followed.traces
    known = {name: traces.bit(o.finding) for name, o in zip(names, outcomes, strict=True)}
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    rows = [
        [*map(number, (row.commit, row.path, row.mode, row.new, *row.olds[:1]))]
        for row in followed.rows
        if traces.change(row) != (0, 0)
    ]
    blobs = {number(blob): f"{mask:x}" for blob, mask in traces.blobs.items()}
    ends = {end: f"{mask:x}" for end, mask in followed.ends.items()}
    return [known, rows, blobs, ends, list(followed.tips), [*numbers]]


def _before(kept: Kept, names: Sequence[str], outcomes: Outcomes) -> Before | None:
    """What was followed in the state that was known before; None where it is not the same."""
    record = kept.this.record
    said: Any = kept.memory.said(_TRACES, record.state) if record and record.state else ()
    try:
        known, rows, blobs, ends, tips, texts = said
        traces = traced(outcomes)
        now = {name: traces.bit(o.finding) for name, o in zip(names, outcomes, strict=True)}
        if now != known:
            return None
        return Before(
            [_change(*(texts[number] for number in row)) for row in rows],
            {texts[int(number)]: int(mask, 16) for number, mask in blobs.items()},
            {end: int(mask, 16) for end, mask in ends.items()},
            tips,
            kept.this.fresh,
        )
    except (AttributeError, IndexError, TypeError, ValueError):  # nothing, or of another version
        return None


def _change(commit: str, path: str, mode: str, new: str, *olds: str) -> Change:
    return Change(path, mode, new, olds, commit)


def _place(location: Location) -> _Place:
    return location.path, location.part, location.commit.id if location.commit else ""


def _holds(told: _Told, outcome: Outcome) -> bool:
    """Whether all places of the outcome were known when its life was told."""
    return {_place(one) for one in outcome.finding.locations} <= told.ranks.keys()


def _written(life: Life, places: Iterable[_Place]) -> list[Any]:
    removed = life.removed.id if life.removed else ""
    refs = [life.branches, life.tags, life.refs]
    return [[life.state.value, life.head, refs, removed], list(dict.fromkeys(map(tuple, places)))]


def _read(row: Sequence[Any]) -> _Told:
    (state, head, refs, removed), places = row
    branches, tags, others = map(tuple, refs)
    life = Life(Standing(state), bool(head), branches, tags, others)
    ranks: dict[_Place, int] = {}
    for path, part, commit in places:
        ranks.setdefault((path, part, commit), len(ranks))
    return _Told(life, removed, ranks)


def _restored(outcomes: Outcomes, lives: Sequence[_Told], objects: Objects, today: str) -> Outcomes:
    commits = described(objects, {told.removed for told in lives if told.removed})

    def with_life(outcome: Outcome, told: _Told) -> Outcome:
        finding = outcome.finding
        places = tuple(sorted(finding.locations, key=lambda one: told.ranks[_place(one)]))
        removed: Commit | None = commits[told.removed] if told.removed else None
        life = told.life._replace(introduced=places[0].commit, removed=removed)
        finding = finding._replace(locations=places)
        return outcome._replace(finding=finding, life=dated(life, today))

    return tuple(map(with_life, outcomes, lives))
