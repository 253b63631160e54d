"""Solana's key pairs, in base 58 or as a list of 64 numbers: the second half is the public key.

It follows from the first half (Ed25519), so whether the two belong together can be computed.
https://docs.anza.xyz/cli/wallets/file-system
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, base58, ed25519
from stanch.engine.proof.evidence import checksum, facts

_HALF = 32
_LONGEST = 2000


def check(secret: bytes, now: int) -> Evidence:
    """Compute the public key; as an address it is no secret."""
    del now
    data = _bytes(secret) if b"," in secret[:8] else base58.decoded(secret)
    if data is None or len(data) != 2 * _HALF:
        return checksum(fits=False)
    public = data[_HALF:]
    fits = ed25519.public(data[:_HALF]) == public
    return checksum(fits=fits, facts=facts(("address", base58.encoded(public))))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole pair in base 58."""
    del stem
    return base58.encoded(made(rng))


def made(rng: random.Random) -> bytes:
    """The bytes of a pair that belongs together."""
    seed = rng.randbytes(_HALF)
    return seed + ed25519.public(seed)


def _bytes(text: bytes) -> bytes | None:
    numbers = [part.strip() for part in text[:_LONGEST].split(b",", 2 * _HALF)]
    if not all(part.isdigit() and len(part) <= 3 for part in numbers):
        return None
    values = [int(part) for part in numbers]
    return bytes(values) if max(values) < 256 else None
