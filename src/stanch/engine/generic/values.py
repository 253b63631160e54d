"""What in a value speaks for a secret and what against: signs, to be weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from stanch.engine import entropy, placeholder
from stanch.engine.generic import conventions, forms, randomness
from stanch.engine.generic.randomness import Look

HASH_LENGTHS = frozenset((32, 40, 56, 64, 96, 128))
_LENGTHS = (5, 7, 11, 19, 31)
_CODE_FOR_ONCE = 8
_RANDOM_LENGTH = 12
_UUID = re.compile(rb"(?i)[{(]?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}[)}]?$")
_HEX = re.compile(rb"(?i)[0-9a-f]+")
_IDENTIFIER = re.compile(rb"[A-Za-z_$][\w$]*+(?:(?:\.|::|->|/|:|-|\\)[A-Za-z_$][\w$]*+)*+")
_JOINED = re.compile(rb"[_.:/#\\-]|[a-z][A-Z]")
# Possessive throughout: a long value of digits and words would be tried in every division.
_WORDY = re.compile(
    rb"""(?x)
    (?:[A-Z]?[a-z]{2,}+ | [A-Z]{2,}+)
    (?:[-_ .:/]?(?:[A-Z]?[a-z]{2,}+ | [A-Z]{2,}+ | \d{1,2}+))*+
    [.:!?]?
    """
)


class Classes(NamedTuple):
    """Which classes of characters a value has."""

    digits: bool
    lower: bool
    upper: bool
    other: bool

    @property
    def letters(self) -> bool:
        """Whether there is a letter."""
        return self.lower or self.upper


@lru_cache(maxsize=16)
def signs(value: bytes) -> tuple[str, ...]:
    """Keys of the table of weights that hold for a value."""
    return tuple(_signs(value))


def _signs(value: bytes) -> Iterator[str]:
    yield _length(len(value))
    if conventions.is_one(value):
        yield "value convention"
    elif conventions.holds_one(value):
        yield "value holds convention"
    has = classes(value)
    if has.letters:
        yield from _of_letters(value, has)
    else:
        yield from _of_digits(value, has)


def _of_digits(value: bytes, has: Classes) -> Iterator[str]:
    if has.other:
        yield "value digits and signs"
        return
    yield "value digits"
    if len(value) <= _CODE_FOR_ONCE:
        yield "value few digits"


def _of_letters(value: bytes, has: Classes) -> Iterator[str]:
    look = randomness.look(value)
    yield f"value {look.value}"
    if look is Look.RANDOM and len(value) >= _RANDOM_LENGTH:
        yield "value long and random"
    if look is Look.WORDS:
        yield from _of_words(value, has)
    yield from _of_classes(has, look)
    if b" " in value and not forms.SPACED.fullmatch(value):
        yield "value blank"
    if _UUID.match(value):
        yield "value uuid"
    if len(value) in HASH_LENGTHS and _HEX.fullmatch(value):
        yield "value hash length"


def _of_words(value: bytes, has: Classes) -> Iterator[str]:
    if not (has.digits or has.other):
        yield "value plain word"
    if _IDENTIFIER.fullmatch(value) and _JOINED.search(value):
        yield "value identifier"


def _of_classes(has: Classes, look: Look) -> Iterator[str]:
    if has.digits:
        mixed = has.other or (has.lower and has.upper)
        yield "value mixed" if mixed else "value letters and digits"
    elif has.other and look is not Look.WORDS:
        yield "value letters and signs"
    elif has.lower and has.upper and look is Look.RANDOM:
        yield "value two cases"


def classes(value: bytes) -> Classes:
    """Which classes of characters the value has."""
    return Classes(
        value.translate(None, entropy.DIGITS) != value,
        value.translate(None, entropy.LOWER) != value,
        value.translate(None, entropy.UPPER) != value,
        bool(value.translate(None, entropy.DIGITS + entropy.LOWER + entropy.UPPER)),
    )


def is_word(value: bytes) -> bool:
    """Whether the value reads like a word."""
    return randomness.look(value) in {Look.WORDS, Look.FEW}


def is_wordy(value: bytes) -> bool:
    """Whether words, joined by signs or by capitals, make up the whole value."""
    return _WORDY.fullmatch(value) is not None


def is_random(value: bytes) -> bool:
    """Whether a value under a name that says little is random enough to be weighed at all."""
    has = classes(value)
    if not has.letters:
        return len(value) >= 16 and not has.other
    if conventions.is_one(value) or conventions.holds_one(value):
        return False
    if not has.digits:
        return len(value) >= 12 and not has.other and randomness.surprise(value) >= 6.2
    return entropy.randomness(value) >= 0.7 and randomness.look(value) is Look.RANDOM


def is_random_bytes(value: bytes) -> bool:
    """Whether bytes that a program lists are as by chance: spread, and neither text nor counted."""
    if len(value) < 7 or placeholder.sequence(value, whole=True):
        return False
    steps = {after - before for before, after in pairwise(value)}
    return len(set(value)) * 3 >= min(len(value), 60) * 2 and len(steps) > 4 and max(value) > 99


def _length(size: int) -> str:
    bound = next((bound for bound in _LENGTHS if size <= bound), 0)
    return f"value up to {bound}" if bound else f"value over {_LENGTHS[-1]}"
