"""Whether a text holds a value, and as a secret of its own or as a part of something longer."""

from __future__ import annotations

from enum import Enum

_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


class Held(Enum):
    """How a value stands in a text. A part may be the same one too, behind an escape, say."""

    NOT = "nowhere"
    PART = "between characters that may belong to it"
    WHOLE = "between characters that do not continue it"


def held(text: bytes, value: bytes) -> Held:
    """How the value stands in the text."""
    how = Held.NOT
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        before, behind = text[at - 1 : at] + value[:1], value[-1:] + text[end : end + 1]
        if not (_continues(before) or _continues(behind)):
            return Held.WHOLE
        how = Held.PART
        at = text.find(value, at + 1)
    return how


def _continues(pair: bytes) -> bool:
    return len(pair) == 2 and _WORD.issuperset(pair)
