"""A DSA key as OpenSSL writes it: `-----BEGIN DSA PRIVATE KEY-----`.

Judged as all armored keys are; what differs is the example that `complete` makes.
https://docs.openssl.org/master/man1/openssl-dsa/
"""

from __future__ import annotations

import random

from stanch.engine.proof import keymaker
from stanch.engine.proof.pem import check

__all__ = ["check", "complete"]


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key."""
    del stem
    return keymaker.armored("DSA PRIVATE KEY", keymaker.dsa(rng))
