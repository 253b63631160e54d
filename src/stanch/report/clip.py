"""Fits text to the width of a terminal: a secret stays in sight, an address stays whole."""

from __future__ import annotations

from stanch.report.cells import cell_len
from stanch.report.redact import ELLIPSIS, SourceLine


def clipped(line: SourceLine, room: int) -> SourceLine:
    """The line in at most `room` cells, cut at both ends round the secret."""
    secret = fitted(line.secret, max(room, 1))
    rest = room - cell_len(secret)
    before, after = cell_len(line.before), cell_len(line.after)
    if before + after <= rest:
        return line._replace(secret=secret)
    # What stands before a secret says more about it than what follows: two thirds against one.
    behind = min(after, max(rest // 3, rest - before))
    return line._replace(
        before=_tail(line.before, rest - behind),
        secret=secret,
        after=fitted(line.after, behind),
    )


def fitted(text: str, cells: int) -> str:
    """The beginning of the text, with `…` for what is cut."""
    if cell_len(text) <= cells:
        return text
    return _fitting(text, cells - 1) + ELLIPSIS if cells > 0 else ""


def breaks(text: str, room: int, between: str = " ") -> list[int]:
    """Where to break a paragraph. A word longer than a line, like an address, stays whole."""
    result: list[int] = []
    start, used = 0, 0
    for word in text.split(between):
        cells = cell_len(word)
        if used and used + cells > room:
            result.append(start)
            used = 0
        used += cells + len(between)
        start += len(word) + len(between)
    return result


def _tail(text: str, cells: int) -> str:
    """The end of the text, with `…` for what is cut."""
    if cell_len(text) <= cells:
        return text
    return ELLIPSIS + _fitting(text[::-1], cells - 1)[::-1] if cells > 0 else ""


def _fitting(text: str, cells: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += cell_len(char)
        if used > cells:
            return text[:index]
    return text
