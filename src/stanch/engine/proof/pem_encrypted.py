"""A PKCS#8 key under a pass phrase: `-----BEGIN ENCRYPTED PRIVATE KEY-----`, RFC 5958.

Judged as all armored keys are; what differs is the example that `complete` makes.
"""

from __future__ import annotations

import random

from stanch.engine.proof import keymaker
from stanch.engine.proof.pem import check

__all__ = ["check", "complete"]


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key."""
    del stem
    return keymaker.armored("ENCRYPTED PRIVATE KEY", keymaker.encrypted(rng))
