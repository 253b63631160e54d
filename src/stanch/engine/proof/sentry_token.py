"""Sentry organization tokens: `sntrys_`, base 64 of JSON, `_`, 32 random bytes.

https://github.com/getsentry/sentry/blob/master/src/sentry/utils/security/orgauthtoken_token.py
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, moments
from stanch.engine.proof.evidence import NOTHING, broken, facts, parsed
from stanch.engine.proof.jsontext import mapping
from stanch.engine.proof.radix import BASE36, decoded, encoded
from stanch.engine.proof.stem import characters, rest

_PREFIX = b"sntrys_"
_LONGEST = 2048


def check(secret: bytes, now: int) -> Evidence:
    """Read organization and region."""
    del now
    if not secret.startswith(_PREFIX) or len(secret) > _LONGEST:
        return NOTHING
    text, _, tail = secret[len(_PREFIX) :].rpartition(b"_")
    data = decoded(text)
    content = mapping(data) if data is not None else None
    if content is None or len(tail.rstrip(b"=")) != 43:
        return broken("the content does not parse")
    return parsed(
        facts(
            ("organization", content.get("org")),
            ("region", content.get("region_url") or content.get("url")),
            ("created", moments.day(moments.seconds(content.get("iat")))),
        )
    )


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or all behind its prefix."""
    content = (
        b'{"iat":%d.0,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"%b"}'
    ) % (1_700_000_000 + rng.randrange(10**7), characters(rng, BASE36, 8))
    whole = _PREFIX + encoded(content) + b"_" + encoded(rng.randbytes(32)).rstrip(b"=")
    return rest(stem, _PREFIX, whole)
