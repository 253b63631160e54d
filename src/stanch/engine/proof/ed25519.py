"""The public key of an Ed25519 secret, to see whether two halves belong together.

Only this one operation, on values that a text holds already; nothing is signed here, so the time
that it takes may depend on the secret.

https://datatracker.ietf.org/doc/html/rfc8032#section-5.1.5
"""

from __future__ import annotations

from functools import cache

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)
_Point = tuple[int, int, int, int]  # X, Y, Z and T = X * Y / Z
_NEUTRAL: _Point = (0, 1, 1, 0)


def public(secret: bytes) -> bytes:
    """The 32 bytes of the public key that belongs to 32 secret ones."""
    from hashlib import sha512

    scalar = int.from_bytes(sha512(secret).digest()[:32], "little")
    scalar = scalar & (1 << 254) - 8 | 1 << 254
    point = _NEUTRAL
    for place, row in enumerate(_table()):
        point = _sum(point, row[scalar >> 4 * place & 15])
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    return (y * inverse % _P | (x * inverse % _P & 1) << 255).to_bytes(32, "little")


@cache
def _table() -> tuple[tuple[_Point, ...], ...]:
    """The multiples of the base point that a digit of four bits can ask for, place by place."""
    rows = []
    base: _Point = (*_BASE, 1, _BASE[0] * _BASE[1] % _P)
    for _ in range(64):
        row = [_NEUTRAL]
        for _ in range(15):
            row.append(_sum(row[-1], base))
        rows.append(tuple(row))
        base = _sum(row[-1], base)
    return tuple(rows)


def _sum(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P
