"""Which rules could match in a text, and near which offsets: all rules in one pass by Hyperscan.

Traps that this module keeps away (https://intel.github.io/hyperscan/dev-reference/):
scratch is not shared between threads; the callback gets the end of a match only; a repeat such as
`[0-9a-f]{32}` reports every offset of a long run, so ends are merged into windows and counted, and
past the bound the text goes through the keywords instead; a NUL in a pattern cuts it (the wake
forms hold none); buffers past 4 GiB wrap (sources have a limit far below).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache
from stanch.engine.view import View
from stanch.errors import ScanError
from stanch.rules.packs import Entry
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    import hyperscan

Window = tuple[int, int]
Woken = dict[int, list[Window]]

# Room for `\b` and the like on both sides of the widest match; a width counts look-arounds.
MARGIN = 64
# A callback costs half a microsecond; a text that wakes more often than this is a flood.
MOST_CALLBACKS = 50_000
MOST_PLACES = 5_000
# Below this many bytes, looking for keywords is cheaper than compiling.
COLD_BYTES = 1 << 21
LARGEST = 1 << 31
# Up to this many bytes a thousand keywords are looked for one by one.
_SMALL = 1 << 18


class Database(NamedTuple):
    """A compiled set of wake forms and the indexes that it could not take."""

    compiled: hyperscan.Database
    refused: frozenset[int]


class Waker:
    """Wakes rules. Starts with keywords where nothing is compiled, and compiles when it pays."""

    __slots__ = (
        "_always",
        "_cache",
        "_databases",
        "_local",
        "_lock",
        "_oracle",
        "_read",
        "_rules",
        "_widths",
    )

    def __init__(self, rules: Ruleset, cache: Cache, *, oracle: bool = False) -> None:
        self._rules = rules
        self._cache = cache
        self._local = threading.local()
        self._lock = threading.Lock()
        self._read = 0
        self._widths = rules.widths()
        self._always: tuple[int, ...] = ()
        self._oracle = oracle
        self._databases: tuple[hyperscan.Database, ...] | None = None
        if not oracle:
            self._open(cold=False)

    def wake(self, views: Sequence[View]) -> list[Woken]:
        """For each text the windows of each rule that may match in it.

        Texts go through Hyperscan joined: small ones would cost more in calls than in looking. What
        wakes across a seam is a false alarm of which the exact match makes nothing.

        Raises:
            ScanError: the texts are larger than the engine can address.
        """
        size = sum(len(view.data) for view in views)
        if size > LARGEST:
            raise ScanError("over 2 GiB, more than the engine can address")
        if self._databases is None and self._read >= 0:
            self._read += size
            if self._read > COLD_BYTES:
                self._open(cold=True)
        databases = self._databases
        if databases is None or not views:
            return [self._by_keywords(view) for view in views]
        woken: list[Woken] = [{} for _ in views]
        joined = views[0].data if len(views) == 1 else b"\n".join([view.data for view in views])
        for database, scratch in zip(databases, self._scratch(databases), strict=True):
            if not self._scan(database, scratch, joined, _Parts(views, woken)):
                if len(views) == 1:
                    return [self._by_keywords(views[0])]
                return [one for view in views for one in self.wake([view])]
        for view, one in zip(views, woken, strict=True):
            one.update((n, [(0, len(view.data))]) for n in self._always)
        return woken

    def compile(self) -> None:
        """Compile now and store, so that the next run starts warm."""
        if self._databases is None:
            self._open(cold=True)

    def _scan(
        self,
        database: hyperscan.Database,
        scratch: hyperscan.Scratch,
        joined: bytes,
        parts: _Parts,
    ) -> bool:
        """Add the windows to the parts; False when there are too many to count."""
        widths, calls, add = self._widths, 0, parts.add

        def on_match(
            index: int, _from: int, end: int, _flags: int, _context: object
        ) -> bool | None:
            nonlocal calls
            calls += 1
            if calls > MOST_CALLBACKS:
                return True
            width = widths.get(index)
            if width is not None:  # else it is masked
                add(index, end, width + MARGIN)
            return None

        from hyperscan import ScanTerminated

        try:
            database.scan(joined, match_event_handler=on_match, scratch=scratch)
        except ScanTerminated:
            return False
        return True

    def _by_keywords(self, view: View) -> Woken:
        """Every rule of which a keyword stands in the text, near where it stands."""
        text, whole = view.lowered, [(0, len(view.data))]
        present = self._present(text)
        places: dict[bytes, list[int] | None] = {}
        woken: Woken = {}
        for n, entry in self._rules.awake():
            if not entry.wake.keywords:
                woken[n] = whole
                continue
            words = [word for word in entry.wake.keywords if present(word)]
            for word in words:
                if word not in places:
                    places[word] = _places(text, word)
            found = [places[word] for word in words]
            if None in found:
                woken[n] = whole
            elif any(found):
                starts = sorted(at for ats in found if ats for at in ats)
                woken[n] = _windows(starts, entry.wake.width + MARGIN, len(view.data))
        return woken

    def _present(self, text: bytes) -> Callable[[bytes], bool]:
        """Says of a keyword whether it may stand in the text."""
        if len(text) > _SMALL:
            words = sorted(
                {word for _, entry in self._rules.awake() for word in entry.wake.keywords}
            )
            found = standing(words, text)
            if found is not None:
                return found.__contains__
        # Most of a thousand keywords stand nowhere, and their first three letters say so already.
        grams = {text[at : at + 3] for at in range(len(text) - 2)}
        return lambda word: word[:3] in grams

    def _scratch(self, databases: tuple[hyperscan.Database, ...]) -> list[hyperscan.Scratch]:
        mine: list[hyperscan.Scratch] | None = getattr(self._local, "scratch", None)
        if mine is None:
            import hyperscan

            mine = self._local.scratch = [hyperscan.Scratch(database) for database in databases]
        return mine

    def _open(self, *, cold: bool) -> None:
        """Load the databases from the cache; `cold`: compile what is not there."""
        with self._lock:
            if self._databases is not None:
                return
            opened = []
            refused: frozenset[int] = frozenset()
            for together in _sets(self._rules):
                database = load(self._cache, together.key)
                if database is None and (cold or len(together.entries) <= _FEW):
                    database = build(together, self._cache)
                if database is None:
                    if cold:
                        self._read = -1  # no Hyperscan here: keywords serve for good
                    return
                opened.append(database.compiled)
                refused |= database.refused
            without = self._rules.formless()
            self._always = tuple(sorted(without | (refused & self._widths.keys())))
            self._databases = tuple(opened)


class _Parts:
    """Texts that were joined, a byte between each two, and what woke in which of them."""

    __slots__ = ("_at", "_ends", "_size", "_start", "_views", "_woken", "_woken_here")

    def __init__(self, views: Sequence[View], woken: list[Woken]) -> None:
        self._views = views
        self._woken = woken
        self._ends = list(accumulate(len(view.data) + 1 for view in views))
        self._enter(0)

    def _enter(self, at: int) -> None:
        self._at = at
        self._size = len(self._views[at].data)
        self._start = self._ends[at] - 1 - self._size
        self._woken_here = self._woken[at]

    def add(self, index: int, end: int, reach: int) -> None:
        """A rule woke where the joined text has that end; most ends come in order."""
        while end > self._ends[self._at]:
            self._enter(self._at + 1)
        while end <= self._start:
            self._enter(self._at - 1)
        end -= self._start
        low, high = max(0, end - reach), min(self._size, end + reach)
        windows = self._woken_here.get(index)
        if windows is None:
            self._woken_here[index] = [(low, high)]
        elif low <= windows[-1][1]:
            if high > windows[-1][1]:
                windows[-1] = (windows[-1][0], high)
        else:
            windows.append((low, high))


def standing(words: Sequence[bytes], text: bytes) -> frozenset[bytes] | None:
    """Which of the words stand in the text; None where Hyperscan is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    once = hyperscan.HS_FLAG_SINGLEMATCH
    database = _compiled([(n, _literal(word)) for n, word in enumerate(words)], once)
    found: set[bytes] = set()

    def on_match(index: int, *_: object) -> None:
        found.add(words[index])

    database.scan(text, match_event_handler=on_match, scratch=hyperscan.Scratch(database))
    return frozenset(found)


def _literal(word: bytes) -> str:
    return "".join(f"\\x{c:02x}" for c in word)


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


def _windows(starts: list[int], reach: int, size: int) -> list[Window]:
    """Windows of that reach round the places, overlapping ones joined."""
    windows: list[Window] = []
    for at in starts:
        low, high = max(0, at - reach), min(size, at + reach)
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], high)
        else:
            windows.append((low, high))
    return windows


# A handful of a user's own rules compiles in a millisecond or two.
_FEW = 20


class _Set(NamedTuple):
    """Rules that are compiled together; `first` is the index of the first one in all rules."""

    key: str
    first: int
    entries: Sequence[Entry]


def _sets(rules: Ruleset) -> Iterable[_Set]:
    """The built-in and the added rules apart, each with the key of its database."""
    builtin = rules.builtin
    added = [Entry(rule.id, rule.wake) for rule in rules.added]
    if builtin:
        yield _Set(_key(rules.builtin.digest, 0, builtin), 0, builtin)
    if added:
        yield _Set(_key("", len(builtin), added), len(builtin), added)


def _key(digest: str, first: int, entries: Sequence[Entry]) -> str:
    """A name for a compiled set: the rules, and the Hyperscan that compiled them."""
    try:
        from hyperscan._version import __version__
    except ImportError:
        __version__ = "none"
    if digest:
        return f"wake-{digest[:32]}-{__version__}"
    from hashlib import sha256

    forms = "".join(f"{n}\0{entry.wake.form}\0" for n, entry in enumerate(entries, first))
    return f"wake-{sha256(forms.encode()).hexdigest()[:32]}-{__version__}"


# Before a database that lacks rules: their indexes.
_REFUSED = b"refused "


def load(cache: Cache, key: str) -> Database | None:
    """The stored database, or None where there is none that this machine can use."""
    stored = cache.get(key)
    if stored is None:
        return None
    try:
        import hyperscan
    except ImportError:
        return None
    names = b""
    if stored.startswith(_REFUSED):  # seldom: to cut megabytes is to copy them
        names, _, stored = stored.removeprefix(_REFUSED).partition(b"\n")
    try:
        compiled = hyperscan.loadb(stored, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:
        return None
    return Database(compiled, frozenset(map(int, names.split())))


def build(together: _Set, cache: Cache) -> Database | None:
    """Compile and store; None where Hyperscan is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    numbered = list(enumerate(together.entries, together.first))
    usable = [(n, entry.wake.form) for n, entry in numbered if entry.wake.form]
    refused: frozenset[int] = frozenset()
    try:
        compiled = _compiled(usable)
    except hyperscan.error:  # it does not say which one
        simpler = [(n, _simpler(entry)) for n, entry in numbered if entry.wake.form]
        refused = frozenset(n for n, form in simpler if not form)
        compiled = _compiled([(n, form) for n, form in simpler if form])
    names = " ".join(map(str, sorted(refused))).encode()
    head = _REFUSED + names + b"\n" if refused else b""
    cache.put(together.key, head + hyperscan.dumpb(compiled))
    return Database(compiled, refused)


def _compiled(forms: list[tuple[int, str]], flags: int = 0) -> hyperscan.Database:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    # A form that can never match keeps a set of refused ones from being empty.
    forms = forms or [(0, r"\x00\x00stanch\x00\x00")]
    database.compile(
        expressions=[form.encode() for _, form in forms],
        ids=[n for n, _ in forms],
        elements=len(forms),
        flags=flags,
    )
    return database


def _simpler(entry: Entry) -> str:
    """The wake form, or the keywords where Hyperscan finds it too large; empty for neither."""
    import hyperscan

    words = "|".join(map(_literal, entry.wake.keywords))
    for form in (entry.wake.form, f"(?i:{words})" if words else ""):
        try:
            if form:
                _compiled([(0, form)])
        except hyperscan.error:
            continue
        return form
    return ""


def seconds(form: str, text: bytes, rounds: int = 5) -> float:
    """The best time that a wake form alone takes for the text.

    Raises:
        ImportError: Hyperscan is not installed.
    """
    import time

    import hyperscan

    database = _compiled([(0, form)])
    scratch, best = hyperscan.Scratch(database), float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        database.scan(text, match_event_handler=lambda *_: None, scratch=scratch)
        best = min(best, time.perf_counter() - start)
    return best
