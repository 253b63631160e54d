"""The model of three characters: words are unsurprising, letters by chance are not."""

from __future__ import annotations

import random
import string
import time

import pytest

from stanch.engine.generic import randomness

WORDS = (
    "password secret canela rosebud sommer invoice keyboard mountain september authenticate "
    "AndroidHorizontalScrollView network_access_profiles contraseña geheimnis bonjour"
).split()


@pytest.mark.parametrize("word", WORDS)
def test_words(word: str) -> None:
    """Of English, German, French, Spanish, and of programs."""
    assert 0 < randomness.surprise(word.encode()) < 5


@pytest.mark.parametrize("size", [8, 12, 20])
def test_letters_by_chance(size: int) -> None:
    """Nineteen of twenty lie above all words; shorter ones cannot be told so well."""
    rng = random.Random(size)
    made = ["".join(rng.choices(string.ascii_lowercase, k=size)) for _ in range(200)]
    high = sum(randomness.surprise(value.encode()) > 5.5 for value in made)
    assert high >= 190


@pytest.mark.parametrize("value", [b"", b"12345", b"!?#", b"\xff\xfe", b"\0"])
def test_without_letters(value: bytes) -> None:
    """There is nothing to be surprised at."""
    assert randomness.surprise(value) == 0


def test_a_change_of_case_begins_a_word() -> None:
    """`scrollView` is two words, not one with `lV` in it."""
    assert randomness.surprise(b"scrollView") == pytest.approx(
        randomness.surprise(b"scroll-View"), abs=1.5
    )
    assert randomness.surprise(b"scrollView") < randomness.surprise(b"scrollvjew")


def test_the_model_is_stored_compactly() -> None:
    """It is read at the first candidate; 24 kB are a millisecond."""
    from importlib.resources import files

    stored = files("stanch.engine.generic").joinpath("trigrams.bin").read_bytes()
    assert len(stored) < 32_000
    size = len(randomness.SYMBOLS)
    assert randomness.packed([2.0] * size**3) != stored


def test_a_long_value_takes_no_time() -> None:
    """Only its beginning is read."""
    start = time.process_time()
    assert randomness.surprise(b"ab" * 5_000_000) > 0
    assert time.process_time() - start < 0.5
