"""Polar tokens (`polar_oat_` and relatives): 37 characters and their CRC-32 in six base-62 digits.

https://github.com/polarsource/polar/blob/main/server/polar/kit/crypto.py
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form
from stanch.engine.proof.evidence import NOTHING, checksum

_FORM = Form(
    (
        b"polar_oat_",
        b"polar_pat_",
        b"polar_cst_",
        b"polar_crt_",
        b"polar_cs_",
        b"polar_at_u_",
        b"polar_at_o_",
        b"polar_rt_u_",
        b"polar_rt_o_",
    ),
    (37,),
)


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token."""
    return _FORM.complete(stem, rng)
