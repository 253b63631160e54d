"""Azure DevOps tokens of 52 characters hide a CRC-32 among their bytes.

Base32 (a-z 2-7) of 32 bytes; bytes 22, 8, 7, 2, least significant first, are the sum of the other
28, XORed with one constant for a user's and another for an application's token.
https://github.com/microsoft/security-utilities
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from zlib import crc32

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, checksum, facts
from stanch.engine.proof.radix import LOWER
from stanch.engine.proof.stem import filled

_ALPHABET = LOWER + b"234567"
_VALUES = bytes.maketrans(_ALPHABET, bytes(range(32)))
_PLACES = (22, 8, 7, 2)
_KINDS: Mapping[int, str] = {0xE0B9692D: "user", 0x1019F92E: "application"}


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum under both constants."""
    del now
    if len(secret) != 52 or secret.translate(None, _ALPHABET):
        return NOTHING
    number = _number(secret)
    data = (number >> 4).to_bytes(32, "big")
    kind = _KINDS.get(_stored(data) ^ _sum(data), "") if not number & 15 else ""
    return checksum(fits=bool(kind), facts=facts(("kind", kind)))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token where nothing, or too little, is given: the sum sits in the middle."""
    text = filled(stem[:3], 52, _ALPHABET, rng)
    data = bytearray((_number(text) >> 4).to_bytes(32, "big"))
    for at, byte in zip(_PLACES, (_sum(data) ^ 0xE0B9692D).to_bytes(4, "little"), strict=True):
        data[at] = byte
    number = int.from_bytes(data, "big") << 4
    digits = (number >> shift & 31 for shift in range(255, -1, -5))
    return bytes(_ALPHABET[d] for d in digits)[len(stem) :]


def _number(text: bytes) -> int:
    number = 0
    for value in text.translate(_VALUES):
        number = number << 5 | value & 31
    return number


def _stored(data: bytes) -> int:
    return int.from_bytes(bytes(data[at] for at in _PLACES), "little")


def _sum(data: bytes | bytearray) -> int:
    return crc32(bytes(b for at, b in enumerate(data) if at not in _PLACES))
