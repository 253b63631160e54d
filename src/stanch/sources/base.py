"""The seam between what is scanned and the scan."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit

Input = Blob | Skipped


class Unread(Protocol):
    """Inputs that are read where they are looked at; it can be pickled."""

    def read(self) -> Iterator[Input]:
        """The inputs, one after the other."""
        ...

    def lost(self, why: str) -> Iterator[Skipped]:
        """Each as a skip."""
        ...


# What a source gives.
Given = Input | Unread
_T = TypeVar("_T", Given, Input)

# Large batches keep the versions of a file together, of which each process remembers what it saw.
_BATCH_BYTES = 1 << 20
_BATCH_INPUTS = 256


class Policy(NamedTuple):
    """What the user chose not to read: blobs over `limit` bytes and excluded paths.

    `excluded` gives the words for why a path is left out, empty when it is not.
    """

    limit: int
    excluded: Callable[[str], str] = lambda _path: ""


class Old(NamedTuple):
    """An old side, and the commits for which it is one."""

    blob: Blob
    commits: Collection[str]


def batches(inputs: Iterable[_T], first: int = _BATCH_BYTES) -> Iterator[list[_T]]:
    """The inputs in groups of some size; none is empty, and what is large or unread is alone.

    The first group has not more than `first` bytes.
    """
    group: list[_T] = []
    size, room = 0, first
    for item in inputs:
        more = 0 if isinstance(item, Skipped) else _size(item)
        if group and (size + more > room or len(group) >= _BATCH_INPUTS):
            yield group
            group, size, room = [], 0, _BATCH_BYTES
        group.append(item)
        size += more
    if group:
        yield group


def _size(item: Blob | Unread) -> int:
    return len(item.data) if isinstance(item, Blob) else _BATCH_BYTES


def opened(inputs: Iterable[Given]) -> Iterator[Input]:
    """The inputs, and what stands in those that were not read."""
    for item in inputs:
        if isinstance(item, Blob | Skipped):
            yield item
        else:
            yield from item.read()


class Source(Protocol):
    """Something to scan."""

    @property
    def name(self) -> str:
        """The word for reports: staged, files, history, and so on."""
        ...

    @property
    def nothing(self) -> str:
        """What is said when there was nothing to read."""
        ...

    @property
    def total(self) -> int:
        """How many blobs there are to read, where that is known before; else 0."""
        ...

    def inputs(self) -> Iterator[Given]:
        """Everything there is to read, each once."""
        ...

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """The old sides of those commits' changes: what stands in one is not introduced by it.

        The change that is not committed yet has an empty id.
        """
        ...

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """Author and date of the commits that findings name."""
        ...


def named(path: str, commit: str = "") -> Blob:
    """A path as a blob of its own: a secret may stand in a file's name."""
    return Blob(path, path.encode("utf-8", "surrogateescape"), Part.NAME, commit)


def names(path: str, commit: str = "") -> Iterator[Blob]:
    """The path as a blob, if a secret has room in one of its parts."""
    if any(len(part) >= _SHORTEST for part in path.split("/")):
        yield named(path, commit)


_SHORTEST = 12


def too_large(path: str, size: int, limit: int) -> Skipped:
    """The skip of a blob over the limit, which is the user's choice."""
    return Skipped(path, f"{size:,} bytes, over --max-size ({limit:,})", by_policy=True)
