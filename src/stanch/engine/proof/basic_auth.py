"""HTTP Basic authentication: base 64 of `user:password` behind `Basic`.

https://datatracker.ietf.org/doc/html/rfc7617
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, userpass
from stanch.engine.proof.docker_auth import complete as _complete


def check(secret: bytes, now: int) -> Evidence:
    """Decode and judge the password."""
    del now
    scheme, space, text = secret.partition(b" ")
    return userpass.judged(text.strip() if space and scheme.lower() == b"basic" else secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole login."""
    return _complete(stem, rng)
