"""Grafana Cloud access policy tokens: `glc_` and base 64 of JSON with organization, name and key.

https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, broken, facts, parsed
from stanch.engine.proof.jsontext import mapping
from stanch.engine.proof.radix import BASE36, BASE62, decoded, encoded
from stanch.engine.proof.stem import characters, rest

_PREFIX = b"glc_"
_JSON = b"eyJ"
_LONGEST = 2048


def check(secret: bytes, now: int) -> Evidence:
    """Read organization, name and region; never the key."""
    del now
    if not secret.startswith(_PREFIX + _JSON) or len(secret) > _LONGEST:
        return NOTHING
    data = decoded(secret[len(_PREFIX) :])
    content = mapping(data) if data is not None else None
    if content is None:
        return broken("the content does not parse")
    place = content.get("m")
    region = place.get("r") if isinstance(place, dict) else None
    return parsed(
        facts(("organization", content.get("o")), ("name", content.get("n")), ("region", region))
    )


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or all behind its prefix."""
    content = b'{"o":"%d","n":"%b","k":"%b","m":{"r":"us"}}' % (
        rng.randrange(10**5, 10**6),
        b"stack-" + characters(rng, BASE36, 6),
        characters(rng, BASE62, 24),
    )
    whole = _PREFIX + encoded(content)
    return rest(stem, _PREFIX, whole)
