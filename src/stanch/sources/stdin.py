"""Standard input as one blob."""

from collections.abc import Collection, Iterator
from typing import IO, NamedTuple

from stanch.model.blob import Blob, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Input, Old


class Stdin(NamedTuple):
    """A stream, read to its end. Too much is no policy here: nobody could tell it from clean."""

    stream: IO[bytes]
    limit: int
    name: str = "stdin"
    nothing: str = "standard input was empty"
    total: int = 0

    def inputs(self) -> Iterator[Input]:
        """The stream."""
        data = self.stream.read(self.limit + 1)
        if len(data) > self.limit:
            yield Skipped("-", f"longer than --max-size ({self.limit:,} bytes)")
        elif data:
            yield Blob("-", data)

    def before(self, _commits: Collection[str]) -> Iterator[Old]:
        """A stream has no old side."""
        return iter(())

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """A stream has no commits."""
        return dict.fromkeys(ids, Commit(""))
