"""Atlassian Cloud tokens (`ATATT3` account, `ATCTT3` organization or repository).

A base64url body, `=`, and the CRC-32 of all before, prefix and `=` included, in upper-case hex.
Confirmed on published samples; the vendor does not document it.
https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form
from stanch.engine.proof.evidence import NOTHING, checksum
from stanch.engine.proof.radix import BASE64URL

_USUAL = 177  # 192 characters in all


def _all_before(prefix: bytes, body: bytes) -> bytes:
    return prefix + body + b"="


def _upper(number: int) -> bytes:
    return b"%08X" % number


_FORM = Form(
    (b"ATATT3", b"ATCTT3"),
    (_USUAL, *range(100, 300)),
    alphabet=BASE64URL,
    joint=b"=",
    covered=_all_before,
    digits=_upper,
    width=8,
)


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token."""
    return _FORM.complete(stem, rng)
