"""Texts inside a blob: its own bytes first, then what they decode to."""

from __future__ import annotations

from collections.abc import Iterator

from stanch.engine.decode import wide
from stanch.engine.view import View
from stanch.model.blob import Blob

# With these the colours of a terminal begin. To look for one byte takes a tenth of the time.
_ESCAPE = 0x1B
_COLOUR = b"\x1b["


def views(blob: Blob) -> Iterator[View]:
    """The blob as it is, and decoded where it is wide or coloured text.

    The bytes themselves are always read: a false byte-order mark must not hide anything.
    """
    yield View(blob, blob.data)
    if _ESCAPE in blob.data and _COLOUR in blob.data:
        from stanch.engine.decode import colour

        yield View(blob, colour.plain(blob.data))
    for text in wide.decoded(blob.data):
        yield View(blob, text)
