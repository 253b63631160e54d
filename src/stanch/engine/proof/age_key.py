"""age identities (`AGE-SECRET-KEY-1…`): Bech32 of 32 bytes, in upper case.

https://github.com/C2SP/C2SP/blob/main/age.md
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, bech32
from stanch.engine.proof.evidence import NOTHING, checksum
from stanch.engine.proof.stem import begun, filled

_PREFIX = b"AGE-SECRET-KEY-1"


def check(secret: bytes, now: int) -> Evidence:
    """Compare the checksum."""
    del now
    if len(secret) != 74 or not secret.upper().startswith(_PREFIX):
        return NOTHING
    return checksum(fits=bech32.fits(secret))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of an identity; the last of its 52 characters holds four bits of padding."""
    start = begun(stem, (_PREFIX,))
    data = filled(start.body[:52].lower(), 51, bech32.ALPHABET, rng)
    if len(data) < 52:
        data += bytes([bech32.ALPHABET[rng.choice((0, 16))]])
    tail = bech32.checksum(b"age-secret-key-", data)
    return (start.prefix + (data + tail).upper())[start.given :]
