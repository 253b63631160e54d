"""What stands before a value to be completed: its prefix and the characters given so far."""

from __future__ import annotations

import random
from typing import NamedTuple


class Stem(NamedTuple):
    """The beginning of a value. `given` counts the characters of it that are already written."""

    prefix: bytes
    body: bytes
    given: int


def begun(stem: bytes, prefixes: tuple[bytes, ...]) -> Stem:
    """The last of the prefixes in `stem` with what follows; the first one where there is none."""
    at, size = max(((stem.rfind(p), len(p)) for p in prefixes), default=(-1, 0))
    if at < 0:
        return Stem(prefixes[0], b"", 0)
    value = stem[at:]
    return Stem(value[:size], value[size:], len(value))


def characters(rng: random.Random, alphabet: bytes, count: int) -> bytes:
    """Random characters of the alphabet."""
    return bytes(rng.choices(alphabet, k=max(0, count)))


def filled(body: bytes, size: int, alphabet: bytes, rng: random.Random) -> bytes:
    """The body, extended with random characters to `size`."""
    return body + characters(rng, alphabet, size - len(body))


def rest(stem: bytes, prefix: bytes, whole: bytes) -> bytes:
    """`whole` without what `stem` already holds of it, from its last `prefix` on."""
    at = stem.rfind(prefix)
    begins = at >= 0 and whole.startswith(stem[at:])
    return whole[len(stem) - at :] if begins else whole
