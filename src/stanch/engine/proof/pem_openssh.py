"""A key in OpenSSH's own format.

Judged as all armored keys are; what differs is the example that `complete` makes.
https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
"""

from __future__ import annotations

import random

from stanch.engine.proof import keymaker
from stanch.engine.proof.pem import check

__all__ = ["check", "complete"]


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key."""
    del stem
    return keymaker.armored("OPENSSH PRIVATE KEY", keymaker.ssh(rng))
