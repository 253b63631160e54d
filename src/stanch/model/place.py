"""Where something stands: offsets while scanning, lines and columns once a finding exists."""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from stanch.model.secret import Secret

AROUND = 400
"""How many bytes of its lines an excerpt holds to each side of a secret."""


class Span(NamedTuple):
    """Half-open byte offsets of the secret, not of the match around it."""

    start: int
    end: int


class Commit(NamedTuple):
    """A commit as a report names it. All but `id` are empty until somebody asks git."""

    id: str
    author: str = ""
    email: str = ""
    date: str = ""
    summary: str = ""


class Position(NamedTuple):
    """1-based line and column; the column counts Unicode characters, a tab is one."""

    line: int
    column: int


class Excerpt(NamedTuple):
    """The lines a secret stands in, and where in them. A `Secret`, because it holds one."""

    text: Secret
    span: Span


class Location(NamedTuple):
    """One place of a secret. `end` is the position just behind its last character."""

    path: str
    start: Position
    end: Position
    excerpt: Excerpt
    commit: Commit | None = None
    part: str = "content"


class Lines:
    """The line starts of one text, to turn offsets into positions."""

    __slots__ = ("_data", "_last", "_starts")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._last = (1, 0, 1)  # line, offset and column of the position asked for last
        sizes = [len(line) + 1 for line in data.split(b"\n")[:-1]]
        self._starts = [*accumulate(sizes, initial=0)]

    def number(self, offset: int) -> int:
        """The 1-based line that holds `offset`."""
        return bisect_right(self._starts, offset)

    def position(self, offset: int) -> Position:
        """Line and column of `offset`; bytes that are no UTF-8 count one each."""
        line = self.number(offset)
        known, start, column = self._last
        if known != line or start > offset:
            start, column = self._starts[line - 1], 1
        # A line of a megabyte may hold ten thousand secrets: count on from the one before.
        column += len(self._data[start:offset].decode("utf-8", "surrogateescape"))
        self._last = (line, offset, column)
        return Position(line, column)

    def span(self, first: int, last: int) -> Span:
        """The offsets of lines `first` to `last`, without the last line's end."""
        top = len(self._starts)
        first, last = max(1, first), min(last, top)
        start = self._starts[first - 1]
        end = self._starts[last] - 1 if last < top else len(self._data)
        return Span(start, max(start, end))

    def excerpt(self, span: Span, *, around: int = AROUND) -> Excerpt:
        """The lines of `span`, at most `around` bytes to each side of it."""
        lines = self.span(self.number(span.start), self.number(max(span.start, span.end - 1)))
        start = max(lines.start, span.start - around)
        end = min(max(lines.end, span.end), span.end + around)
        text = self._data[start:end]
        return Excerpt(Secret(text), Span(span.start - start, span.end - start))
