"""Grafana's API keys of before service accounts: base 64 of JSON with key, name and organization.

https://grafana.com/docs/grafana/latest/administration/service-accounts/migrate-api-keys/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import facts
from stanch.engine.proof.radix import BASE36, BASE62, encoded
from stanch.engine.proof.readable import Json
from stanch.engine.proof.stem import characters, rest

_PREFIX = b"eyJrIjoi"
_FORM = Json(("k", "n"), lambda o: facts(("name", o.get("n")), ("organization", o.get("id"))))


def check(secret: bytes, now: int) -> Evidence:
    """Read name and organization; never the key."""
    del now
    return _FORM.check(secret)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key, or all behind its beginning."""
    content = b'{"k":"%b","n":"%b","id":%d}' % (
        characters(rng, BASE62, 32),
        b"ci-" + characters(rng, BASE36, 6),
        rng.randrange(1, 10**4),
    )
    return rest(stem, _PREFIX, encoded(content))
