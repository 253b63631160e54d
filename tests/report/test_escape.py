from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.report.escape import storable, to_bytes, to_text, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("src/a b.py", "src/a b.py", id="plain text stays"),
        pytest.param("größe/文.py", "größe/文.py", id="letters of any language stay"),
        pytest.param("\x1b[31mred", "\\x1b[31mred", id="an escape sequence"),
        pytest.param("\x9b31mred", "\\x9b31mred", id="the same with one C1 character"),
        pytest.param("a\nb\r\tc\x00\x7f", "a\\nb\\r\\tc\\x00\\x7f", id="control characters"),
        pytest.param("a\u202egpj.exe", "a\\u202egpj.exe", id="reversed reading order"),
        pytest.param("a\u2066b\u2069\u200f", "a\\u2066b\\u2069\\u200f", id="isolates and marks"),
        pytest.param("a\u2028b", "a\\u2028b", id="a line separator"),
        pytest.param("a\udcffb", "a\\xffb", id="a byte that is no UTF-8"),
        pytest.param("a\ud800b", "a\\ud800b", id="half a character"),
        pytest.param("a\U000e0041", "a\\U000e0041", id="an invisible tag"),
        pytest.param("[bold]:smile:", "[bold]:smile:", id="markup is only text"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """A file name could otherwise rewrite the screen of who reads the report."""
    assert visible(text) == shown


@given(st.text())
def test_visible_text_can_be_printed(text: str) -> None:
    """No character that acts on a terminal passes, whatever the text."""
    assert not set(visible(text)) & {chr(c) for c in (*range(32), *range(127, 160))}
    assert visible(visible(text)) == visible(text)


@given(st.binary())
def test_bytes_come_back(data: bytes) -> None:
    """Redaction works on bytes and must not change what it does not replace."""
    assert to_bytes(to_text(data)) == data


@given(st.text(st.characters(exclude_categories=())))
def test_storable_text_is_utf8(text: str) -> None:
    """A path with odd bytes would otherwise end the run with an encoding error."""
    assert storable(text).encode("utf-8").decode("utf-8") == storable(text)
    to_bytes(text)


def test_half_characters_become_bytes() -> None:
    """A YAML file may hold half a surrogate pair in a reason."""
    assert to_bytes("a\ud800\udcff") == b"a\\ud800\xff"
