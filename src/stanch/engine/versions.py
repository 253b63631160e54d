"""The versions of a file: what woke in one counts for the next where the bytes are the same.

A history hands over the versions of a file one after the other, and a commit changes a few lines of
many. So only what lies between the common beginning and the common end is looked at again, with as
much on both sides as the widest form can reach.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stanch.engine.view import View
from stanch.model.blob import Blob

# A rule and where its form ends.
End = tuple[int, int]

# Common parts are found to this many bytes; what is left of them is looked at again.
_NEAR = 64
# Of a text that is not some times as long as a form can reach, nothing would be left out.
_LEAST = 3


class Version(NamedTuple):
    """A text that was looked at, and the ends of all forms in it."""

    view: View
    ends: Sequence[End]


class Piece(NamedTuple):
    """The part of a text that is looked at, and which ends of the version before still count.

    Of those, the ends up to `same` stand where they stood, and those behind `again` have moved by
    `moved`.
    """

    low: int
    high: int
    same: int = 0
    again: int = 0
    moved: int = 0

    @property
    def is_all(self) -> bool:
        """Whether nothing of a version before counts."""
        return not self.again

    def ends(self, before: Sequence[End], found: Sequence[End]) -> Iterator[End]:
        """All ends of the text: of the version before it, and of the part that was looked at."""
        if self.is_all:
            yield from found
            return
        low, same, again, moved = self.low, self.same, self.again, self.moved
        for end in before:
            if end[1] <= same:
                yield end
        for index, at in found:
            if at + low > same:
                yield index, at + low
        for index, at in before:
            if at > again:
                yield index, at + moved


def pieces(views: Iterable[View], before: View | None, reach: int) -> Iterator[Piece]:
    """What is to be looked at of each text, where no form reaches over more than so many bytes.

    `before` is the text that was looked at before the first.
    """
    for view in views:
        if before and len(view.data) > _LEAST * reach and _is_version(view.blob, before.blob):
            yield _piece(view.data, before.data, reach)
        else:
            yield Piece(0, len(view.data))
        before = view


def _is_version(one: Blob, other: Blob) -> bool:
    return one.path == other.path and one.part is other.part


def _piece(new: bytes, old: bytes, reach: int) -> Piece:
    start = _common(old, new)
    end = _common_end(old, new, min(len(old), len(new)) - start)
    high = min(len(new), len(new) - end + reach)
    return Piece(max(0, start - reach), high, start, len(old) - end + reach, len(new) - len(old))


def _common(old: bytes, new: bytes) -> int:
    """How many bytes both begin with, or a few less."""
    low, high = 0, min(len(old), len(new))
    if old[:high] == new[:high]:
        return high
    while high - low > _NEAR:
        middle = (low + high) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _common_end(old: bytes, new: bytes, most: int) -> int:
    """How many bytes both end with, at most so many, or a few less."""
    low, high = 0, most
    while high - low > _NEAR:
        middle = (low + high) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle
    return low
