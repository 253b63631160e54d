"""Shannon entropy, measured against what the alphabet and the length allow.

C. E. Shannon, "A Mathematical Theory of Communication" (1948), section 6. The entropy of a short
random string lies well below that of its alphabet: 20 random hex digits have about 3.3 bits each,
not 4. So a value is compared with what a random string of its kind and length would show.
"""

from __future__ import annotations

from collections import Counter
from math import log2
from typing import NamedTuple


class Alphabet(NamedTuple):
    """A set of bytes that credentials are written in."""

    name: str
    size: int
    members: bytes


DIGITS = b"0123456789"
LOWER = b"abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()

# Narrow ones first: the first that holds all characters is the value's alphabet.
ALPHABETS = (
    Alphabet("decimal", 10, DIGITS),
    Alphabet("hex", 16, DIGITS + b"abcdef"),
    Alphabet("HEX", 16, DIGITS + b"ABCDEF"),
    Alphabet("base32", 32, UPPER + b"234567="),
    Alphabet("lower case", 26, LOWER),
    Alphabet("lower case and digits", 36, LOWER + DIGITS),
    Alphabet("upper case and digits", 36, UPPER + DIGITS),
    Alphabet("base62", 62, LOWER + UPPER + DIGITS),
    Alphabet("base64", 64, LOWER + UPPER + DIGITS + b"+/="),
    Alphabet("base64url", 64, LOWER + UPPER + DIGITS + b"-_="),
)
ANY = Alphabet("printable", 94, b"")


def alphabet(value: bytes) -> Alphabet:
    """The narrowest alphabet that holds all bytes of the value."""
    for candidate in ALPHABETS:
        if not value.translate(None, candidate.members):
            return candidate
    return ANY


def shannon(value: bytes) -> float:
    """Bits a character, by how often each occurs; 0 for an empty value."""
    size = len(value)
    if not size:
        return 0.0
    return -sum(n / size * log2(n / size) for n in Counter(value).values())


def randomness(value: bytes) -> float:
    """The entropy as a share of what a random string of this alphabet and length has: about 1.

    The expected entropy of n draws from k symbols is near log2(k) - (k-1)/(2 n ln 2) for large n
    (G. Miller, "Note on the bias of information estimates", 1955) and log2(n) for small n.
    """
    size = len(value)
    if size < 2:
        return 0.0
    k = alphabet(value).size
    expected = log2(k) - (k - 1) / (2 * size * 0.6931) if size > 2 * k else log2(min(k, size)) * 0.9
    return shannon(value) / max(expected, 0.1)


def guesses(value: bytes) -> float:
    """Bits of work to guess the value, as if its characters were independent: an upper bound."""
    return len(value) * shannon(value)
