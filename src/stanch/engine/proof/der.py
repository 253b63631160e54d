"""Private keys in DER: whether the structure tiles its bytes exactly, and what kind it is.

PKCS#1 (RFC 8017), SEC 1 (RFC 5915), PKCS#8 (RFC 5958), its encrypted form, and OpenSSL's DSA.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

INTEGER, OCTETS, OID, SEQUENCE = 0x02, 0x04, 0x06, 0x30
_MOST = 32

_ALGORITHMS: Mapping[str, str] = {
    "2a864886f70d010101": "RSA",
    "2a864886f70d01010a": "RSA-PSS",
    "2a864886f70d010301": "DH",
    "2a8648ce3d0201": "EC",
    "2a8648ce380401": "DSA",
    "2b656e": "X25519",
    "2b656f": "X448",
    "2b6570": "Ed25519",
    "2b6571": "Ed448",
}
_CURVES: Mapping[str, tuple[str, int]] = {
    "2a8648ce3d030101": ("P-192", 192),
    "2b81040021": ("P-224", 224),
    "2a8648ce3d030107": ("P-256", 256),
    "2b8104000a": ("secp256k1", 256),
    "2b81040022": ("P-384", 384),
    "2b81040023": ("P-521", 521),
}


class Item(NamedTuple):
    """A tag with its contents."""

    tag: int
    body: bytes


class Key(NamedTuple):
    """What a structure says about the key in it; `bits` is 0 where that is not easy to say."""

    kind: str
    bits: int = 0
    encrypted: bool = False


def items(data: bytes) -> list[Item] | None:
    """The items that make up `data` without a byte left over; None where they do not."""
    found: list[Item] = []
    at = 0
    while at < len(data) and len(found) < _MOST:
        head = _length(data, at + 1)
        if head is None or head[1] + head[0] > len(data):
            return None
        size, start = head
        found.append(Item(data[at], data[start : start + size]))
        at = start + size
    return found if at == len(data) else None


def written(tag: int, *bodies: bytes) -> bytes:
    """One item."""
    body = b"".join(bodies)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return written(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def private_key(data: bytes) -> Key | None:
    """The key that `data` holds; None where the structure does not parse."""
    outer = items(data)
    if outer is None or len(outer) != 1 or outer[0].tag != SEQUENCE:
        return None
    parts = items(outer[0].body)
    if not parts:
        return None
    tags = [part.tag for part in parts]
    shape = next((known for known in _SHAPES if tuple(tags[: len(known)]) == known), ())
    return _SHAPES[shape](parts) if shape else Key("")


def _length(data: bytes, at: int) -> tuple[int, int] | None:
    """The length at `at` and the offset behind it."""
    if at >= len(data):
        return None
    first = data[at]
    if first < 0x80:
        return first, at + 1
    count = first & 0x7F
    if not 1 <= count <= 4 or at + 1 + count > len(data):
        return None
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count


def _bits(part: Item) -> int:
    return int.from_bytes(part.body, "big").bit_length()


def _sec1(parts: list[Item]) -> Key:
    named = next((p for p in parts[2:] if p.tag == 0xA0), None)
    inner = items(named.body) if named else None
    return _curve(inner[0] if inner else None)


def _pkcs8(parts: list[Item]) -> Key:
    names = items(parts[1].body)
    if not names or names[0].tag != OID:
        return Key("")
    kind = _ALGORITHMS.get(names[0].body.hex(), "")
    if kind == "EC":
        return _curve(names[1] if len(names) > 1 else None)
    inner = private_key(parts[2].body) if kind.startswith("RSA") else None
    return Key(kind, inner.bits if inner else 0)


def _curve(name: Item | None) -> Key:
    known = _CURVES.get(name.body.hex()) if name and name.tag == OID else None
    return Key(f"EC {known[0]}", known[1]) if known else Key("EC")


_SHAPES: Mapping[tuple[int, ...], Callable[[list[Item]], Key]] = {
    (INTEGER,) * 9: lambda parts: Key("RSA", _bits(parts[1])),
    (INTEGER,) * 6: lambda parts: Key("DSA", _bits(parts[1])),
    (INTEGER, OCTETS): _sec1,
    (INTEGER, SEQUENCE, OCTETS): _pkcs8,
    (SEQUENCE, OCTETS): lambda _parts: Key("PKCS#8", encrypted=True),
}
