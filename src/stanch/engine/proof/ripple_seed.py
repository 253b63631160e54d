"""XRP Ledger seeds (`s…`, `sEd…`): Base58 in Ripple's alphabet with four bytes of double SHA-256.

https://xrpl.org/docs/references/protocol/data-types/base58-encodings
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, base58
from stanch.engine.proof.evidence import checksum, facts

_KINDS = {b"\x21": "secp256k1", b"\x01\xe1\x4b": "Ed25519"}
_SEED = 16


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum and name the kind of key."""
    del now
    data = base58.checked(secret, base58.RIPPLE)
    for version, kind in _KINDS.items():
        if data and data.startswith(version) and len(data) == len(version) + _SEED:
            return checksum(fits=True, facts=facts(("key type", kind)))
    return checksum(fits=False)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole seed, of Ed25519 behind `sEd`; what is written of it already stays out."""
    version = b"\x01\xe1\x4b" if stem.endswith(b"sEd") else b"\x21"
    seed = base58.summed(version + rng.randbytes(_SEED), base58.RIPPLE)
    given = 3 if stem.endswith(b"sEd") else stem.endswith(b"s")
    return seed[given:]
