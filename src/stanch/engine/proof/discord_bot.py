"""Discord bot tokens begin with the bot's id, and an id holds the moment it was made.

Base 64 of the decimal id, `.`, six characters, `.`, a MAC. Milliseconds since 2015 are the id
without its low 22 bits.
https://discord.com/developers/docs/reference#snowflakes
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence, moments
from stanch.engine.proof.evidence import broken, facts, parsed
from stanch.engine.proof.radix import BASE62, decoded, encoded
from stanch.engine.proof.stem import characters

_EPOCH = 1_420_070_400_000


def check(secret: bytes, now: int) -> Evidence:
    """Decode the id; it must not be from the future."""
    data = decoded(secret.partition(b".")[0][:40])
    if data is None or not data.isdigit() or not 17 <= len(data) <= 20:
        return broken("the first part is no bot's id")
    created = ((int(data) >> 22) + _EPOCH) // 1000
    if created > now + 86400:
        return broken("the bot's id is from the future")
    return parsed(facts(("bot", data), ("created", moments.day(created))))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token."""
    del stem
    identifier = b"%d" % ((rng.randrange(10**11, 2 * 10**11) << 22) + rng.randrange(1 << 22))
    first = encoded(identifier).rstrip(b"=")
    return b".".join((first, characters(rng, BASE62, 6), characters(rng, BASE62, 38)))
