"""What git answers to a question for each of many commits, in files, so that it can be read again.

Git compares trees on one core; of many commits two processes take a half each.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, NamedTuple, Self

from stanch.git.changes import Change, fields, parsed
from stanch.git.plumbing import failure
from stanch.git.repository import Repository

# Fewer are answered before a second process has started.
_MANY = 2000


class _Part(NamedTuple):
    process: subprocess.Popen[bytes]
    out: IO[bytes]
    wrong: IO[bytes]


class Walk:
    """The changes that a `diff-tree` answers to lines on its standard input, in their order.

    Reading it waits for git; a context manager, as git may still be at work when nobody reads on.
    """

    def __init__(
        self, repository: Repository, command: tuple[str, ...], asked: Sequence[str]
    ) -> None:
        self._command = command
        self._files = ExitStack()
        half = len(asked) // 2 if len(asked) >= _MANY else len(asked)
        parts = [part for part in (asked[:half], asked[half:]) if part]
        self._parts = [self._started(repository, part) for part in parts]

    def __iter__(self) -> Iterator[Change]:
        """Each change, from the first one.

        Raises:
            GitError: git failed.
        """
        for process, out, wrong in self._parts:
            if process.wait():
                wrong.seek(0)
                raise failure(self._command, wrong.read())
            out.seek(0)
            yield from parsed(fields(out))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for part in self._parts:
            part.process.kill()
            part.process.wait()
        self._files.close()

    def _started(self, repository: Repository, asked: Sequence[str]) -> _Part:
        # They are closed with the others.
        out, wrong = TemporaryFile(), TemporaryFile()  # noqa: SIM115
        self._files.enter_context(out)
        self._files.enter_context(wrong)
        with TemporaryFile() as lines:
            lines.writelines(f"{line}\n".encode() for line in asked)
            lines.seek(0)
            git = repository.without_index
            process = git.start(*self._command, stdin=lines, stdout=out, stderr=wrong.fileno())
        return _Part(process, out, wrong)


def walked(
    repository: Repository, command: tuple[str, ...], asked: Sequence[str]
) -> Iterator[Change]:
    """The same for who reads it once."""
    with Walk(repository, command, asked) as walk:
        yield from walk
