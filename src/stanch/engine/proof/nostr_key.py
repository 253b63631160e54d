"""Nostr keys: `nsec1…` (NIP-19, Bech32 of 32 bytes), `ncryptsec1…` (NIP-49, encrypted, 91 bytes).

https://github.com/nostr-protocol/nips/blob/master/19.md
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, bech32
from stanch.engine.proof.evidence import checksum
from stanch.engine.proof.stem import begun, filled

_PREFIXES = (b"nsec1", b"ncryptsec1")
# Whole characters, and what the last one may be: 32 bytes leave one bit for it, 91 bytes three.
_DATA = {b"nsec1": (51, (0, 16)), b"ncryptsec1": (145, (0, 4, 8, 12, 16, 20, 24, 28))}


def check(secret: bytes, now: int) -> Evidence:
    """Compare the checksum."""
    del now
    return checksum(fits=bech32.fits(secret))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a key; the last character of its data holds padding."""
    start = begun(stem, _PREFIXES)
    whole, last = _DATA[start.prefix]
    data = filled(start.body[: whole + 1], whole, bech32.ALPHABET, rng)
    if len(data) == whole:
        data += bytes([bech32.ALPHABET[rng.choice(last)]])
    tail = bech32.checksum(start.prefix.rpartition(b"1")[0], data)
    return (start.prefix + data + tail)[start.given :]
