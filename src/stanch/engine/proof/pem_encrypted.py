"""A PKCS#8 key under a pass phrase: `-----BEGIN ENCRYPTED PRIVATE KEY-----`.

Judged as all armored keys are; what differs is the example that `complete` makes.
https://datatracker.ietf.org/doc/html/rfc5958
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
