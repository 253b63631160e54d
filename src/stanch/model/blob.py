"""What a source hands to the engine, and what it could not hand over."""

from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """Which part of a file or repository the bytes are."""

    CONTENT = "content"
    NAME = "name"
    LINK = "link target"
    MESSAGE = "message"
    AUTHOR = "author"


class Blob(NamedTuple):
    """Bytes with an origin. `path` has `/`, undecodable bytes as surrogates (PEP 383).

    `others` are further places of the same bytes: paths, each with the commit that brought it.
    `id` is git's name for the bytes, where they come from its store.
    """

    path: str
    data: bytes
    part: Part = Part.CONTENT
    commit: str = ""
    others: tuple[tuple[str, str], ...] = ()
    id: str = ""


class Skipped(NamedTuple):
    """An input that was not looked at. By policy: a limit or an exclusion the user set."""

    path: str
    why: str
    by_policy: bool = False
