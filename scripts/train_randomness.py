#!/usr/bin/env python3
"""Train the model of `engine/generic/randomness.py`: which three characters follow in words.

    python scripts/train_randomness.py --words /usr/share/dict/* --code DIR…

Word lists (Debian's wamerican, wngerman, wfrench, wspanish) give words as people write them; code
gives the names and texts of programs. Only counts of three characters are kept, as one byte each.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from math import log2
from pathlib import Path

from stanch.engine.generic.randomness import SYMBOLS, folded, packed

OUT = Path(__file__).resolve().parent.parent / "src/stanch/engine/generic/trigrams.bin"
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9_]{2,40}")
# A name of code counts as often as it occurs only up to here: `self` is in every line.
_MOST = 30
_SMOOTH = 0.4


def main() -> int:
    """Count, smooth, quantise, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", nargs="*", type=Path, default=[])
    parser.add_argument("--code", nargs="*", type=Path, default=[])
    given = parser.parse_args()
    counts: Counter[tuple[int, int, int]] = Counter()
    for file in given.words:
        for word in file.read_bytes().split():
            _count(counts, word, 1.0)
    names: Counter[bytes] = Counter()
    for folder in given.code:
        for file in sorted(folder.rglob("*.py")):
            names.update(_NAME.findall(file.read_bytes()))
    for name, often in names.items():
        _count(counts, name, min(often, _MOST) / 3)
    if not counts:
        parser.error("nothing to train on: give --words or --code")
    OUT.write_bytes(packed(_bits(counts)))
    sys.stdout.write(
        f"{OUT.stat().st_size} bytes from {sum(counts.values()):.0f} groups of three\n"
    )
    return 0


def _count(counts: Counter[tuple[int, int, int]], word: bytes, weight: float) -> None:
    row = folded(word)
    for three in zip(row, row[1:], row[2:], strict=False):
        counts[three] += weight  # type: ignore[assignment]  # weights are shares


def _bits(counts: Counter[tuple[int, int, int]]) -> list[float]:
    """Bits of surprise of the third character behind two, smoothed by that of the third alone."""
    size = len(SYMBOLS)
    alone: Counter[int] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    behind: Counter[tuple[int, int]] = Counter()
    for (a, b, c), n in counts.items():
        alone[c] += n
        pairs[a, b] += n
        behind[b, c] += n
    total = sum(alone.values())
    single: Counter[int] = Counter()
    for (b, _), n in behind.items():
        single[b] += n
    bits = []
    for a in range(size):
        for b in range(size):
            for c in range(size):
                low = (alone[c] + _SMOOTH) / (total + _SMOOTH * size)
                two = (behind[b, c] + 20 * low) / (single[b] + 20)
                three = (counts[a, b, c] + 20 * two) / (pairs[a, b] + 20)
                bits.append(-log2(three))
    return bits


if __name__ == "__main__":
    sys.exit(main())
