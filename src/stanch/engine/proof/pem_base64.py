"""A private key in armor inside base 64: environment variables, Kubernetes, whole files encoded.

The value begins with the hyphens of the BEGIN line, at any of the three places that they can have
in base 64, so characters of its first group of four may be missing.

https://datatracker.ietf.org/doc/html/rfc4648#section-4
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence, keymaker, pem
from stanch.engine.proof.evidence import NOTHING
from stanch.engine.proof.radix import BASE64, decoded, encoded
from stanch.engine.proof.stem import rest

_LONGEST = 65536
_ESCAPES = re.compile(rb"\\{1,4}[rnt]")
_BREAKS = b" \t\r\n\"'`,\\"
_HEAD = b"----BEGIN "
# The same in base 64, behind none, one or two bytes of other text in its group.
_HEADS = (b"LS0tLS1CRUdJTi", b"0tLS0tQkVHSU4g", b"tLS0tLUJFR0lOI")


def check(secret: bytes, now: int) -> Evidence:
    """Decode, and judge the key that comes out."""
    text = _text(_ESCAPES.sub(b"", secret[:_LONGEST]).translate(None, _BREAKS))
    return NOTHING if text is None else pem.check(text, now)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """All of an encoded key, or what is missing behind the beginning of one, at its place."""
    key = keymaker.armored("PRIVATE KEY", keymaker.pkcs8_rsa(rng))
    before = next((n for n, head in enumerate(_HEADS) if head in stem), 0)
    whole = encoded(b"\n" * before + key)
    return rest(stem, _HEADS[before], whole[whole.index(_HEADS[before]) :])


def _text(value: bytes) -> bytes | None:
    """The decoded text from its BEGIN line on, whatever its place in the groups of four."""
    for missing in range(4):
        whole = BASE64[:1] * missing + value.rstrip(b"=")
        data = decoded(whole[:-1] if len(whole) % 4 == 1 else whole)
        at = -1 if data is None else data.find(_HEAD)
        if data is not None and 0 <= at < 5:
            return data[at:]
    return None
