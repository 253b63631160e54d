"""Tokens made at run time, so that nothing in the repository looks live."""

from __future__ import annotations

import random
import string
import zlib

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def github(seed: int = 0) -> str:
    """A token in the form of GitHub's, with a right checksum (CRC-32 in base 62)."""
    body = "".join(random.Random(seed).choices(BASE62, k=30))
    rest, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return "ghp" + "_" + body + digits
