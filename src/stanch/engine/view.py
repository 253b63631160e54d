"""One text of a blob as the engine reads it, with its lines found at first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stanch.model.blob import Blob
from stanch.model.place import Excerpt, Lines, Location, Span

if TYPE_CHECKING:
    from stanch.engine.generic.filekind import Kind


class View:
    """Bytes to scan: the blob's own, or a decoded form of them (then in UTF-8)."""

    __slots__ = ("_kind", "_lines", "_lowered", "blob", "data")

    def __init__(self, blob: Blob, data: bytes) -> None:
        self.blob = blob
        self.data = data
        self._lines: Lines | None = None
        self._lowered: bytes | None = None
        self._kind: Kind | None = None

    def elsewhere(self, path: str, commit: str) -> View:
        """The same text as it stands under another path."""
        view = View(self.blob._replace(path=path, commit=commit, others=()), self.data)
        view._lines, view._lowered = self._lines, self._lowered  # a view's own, of the same text
        return view

    @property
    def lines(self) -> Lines:
        """The lines of the text."""
        if self._lines is None:
            self._lines = Lines(self.data)
        return self._lines

    @property
    def lowered(self) -> bytes:
        """The text in lower case, of the same length (ASCII letters only)."""
        if self._lowered is None:
            self._lowered = self.data.lower()
        return self._lowered

    @property
    def kind(self) -> Kind:
        """What kind of file it stands in."""
        if self._kind is None:
            from stanch.engine.generic import filekind

            self._kind = filekind.kind(self.blob.path, self.data)
        return self._kind

    def near(self, span: Span, lines: int) -> bytes:
        """The text within `lines` lines of the span, in lower case."""
        first, last = (
            self.lines.number(span.start),
            self.lines.number(max(span.start, span.end - 1)),
        )
        around = self.lines.span(first - lines, last + lines)
        return self.lowered[around.start : around.end]

    def distance(self, one: Span, other: Span) -> int:
        """How many lines lie between the starts of two spans."""
        return abs(self.lines.number(one.start) - self.lines.number(other.start))

    def location(self, span: Span) -> Location:
        """Where the span stands, with its lines as an excerpt."""
        excerpt: Excerpt = self.lines.excerpt(span)
        return Location(
            path=self.blob.path,
            start=self.lines.position(span.start),
            end=self.lines.position(span.end),
            excerpt=excerpt,
            part=self.blob.part.value,
        )
