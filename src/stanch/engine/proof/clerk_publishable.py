"""Clerk's publishable keys: `pk_live_` or `pk_test_` and base 64 of the host name and a `$`.

https://clerk.com/docs/deployments/clerk-environment-variables
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING
from stanch.engine.proof.radix import BASE36, encoded
from stanch.engine.proof.readable import Text
from stanch.engine.proof.stem import begun, characters
from stanch.model.rule import Environment

_PREFIXES = {b"pk_test_": Environment.TEST, b"pk_live_": Environment.LIVE}
_FORM = Text(re.compile(rb"(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})\$"))


def check(secret: bytes, now: int) -> Evidence:
    """Read the host name."""
    del now
    environment = _PREFIXES.get(secret[:8])
    if environment is None:
        return NOTHING
    return _FORM.check(secret[8:])._replace(environment=environment)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key, or what follows its prefix."""
    prefix = begun(stem, tuple(_PREFIXES)).prefix
    whole = prefix + encoded(b"%b.clerk.accounts.dev$" % characters(rng, BASE36, 9))
    return whole[len(prefix) :] if stem.endswith(prefix) else whole
