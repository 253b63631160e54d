"""Mapbox tokens (`pk.`, `sk.`, `tk.`): JSON with user `u` and token id `a`, and a signature.

https://docs.mapbox.com/api/accounts/tokens/#token-format
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts
from stanch.engine.proof.radix import BASE36, BASE64URL, encoded
from stanch.engine.proof.readable import Json
from stanch.engine.proof.stem import begun, characters

_PREFIXES = (b"sk.", b"pk.", b"tk.")
_JSON = b"eyJ"
_FORM = Json(("u",), lambda o: facts(("user", o.get("u")), ("token id", o.get("a"))))


def check(secret: bytes, now: int) -> Evidence:
    """Read user, token id and, of a temporary token, the end."""
    parts = secret.split(b".", 3)
    if len(parts) != 3 or not parts[1].startswith(_JSON):
        return NOTHING
    return _FORM.check(parts[1], now)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or what follows the beginning of one."""
    start = begun(stem, _PREFIXES)
    content = b'{"u":"user-%b","a":"%b"}' % (
        characters(rng, BASE36, 6),
        b"c" + characters(rng, BASE36, 24),
    )
    text = encoded(content, url=True).rstrip(b"=") + b"." + characters(rng, BASE64URL, 22)
    whole = start.prefix + (text if text.startswith(start.body) else start.body + b"." + text)
    return whole[start.given :]
