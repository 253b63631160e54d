"""What all sources say in the same words."""

from __future__ import annotations

import pytest

from stanch.model.blob import Part
from stanch.sources.base import Policy, named, names, too_large
from tokens import token


def test_named() -> None:
    """The bytes of a name are the ones on the disk, also where they are no text."""
    blob = named("a/\udcff.py", "c1")
    assert (blob.data, blob.part, blob.commit) == (b"a/\xff.py", Part.NAME, "c1")


def test_too_large() -> None:
    """The option to change is named, and both sizes."""
    skip = too_large("a", 12345678, 1000)
    assert skip.by_policy
    assert skip.why == "12,345,678 bytes, over --max-size (1,000)"


def test_policy() -> None:
    """Nothing is left out by default."""
    assert Policy(5).excluded("anything") == ""


@pytest.mark.parametrize(
    ("path", "looked_at"),
    [
        pytest.param("src/a.py", False, id="too short for a secret"),
        pytest.param("src/12345/a.py", False, id="every part too short"),
        pytest.param("a/abcdefghijkl", True, id="letters alone"),
        pytest.param("dump/" + token("key_", 20) + ".sql", True, id="room for one"),
        pytest.param(token("key_", 20) + "/a.py", True, id="in a folder's name"),
    ],
)
def test_which_names_are_looked_at(path: str, *, looked_at: bool) -> None:
    """A secret in a name is found, and most names have no room for one."""
    assert bool(list(names(path))) is looked_at
