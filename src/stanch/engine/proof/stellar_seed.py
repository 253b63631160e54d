"""Stellar's secret seeds: base 32 of a version byte, 32 bytes, and CRC-16 (strkey).

CRC-16/XMODEM: polynomial 0x1021, start 0; its least significant byte comes first.
https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import checksum
from stanch.engine.proof.radix import UPPER

_ALPHABET = UPPER + b"234567"
_SEED = b"\x90"  # what makes the first letter an S
_LENGTH = 56


def check(secret: bytes, now: int) -> Evidence:
    """Decode and compare the sum."""
    del now
    if len(secret) != _LENGTH or secret.translate(None, _ALPHABET):
        return checksum(fits=False)
    from base64 import b32decode

    data = b32decode(secret)
    return checksum(fits=data[:1] == _SEED and data[-2:] == _sum(data[:-2]))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a seed; its second letter is one of the first four."""
    from base64 import b32decode, b32encode

    begun = stem[len(stem.rstrip(_ALPHABET)) :][: _LENGTH - 4] or b"S"
    filled = begun + bytes(rng.choices(b"ABCD", k=len(begun) == 1))
    filled += bytes(rng.choices(_ALPHABET, k=_LENGTH - len(filled)))
    data = _SEED + b32decode(filled)[1:33]
    whole = b32encode(data + _sum(data))
    given = len(stem) - len(stem.rstrip(_ALPHABET))
    return whole[given:] if whole.startswith(stem[len(stem) - given :]) else whole


def _sum(data: bytes) -> bytes:
    from binascii import crc_hqx

    return crc_hqx(data, 0).to_bytes(2, "little")
