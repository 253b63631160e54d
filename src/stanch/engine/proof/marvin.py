"""Marvin32, the keyed hash that Microsoft's identifiable keys end in.

https://github.com/microsoft/security-utilities (Marvin.cs, with the check values of the tests)
"""

from __future__ import annotations

_MASK = 0xFFFFFFFF


def _left(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & _MASK


def _mixed(p0: int, p1: int) -> tuple[int, int]:
    p1 ^= p0
    p0 = (_left(p0, 20) + p1) & _MASK
    p1 = _left(p1, 9) ^ p0
    p0 = (_left(p0, 27) + p1) & _MASK
    return p0, _left(p1, 19)


def halves(data: bytes, seed: int) -> tuple[int, int]:
    """The two words of the state at the end."""
    p0, p1 = seed & _MASK, seed >> 32
    whole = len(data) & ~3
    tail = (data[whole:] + b"\x80").ljust(4, b"\0")
    for at in range(0, whole, 4):
        p0, p1 = _mixed((p0 + int.from_bytes(data[at : at + 4], "little")) & _MASK, p1)
    p0, p1 = _mixed((p0 + int.from_bytes(tail, "little")) & _MASK, p1)
    return _mixed(p0, p1)


def marvin32(data: bytes, seed: bytes) -> int:
    """The 32-bit hash; the seed is written as eight characters."""
    p0, p1 = halves(data, int.from_bytes(seed, "big"))
    return p0 ^ p1
