"""Elasticsearch's API keys: base 64 of `<id>:<key>`, as the server gives them in `encoded`.

https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-create-api-key
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.radix import BASE62, encoded
from stanch.engine.proof.readable import Text
from stanch.engine.proof.stem import characters

_FORM = Text(re.compile(rb"(?P<key_id>[\w-]{8,40}):[\w-]{16,48}"))


def check(secret: bytes, now: int) -> Evidence:
    """Read the id."""
    del now
    return _FORM.check(secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key."""
    del stem
    return encoded(characters(rng, BASE62, 20) + b":" + characters(rng, BASE62, 22))
