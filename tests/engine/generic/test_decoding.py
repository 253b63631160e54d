"""What hides in a value, in pairs of what is opened and what is left as it is."""

from __future__ import annotations

import base64
import json

import pytest

from stanch.engine.generic import decoding
from tokens import body

PASSWORD = body(8) + "!"


def b64(text: str) -> bytes:
    return base64.b64encode(text.encode())


def jwt(header: dict[str, object], claims: dict[str, object], signature: str = "c2ln") -> bytes:
    parts = [
        base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims)
    ]
    return b".".join([*parts, signature.encode()])


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        pytest.param(b64("ada:" + PASSWORD), PASSWORD.encode(), id="a login"),
        pytest.param(b64("a plain sentence"), b"a plain sentence", id="text"),
        pytest.param(b"kf%2F83%3Dj", b"kf/83=j", id="percent signs"),
        pytest.param(b"kf83jKq!", None, id="a password"),
        pytest.param(body(40).encode(), None, id="random"),
        pytest.param(base64.b64encode(bytes(range(150, 190))), None, id="bytes"),
        pytest.param(b"100%", None, id="a lone sign"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_inner(value: bytes, inside: bytes | None) -> None:
    """`user:password` in base 64 is judged by its password."""
    found = decoding.inner(value)
    assert (found.text if found else None) == inside


@pytest.mark.parametrize(
    ("value", "is_worthless"),
    [
        pytest.param(jwt({"alg": "none"}, {"sub": "7"}, ""), True, id="not signed"),
        pytest.param(jwt({"alg": "HS256"}, {"name": "John Doe"}), True, id="of the documentation"),
        pytest.param(jwt({"alg": "HS256"}, {"sub": "7"}), False, id="signed"),
        pytest.param(b"eyJub3RoaW5n", False, id="no token"),
        pytest.param(b"eyJxxxxxx.eyJxxxxxx.x", False, id="not to be read"),
    ],
)
def test_tokens_that_open_nothing(value: bytes, *, is_worthless: bool) -> None:
    """They stand in every tutorial."""
    assert bool(decoding.is_worthless_jwt(value)) is is_worthless


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (b"1, 2, 255", bytes([1, 2, 255])),
        (b"0x57, 0x0c,\n  0xC9", bytes([0x57, 0x0C, 0xC9])),
        (b"012, 7", bytes([10, 7])),
        (b"1, 256", None),
    ],
)
def test_lists_of_numbers(value: bytes, made: bytes | None) -> None:
    """A key in a program is often written as its bytes."""
    assert decoding.is_list(value)
    assert decoding.listed(value) == made


def test_a_number_is_no_list() -> None:
    """And neither is a password with a comma."""
    assert not decoding.is_list(b"42")
    assert not decoding.is_list(b"kf83,jKq")
