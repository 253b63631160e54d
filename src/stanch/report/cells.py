"""How wide a text is on a terminal; rich knows, and is asked only about what is not plain."""

from __future__ import annotations

# ASCII, Latin letters and signs, and the mark for what is cut: each takes one cell.
_NARROW = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x300), 0x2026)))


def cell_len(text: str) -> int:
    """The cells that the text takes."""
    if _NARROW.issuperset(text):
        return len(text)
    from rich.cells import cell_len as asked

    return asked(text)
