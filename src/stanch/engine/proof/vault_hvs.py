"""Vault service tokens: `hvs.` and, where servers keep their order, a message with a MAC.

Protocol Buffers: field 1 is 1, 2 a MAC of 32 bytes, 3 the message with the inner token (its
namespace behind a dot) and numbers. They all begin `hvs.CAES`. Root tokens and those without
ordering are 24 random characters and say nothing.
https://github.com/hashicorp/vault/blob/main/vault/tokens/token.proto
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, broken, facts, parsed
from stanch.engine.proof.radix import BASE62, decoded, encoded
from stanch.engine.proof.stem import characters, rest
from stanch.engine.proof.varint import field, read, varint

_START = b"hvs.CAES"
_HEAD = b"\x08\x01\x12\x20"
_LONGEST = 1024


def check(secret: bytes, now: int) -> Evidence:
    """Read the message to its end. The inner token is as secret as the outer one."""
    del now
    if not secret.startswith(_START) or len(secret) > _LONGEST:
        return NOTHING
    data = decoded(secret[4:])
    inner = _inner(data) if data is not None else None
    if inner is None:
        return broken("the message does not parse")
    _, _, namespace = inner[4:].partition(b".")
    return parsed(facts(("namespace", namespace)))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token."""
    inner = b"hvs." + characters(rng, BASE62, 24)
    message = b"\x0a" + varint(len(inner)) + inner + b"\x10" + varint(rng.randrange(1, 10**6))
    data = _HEAD + rng.randbytes(32) + b"\x1a" + varint(len(message)) + message
    whole = b"hvs." + encoded(data, url=True).rstrip(b"=")
    return rest(stem, b"hvs.", whole)


def _inner(data: bytes) -> bytes | None:
    """The inner token, where the message fills `data` exactly."""
    if not data.startswith(_HEAD) or len(data) < 40:
        return None
    outer = field(data, 36)
    if outer is None or outer[0] != 0x1A or outer[2] != len(data):
        return None
    message = outer[1]
    token = field(message, 0)
    if token is None or token[0] != 0x0A or not token[1].startswith(b"hvs."):
        return None
    return token[1] if _are_numbers(message, token[2]) else None


def _are_numbers(message: bytes, at: int) -> bool:
    """Whether all that is left are numbers: the index and, in newer servers, the key's version."""
    while at < len(message):
        number = read(message, at + 1)
        if message[at] not in {0x10, 0x18} or number is None:
            return False
        at = number[1]
    return True
