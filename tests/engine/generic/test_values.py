"""The signs of values, in pairs of what has them and what has not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.engine.generic import values
from stanch.engine.generic.weights import WEIGHTS
from tokens import HEX, body


@pytest.mark.parametrize(
    ("value", "wanted", "unwanted"),
    [
        (body(32), {"value long and random", "value over 31"}, {"value words"}),
        ("dmmgch", {"value random", "value up to 7"}, {"value words"}),
        ("canela", {"value words", "value plain word"}, {"value random"}),
        ("483920", {"value digits"}, {"value random"}),
        ("user_password_input", {"value identifier", "value words"}, {"value random"}),
        ("changeme", {"value convention"}, {"value holds convention"}),
        ("my-client-secret", {"value holds convention"}, {"value convention"}),
        ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", {"value uuid"}, {"value hash length"}),
        (body(40, HEX), {"value hash length"}, {"value uuid"}),
        ("kJ8#mQ2x", {"value mixed", "value up to 11"}, {"value letters and digits"}),
    ],
)
def test_signs(value: str, wanted: set[str], unwanted: set[str]) -> None:
    """What is weighed is named, so that a person can read it."""
    signs = set(values.signs(value.encode()))
    assert wanted <= signs
    assert not unwanted & signs


@given(st.binary(max_size=300))
def test_every_sign_is_in_the_table(value: bytes) -> None:
    """A sign without a weight would be an error while somebody commits."""
    assert set(values.signs(value)) <= set(WEIGHTS)
    assert isinstance(values.is_random(value), bool)


@pytest.mark.parametrize(
    ("value", "is_random"),
    [
        (bytes(range(40, 60)), False),
        (b"hello hello hello", False),
        (bytes([57, 12, 201, 44, 9, 150, 231, 65, 78, 3, 117, 240]), True),
        (bytes([1, 2]), False),
        (bytes(20), False),
    ],
)
def test_bytes_as_by_chance(value: bytes, *, is_random: bool) -> None:
    """A table of a program counts, repeats or spells; a key does not."""
    assert values.is_random_bytes(value) is is_random


@pytest.mark.parametrize(
    "unit",
    ["abcdefghij", "ABCDEFGHIJ", "aBcDeFgHiJ", "ab12-", "a.b/c-d_", "x(", "-----BEGIN", "a@b.",
     "{", "$(", "a b ", "[a-", "a:b;", "\\d", "//", "12:30 "],
)  # fmt: skip
def test_no_value_takes_long(unit: str) -> None:
    """Nothing here has a time limit, so one value that backtracks would hang a commit for good."""
    value = (unit * 1000)[:4000].encode() + b"\x01"
    start = time.process_time()
    set(values.signs(value))
    values.is_random(value)
    values.is_wordy(value)
    assert time.process_time() - start < 0.5
