"""Microsoft Entra application secrets with `8Q~` at characters 4 to 6 carry three digits of a hash.

Marvin32 with the seed `AadPwd00` over the first 37 of 40 characters, written in base 66 and padded
on the left with `a` to six; the first three digits end the secret. `7Q~` secrets have none.
https://github.com/microsoft/security-utilities
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, checksum
from stanch.engine.proof.marvin import marvin32
from stanch.engine.proof.radix import BASE62, BASE66, written
from stanch.engine.proof.stem import filled


def check(secret: bytes, now: int) -> Evidence:
    """Compare the three digits."""
    del now
    if len(secret) != 40 or secret[3:6] != b"8Q~":
        return NOTHING
    return checksum(fits=secret[37:] == _digits(secret[:37]))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a secret."""
    head = filled(stem[:3], 3, BASE62, rng) + b"8Q~"
    head = filled(stem if len(stem) > len(head) else head, 37, BASE62, rng)
    return (head + _digits(head))[len(stem) :]


def _digits(head: bytes) -> bytes:
    return written(marvin32(head, b"AadPwd00"), BASE66, 6)[:3]
