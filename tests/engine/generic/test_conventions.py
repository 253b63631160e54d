"""What everybody uses, against what only looks a little like it."""

from __future__ import annotations

import pytest

from stanch.engine.generic import conventions
from tokens import body


@pytest.mark.parametrize(
    "value",
    ["changeme", "secret", "password1", "hunter2", "Passw0rd!", "letmein123", "admin", "qwerty123",
     "test1234", "mysecret", "TestPassword", "abc123", "minioadmin", "12345", "1111", "foobar",
     "correcthorsebatterystaple", "keyboardcat"],
)  # fmt: skip
def test_a_convention(value: str) -> None:
    """Its own class: reported at low confidence, never louder."""
    assert conventions.is_one(value.encode())


@pytest.mark.parametrize(
    "value", ["canela", "tr0ub4dor&3", "kJ8#mQ2x", "Sommerwind", "483920", "rosebud7", body(20)]
)
def test_no_convention(value: str) -> None:
    """A person's own password is not in the list."""
    assert not conventions.is_one(value.encode())


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("my-client-secret", True), ("wrongPass7", True), ("b-client-secret", True),
        ("vtwn_short", True), ("testac", False), ("acme-admin-77", True), ("newpasswd", True),
        ("tok_invalid_9", True), ("kJ8#mQ2x", False), ("shortbread77", False),
    ],
)  # fmt: skip
def test_a_part_that_says_what_it_is_for(value: str, *, holds: bool) -> None:
    """Values that name themselves are made up for a test or a page."""
    assert conventions.holds_one(value.encode()) is holds


@pytest.mark.parametrize("seed", range(60))
def test_chance_writes_no_convention(seed: int) -> None:
    """A word that chance writes into a key would hide it."""
    assert not conventions.is_one(body(24, seed=seed).encode())
    assert not conventions.holds_one(body(24, seed=seed).encode())
