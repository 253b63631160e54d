"""The rules' patterns for `regex`: compiled when first asked for, and kept in the cache.

To compile a pattern takes milliseconds, ten for a large one; to make it of what came of that takes
0.1. `regex` gives away and takes back what it compiled, for pickles
(https://docs.python.org/3/library/copyreg.html); here it is kept as JSON, which can only be read.
The numbers are the program of a machine and are trusted as the compiled forms are, no further.
"""

from __future__ import annotations

import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stanch.cache import Cache, digest
from stanch.errors import RuleError
from stanch.model.rule import Rule

if TYPE_CHECKING:
    import regex

# How the names of kept patterns begin.
PATTERN = "pattern-"
_WRONG = (ValueError, TypeError, KeyError, AttributeError, OverflowError, MemoryError)


class Patterns:
    """Patterns by the index of their rule."""

    __slots__ = ("_cache", "_known")

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._known: dict[int, regex.Pattern[bytes]] = {}

    def of(self, index: int, rule: Rule) -> regex.Pattern[bytes]:
        """The pattern of the rule with that index.

        Raises:
            RuleError: `regex` does not take it.
        """
        found = self._known.get(index)
        if found is None:
            found = self._known[index] = self._loaded(rule)
        return found

    def _loaded(self, rule: Rule) -> regex.Pattern[bytes]:
        import regex

        pattern = rule.pattern.encode()
        key = f"{PATTERN}{digest(regex.__version__.encode() + b' ' + pattern)}"
        stored = self._cache.get(key)
        found = _read(stored, pattern) if stored else None
        if found is None:
            found = compiled(rule)
            written = _written(found)
            if written:
                self._cache.put(key, written)
        return found


def compiled(rule: Rule) -> regex.Pattern[bytes]:
    """The rule's pattern over bytes.

    Raises:
        RuleError: `regex` does not take it.
    """
    import regex

    try:
        return regex.compile(rule.pattern.encode())
    except regex.error as error:
        raise RuleError(f"the pattern is wrong: {error}", where=rule.id) from None


def _apart(pattern: regex.Pattern[bytes]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """The function that makes a pattern, and what it made this one of."""
    import copyreg

    reduce: Any = copyreg.dispatch_table[type(pattern)]
    make, made_of = reduce(pattern)
    return make, made_of


def _written(pattern: regex.Pattern[bytes]) -> bytes:
    """The pattern as it is stored; nothing where it is of another make than those known here."""
    try:
        _, (_, flags, code, groups, _, lists, _, offset, chars, required, count) = _apart(pattern)
        if lists:
            return b""
        text = b2a_base64(code, newline=False).decode("ascii")
        return json.dumps([flags, text, groups, offset, chars, required, count]).encode()
    except _WRONG:
        return b""


def _read(stored: bytes, pattern: bytes) -> regex.Pattern[bytes] | None:
    """The stored pattern of that text; None for anything of which none can be made."""
    import regex

    try:
        flags, text, groups, offset, chars, required, count = json.loads(stored)
        names = {number: name for name, number in groups.items()}
        code = a2b_base64(text)
        if not code:
            return None
        make, _ = _apart(regex.compile(b""))
        found = make(
            pattern, flags, code, groups, names, {}, [], offset, tuple(chars),
            required, count,
        )  # fmt: skip
    except (*_WRONG, regex.error):
        return None
    return found if isinstance(found, regex.Pattern) and "secret" in found.groupindex else None
