"""The `auth` of a Docker configuration, and npm's `_auth`: base 64 of `user:password`.

https://docs.docker.com/reference/cli/docker/login/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, userpass
from stanch.engine.proof.radix import BASE62, encoded
from stanch.engine.proof.stem import characters


def check(secret: bytes, now: int) -> Evidence:
    """Decode and judge the password."""
    del now
    return userpass.judged(secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole login."""
    del stem
    return encoded(b"robot:" + characters(rng, BASE62, 21))
