from __future__ import annotations

import pytest

from stanch.model.place import Lines, Position, Span

TEXT = "one\ntwö\r\n\tthree\n\nfive".encode()


@pytest.mark.parametrize(
    ("offset", "position"),
    [
        pytest.param(0, Position(1, 1), id="the start"),
        pytest.param(3, Position(1, 4), id="a line's end"),
        pytest.param(4, Position(2, 1), id="the next line"),
        pytest.param(8, Position(2, 4), id="behind a character of two bytes"),
        pytest.param(11, Position(3, 2), id="behind a tab"),
        pytest.param(17, Position(4, 1), id="an empty line"),
        pytest.param(22, Position(5, 5), id="the end of the text"),
    ],
)
def test_positions(offset: int, position: Position) -> None:
    """Editors count like this, from 1, in characters."""
    assert Lines(TEXT).position(offset) == position


@pytest.mark.parametrize(
    ("data", "offset", "position"),
    [
        pytest.param(b"", 0, Position(1, 1), id="an empty text"),
        pytest.param(b"\n", 1, Position(2, 1), id="nothing behind a line end"),
        pytest.param(b"\xff\xfea", 2, Position(1, 3), id="bytes that are no text"),
        pytest.param("é".encode()[:1] + b"x", 1, Position(1, 2), id="half a character"),
        pytest.param("😀x".encode(), 4, Position(1, 2), id="outside the plane"),
        pytest.param(b"a\rb", 2, Position(1, 3), id="a lone CR is no line end"),
    ],
)
def test_odd_texts(data: bytes, offset: int, position: Position) -> None:
    """Every blob has lines, whatever it is."""
    assert Lines(data).position(offset) == position


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        pytest.param(1, 1, b"one", id="one line"),
        pytest.param(2, 3, "twö\r\n\tthree".encode(), id="two lines"),
        pytest.param(5, 5, b"five", id="the last, without an end"),
        pytest.param(-3, 99, TEXT, id="more than there are"),
        pytest.param(4, 4, b"", id="an empty line"),
    ],
)
def test_spans_of_lines(first: int, last: int, text: bytes) -> None:
    """Context is read by lines."""
    span = Lines(TEXT).span(first, last)
    assert TEXT[span.start : span.end] == text


@pytest.mark.parametrize(
    ("span", "around", "text"),
    [
        pytest.param(Span(4, 6), 400, "twö\r".encode(), id="a line"),
        pytest.param(Span(1, 6), 400, "one\ntwö\r".encode(), id="two lines"),
        pytest.param(Span(11, 13), 1, b"\tthr", id="a part of a line"),
        pytest.param(Span(11, 13), 0, b"th", id="the secret alone"),
        pytest.param(Span(18, 22), 400, b"five", id="the end"),
    ],
)
def test_excerpts(span: Span, around: int, text: bytes) -> None:
    """A minified file is one line of megabytes; a report shows a piece of it."""
    excerpt = Lines(TEXT).excerpt(span, around=around)
    assert excerpt.text.reveal() == text
    assert text[excerpt.span.start : excerpt.span.end] == TEXT[span.start : span.end]
