from __future__ import annotations

import base64
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.engine import entropy
from tokens import BASE62, HEX, body


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param(b"0123", "decimal", id="digits"),
        pytest.param(b"12ab", "hex", id="hex"),
        pytest.param(b"12AB", "HEX", id="hex in capitals"),
        pytest.param(b"12aB", "base62", id="hex of both"),
        pytest.param(b"MZXW6===", "base32", id="base 32 with its end"),
        pytest.param(b"password", "lower case", id="a word"),
        pytest.param(b"passw0rd", "lower case and digits", id="a word with a digit"),
        pytest.param(b"XYZ189", "upper case and digits", id="capitals and digits"),
        pytest.param(b"aZ09", "base62", id="letters and digits"),
        pytest.param(b"aZ/+", "base64", id="base 64"),
        pytest.param(b"aZ-_", "base64url", id="base 64 for addresses"),
        pytest.param(b"aZ-/", "printable", id="of both"),
        pytest.param(b"pass word!", "printable", id="a sentence"),
        pytest.param(b"\xff\0", "printable", id="bytes"),
    ],
)
def test_the_alphabet_is_the_narrowest(value: bytes, name: str) -> None:
    """40 hex digits taken for base 64 would look like prose and be dropped."""
    assert entropy.alphabet(value).name == name


@pytest.mark.parametrize(
    ("value", "bits"),
    [
        pytest.param(b"", 0, id="nothing"),
        pytest.param(b"aaaa", 0, id="one character"),
        pytest.param(b"abab", 1, id="two"),
        pytest.param(b"abcd", 2, id="four"),
        pytest.param(HEX.encode(), 4, id="all hex digits"),
        pytest.param(b"aaab", 0.811, id="three to one"),
    ],
)
def test_bits_a_character(value: bytes, bits: float) -> None:
    """A rule's `entropy` is written in these bits."""
    assert entropy.shannon(value) == pytest.approx(bits, abs=0.001)
    assert entropy.guesses(value) == pytest.approx(len(value) * bits, abs=0.01)


RANDOM = [
    pytest.param(lambda n, s: body(n, HEX, s), id="hex"),
    pytest.param(lambda n, s: body(n, BASE62, s), id="base 62"),
    pytest.param(lambda n, s: body(n, "0123456789", s), id="digits"),
    pytest.param(lambda n, s: body(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", s), id="base 32"),
    pytest.param(
        lambda n, s: base64.b64encode(body(n, seed=s).encode()).decode()[:n], id="base 64"
    ),
]


@pytest.mark.parametrize("made", RANDOM)
@pytest.mark.parametrize("size", [20, 32, 64, 128])
def test_random_text_of_any_alphabet_is_about_one(made: object, size: int) -> None:
    """One bound serves all alphabets: with bits alone, hex would need another than base 64."""
    assert callable(made)
    shares = [entropy.randomness(made(size, seed).encode()) for seed in range(40)]
    assert 0.85 < sum(shares) / len(shares) < 1.2
    assert min(shares) > 0.75


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"aaaaaaaaaaaaaaaaaaaaaaaa", id="a run"),
        pytest.param(b"abababababababababababab", id="two characters"),
        pytest.param(b"0000000000000000000000000000000000000001", id="nearly nought"),
        pytest.param(b"a", id="one character"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_not_random(value: bytes) -> None:
    """A constant is no key."""
    assert entropy.randomness(value) < 0.6


@given(st.binary(max_size=200))
def test_the_numbers_are_numbers(value: bytes) -> None:
    """A division by nought or a negative logarithm would end a scan."""
    bits = entropy.shannon(value)
    assert 0 <= bits <= 8
    assert bits <= math.log2(len(set(value)) or 1) + 1e-9
    assert 0 <= entropy.randomness(value) < 10
    assert not value.translate(None, entropy.alphabet(value).members) or (
        entropy.alphabet(value) is entropy.ANY
    )
