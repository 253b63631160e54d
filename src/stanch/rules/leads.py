"""How the matches of a pattern begin, as words: where none of them stands, nothing is tried.

A pattern that begins with twenty names is tried at every place of a text, for 100 ns each; to look
for the names takes a hundredth of that.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from stanch.rules.syntax import MOST_WORDS, Node, finite

# Shorter words stand everywhere.
_SHORTEST = 2
_LONGEST = 12

# A lower-cased beginning, and whether what follows is known to come right behind it.
_Begun = tuple[str, bool]


def leads(nodes: Iterable[Node]) -> tuple[bytes, ...]:
    """Lower-case words of which one stands where any match begins; none where nobody knows.

    The sequence is flat, and its case does not count.
    """
    words = {word[:_LONGEST] for word, _ in _begun(nodes)}
    if not words or min(map(len, words)) < _SHORTEST:
        return ()
    least = [w for w in words if not any(w != o and w.startswith(o) for o in words)]
    return tuple(sorted(word.encode("latin-1") for word in least))


def _begun(nodes: Iterable[Node]) -> set[_Begun]:
    """How a sequence begins; one empty beginning where that is too much to say."""
    out: set[_Begun] = {("", True)}
    for node in nodes:
        more = _beginnings(*node)
        grown = {
            (word + text, goes_on) if is_open else (word, False)
            for word, is_open in out
            for text, goes_on in more
        }
        if len(grown) > MOST_WORDS:
            return {(word, False) for word, _ in out}
        out = grown
        if not any(is_open for _, is_open in out):
            break
    return out


def _beginnings(code: Any, value: Any) -> set[_Begun]:
    match code:
        case op.SUBPATTERN:
            return _begun(value[3])
        case op.BRANCH:
            return set().union(*map(_begun, value[1]))
        case op.MAX_REPEAT:
            low, high, inner = value
            if high == low == 1:
                return _begun(inner)
            one = {(word, goes_on and high == 1) for word, goes_on in _begun(inner)}
            return one if low else one | {("", high == 1)}
        case _:
            words = finite([(code, value)])
            return {(word, True) for word in words} if words else {("", False)}
