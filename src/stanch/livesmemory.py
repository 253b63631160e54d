"""The lives of secrets as they were told before: while a repository stays as it is, they do too.

They are kept in its memory. A secret is named by a digest under a key that only this user has, and
of commits only the ids are kept, since their words may hold what must not be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from stanch.cache import blake2b
from stanch.git.objects import Objects
from stanch.lives import dated
from stanch.memory import Memory
from stanch.model.finding import Finding, Life, Standing
from stanch.model.outcome import Outcome
from stanch.model.place import Commit, Location
from stanch.sources.changes import described

Outcomes = tuple[Outcome, ...]
# A place of a secret, as far as it tells one from another: its path, part and commit.
_Place = tuple[str, str, str]


class Kept(NamedTuple):
    """The memory, the state of the repository, and the moment of the scan as ISO 8601."""

    memory: Memory
    state: str
    today: str


def remembered(
    outcomes: Outcomes, kept: Kept, objects: Objects, tell: Callable[[Outcomes], Outcomes]
) -> Outcomes:
    """The outcomes with their lives: as they were told in this state, or told now and kept."""
    names = [_name(outcome.finding, kept.memory) for outcome in outcomes]
    try:
        rows = kept.memory.lives(kept.state)
        known = {name: _read(rows[name]) for name in names}
        if all(_holds(known[name], o) for name, o in zip(names, outcomes, strict=True)):
            lives = [known[name] for name in names]
            return _restored(outcomes, lives, objects, kept.today)
    except (KeyError, TypeError, ValueError):  # of another version, or other secrets
        pass
    told = tell(outcomes)
    rows = {}
    for name, outcome in zip(names, told, strict=True):
        if outcome.life is None:
            return told
        places = rows[name][1] if name in rows else []
        rows[name] = _written(outcome.life, [*places, *map(_place, outcome.finding.locations)])
    record = kept.memory.read()
    if record and record.state == kept.state:  # a scan that may be remembered at all
        kept.memory.keep_lives(kept.state, rows)
    return told


class _Told(NamedTuple):
    """A life without its dates, the commit that ended it, and the rank of each place."""

    life: Life
    removed: str
    ranks: dict[_Place, int]


def _name(finding: Finding, memory: Memory) -> str:
    digest = blake2b(key=memory.secret, digest_size=20)
    digest.update(f"{finding.rule.id}\0".encode())
    digest.update(finding.secret.canonical.reveal())
    return digest.hexdigest()


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
