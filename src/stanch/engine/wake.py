"""Which rules could match in a text, and near which offsets: all rules in one pass by Hyperscan.

Where a form is only the head of a pattern, the window is looked at again by the whole of it.

Traps that this module keeps away (https://intel.github.io/hyperscan/dev-reference/):
scratch is not shared between threads; the callback gets the end of a match only; a repeat such as
`[0-9a-f]{32}` reports every offset of a long run, so ends are merged into windows and counted, and
past the bound the text goes through the keywords instead; buffers past 4 GiB wrap (sources have a
limit far below).
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache
from stanch.engine.database import SCOUT, Database, Kind, chosen, opened, standing
from stanch.engine.versions import (
    BYTES,
    Copy,
    End,
    Plan,
    Same,
    Version,
    among,
    between,
    compared,
    placed,
    planned,
)
from stanch.engine.view import View
from stanch.errors import ScanError
from stanch.model.rule import Wake
from stanch.rules.packs import Reach
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    import hyperscan

Window = tuple[int, int]
Windows = dict[int, list[Window]]

# What `\b` and the like see of the text round the widest match.
MARGIN = 2
# A callback costs a microsecond or two; a text that wakes more often than this is a flood.
MOST_CALLBACKS = 50_000
_BYTES_A_CALLBACK = 8
MOST_PLACES = 5_000
# To carry over more ends than that from batch to batch takes more than looking again.
_MOST_ENDS = 5_000
# Below this many bytes, looking for keywords is cheaper than compiling. A text counts for some
# thousands of bytes, however short it is: a thousand keywords take that long.
COLD_BYTES = 1 << 21
_EACH = 1 << 12
LARGEST = 1 << 31
# Up to this many bytes a thousand keywords are looked for one by one.
_SMALL = 1 << 18
# So far the forms of nearly all rules reach; the few others are looked for further round a change.
REACH = 1 << 10
_PROBED = 1 << 16


class Woken(NamedTuple):
    """What woke in a text: windows of rules by their keywords, or a version with the ends of forms.

    `copies` are what it has in common with the version `base`.
    """

    known: Windows = {}  # noqa: RUF012  # nobody changes it
    version: Version | None = None
    base: Version | None = None
    copies: Sequence[Copy] = ()

    @property
    def is_any(self) -> bool:
        """Whether any rule may match."""
        return bool(self.known) or (self.version is not None and not self.version.is_clean)


class _Words(NamedTuple):
    """What a rule wakes by without Hyperscan."""

    rule: int
    keywords: tuple[bytes, ...]
    reach: Reach


class Waker:
    """Wakes rules. Starts with keywords where nothing is compiled, and compiles when it pays."""

    __slots__ = (
        "_always",
        "_cache",
        "_close",
        "_databases",
        "_far",
        "_farthest",
        "_is_ready",
        "_kept",
        "_local",
        "_lock",
        "_long",
        "_near",
        "_probes",
        "_reaches",
        "_read",
        "_rules",
        "_wholes",
        "_wide",
        "_words",
    )

    def __init__(self, rules: Ruleset, cache: Cache, *, oracle: bool = False) -> None:
        self._rules = rules
        self._cache = cache
        self._local = threading.local()
        self._lock = threading.Lock()
        self._read = 0
        self._is_ready = oracle
        self._reaches = rules.reaches()
        self._always: tuple[int, ...] = ()
        self._words: list[_Words] = []
        self._probes: dict[int, re.Pattern[bytes]] = {}
        self._databases: tuple[Database, ...] | None = None
        self._near: tuple[Database, ...] = ()
        self._wholes: tuple[Database, ...] | None = () if oracle else None
        self._far: frozenset[int] = frozenset()
        self._farthest = 0
        self._close: Collection[int] = frozenset()
        self._long: frozenset[int] = frozenset()
        self._wide: tuple[Database, ...] = ()
        if not oracle:
            self._open(cold=False)
        self._kept = self._databases is not None

    def wake(self, views: Sequence[View]) -> list[Woken]:
        """What woke in each of the texts.

        Of the versions of a file that follow each other only what changed is looked at again. What
        wakes across the seam of two texts is a false alarm of which the exact match makes nothing.

        Raises:
            ScanError: the texts are larger than the engine can address.
        """
        size = sum(len(view.data) for view in views)
        if size > LARGEST:
            raise ScanError("over 2 GiB, more than the engine can address")
        if not self._is_ready:
            self._read += size + len(views) * _EACH
            if self._read > COLD_BYTES:
                self.ready()
        if self._databases is None or not views:
            return [Woken(self._by_keywords(view)) for view in views]
        last: Version | None = getattr(self._local, "last", None)
        others = [last.view if last else None, *views]
        pairs = zip(views, others, strict=False)
        copies = [compared(view, other) if other else [] for view, other in pairs]
        found = self._versions(views, copies, last)
        if not found:
            self._local.last = None
            if len(views) == 1:
                return [Woken(self._by_keywords(views[0]))]
            return [one for view in views for one in self.wake([view])]
        woken: list[Woken] = []
        for common, version in zip(copies, found, strict=True):
            woken.append(Woken({}, version, last, common))
            last = version
        self._local.last = last if last and len(last.ends) <= _MOST_ENDS else None
        return woken

    def windows(self, view: View, woken: Woken) -> Windows:
        """The windows of each rule that may match in a text."""
        version = woken.version
        if version is None:
            return woken.known
        return self._windows(view, placed(chain(version.ends, version.far)))

    def windows_in(self, view: View, woken: Woken, same: Sequence[Same]) -> Windows:
        """Those that are near what changed, or reach there."""
        reaches = self._reaches

        def touching(ends: list[int], part: Same) -> Iterator[int]:
            for end, (index, place) in zip(ends, placed(ends), strict=True):
                before, behind, _ = reaches[index]
                if place + behind + MARGIN > part.high or place - before - MARGIN < part.low:
                    yield end

        version = woken.version
        near: list[int] = []
        for ends in (version.ends, version.far) if version else ():
            at = -1
            for part in same:
                near += between(ends, at, part.first)
                near += touching(among(between(ends, part.first, part.last), self._long), part)
                at = part.last
            near += between(ends, at, len(view.data))
        return self._windows(view, placed(near))

    def _versions(
        self, views: Sequence[View], copies: Sequence[Sequence[Copy]], before: Version | None
    ) -> list[Version]:
        """The texts with the ends of all forms in them; nothing where there are too many to count.

        `copies` are what each has in common with the one before it, the first with `before`.
        """
        plans = [
            planned(len(view.data), common, REACH)
            for view, common in zip(views, copies, strict=True)
        ]
        found = self._in_gaps(self._databases or (), "wake", views, plans)
        wide = self._far_ends(views, copies, plans) if self._far else {}
        if found is None or wide is None:
            return []
        made: list[Version] = []
        for n, (view, plan, here) in enumerate(zip(views, plans, found, strict=True)):
            further, there = wide.get(n, (plan, here))
            known, reached = (before.ends, before.far) if before else ((), ())
            ends = plan.ends(known, here, self._close)
            far = further.ends(reached, there, self._far) if self._far else []
            before = Version(view, ends, far, is_clean=not (ends or far or self._always))
            made.append(before)
        return made

    def _far_ends(
        self, views: Sequence[View], copies: Sequence[Sequence[Copy]], plans: Sequence[Plan]
    ) -> dict[int, tuple[Plan, list[list[End]]]] | None:
        """For texts of which not all was looked at, the ends of the forms that reach further."""
        again = [n for n, plan in enumerate(plans) if plan.kept]
        if not again:
            return {}
        self._wide = self._wide or chosen(self._rules, self._cache, self._far)
        sizes = {n: len(views[n].data) for n in again}
        further = [
            planned(size, copies[n] if size > 2 * self._farthest else (), self._farthest)
            for n, size in sizes.items()
        ]
        seen = self._in_gaps(self._wide, "wide", [views[n] for n in again], further)
        if seen is None:
            return None
        return dict(zip(again, zip(further, seen, strict=True), strict=True))

    def _in_gaps(
        self,
        databases: Sequence[Database],
        name: str,
        views: Sequence[View],
        plans: Sequence[Plan],
    ) -> list[list[list[End]]] | None:
        """The ends of forms in each gap of each text; None where they are too many."""
        each = zip(views, plans, strict=True)
        texts = [view.data[gap.low : gap.end] for view, plan in each for gap in plan.gaps]
        seen = self._found(databases, name, texts) if texts else []
        if seen is None:
            return None
        found = iter(seen)
        return [[next(found) for _ in plan.gaps] for plan in plans]

    def _windows(self, view: View, ends: Iterable[End]) -> Windows:
        woken: Windows = {n: [(0, len(view.data))] for n in self._always}
        reaches = self._reaches
        for index, at in ends:
            _add(woken.setdefault(index, []), view.data, at, reaches[index])
        return woken

    def may_match(self, index: int, wake: Wake, window: bytes) -> bool:
        """Whether all of that rule may stand in the window; true where nobody knows."""
        if self._databases is None:
            return self._may_begin(index, wake, window)
        if self._wholes is None:
            self._open_wholes(cold=False)
        wholes = self._wholes or ()
        found = not (wholes and wake.whole)
        if found:
            return True

        def on_match(number: int, *_: object) -> None:
            nonlocal found
            found = found or number == index

        for database, scratch in zip(wholes, self._scratch("whole", wholes), strict=True):
            if index in database.refused:
                return True
            database.compiled.scan(window, match_event_handler=on_match, scratch=scratch)
        return found

    def _may_begin(self, index: int, wake: Wake, window: bytes) -> bool:
        """The same by the standard library, for a scan that compiles nothing.

        `re` knows no time limit, so what is not built in is not asked this way.
        """
        added = index >= len(self._rules.builtin)
        if self._is_ready or added or not wake.probe or len(window) > _PROBED:
            return True
        probe = self._probes.get(index)
        if probe is None:
            probe = self._probes[index] = re.compile(wake.probe.encode("latin-1"))
        return probe.search(window) is not None

    def ready(self) -> None:
        """Before much is read: compile what wakes, and where that is kept also what decides.

        The second set takes longer to compile than it saves in one scan.
        """
        self._is_ready = True
        self._open(cold=True)
        self._open_wholes(cold=self._kept)

    def compile(self) -> None:
        """Compile all now and store it, so that the next run starts warm."""
        self._open(cold=True)
        self._open_wholes(cold=True)

    def _found(
        self, databases: Sequence[Database], name: str, texts: Sequence[bytes]
    ) -> list[list[End]] | None:
        """The ends of forms in each text, rule by rule in order; None when they are too many."""
        found: list[list[End]] = [[] for _ in texts]
        # Texts are joined, a byte between each two: small ones cost more in calls than in looking.
        joined = texts[0] if len(texts) == 1 else b"\n".join(texts)
        stops = list(accumulate(len(text) + 1 for text in texts))
        most = max(MOST_CALLBACKS, len(joined) // _BYTES_A_CALLBACK)
        for database, scratch in zip(databases, self._scratch(name, databases), strict=True):
            ends = self._scouted(database, scratch, joined, most)
            if ends is None:
                return None
            start = stop = n = 0
            for index, end in ends:
                if index not in self._reaches:  # it is masked
                    continue
                if not start < end <= stop:  # most ends come in order
                    n = bisect_left(stops, end)
                    stop = stops[n]
                    start = stop - 1 - len(texts[n])
                found[n].append((index, end - start))
        return found

    def _scouted(
        self, database: Database, scratch: hyperscan.Scratch, text: bytes, most: int
    ) -> list[End] | None:
        """The ends of forms in a text, those that scouts stand for too; None: too many."""
        ends = _scanned(database, scratch, text, most)
        woken = [end for end in ends or () if end[0] >= SCOUT]
        if not (ends and woken):
            return ends
        windows: list[Window] = []
        for number, at in woken:
            _add(windows, text, at, self._rules.builtin.scouts[number - SCOUT])
        pieces = b"\n".join([text[low:high] for low, high in windows])
        stops = list(accumulate(high - low + 1 for low, high in windows))
        ends = [end for end in ends if end[0] < SCOUT]
        for near, its in zip(self._near, self._scratch("near", self._near), strict=True):
            found = _scanned(near, its, pieces, most)
            if found is None:
                return None
            for index, end in found:
                n = bisect_left(stops, end)
                high = windows[n][1]
                ends.append((index, min(high, high + 1 + end - stops[n])))
        return ends

    def _by_keywords(self, view: View) -> Windows:
        """Every rule of which a keyword stands in the text, near where it stands."""
        text, whole = view.lowered, [(0, len(view.data))]
        if not self._words:
            self._words = [
                _Words(n, e.wake.keywords, (e.wake.width, e.wake.width, e.wake.lined))
                for n, e in self._rules.awake()
            ]
        present = self._present(text)
        places: dict[bytes, list[int] | None] = {}
        woken: Windows = {}
        for n, keywords, reach in self._words:
            if not keywords:
                woken[n] = whole
                continue
            words = [word for word in keywords if present(word)]
            for word in words:
                if word not in places:
                    places[word] = _places(text, word)
            found = [places[word] for word in words]
            if None in found:
                woken[n] = whole
            elif any(found):
                windows = woken[n] = []
                for at in sorted(at for ats in found if ats for at in ats):
                    _add(windows, view.data, at, reach)
        return woken

    def _present(self, text: bytes) -> Callable[[bytes], bool]:
        """Says of a keyword whether it may stand in the text."""
        if len(text) > _SMALL:
            found = standing(sorted({word for _, ks, _ in self._words for word in ks}), text)
            if found is not None:
                return found.__contains__
        # Most of a thousand keywords stand nowhere, and their first three letters say so already.
        grams = {text[at : at + 3] for at in range(len(text) - 2)}
        return lambda word: word[:3] in grams

    def _scratch(self, name: str, databases: Sequence[Database]) -> Sequence[hyperscan.Scratch]:
        mine: list[hyperscan.Scratch] | None = getattr(self._local, name, None)
        if mine is None or len(mine) != len(databases):
            import hyperscan

            mine = [hyperscan.Scratch(database.compiled) for database in databases]
            setattr(self._local, name, mine)
        return mine

    def _open(self, *, cold: bool) -> None:
        """Load the databases from the cache; `cold`: compile what is not there."""
        with self._lock:
            if self._databases is not None:
                return
            databases = opened(self._rules, self._cache, cold=cold)
            near = opened(self._rules, self._cache, Kind.NEAR, cold=cold)
            if databases is None or near is None:
                return
            every = (*databases, *near)
            refused = frozenset().union(*(database.refused for database in every))
            coarse = frozenset().union(*(database.coarse for database in every))
            for index in coarse & self._reaches.keys():  # a keyword may stand anywhere in a match
                width = self._rules.rule(index).wake.width
                self._reaches[index] = (width, width, False)
            self._always = tuple(sorted(self._rules.formless() | (refused & self._reaches.keys())))
            reaches = self._reaches.items()
            self._far = frozenset(n for n, (before, _, _) in reaches if before > REACH)
            self._farthest = max((before for before, _, _ in self._reaches.values()), default=0)
            self._close = self._reaches.keys() - self._far
            self._long = frozenset(n for n, (*both, _) in reaches if max(both) > BYTES)
            self._near = near
            self._databases = databases

    def _open_wholes(self, *, cold: bool) -> None:
        """The same for the forms that are whole; none of them where one set is missing."""
        with self._lock:
            if not self._wholes:
                self._wholes = opened(self._rules, self._cache, Kind.WHOLE, cold=cold) or ()


def _at(end: End) -> int:
    return end[1]


def _scanned(
    database: Database, scratch: hyperscan.Scratch, text: bytes, most: int
) -> list[End] | None:
    """Every end of a form; None when there are more than that."""
    ends: list[End] = []

    def on_match(index: int, _from: int, end: int, _flags: int, _context: object) -> bool:
        ends.append((index, end))
        return len(ends) > most

    from hyperscan import ScanTerminated

    try:
        database.compiled.scan(text, match_event_handler=on_match, scratch=scratch)
    except ScanTerminated:
        return None
    return ends


def _add(windows: list[Window], data: bytes, at: int, reach: Reach) -> None:
    """The window round a place in a text; windows that overlap are joined."""
    before, behind, lined = reach
    low, high = max(0, at - before - MARGIN), min(len(data), at + behind + MARGIN)
    if lined:
        low = data.rfind(b"\n", low, at) + 1 or low
        end = data.find(b"\n", at, high) + 1
        high = end or high
    if windows and low < windows[-1][1]:
        windows[-1] = (min(low, windows[-1][0]), max(high, windows[-1][1]))
    else:
        windows.append((low, high))


def _places(text: bytes, word: bytes) -> list[int] | None:
    """Where the word stands; None when it stands in too many places to keep."""
    places = []
    at = text.find(word)
    while at >= 0:
        places.append(at)
        if len(places) > MOST_PLACES:
            return None
        at = text.find(word, at + 1)
    return places
