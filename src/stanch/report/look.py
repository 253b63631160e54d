"""What of a text must not be shown: the question, apart from who answers it."""

from collections.abc import Iterable
from typing import Protocol

from stanch.model.place import Span


class Look(Protocol):
    """Says what of a text must not be shown; with a path the text is a line of that file."""

    def __call__(self, data: bytes, path: str = "", /) -> Iterable[Span]:
        """The places."""
        ...


def blind(data: bytes, path: str = "") -> Iterable[Span]:  # noqa: ARG001  # `Look`'s signature
    """Sees nothing: only the values of the run are hidden."""
    return ()
