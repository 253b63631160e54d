"""JFrog's reference tokens: base 64 of `reftkn:<version>:<end>:<27 characters>`, 64 characters.

The end is in seconds since 1970, ten digits; all zero is never.
https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.radix import BASE62, encoded
from stanch.engine.proof.readable import Text
from stanch.engine.proof.stem import characters, rest

_PREFIX = b"cmVmdGtu"
_FORM = Text(re.compile(rb"reftkn:(?P<version>\d\d):(?P<expires>\d{10}):[\w-]{27}"))


def check(secret: bytes, now: int) -> Evidence:
    """Read version and end."""
    return _FORM.check(secret, "expires", now)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token that never expires, or all behind its beginning."""
    whole = encoded(b"reftkn:01:0000000000:" + characters(rng, BASE62, 27))
    return rest(stem, _PREFIX, whole)
