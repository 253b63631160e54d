"""What all sources say in the same words."""

from __future__ import annotations

from stanch.model.blob import Part
from stanch.sources.base import Policy, named, too_large


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
