"""An OpenPGP secret key: `-----BEGIN PGP PRIVATE KEY BLOCK-----`.

Judged as all armored keys are; what differs is the example that `complete` makes.
https://datatracker.ietf.org/doc/html/rfc9580
"""

from __future__ import annotations

import random

from stanch.engine.proof import keymaker
from stanch.engine.proof.pem import check

__all__ = ["check", "complete"]


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key with its CRC-24."""
    del stem
    data = keymaker.pgp(rng)
    return keymaker.armored("PGP PRIVATE KEY BLOCK", data, tail=keymaker.pgp_sum(data))
