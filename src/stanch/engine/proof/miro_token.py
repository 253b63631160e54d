"""Miro's access tokens: base 64 of JSON that names the region, `_`, and random characters.

https://developers.miro.com/docs/getting-started-with-oauth
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts
from stanch.engine.proof.radix import BASE64URL, encoded
from stanch.engine.proof.readable import Json
from stanch.engine.proof.stem import characters, rest

_PREFIX = b"eyJtaXJv"
_FORM = Json(("miro.origin",), lambda o: facts(("region", o.get("miro.origin"))))


def check(secret: bytes, now: int) -> Evidence:
    """Read the region."""
    del now
    content, joint, _ = secret.partition(b"_")
    return _FORM.check(content) if joint else NOTHING


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or all behind its beginning."""
    region = rng.choice((b"eu01", b"us01"))
    text = encoded(b'{"miro.origin":"%b"}' % region).rstrip(b"=")
    return rest(stem, _PREFIX, text + b"_" + characters(rng, BASE64URL, 27))
