"""How random a short string looks: its characters against what follows what in words and names.

A table of three characters, trained by `scripts/train_randomness.py` on word lists and source
code (C. E. Shannon, "Prediction and Entropy of Printed English", 1951, is the idea). Entropy counts
characters and cannot tell `dmmgch` from `canela`; this can, mostly. It is read when the first
candidate is judged.
"""

from __future__ import annotations

import os
import re
import zlib
from enum import Enum
from functools import cache, lru_cache

# What the model tells apart: letters without case, digits and signs as one each, and the edge.
SYMBOLS = "^abcdefghijklmnopqrstuvwxyz0-"
_DIGIT, _SIGN = 27, 28
_SIZE = len(SYMBOLS)
# A byte a group, in sixteenths of a bit.
_STEP = 16
_LONGEST = 128
# Bits a letter: nineteen of twenty words lie below the first number, of random letters above the
# second; a short value swings more. Measured on word lists and made-up strings of each length.
_SHORT_LETTERS = 6
_BELOW_SHORT, _BELOW = 5.1, 4.8
_LONG_LETTERS = 12
_ABOVE, _ABOVE_LONG = 5.7, 5.9
_FEW_LETTERS = 3
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A digit behind a letter: words have few of them.
_ALTERNATION = re.compile(rb"[A-Za-z](?=[0-9])")
_MOST_ALTERNATIONS = 6


class Look(Enum):
    """What the letters of a value look like."""

    WORDS = "words"
    BETWEEN = "between"
    RANDOM = "random"
    FEW = "few letters"


def look(value: bytes) -> Look:
    """Whether the letters follow each other as in words, as by chance, or in between."""
    letters = len(value) - len(value.translate(None, _LETTERS))
    if letters < _FEW_LETTERS:
        return Look.FEW
    if len(_ALTERNATION.findall(value)) * _MOST_ALTERNATIONS >= len(value):
        return Look.RANDOM
    bits = surprise(value)
    if bits < (_BELOW_SHORT if letters <= _SHORT_LETTERS else _BELOW):
        return Look.WORDS
    return (
        Look.BETWEEN
        if bits < (_ABOVE if letters <= _LONG_LETTERS else _ABOVE_LONG)
        else Look.RANDOM
    )


def _symbol(code: int) -> int:
    if 97 <= code <= 122:
        return code - 96
    return _DIGIT if 48 <= code <= 57 else _SIGN


_FOLD = bytes(_symbol(code) for code in range(256))


def folded(value: bytes) -> bytes:
    """The value in the model's symbols, edges added, a change of case taken as a new word."""
    parts = bytearray(b"\0")
    lower = value.lower().translate(_FOLD)
    for at, symbol in enumerate(lower):
        if at and value[at] < 91 and 97 <= value[at - 1] <= 122 and value[at] >= 65:
            parts.append(0)
        if symbol in {_DIGIT, _SIGN} and parts[-1] == symbol:
            continue
        parts.append(symbol)
    parts.append(0)
    return bytes(parts)


def packed(bits: list[float]) -> bytes:
    """The table as it is stored."""
    return zlib.compress(bytes(min(255, round(bit * _STEP)) for bit in bits), 9)


# Most are words, and of a sentence each is asked about alone.
@lru_cache(maxsize=512)
def surprise(value: bytes) -> float:
    """Mean bits a letter: about 3 for words, 4.7 and more for random letters; 0 without letters."""
    row = folded(value[:_LONGEST])
    table = _table()
    total = count = 0
    for at in range(1, len(row)):
        symbol = row[at]
        if not 1 <= symbol <= 26:
            continue
        before = row[at - 2] if at > 1 else 0
        total += table[(before * _SIZE + row[at - 1]) * _SIZE + symbol]
        count += 1
    return total / count / _STEP if count else 0.0


@cache
def _table() -> bytes:
    with open(os.path.join(os.path.dirname(__file__), "trigrams.bin"), "rb") as file:
        return zlib.decompress(file.read())
