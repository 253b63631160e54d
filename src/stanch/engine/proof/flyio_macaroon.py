"""Fly.io's tokens (`fm2_`): base 64 of a macaroon in MessagePack, several joined by commas.

Four items: a nonce (key id, 16 random bytes, and later a flag), the location, the caveats as types
and bodies in turn, and 32 bytes of HMAC-SHA256. Caveat 0 names the organization, 4 the time.
https://github.com/superfly/macaroon/blob/main/macaroon-thought.md
"""

from __future__ import annotations

import random
from typing import NamedTuple

from stanch.engine.proof import Evidence, messagepack
from stanch.engine.proof.evidence import NOTHING, broken, facts, parsed
from stanch.engine.proof.messagepack import Value
from stanch.engine.proof.radix import decoded, encoded
from stanch.engine.proof.readable import aged
from stanch.engine.proof.stem import rest

_PREFIX = b"fm2_"
_SCHEME = b"FlyV1 "
_LONGEST = 8192
_ORGANIZATION, _WINDOW = 0, 4
_RANDOM, _TAIL = 16, 32


class _Macaroon(NamedTuple):
    location: bytes
    caveats: tuple[Value, ...]


def check(secret: bytes, now: int) -> Evidence:
    """Read location, organization and end of the first one."""
    value = secret[:_LONGEST].removeprefix(_SCHEME).split(b",", 1)[0]
    if not value.startswith(_PREFIX):
        return NOTHING
    found = _macaroon(decoded(value[len(_PREFIX) :]) or b"")
    if found is None:
        return broken("the macaroon does not parse")
    pairs = list(zip(found.caveats[::2], found.caveats[1::2], strict=False))
    known = facts(("location", found.location), ("organization", _field(pairs, _ORGANIZATION, 0)))
    return aged(parsed(known), _field(pairs, _WINDOW, 1), now)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token of one macaroon, or all behind its prefix."""
    nonce = b"\x93\xc4\x10" + rng.randbytes(16) + b"\xc4\x10" + rng.randbytes(_RANDOM) + b"\xc2"
    location = b"https://api.fly.io/v1"
    organization = b"\x00\x92\xcd" + rng.randbytes(2) + b"\x1f"
    data = b"\x94" + nonce + bytes([0xA0 | len(location)]) + location
    data += b"\x92" + organization + b"\xc4\x20" + rng.randbytes(_TAIL)
    return rest(stem, _PREFIX, _PREFIX + encoded(data))


def _macaroon(data: bytes) -> _Macaroon | None:
    match messagepack.read(data):
        case (
            (bytes(), bytes() as chance, *_),
            bytes() as location,
            tuple() as caveats,
            tail,
        ), True:
            whole = len(chance) == _RANDOM and isinstance(tail, bytes) and len(tail) == _TAIL
            return _Macaroon(location, caveats) if whole and len(caveats) % 2 == 0 else None
        case _:
            return None


def _field(pairs: list[tuple[Value, Value]], kind: int, place: int) -> int | None:
    for name, body in pairs:
        if name == kind and isinstance(body, tuple) and len(body) > place:
            value = body[place]
            return value if isinstance(value, int) else None
    return None
