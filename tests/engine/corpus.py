"""A corpus made from a seed: the examples of all rules, planted in noise at awkward places."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import fakes
from stanch import rulecheck

WORDS = (
    "the quick brown fox jumps over a lazy dog while return import class def value other "
    "configuration request response handler index buffer length option default".split()
)


class Planted(NamedTuple):
    """A text with what was put into it, and where."""

    name: str
    path: str
    data: bytes


@cache
def samples() -> tuple[tuple[str, str, bytes], ...]:
    """Every match example of every rule: its id, file and text."""
    made = []
    for rule in fakes.builtin():
        for written in rule.examples.match:
            example = rulecheck.filled(rule, written, 1)
            made.append((rule.id, example.path, example.text.encode()))
    return tuple(made)


def noise(size: int, rng: random.Random) -> bytes:
    """Lines of words, brackets and numbers that hold no secret."""
    out: list[str] = []
    length = 0
    while length < size:
        line = " ".join(rng.choices(WORDS, k=rng.randint(2, 9))) + rng.choice(["", ":", "()", " {"])
        out.append(line)
        length += len(line) + 1
    return "\n".join(out).encode()[: max(0, size - 1)] + b"\n"


def scattered(seed: int, each: int = 12) -> Iterator[Planted]:
    """Texts with several examples at random places, lines of their own; same file name together."""
    rng = random.Random(seed)
    by_path: dict[str, list[bytes]] = {}
    for _, path, text in samples():
        by_path.setdefault(path, []).append(text)
    for path, texts in sorted(by_path.items()):
        rng.shuffle(texts)
        for at in range(0, len(texts), each):
            parts = [b""]
            for text in texts[at : at + each]:
                parts += [noise(rng.randint(1, rng.choice([40, 200, 1200])), rng), text]
            data = b"\n".join([*parts, noise(rng.randint(1, 300), rng)])
            yield Planted(f"{path} {at}", path, data)


def at_edges(texts: list[bytes], size: int) -> Iterator[Planted]:
    """A text at the very start, at the very end, alone, twice back to back."""
    rng = random.Random(size)
    for number, text in enumerate(texts):
        around = noise(size, rng)
        yield Planted(f"{number} start", "a.txt", text + b"\n" + around)
        yield Planted(f"{number} end", "a.txt", around + text)
        yield Planted(f"{number} twice", "a.txt", around + text + b"\n" + text)


def straddling(text: bytes, boundary: int, rng: random.Random) -> Planted:
    """The text laid over an offset, with something of it on both sides."""
    before = boundary - rng.randint(1, len(text) - 1)
    data = noise(before, rng) + text + b"\n" + noise(300, rng)
    assert data[before : before + len(text)] == text
    return Planted(f"over {boundary}", "a.txt", data)
