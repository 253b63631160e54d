r"""Lines for a terminal: pieces of text, each with a style.

Written by hand, as importing what draws on terminals takes longer than all else of a report. The
styles are those of ECMA-48 (https://ecma-international.org/publications-and-standards/standards/
ecma-48/, SGR), links as in https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

BOLD, DIM, REVERSE = "1", "2", "7"
RED, YELLOW, BLUE, CYAN = "31", "33", "34", "36"


class Piece(NamedTuple):
    """A part of a line, with the codes of its style and the address that it leads to."""

    text: str
    codes: tuple[str, ...] = ()
    link: str = ""

    def drawn(self, *, color: bool) -> str:
        """The text in its style; without colours it leads somewhere all the same."""
        text = self.text
        if self.codes and color:
            text = f"\x1b[{';'.join(self.codes)}m{text}\x1b[0m"
        return f"\x1b]8;;{self.link}\x1b\\{text}\x1b]8;;\x1b\\" if self.link else text


Line = tuple[Piece, ...]


def line(*pieces: Piece | str) -> Line:
    """A line of these pieces, without those that are empty."""
    made = (Piece(piece) if isinstance(piece, str) else piece for piece in pieces)
    return tuple(piece for piece in made if piece.text)


def plain(pieces: Line) -> str:
    """The text alone."""
    return "".join(piece.text for piece in pieces)


def divided(pieces: Line, places: Sequence[int]) -> Iterator[Line]:
    """The line in parts that begin at these places, without the spaces at their ends."""
    for first, last in pairwise((0, *places, len(plain(pieces)))):
        yield _cut(pieces, first, first + len(plain(pieces)[first:last].rstrip()))


def _cut(pieces: Line, first: int, last: int) -> Line:
    found: list[Piece] = []
    at = 0
    for piece in pieces:
        text = piece.text[max(0, first - at) : max(0, last - at)]
        found.append(piece._replace(text=text))
        at += len(piece.text)
    return line(*found)
