"""Texts inside a blob: its own bytes first, then what they decode to."""

from __future__ import annotations

from collections.abc import Iterator

from stanch.engine.decode import wide
from stanch.engine.view import View
from stanch.model.blob import Blob


def views(blob: Blob) -> Iterator[View]:
    """The blob as it is, and decoded where it holds text of two or four bytes a character.

    The bytes themselves are always read: a false byte-order mark must not hide anything.
    """
    yield View(blob, blob.data)
    for text in wide.decoded(blob.data):
        yield View(blob, text)
