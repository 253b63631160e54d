"""Lines of styled pieces: what rich made of them, byte for byte, and divided without loss."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len as width
from rich.console import Console
from rich.text import Text

from stanch.report.cells import cell_len
from stanch.report.styled import BOLD, RED, REVERSE, Piece, divided, line, plain


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        pytest.param((), "", id="as it is"),
        pytest.param((BOLD, RED), "bold red", id="bold and red"),
        pytest.param((BOLD, REVERSE), "bold reverse", id="bold and reversed"),
    ],
)
def test_a_piece_is_drawn_as_rich_does(codes: tuple[str, ...], style: str) -> None:
    """Rich drew the report before, and still draws progress beside it."""
    out = StringIO()
    console = Console(file=out, color_system="standard", force_terminal=True, _environ={})
    console.print(Text("a text", style), end="")
    assert Piece("a text", codes).drawn(color=True) == out.getvalue()
    assert Piece("a text", codes).drawn(color=False) == "a text"


def test_a_link_leads_somewhere_without_colours() -> None:
    """What can be followed is no colour."""
    assert Piece("a", link="b://c").drawn(color=False) == "\x1b]8;;b://c\x1b\\a\x1b]8;;\x1b\\"


@given(st.lists(st.text("ab \xe9", max_size=8), max_size=5), st.sets(st.integers(0, 20)))
def test_nothing_is_lost_where_a_line_is_divided(texts: list[str], cuts: set[int]) -> None:
    """Only spaces at the ends of its parts."""
    whole = line(*(Piece(text, (str(n),)) for n, text in enumerate(texts)))
    text = plain(whole)
    places = sorted(cut for cut in cuts if 0 < cut < len(text))
    parts = list(divided(whole, places))
    assert len(parts) == len(places) + 1
    bounds = zip([0, *places], [*places, len(text)], strict=True)
    assert [plain(part) for part in parts] == [text[a:b].rstrip() for a, b in bounds]
    styled = [(char, piece.codes) for piece in whole for char in piece.text]
    for part, first in zip(parts, [0, *places], strict=True):
        drawn = [(char, piece.codes) for piece in part for char in piece.text]
        assert drawn == styled[first : first + len(drawn)]


@given(st.text())
def test_a_text_is_as_wide_as_rich_says(text: str) -> None:
    """Carets stand below what they mark."""
    assert cell_len(text) == width(text)


def test_every_narrow_character_is_narrow() -> None:
    """Rich is not asked about them."""
    asked = [chr(code) for code in range(0x2100)]
    assert [char for char in asked if cell_len(char) != width(char)] == []
