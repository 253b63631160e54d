"""Cloudflare tokens (`cfut_ cfat_ cfk_`): 40 characters and their CRC-32 in lower-case hex.

The prefix is not covered. The vendor says "checksum"; that it is CRC-32 was found on a published
body.
https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form, hexadecimal
from stanch.engine.proof.evidence import NOTHING, checksum

_FORM = Form((b"cfut_", b"cfat_", b"cfk_"), (40,), digits=hexadecimal, width=8)


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token."""
    return _FORM.complete(stem, rng)
