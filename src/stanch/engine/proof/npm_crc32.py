"""npm tokens (`npm_`): 30 characters and their CRC-32 in six base-62 digits, as GitHub does it.

The vendor describes it; no published sample confirms it, so a wrong sum lowers and never drops.
https://github.blog/security/announcing-npms-new-access-token-format/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form
from stanch.engine.proof.evidence import NOTHING, checksum

_FORM = Form((b"npm_",), (30,))


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token."""
    return _FORM.complete(stem, rng)
