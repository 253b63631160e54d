"""Which versions of files hold the secrets of a history, found out by reading some of them.

What is followed from commit to commit is the change against the first parent. Of a history that
only grew since it was followed, only what came is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stanch.git import lines as walk
from stanch.git.changes import Change
from stanch.git.lines import Line
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.walks import Walk
from stanch.model.blob import Part
from stanch.model.finding import Finding
from stanch.model.outcome import Outcome
from stanch.model.place import Location
from stanch.model.secret import Secret

BRANCHES = ("refs/heads/", "refs/remotes/")
SAID = frozenset((Part.MESSAGE.value, Part.AUTHOR.value))
# Of so many branches the files are read, and so many bytes compared with secrets in them; more
# would take longer than the scan.
_MOST_ENDS = 64
_MOST_COMPARED = 8_000_000_000
# Each round follows what the one before found in versions that no rule pointed at.
_MOST_ROUNDS = 50


class Traces:
    """Which secrets are followed, each a bit, and what is known to hold them."""

    def __init__(self) -> None:
        self.secrets: dict[Secret, int] = {}
        self.values: list[bytes] = []
        self.strong: set[int] = set()
        self.blobs: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.messages: dict[str, int] = {}
        self.refs: dict[str, int] = {}
        self.checked: set[tuple[str, int]] = set()

    def bit(self, finding: Finding) -> int:
        """The number of a finding's secret: a key is the same one however it is wrapped."""
        bit = self.secrets.setdefault(finding.secret.canonical, len(self.secrets))
        if bit == len(self.values):
            self.values.append(finding.secret.reveal())
        return bit

    def add(self, finding: Finding) -> None:
        """What a finding knows of its secret."""
        bit = self.bit(finding)
        if not finding.verdict.weak:
            self.strong.add(bit)
        for blob in finding.blobs:
            self.blobs[blob] = self.blobs.get(blob, 0) | 1 << bit
        for place in finding.locations:
            known, key = self._kind(place)
            if known is not None:
                known[key] = known.get(key, 0) | 1 << bit

    def _kind(self, place: Location) -> tuple[dict[str, int] | None, str]:
        commit = place.commit.id if place.commit else ""
        if place.part in SAID:
            return (self.messages, commit) if commit else (self.refs, place.path)
        if place.part == Part.NAME.value:
            return (self.names, place.path) if commit else (self.refs, place.path)
        return None, ""

    def named(self, bit: int) -> tuple[str, ...]:
        """The refs whose names or messages hold it."""
        return tuple(name for name, mask in self.refs.items() if mask >> bit & 1)

    def at(self, path: str, blob: str) -> int:
        """What a file of that path and content holds."""
        return self.blobs.get(blob, 0) | self.names.get(path, 0)

    def change(self, change: Change) -> tuple[int, int]:
        """What a file held before and what it holds behind a change."""
        before = self.at(change.path, change.olds[0]) if change.olds else 0
        return before, self.at(change.path, change.new) if change.new else 0

    def hold(self, objects: Objects, asked: Iterable[tuple[str, int]]) -> bool:
        """Read blobs for the secrets they may hold as well; whether one does that was not known."""
        fresh: dict[str, int] = {}
        for blob, mask in asked:
            for bit in bits(mask & ~self.blobs.get(blob, 0)):
                if bit in self.strong and (blob, bit) not in self.checked:
                    self.checked.add((blob, bit))
                    fresh[blob] = fresh.get(blob, 0) | 1 << bit
        grown, compared = False, 0
        for answer in objects.read(fresh):
            for bit in bits(fresh[answer.name]):
                compared += len(answer.data or b"")
                if answer.data and self.values[bit] in answer.data:
                    self.blobs[answer.name] = self.blobs.get(answer.name, 0) | 1 << bit
                    grown = True
            if compared > _MOST_COMPARED:
                break
        return grown


def bits(mask: int) -> Iterator[int]:
    """The numbers of the secrets in a mask."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def traced(outcomes: Iterable[Outcome]) -> Traces:
    """What a scan knows of the secrets it found."""
    traces = Traces()
    for outcome in outcomes:
        traces.add(outcome.finding)
    return traces


class Followed(NamedTuple):
    """The changes of all files that hold a secret, once all versions that do are known.

    `ends` are the commits of HEAD and branches whose files were read, with the secrets that none of
    these was known to hold; `surprised` whether one did all the same. `tips` are commits behind
    which all was followed.
    """

    traces: Traces
    rows: Sequence[Change]
    ends: Mapping[str, int]
    surprised: bool
    tips: Sequence[str] = ()


class Before(NamedTuple):
    """What was known when a history was followed before, in the bits of now.

    `fresh` are the blobs that came since; all else as in what was followed then.
    """

    rows: Sequence[Change]
    blobs: Mapping[str, int]
    ends: Mapping[str, int]
    tips: Sequence[str]
    fresh: frozenset[str]


def followed(
    outcomes: Sequence[Outcome],
    repository: Repository,
    objects: Objects,
    order: Sequence[Line],
    before: Before | None = None,
) -> Followed:
    """All changes that matter for the secrets, and what holds them."""
    found = _grown(traced(outcomes), repository, objects, order, before) if before else None
    found = found or _Search(traced(outcomes), repository, objects).run(order)
    inner = {parent for line in order for parent in line.parents}
    return found._replace(tips=[line.id for place, line in enumerate(order) if place not in inner])


def _grown(
    traces: Traces,
    repository: Repository,
    objects: Objects,
    order: Sequence[Line],
    before: Before,
) -> Followed | None:
    """What came since, behind what is known; None where it says something of what was there."""
    came = _since(order, before.tips)
    if came is None or _is_news(traces, before):
        return None
    for blob, mask in before.blobs.items():
        traces.blobs[blob] = traces.blobs.get(blob, 0) | mask
    found = _Search(traces, repository, objects, before).run(came)
    if _is_news(traces, before):
        return None
    return found._replace(rows=(*before.rows, *found.rows))


def _is_news(traces: Traces, before: Before) -> bool:
    """Whether a blob that was there holds what it was not known to hold."""
    return any(
        blob not in before.fresh and mask & ~before.blobs.get(blob, 0)
        for blob, mask in traces.blobs.items()
    )


def _since(order: Sequence[Line], tips: Iterable[str]) -> list[Line] | None:
    """The commits that none of the tips leads to; None where one of these is gone."""
    places = {line.id: place for place, line in enumerate(order)}
    old = bytearray(len(order))
    for tip in tips:
        if tip not in places:
            return None
        old[places[tip]] = 1
    for place in range(len(order) - 1, -1, -1):
        if old[place]:
            for parent in order[place].parents:
                old[parent] = 1
    return [line for line, is_old in zip(order, old, strict=True) if not is_old]


class _Search:
    """Follows secrets over changes until nothing more is found to hold one."""

    def __init__(
        self,
        traces: Traces,
        repository: Repository,
        objects: Objects,
        before: Before | None = None,
    ) -> None:
        self._traces = traces
        self._repository = repository
        self._objects = objects
        self._rows = before.rows if before else ()
        self._read = dict(before.ends) if before else {}
        self._ends: dict[str, int] = {}

    def run(self, order: Sequence[Line]) -> Followed:
        """Over these commits."""
        traces, objects = self._traces, self._objects
        merges = {line.id for line in order if len(line.parents) > 1}
        rows: list[Change] = []
        surprised = ends_are_read = False
        with walk.steps(self._repository, order) as changes:
            for _ in range(_MOST_ROUNDS):
                rows, brought = self._round(changes, merges)
                grown = traces.hold(objects, brought)
                while traces.hold(objects, _successors(traces, rows)):
                    grown = True
                if not grown and not ends_are_read:
                    ends_are_read = True
                    grown = surprised = traces.hold(objects, self._unseen())
                if not grown:
                    break
        return Followed(traces, rows, self._ends, surprised)

    def _round(self, changes: Walk, merges: set[str]) -> tuple[list[Change], list[tuple[str, int]]]:
        """What happened to the files that hold a secret, and what came where one went."""
        traces = self._traces
        paths = {_raw(path) for path in (*traces.names, *(row.path for row in self._rows))}
        blobs = {blob.encode() for blob in traces.blobs}
        rows: list[Change] = []
        brought: list[tuple[str, int]] = []
        for together in changes.about(paths, blobs):
            lost = 0
            for change in together:
                before, now = traces.change(change)
                path = _raw(change.path)
                if now or before or path in paths:
                    paths.add(path)
                    rows.append(change)
                    lost |= before & ~now
            if lost and together[0].commit not in merges:
                brought += [(change.new, lost) for change in together if change.is_content]
        return rows, brought

    def _unseen(self) -> Iterator[tuple[str, int]]:
        """The files of HEAD and of branches, with the secrets that none there is known to hold."""
        traces = self._traces
        heads = (tip.id for tip in walk.tips(self._repository) if tip.name.startswith(BRANCHES))
        every = (1 << len(traces.values)) - 1
        for end in list(dict.fromkeys(filter(None, (self._repository.head, *heads))))[:_MOST_ENDS]:
            if end in self._read:  # as it was
                self._ends[end] = self._read[end]
                continue
            known = tuple(walk.files(self._repository, end))
            missing = every & ~union(traces.at(path, blob) for path, blob in known)
            self._ends[end] = missing
            seen = self._compared(missing)
            yield from ((blob, missing) for _, blob in known if blob not in seen)

    def _compared(self, missing: int) -> frozenset[str]:
        """The blobs that were compared with these secrets before."""
        end, lacked = next(iter(self._read.items()), ("", 0))
        if not end or missing & ~lacked:
            return frozenset()
        return frozenset(blob for _, blob in walk.files(self._repository, end))


def _raw(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _successors(traces: Traces, rows: Iterable[Change]) -> Iterator[tuple[str, int]]:
    """The versions that follow one that holds a secret."""
    for change in rows:
        if change.is_content and change.olds:
            yield change.new, traces.blobs.get(change.olds[0], 0)


def union(masks: Iterable[int]) -> int:
    """The secrets that are in any of the masks."""
    result = 0
    for mask in masks:
        result |= mask
    return result
