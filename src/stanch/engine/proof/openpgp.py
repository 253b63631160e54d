"""OpenPGP secret keys: packets, the octet that says whether they are encrypted, and the CRC-24.

https://datatracker.ietf.org/doc/html/rfc9580 (armor checksum: RFC 4880, section 6)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stanch.engine.proof.der import Key

_SECRET_TAGS = frozenset({5, 7})
_NAMES: Mapping[int, str] = {
    1: "RSA",
    2: "RSA",
    3: "RSA",
    16: "ElGamal",
    17: "DSA",
    18: "ECDH",
    19: "ECDSA",
    22: "EdDSA",
    25: "X25519",
    26: "X448",
    27: "Ed25519",
    28: "Ed448",
}
# The public fields in order: m a number, o a curve's name, k parameters of a key derivation.
_FIELDS: Mapping[int, str] = {
    1: "mm",
    2: "mm",
    3: "mm",
    16: "mmm",
    17: "mmmm",
    18: "omk",
    19: "om",
    22: "om",
}
_NATIVE: Mapping[int, int] = {25: 32, 26: 56, 27: 32, 28: 57}


class Packet(NamedTuple):
    """One packet's tag and contents."""

    tag: int
    body: bytes


def crc24(data: bytes) -> int:
    """The checksum of the armor."""
    total = 0xB704CE
    for byte in data:
        total ^= byte << 16
        for _ in range(8):
            total <<= 1
            if total & 0x1000000:
                total ^= 0x1864CFB
    return total


def private_key(data: bytes) -> Key | None:
    """The first key of the packets; None where they do not tile `data` or hold no secret key."""
    packets = _packets(data)
    if not packets or packets[0].tag not in _SECRET_TAGS:
        return None
    body = packets[0].body
    if len(body) < 12 or body[0] not in {3, 4, 5, 6}:
        return None
    algorithm = body[5] if body[0] >= 4 else body[7]
    usage = _usage(body, algorithm)
    return Key(_NAMES.get(algorithm, ""), _bits(body), encrypted=usage not in {None, 0})


def _packets(data: bytes) -> list[Packet] | None:
    found: list[Packet] = []
    at = 0
    while at < len(data) and len(found) < 256:
        head = _head(data, at)
        if head is None or head[1] + head[2] > len(data):
            return None
        tag, start, size = head
        found.append(Packet(tag, data[start : start + size]))
        at = start + size
    return found if at == len(data) else None


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Tag, offset and length of the contents. Partial lengths do not occur in keys."""
    first, rest = data[at], data[at + 1 : at + 6].ljust(5, b"\0")
    if not first & 0x80:
        return None
    if first & 0x40:
        return _new_head(first & 0x3F, at + 1, rest)
    width = (1, 2, 4, 0)[first & 3]
    if not width:
        return None
    return first >> 2 & 15, at + 1 + width, int.from_bytes(rest[:width], "big")


def _new_head(tag: int, at: int, rest: bytes) -> tuple[int, int, int] | None:
    if rest[0] < 192:
        return tag, at + 1, rest[0]
    if rest[0] < 224:
        return tag, at + 2, ((rest[0] - 192) << 8) + rest[1] + 192
    if rest[0] == 255:
        return tag, at + 5, int.from_bytes(rest[1:5], "big")
    return None


def _usage(body: bytes, algorithm: int) -> int | None:
    """The octet that says how the secret part is encrypted; None where it cannot be found."""
    if body[0] >= 5:
        at: int | None = 10 + int.from_bytes(body[6:10], "big")
    else:
        at = _public_end(body, 6 if body[0] == 4 else 8, algorithm)
    return body[at] if at is not None and at < len(body) else None


def _public_end(body: bytes, at: int, algorithm: int) -> int | None:
    if algorithm in _NATIVE:
        return at + _NATIVE[algorithm]
    fields = _FIELDS.get(algorithm)
    if fields is None:
        return None
    for field in fields:
        if at + 2 > len(body):
            return None
        if field == "m":
            at += 2 + (int.from_bytes(body[at : at + 2], "big") + 7) // 8
        else:
            at += 1 + body[at]
    return at


def _bits(body: bytes) -> int:
    """The size of the first number, for RSA, DSA and ElGamal of version 4."""
    return int.from_bytes(body[6:8], "big") if body[0] == 4 and body[5] in {1, 2, 3, 16, 17} else 0
