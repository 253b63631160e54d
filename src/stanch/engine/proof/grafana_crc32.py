"""Grafana service account tokens: `glsa_`, 32 characters, `_`, eight hex digits of CRC-32.

The sum covers the prefix and the 32 characters; its bytes are written least significant first.
https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.crc import Form
from stanch.engine.proof.evidence import NOTHING, checksum


def _swapped(number: int) -> bytes:
    return number.to_bytes(4, "little").hex().encode()


def _with_prefix(prefix: bytes, body: bytes) -> bytes:
    return prefix + body


_FORM = Form((b"glsa_",), (32,), joint=b"_", covered=_with_prefix, digits=_swapped, width=8)


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum."""
    del now
    fits = _FORM.fits(secret)
    return NOTHING if fits is None else checksum(fits=fits)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a token."""
    return _FORM.complete(stem, rng)
