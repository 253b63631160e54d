"""Hostile texts: the time may grow with the size, and no faster."""

from __future__ import annotations

import time

import pytest

from engine.generic.test_detector import engine
from stanch.engine.scan import examine
from stanch.model.blob import Blob
from tokens import body

UNITS = [
    pytest.param("\"'", id="nested quotes"),
    pytest.param("password=\"'", id="names before nested quotes"),
    pytest.param('\\"password\\":', id="escaped quotes"),
    pytest.param("password=", id="separators"),
    pytest.param("password = ", id="separators with blanks"),
    pytest.param("key=", id="separators behind a weak name"),
    pytest.param("password_", id="one endless name"),
    pytest.param("password = aa(", id="calls in calls"),
    pytest.param("<password>", id="elements"),
    pytest.param("--password ", id="options"),
    pytest.param("token%3D", id="percent signs"),
    pytest.param('auth("a","', id="logins"),
    pytest.param("key={1,2,3,", id="lists"),
    pytest.param("password: |\n ", id="blocks"),
    pytest.param('"password", ', id="names in a list"),
    pytest.param("${password:-", id="defaults"),
]


def seconds(text: str) -> float:
    start = time.process_time()
    for seen in examine(engine(), Blob("a.py", text.encode())):
        assert len(seen.judged) <= len(text)
    return time.process_time() - start


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("end", ["", "\n"], ids=["in one line", "in lines"])
def test_time_grows_with_the_size(unit: str, end: str) -> None:
    """A text made to be slow must not stop a commit; four times the text, four times the time."""
    piece = unit + end
    small, large = (piece * (size // len(piece)) for size in (30_000, 120_000))
    seconds(small[:1000])
    bound = 8 * min(seconds(small) for _ in range(2)) + 0.2
    assert any(seconds(large) < bound for _ in range(2))


def test_the_texts_wake_the_rules() -> None:
    """A test of growth on texts that nothing reads would prove nothing."""
    value = body(8)
    judged = [
        one
        for unit in (f'password = "{value}" ', f"password={value} ")
        for seen in examine(engine(), Blob("a.env", (unit * 50).encode()))
        for one in seen.judged
    ]
    assert len(judged) >= 100
