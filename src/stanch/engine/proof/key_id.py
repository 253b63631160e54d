"""Keys of WorkOS and of Highnote: `sk_live_` and base 64 of a text that begins with `key_`.

Neither vendor documents the rest of the text, so another one says nothing.
https://workos.com/docs/reference/api-keys
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING
from stanch.engine.proof.radix import BASE36, BASE62, encoded
from stanch.engine.proof.readable import Text
from stanch.engine.proof.stem import begun, characters
from stanch.model.rule import Environment

_MODE = re.compile(rb"[a-z]{2}_([a-z]{3,10})_(?=a2V5X)")
_LIVE = {b"live": Environment.LIVE, b"prod": Environment.LIVE, b"test": Environment.TEST}
_FORM = Text(re.compile(rb"(?P<key>key_[0-9A-Za-z]{8,40})[,:;|.][\x21-\x7e]{8,80}"), promised=False)


def check(secret: bytes, now: int) -> Evidence:
    """Read the key's id and the environment."""
    del now
    mode = _MODE.match(secret)
    if mode is None:
        return NOTHING
    return _FORM.check(secret[mode.end() :])._replace(environment=_LIVE.get(mode[1]))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key, or what follows its prefix or the beginning of its text."""
    start = begun(stem, (b"sk_live_", b"sk_test_", b"rk_live_", b"rk_test_"))
    identity = b"key_" + characters(rng, BASE36, 26).upper()
    text = encoded(identity + b"," + characters(rng, BASE62, 25))
    whole = start.prefix + (text if text.startswith(start.body) else start.body + text)
    return whole[start.given :]
