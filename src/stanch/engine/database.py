"""Sets of forms that Hyperscan compiled: kept in the cache, built where they are not there.

Traps that this module keeps away (https://intel.github.io/hyperscan/dev-reference/): a compile
error does not name the form, so each is tried alone; a NUL in a pattern cuts it (forms hold none).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache
from stanch.model.rule import Wake
from stanch.rules.packs import Packed
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    import hyperscan

# A handful of a user's own rules compiles in a millisecond or two.
_FEW = 20
# From here on the numbers of forms are those of scouts.
SCOUT = 1 << 20
# Before a database that lacks rules, or has keywords in a form's place: the indexes of both.
_LACKS = b"lacks "


class Database(NamedTuple):
    """A compiled set of forms, by the index of their rule.

    `refused` are the rules that it lacks, `coarse` those of which it only knows the keywords.
    """

    compiled: hyperscan.Database
    refused: frozenset[int] = frozenset()
    coarse: frozenset[int] = frozenset()


class _Form(NamedTuple):
    rule: int
    form: str
    keywords: Sequence[bytes]


class _Set(NamedTuple):
    """Forms that are compiled together, under the name by which they are kept."""

    key: str
    forms: Iterable[_Form]
    few: bool


class Kind(StrEnum):
    """What the forms of a set are for; the name by which it is kept."""

    WAKE = "wake"
    # Of the rules that scouts stand for.
    NEAR = "near"
    WHOLE = "whole"


def opened(
    rules: Ruleset, cache: Cache, kind: Kind = Kind.WAKE, *, cold: bool = False
) -> tuple[Database, ...] | None:
    """The databases of that kind, of the built-in rules and of the added ones.

    `cold`: compile what is not in the cache. None where something is missing after that.
    """
    found = []
    for together in _sets(rules, kind):
        database = _load(cache, together.key)
        if database is None and (cold or together.few):
            database = _build(together, cache)
        if database is None:
            return None
        found.append(database)
    return tuple(found)


def chosen(rules: Ruleset, cache: Cache, indexes: Collection[int]) -> tuple[Database, ...]:
    """The wake forms of some rules, compiled where they are not in the cache."""
    forms = [_form(n, entry.wake) for n, entry in rules.entries() if n in indexes]
    together = _named("some", forms, few=True)
    database = _load(cache, together.key) or _build(together, cache)
    return (database,) if database else ()


def _sets(rules: Ruleset, kind: Kind) -> Iterable[_Set]:
    """The built-in and the added rules apart, so that no configuration compiles all anew."""
    builtin = rules.builtin
    if builtin if kind is not Kind.NEAR else builtin.scouts:
        yield _Set(_key(kind, builtin.digest), _builtin(builtin, kind), few=False)
    # What only guesses stands everywhere, and is mostly switched off.
    if kind is Kind.WAKE and any(map(rules.enabled, builtin.guessing)):
        guesses = (_form(n, builtin[n].wake) for n in builtin.guessing)
        yield _Set(_key("guess", builtin.digest), guesses, few=True)
    numbered = enumerate(rules.added, len(builtin))
    added = [_form(n, rule.wake, kind) for n, rule in numbered if kind is not Kind.NEAR]
    if added:
        yield _named(kind, added, few=len(added) <= _FEW)


def _builtin(rules: Packed, kind: Kind) -> Iterator[_Form]:
    """The built-in forms: to wake by, those of scouts in the place of what they stand for."""
    scouted = frozenset(n for numbers in rules.scouted for n in numbers)
    apart = scouted.union(rules.guessing)
    for n, entry in enumerate(rules):
        if kind is Kind.WHOLE or (n in scouted if kind is Kind.NEAR else n not in apart):
            yield _form(n, entry.wake, kind)
    if kind is Kind.WAKE:
        for n, form in enumerate(rules.scout_forms(), SCOUT):
            yield _Form(n, form, ())


def _named(name: str, forms: list[_Form], *, few: bool) -> _Set:
    """A set that is kept under what it holds."""
    from hashlib import sha256

    # The keywords stand in where Hyperscan refuses a form.
    parts = (f"{n}\0{form}\0{keywords!r}\0" for n, form, keywords in forms)
    digest = sha256("".join(parts).encode()).hexdigest()
    return _Set(_key(name, digest), forms, few)


def _form(index: int, wake: Wake, kind: Kind = Kind.WAKE) -> _Form:
    return _Form(index, wake.whole if kind is Kind.WHOLE else wake.form, wake.keywords)


def _key(name: str, digest: str) -> str:
    """A name for a compiled set: the rules, and the Hyperscan that compiled them."""
    try:
        from hyperscan._version import __version__
    except ImportError:
        __version__ = "none"
    return f"{name}-{digest[:32]}-{__version__}"


def _load(cache: Cache, key: str) -> Database | None:
    """The stored database, or None where there is none that this machine can use."""
    stored = cache.get(key)
    if stored is None:
        return None
    try:
        import hyperscan
    except ImportError:
        return None
    names = b";"
    if stored.startswith(_LACKS):  # seldom: to cut megabytes is to copy them
        names, _, stored = stored.removeprefix(_LACKS).partition(b"\n")
    try:
        compiled = hyperscan.loadb(stored, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:
        return None
    refused, _, coarse = names.partition(b";")
    return Database(compiled, *(frozenset(map(int, part.split())) for part in (refused, coarse)))


def _build(together: _Set, cache: Cache) -> Database | None:
    """Compile and store; None where Hyperscan is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    forms = [one for one in together.forms if one.form]
    try:
        database = Database(compiled([(one.rule, one.form) for one in forms]))
    except hyperscan.error:
        database = _without(forms)
    lacks = (" ".join(map(str, sorted(part))) for part in (database.refused, database.coarse))
    head = _LACKS + ";".join(lacks).encode() + b"\n"
    stored = hyperscan.dumpb(database.compiled)
    cache.put(together.key, head + stored if database.refused or database.coarse else stored)
    return database


def _without(forms: list[_Form]) -> Database:
    """The database with keywords in place of each form that Hyperscan does not take."""
    simpler = [(one, _simpler(one)) for one in forms]
    return Database(
        compiled([(one.rule, form) for one, form in simpler if form]),
        refused=frozenset(one.rule for one, form in simpler if not form),
        coarse=frozenset(one.rule for one, form in simpler if form not in {"", one.form}),
    )


def _simpler(one: _Form) -> str:
    """The form, or the keywords where Hyperscan finds it too large; empty for neither."""
    import hyperscan

    words = "|".join(map(literal, one.keywords))
    for form in (one.form, f"(?i:{words})" if words else ""):
        try:
            if form:
                compiled([(0, form)])
        except hyperscan.error:
            continue
        return form
    return ""


def compiled(forms: list[tuple[int, str]], flags: int = 0) -> hyperscan.Database:
    """Forms with their numbers as one database; raises `hyperscan.error`."""
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


def literal(word: bytes) -> str:
    """A word as a form."""
    return "".join(f"\\x{c:02x}" for c in word)


def standing(words: Sequence[bytes], text: bytes) -> frozenset[bytes] | None:
    """Which of the words stand in the text; None where Hyperscan is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    once = hyperscan.HS_FLAG_SINGLEMATCH
    database = compiled([(n, literal(word)) for n, word in enumerate(words)], once)
    found: set[bytes] = set()

    def on_match(index: int, *_: object) -> None:
        found.add(words[index])

    database.scan(text, match_event_handler=on_match, scratch=hyperscan.Scratch(database))
    return frozenset(found)


def seconds(form: str, text: bytes, rounds: int = 5) -> float:
    """The best time that a form alone takes for the text.

    Raises:
        ImportError: Hyperscan is not installed.
    """
    import time

    import hyperscan

    database = compiled([(0, form)])
    scratch, best = hyperscan.Scratch(database), float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        database.scan(text, match_event_handler=lambda *_: None, scratch=scratch)
        best = min(best, time.perf_counter() - start)
    return best
