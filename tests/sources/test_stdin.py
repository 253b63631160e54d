"""Standard input as one blob."""

from __future__ import annotations

import io

import pytest

from stanch.model.blob import Blob, Skipped
from stanch.sources.stdin import Stdin


@pytest.mark.parametrize(
    ("data", "read"),
    [(b"", []), (b"x", [b"x"]), (b"x" * 10, [b"x" * 10])],
    ids=["empty", "short", "at the limit"],
)
def test_read(data: bytes, read: list[bytes]) -> None:
    """An empty stream is no blob: that is said aloud elsewhere."""
    assert list(Stdin(io.BytesIO(data), 10).inputs()) == [Blob("-", one) for one in read]


def test_too_much() -> None:
    """The rest was not looked at, and nobody chose that."""
    (item,) = Stdin(io.BytesIO(b"x" * 11), 10).inputs()
    assert isinstance(item, Skipped)
    assert not item.by_policy
    assert "--max-size" in item.why


def test_no_old_side() -> None:
    """A stream has neither an old side nor commits."""
    source = Stdin(io.BytesIO(), 10)
    assert list(source.before({""})) == []
    assert source.commits({"x"})["x"].author == ""
