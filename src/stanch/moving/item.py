"""One thing that another scanner's file says, and what becomes of it here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from stanch.errors import ConfigError
from stanch.model.secret import Secret
from stanch.written.fields import Reader

Written = Mapping[str, object]


class Fate(StrEnum):
    """Nothing is dropped in silence: each item has one of these."""

    TAKEN = "taken over"
    TRANSLATED = "translated"
    NOT = "not possible"


class Digest(NamedTuple):
    """A hash of a secret that the other scanner wrote: its kind (`sha1`, …) and its hex digits."""

    kind: str
    hex: str


class Claim(NamedTuple):
    """An acceptance of one secret, which only a scan can turn into one of ours.

    What is empty does not limit it: without a path it holds everywhere. `line` to `last` is where
    the secret stood; `rule` is the other scanner's name for what it is.
    """

    where: str
    path: str = ""
    line: int = 0
    last: int = 0
    rule: str = ""
    commit: str = ""
    value: Secret | None = None
    digest: Digest | None = None
    reason: str = ""


class Item(NamedTuple):
    """What one item comes to: entries for our files, or the reason why there is none.

    `where` names it in the file of the other scanner. No text here may hold a secret's value but
    the claim's.
    """

    where: str
    fate: Fate
    how: str = ""
    rule: Written | None = None
    allow: tuple[Written, ...] = ()
    disable: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    claim: Claim | None = None


def taken(where: str, how: str = "") -> Item:
    """An item for which nothing has to be written."""
    return Item(where, Fate.TAKEN, how)


def refused(where: str, why: str) -> Item:
    """An item that has no counterpart, and why."""
    return Item(where, Fate.NOT, why)


def every(
    written: Iterable[tuple[str, object]], read: Callable[[Reader], Iterable[Item]]
) -> Iterator[Item]:
    """What `read` makes of each entry of a list; an entry that is wrong stops no other."""
    for where, value in written:
        try:
            yield from read(Reader(value, where))
        except ConfigError as error:
            yield refused(where, str(error).removeprefix(f"{where}: "))
