"""The rules' patterns for `regex`: compiled when first asked for, and kept in the cache.

To compile a pattern takes milliseconds, ten for a large one; to load what came of it takes 0.1.
`regex` lets its patterns be pickled (https://github.com/mrabarnett/mrab-regex); of a stored one
nothing but the function that makes a pattern can be reached.
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING

from stanch.cache import Cache, digest
from stanch.errors import RuleError
from stanch.model.rule import Rule

if TYPE_CHECKING:
    import regex

# How the names of kept patterns begin.
PATTERN = "pattern-"
# The function by which `regex` makes a pattern of what was pickled.
_MAKES = ("regex._regex", "compile")


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
        found = _read(stored) if stored else None
        if found is None or found.pattern != pattern:
            found = compiled(rule)
            self._cache.put(key, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
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


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """The one function that a stored pattern names."""
        if (module, name) != _MAKES:
            raise pickle.UnpicklingError(f"{module}.{name} makes no pattern")
        return super().find_class(module, name)


def _read(stored: bytes) -> regex.Pattern[bytes] | None:
    """A stored pattern; None for anything of which this `regex` does not make one."""
    import regex

    try:
        found = _Reader(io.BytesIO(stored)).load()
    except (pickle.UnpicklingError, regex.error, ImportError, TypeError, ValueError, EOFError):
        return None
    return found if isinstance(found, regex.Pattern) else None
