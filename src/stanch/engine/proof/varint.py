"""Lengths of seven bits a byte, as Protocol Buffers and macaroons write them.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations


def varint(number: int) -> bytes:
    """The number, least significant group first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read(data: bytes, at: int) -> tuple[int, int] | None:
    """The number at `at` and the offset behind it; None where it does not end within ten bytes."""
    number = 0
    for shift, byte in enumerate(data[at : at + 10]):
        number |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return number, at + shift + 1
    return None


def field(data: bytes, at: int) -> tuple[int, bytes, int] | None:
    """The tag at `at`, the bytes of its length, and the offset behind them."""
    tag = read(data, at)
    size = read(data, tag[1]) if tag else None
    if tag is None or size is None or size[1] + size[0] > len(data):
        return None
    return tag[0], data[size[1] : size[1] + size[0]], size[1] + size[0]
