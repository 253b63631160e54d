"""Intercom's access tokens: base 64 of `tok:<32 hex digits in five parts>:1:0`, 60 characters.

https://developers.intercom.com/docs/build-an-integration/learn-more/authentication
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.radix import HEX, encoded
from stanch.engine.proof.readable import Text
from stanch.engine.proof.stem import characters, rest

_PREFIX = b"dG9rO"
# What stands between the colons is the secret itself.
_FORM = Text(re.compile(rb"tok:[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}:\d:\d"))


def check(secret: bytes, now: int) -> Evidence:
    """Compare the form."""
    del now
    return _FORM.check(secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or all behind its beginning."""
    parts = (characters(rng, HEX, size) for size in (8, 4, 4, 4, 12))
    return rest(stem, _PREFIX, encoded(b"tok:" + b"_".join(parts) + b":1:0"))
