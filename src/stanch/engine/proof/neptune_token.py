"""Neptune's API tokens: base 64 of JSON with the address of the server and a key.

https://docs.neptune.ai/setup/setting_api_token/
"""

from __future__ import annotations

import random
from uuid import UUID

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import facts
from stanch.engine.proof.radix import encoded
from stanch.engine.proof.readable import Json
from stanch.engine.proof.stem import rest

_PREFIX = b"eyJhcGlfYWRkcmVzcyI6"
_FORM = Json(("api_address", "api_key"), lambda o: facts(("address", o.get("api_address"))))


def check(secret: bytes, now: int) -> Evidence:
    """Read the address; never the key."""
    del now
    return _FORM.check(secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or all behind its beginning."""
    address = b"https://app.neptune.ai"
    key = str(UUID(int=rng.getrandbits(128), version=4)).encode()
    content = b'{"api_address":"%b","api_url":"%b","api_key":"%b"}' % (address, address, key)
    return rest(stem, _PREFIX, encoded(content))
