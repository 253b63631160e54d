"""The seam between what is scanned and the scan."""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple, Protocol

from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit

Input = Blob | Skipped


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

    def inputs(self) -> Iterator[Input]:
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
