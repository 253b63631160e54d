"""A secret in two or four bytes a character is a secret."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fakes
from stanch.engine.decode import views
from stanch.engine.decode.wide import decoded
from stanch.engine.scan import Engine, examine, finding
from stanch.model.blob import Blob
from tokens import stripe

ENCODINGS = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("mark", ["marked", "unmarked"])
@pytest.mark.parametrize(
    "around",
    [
        pytest.param("key = {}", id="alone"),
        pytest.param("# größe\r\nkey = {}\r\nend\r\n", id="with umlauts and CRLF"),
        pytest.param("# 鍵は秘密です 鍵は秘密です\nkey = {}\n", id="beside another script"),
        pytest.param("// 😀\nkey = {}\n", id="beside a character outside the plane"),
        pytest.param("{}" + "\nlog line" * 3000, id="before a long log"),
        pytest.param("log line\n" * 3000 + "{}", id="behind a long log"),
    ],
)
def test_a_secret_in_wide_text_is_found(
    engine: Engine, encoding: str, mark: str, around: str
) -> None:
    """Windows tools write such files, and `git diff` calls them binary."""
    text = around.format(stripe(1))
    data = (MARKS[encoding] if mark == "marked" else b"") + text.encode(encoding)
    assert ("stripe-secret-key-live", stripe(1).encode()) in fakes.found(engine, data)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("mark", ["marked", "unmarked"])
def test_nothing_is_made_up(engine: Engine, encoding: str, mark: str) -> None:
    """Half of a character of another script is no part of the key beside it."""
    text = f"鍵{stripe(1)}鍵 は 秘密です\n" * 3
    data = (MARKS[encoding] if mark == "marked" else b"") + text.encode(encoding)
    assert fakes.found(engine, data) == {("stripe-secret-key-live", stripe(1).encode())}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_its_place_is_that_of_the_text(engine: Engine, encoding: str) -> None:
    """A line number in bytes leads nowhere in an editor."""
    text = f"größe\r\n  key = {stripe(2)}\r\n"
    blob = Blob("a.txt", MARKS[encoding] + text.encode(encoding))
    judged = [finding(s.view, one) for s in examine(engine, blob) for one in s.judged]
    (made,) = [one for one in judged if one]
    (place,) = made.locations
    assert place.start == (2, 9)
    span = place.excerpt.span
    assert place.excerpt.text.reveal()[span.start : span.end] == stripe(2).encode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xfekey = %b", id="a false mark"),
        pytest.param(b"\xff\xfe\x00\x00key = %b", id="a false mark of four bytes"),
        pytest.param(b"\0\0\0key = %b", id="NULs before it"),
        pytest.param(b"\x89PNG\0\0key = %b\0\0", id="in a binary file"),
        pytest.param(b"k\0e\0y\0\nkey = %b\n", id="narrow behind wide text"),
    ],
)
def test_no_mark_hides_a_narrow_secret(engine: Engine, data: bytes) -> None:
    """A mark in front of plain text would be the easiest way past a scanner."""
    assert any(v == stripe(3).encode() for _, v in fakes.found(engine, data % stripe(3).encode()))


@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_at_any_alignment(engine: Engine, shift: int) -> None:
    """A resource section begins at any byte."""
    data = b"\x01" * (200 + shift) + f" {stripe(4)} ".encode("utf-16-le") + b"\x02" * 333
    assert any(v == stripe(4).encode() for _, v in fakes.found(engine, data))


def test_both_texts_are_one_finding(engine: Engine) -> None:
    """The bytes and their decoded form hold the same secret once."""
    data = f"a\0b key = {stripe(5)}\n".encode()
    assert len([fate for fate in fakes.fates(engine, data) if fate.kept]) == 1


@given(st.text(min_size=1), st.sampled_from(ENCODINGS))
def test_marked_text_comes_back(text: str, encoding: str) -> None:
    """What is decoded is what was written."""
    text = text.encode("utf-8", "replace").decode()
    assert text.encode() in decoded(MARKS[encoding] + text.encode(encoding))


@given(st.binary(max_size=400))
def test_any_bytes_have_views(data: bytes) -> None:
    """The bytes themselves always come first, whatever they claim to be."""
    blob = Blob("a", data)
    made = list(views(blob))
    assert made[0].data == data
    assert len(made) <= 4  # terminal colours are another text
    assert {view.data for view in made}.issuperset(decoded(data))
