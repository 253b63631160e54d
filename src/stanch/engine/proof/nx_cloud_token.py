"""Nx Cloud's access tokens: base 64 of a UUID and what it may do, with a bar between.

The vendor documents no form, so another one says nothing.
https://nx.dev/ci/recipes/security/access-tokens
"""

from __future__ import annotations

import random
import re
from uuid import UUID

from stanch.engine.proof import Evidence
from stanch.engine.proof.radix import encoded
from stanch.engine.proof.readable import Text

_FORM = Text(
    re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\|(?P<access>read(?:-write)?)"),
    promised=False,
)


def check(secret: bytes, now: int) -> Evidence:
    """Read what it may do."""
    del now
    return _FORM.check(secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token that may write."""
    del stem
    return encoded(b"%b|read-write" % str(UUID(int=rng.getrandbits(128), version=4)).encode())
