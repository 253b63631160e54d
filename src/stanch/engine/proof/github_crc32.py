"""GitHub's classic tokens (`ghp_ gho_ ghu_ ghs_ ghr_`) end in a CRC-32 of their body in base 62.

Body of 30 characters (70 for `ghr_`), six digits 0-9A-Za-z padded with `0`; the prefix is not
covered. Not covered at all: `github_pat_` and the `ghs_<app>_<JWT>` form, which say nothing here.
https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form
from stanch.engine.proof.evidence import NOTHING, checksum

_FORM = Form((b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"), (30, 70))


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token; a refresh token is the long one."""
    return _FORM.complete(stem, rng, 70 if b"ghr_" in stem else 30)
