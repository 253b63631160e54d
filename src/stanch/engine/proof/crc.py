"""Tokens that end in the CRC-32 of their body: one description a vendor.

CRC-32 is the IEEE one (zlib). What differs is the length of the body, which characters the sum
covers, what joins the two, and how the number is written.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple
from zlib import crc32

from stanch.engine.proof.radix import BASE62, written
from stanch.engine.proof.stem import begun, filled


def base62(number: int) -> bytes:
    """Six digits 0-9A-Za-z, as GitHub writes its sums."""
    return written(number, BASE62, 6)


def hexadecimal(number: int) -> bytes:
    """Eight lower-case hex digits."""
    return b"%08x" % number


class Form(NamedTuple):
    """How one vendor builds its tokens. Longer prefixes stand before those they begin with."""

    prefixes: tuple[bytes, ...]
    sizes: Sequence[int]
    alphabet: bytes = BASE62
    joint: bytes = b""
    covered: Callable[[bytes, bytes], bytes] = lambda _prefix, body: body
    digits: Callable[[int], bytes] = base62
    width: int = 6

    def fits(self, secret: bytes) -> bool | None:
        """Whether the sum is right; None where the value is not of this form at all."""
        prefix = next((p for p in self.prefixes if secret.startswith(p)), None)
        if prefix is None:
            return None
        end = len(secret) - self.width - len(self.joint)
        body = secret[len(prefix) : end]
        if end < len(prefix) or len(body) not in self.sizes:
            return None
        return secret == self._whole(prefix, body)

    def complete(self, stem: bytes, rng: random.Random, size: int = 0) -> bytes:
        """The rest of the body and the right sum."""
        start = begun(stem, self.prefixes)
        body = filled(start.body, size or self.sizes[0], self.alphabet, rng)
        return self._whole(start.prefix, body)[start.given :]

    def _whole(self, prefix: bytes, body: bytes) -> bytes:
        total = crc32(self.covered(prefix, body))
        return prefix + body + self.joint + self.digits(total)
