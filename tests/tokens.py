"""Tokens made at run time from a seed, so that nothing in the repository looks live."""

from __future__ import annotations

import random
import string
import zlib

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
HEX = "0123456789abcdef"


def body(length: int, alphabet: str = BASE62, seed: object = 0) -> str:
    """Random characters; the same seed gives the same characters."""
    return "".join(random.Random(f"{length}{alphabet}{seed}").choices(alphabet, k=length))


def token(prefix: str, length: int, alphabet: str = BASE62, seed: object = 0) -> str:
    """A prefix with a random body behind it."""
    return prefix + body(length, alphabet, seed)


def stripe(seed: object = 0, kind: str = "live") -> str:
    """A Stripe secret key."""
    return token(f"sk_{kind}_", 32, seed=seed)


def github(seed: object = 0) -> str:
    """A GitHub personal access token with a right checksum (CRC-32 in base 62)."""
    stem = body(30, seed=seed)
    rest, digits = zlib.crc32(stem.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return "ghp" + "_" + stem + digits
