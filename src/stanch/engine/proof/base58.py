"""Base 58, and its form with four bytes of double SHA-256 at the end (Base58Check).

https://datatracker.ietf.org/doc/html/draft-msporny-base58-03
https://en.bitcoin.it/wiki/Base58Check_encoding
"""

from __future__ import annotations

BITCOIN = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_SUM = 4
_LONGEST = 200


def decoded(text: bytes, alphabet: bytes = BITCOIN) -> bytes | None:
    """The bytes; None where a character is none of the alphabet's, or the text is too long."""
    if len(text) > _LONGEST or text.translate(None, alphabet):
        return None
    number = 0
    for char in text:
        number = number * 58 + alphabet.index(char)
    zeros = len(text) - len(text.lstrip(alphabet[:1]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encoded(data: bytes, alphabet: bytes = BITCOIN) -> bytes:
    """The text of some bytes; each zero in front is the alphabet's first character."""
    number, out = int.from_bytes(data, "big"), bytearray()
    while number:
        number, digit = divmod(number, 58)
        out.append(alphabet[digit])
    out += alphabet[:1] * (len(data) - len(data.lstrip(b"\0")))
    out.reverse()
    return bytes(out)


def checked(text: bytes, alphabet: bytes = BITCOIN) -> bytes | None:
    """What stands before the sum; None where the sum is wrong."""
    data = decoded(text, alphabet)
    if data is None or len(data) <= _SUM or data[-_SUM:] != _sum(data[:-_SUM]):
        return None
    return data[:-_SUM]


def summed(payload: bytes, alphabet: bytes = BITCOIN) -> bytes:
    """The text with its sum."""
    return encoded(payload + _sum(payload), alphabet)


def _sum(payload: bytes) -> bytes:
    from hashlib import sha256

    return sha256(sha256(payload).digest()).digest()[:_SUM]
