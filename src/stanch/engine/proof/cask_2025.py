"""Microsoft's CASK keys after the 2025 specification: base64url with a CRC-32 at the end.

From the end of the 48 or more bytes: 4 of sum, 2 of kind and version, 3 of date (year, month, day,
hour as 6-bit values), 3 of provider, 3 that read `JQQJ`. The specification leaves the order of the
sum's bytes open, so either order proves and a wrong sum says nothing.
https://github.com/microsoft/cask/blob/main/docs/PrimaryKey.md
"""

from __future__ import annotations

import random
from zlib import crc32

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, Facts, facts, parsed
from stanch.engine.proof.radix import BASE62, BASE64URL, decoded, encoded
from stanch.engine.proof.stem import filled

_SIZES = range(64, 201)
_DEFAULT = b"A" + b"JQQJTESTBCDEAA"


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum and read date and provider."""
    del now
    if len(secret) not in _SIZES or len(secret) % 4 or secret[-20:-16] != b"JQQJ":
        return NOTHING
    data = decoded(secret)
    if data is None:
        return NOTHING
    total = crc32(data[:-4])
    if data[-4:] not in {total.to_bytes(4, "little"), total.to_bytes(4, "big")}:
        return NOTHING
    return parsed(_fields(secret))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a 256-bit key."""
    random_part = filled(stem[:42], 42, BASE62, rng) + (stem[42:43] or b"A")
    head = random_part + stem[43:57] + _DEFAULT[len(stem[43:57]) :]
    data = decoded(head.ljust(64, b"A")) or b""
    text = encoded(data[:-4] + crc32(data[:-4]).to_bytes(4, "little"), url=True)
    return text[len(stem) :]


def _fields(secret: bytes) -> Facts:
    year, month, date = (BASE64URL.index(c) for c in secret[-12:-9])
    return facts(
        ("provider", secret[-16:-12]),
        ("created", f"{2024 + year}-{month + 1:02}-{date + 1:02}"),
    )
