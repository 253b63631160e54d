"""Bech32, text with a checksum that finds every error of up to four characters.

https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from __future__ import annotations

ALPHABET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def fits(text: bytes) -> bool:
    """Whether the checksum is right. Mixed case is invalid."""
    if text not in (text.lower(), text.upper()):
        return False
    head, joint, data = text.lower().rpartition(b"1")
    if not joint or not head or len(data) < 6 or data.translate(None, ALPHABET):
        return False
    return _polymod(_expanded(head) + [ALPHABET.index(c) for c in data]) == 1


def checksum(head: bytes, data: bytes) -> bytes:
    """The six characters that must follow `data` (in the alphabet, lower case)."""
    values = _expanded(head) + [ALPHABET.index(c) for c in data] + [0] * 6
    total = _polymod(values) ^ 1
    return bytes(ALPHABET[total >> 5 * (5 - i) & 31] for i in range(6))


def _expanded(head: bytes) -> list[int]:
    return [c >> 5 for c in head] + [0] + [c & 31 for c in head]


def _polymod(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATORS):
            if top >> i & 1:
                total ^= generator
    return total
