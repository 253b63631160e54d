"""XRP Ledger seeds (`s…`, `sEd…`): Base58 in Ripple's alphabet with four bytes of double SHA-256.

https://xrpl.org/docs/references/protocol/data-types/base58-encodings
"""

from __future__ import annotations

import random
from hashlib import sha256

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import checksum, facts

_ALPHABET = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_KINDS = {b"\x21": "secp256k1", b"\x01\xe1\x4b": "Ed25519"}
_SEED, _SUM = 16, 4


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum and name the kind of key."""
    del now
    for version, kind in _KINDS.items():
        data = _decoded(secret, len(version) + _SEED + _SUM)
        if data and data.startswith(version) and data[-_SUM:] == _sum(data[:-_SUM]):
            return checksum(fits=True, facts=facts(("key type", kind)))
    return checksum(fits=False)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole seed, of Ed25519 behind `sEd`; what is written of it already stays out."""
    version = b"\x01\xe1\x4b" if stem.endswith(b"sEd") else b"\x21"
    payload = version + rng.randbytes(_SEED)
    seed = _encoded(payload + _sum(payload))
    given = 3 if stem.endswith(b"sEd") else stem.endswith(b"s")
    return seed[given:]


def _sum(payload: bytes) -> bytes:
    return sha256(sha256(payload).digest()).digest()[:_SUM]


def _decoded(text: bytes, size: int) -> bytes | None:
    """The bytes, or None where they are too many. Neither version begins with a zero."""
    if len(text) > 2 * size:  # longer than any such number is in base 58
        return None
    number = 0
    for char in text:
        digit = _ALPHABET.find(char)
        if digit < 0:
            return None
        number = number * 58 + digit
    return number.to_bytes(size, "big") if number.bit_length() <= size * 8 else None


def _encoded(data: bytes) -> bytes:
    number, out = int.from_bytes(data, "big"), bytearray()
    while number:
        number, digit = divmod(number, 58)
        out.append(_ALPHABET[digit])
    out.reverse()
    return bytes(out)
