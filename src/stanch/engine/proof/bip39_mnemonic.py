"""Recovery phrases of wallets: words of a list, the last bits of which are a checksum.

Each word stands for eleven bits. Of all bits the first 32 of each 33 are random, the others are the
first bits of their SHA-256. Only the English list is known here.
https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.bip39_words import numbers
from stanch.engine.proof.evidence import checksum, dropped, facts
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence

_COUNTS = (12, 15, 18, 21, 24)
_LONGEST = 400
# Phrases that tools start with when nobody gives them one: Truffle and Ganache.
_KNOWN = frozenset(
    {
        "candy maple cake sugar pudding cream honey rich smooth crumble sweet treat",
        "myth like bonus scare over problem client lizard pioneer submit female collect",
    }
)
_NONE = Evidence(
    Proof.FAILS,
    note="altered or another text: not all words are of the English list of BIP-39",
    confidence=Confidence.LOW,
)


def check(secret: bytes, now: int) -> Evidence:
    """Look the words up and compare the checksum."""
    del now
    words = secret[:_LONGEST].decode("ascii", "replace").lower().split()
    if len(words) not in _COUNTS or len(secret) > _LONGEST:
        return _NONE
    if len(set(words)) <= 2 or " ".join(words) in _KNOWN:
        return dropped(Reason.EXAMPLE, "the phrase of a documentation")
    found = [numbers().get(word) for word in words]
    known = [number for number in found if number is not None]
    if len(known) < len(words):
        return _NONE
    return _summed(known)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A phrase of twelve words."""
    del stem
    entropy = rng.randbytes(16)
    bits = int.from_bytes(entropy, "big") << 4 | _sum(entropy, 4)
    words = list(numbers())
    return " ".join(words[bits >> 11 * place & 2047] for place in reversed(range(12))).encode()


def _summed(found: list[int]) -> Evidence:
    bits = 0
    for number in found:
        bits = bits << 11 | number
    extra = len(found) // 3
    entropy = (bits >> extra).to_bytes(4 * extra, "big")
    if len(set(entropy)) == 1:
        return dropped(Reason.EXAMPLE, "a test vector: one byte again and again")
    fits = bits & (1 << extra) - 1 == _sum(entropy, extra)
    return checksum(fits=fits, facts=facts(("words", len(found))))


def _sum(entropy: bytes, bits: int) -> int:
    from hashlib import sha256

    return sha256(entropy).digest()[0] >> 8 - bits
