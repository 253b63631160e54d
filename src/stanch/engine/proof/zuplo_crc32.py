"""Zuplo API keys: `zpka_`, 32 hex digits, `_`, the CRC-32 of the 32 as text in lower-case hex.

https://zuplo.com/docs/articles/api-key-leak-detection
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form, hexadecimal
from stanch.engine.proof.evidence import NOTHING, checksum
from stanch.engine.proof.radix import HEX

_FORM = Form((b"zpka_",), (32,), alphabet=HEX, joint=b"_", digits=hexadecimal, width=8)


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token."""
    return _FORM.complete(stem, rng)
