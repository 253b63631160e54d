from __future__ import annotations

import pytest

from stanch.engine.view import View
from stanch.model.blob import Blob, Part
from stanch.model.place import Position, Span

TEXT = b"one\nTwo\r\nthree\n\nfive"


def view(data: bytes = TEXT) -> View:
    return View(Blob("a/b.txt", data, Part.CONTENT), data)


@pytest.mark.parametrize(
    ("span", "lines", "near"),
    [
        pytest.param(Span(4, 7), 0, b"two\r", id="its own line, in lower case"),
        pytest.param(Span(4, 7), 1, b"one\ntwo\r\nthree", id="one line round it"),
        pytest.param(Span(0, 3), 1, b"one\ntwo\r", id="at the start"),
        pytest.param(Span(16, 20), 2, b"three\n\nfive", id="at the end"),
        pytest.param(Span(0, 12), 0, b"one\ntwo\r\nthree", id="over several lines"),
        pytest.param(Span(9, 14), 99, TEXT.lower(), id="all of it"),
    ],
)
def test_what_stands_near(span: Span, lines: int, near: bytes) -> None:
    """One line too few loses a vendor's name, one too many finds another's."""
    assert view().near(span, lines) == near


def test_how_far_two_are_apart() -> None:
    """Pairs are joined by it, whichever comes first."""
    assert view().distance(Span(0, 3), Span(16, 20)) == 4
    assert view().distance(Span(16, 20), Span(0, 3)) == 4
    assert view().distance(Span(4, 5), Span(5, 7)) == 0


def test_a_location() -> None:
    """It is what people click on."""
    place = view().location(Span(4, 7))
    assert (place.path, place.start, place.end) == ("a/b.txt", Position(2, 1), Position(2, 4))
    assert place.part == "content"
    span = place.excerpt.span
    assert place.excerpt.text.reveal()[span.start : span.end] == b"Two"
