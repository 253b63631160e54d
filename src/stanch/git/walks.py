"""What git answers to a question for each of many commits, in files, so that it can be read again.

Git compares trees on one core; of many commits two processes take a half each.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import IO, NamedTuple

from stanch.git.changes import Change, fields, parsed
from stanch.git.plumbing import failure
from stanch.git.repository import Repository

# Before the ids of a line stand two modes.
_OLD = len(b":100644 100644 ")
# Fewer are answered before a second process has started.
_MANY = 2000


class _Part(NamedTuple):
    process: subprocess.Popen[bytes]
    out: IO[bytes]
    wrong: IO[bytes]


class Walk:
    """The changes that a `diff-tree` answers to lines on its standard input, in their order."""

    def __init__(self, command: tuple[str, ...], parts: Sequence[_Part]) -> None:
        self._command = command
        self._parts = parts

    def __iter__(self) -> Iterator[Change]:
        """Each change, from the first one; waits for git.

        Raises:
            GitError: git failed.
        """
        for out in self._answers():
            yield from parsed(fields(out))

    def about(self, paths: AbstractSet[bytes], blobs: AbstractSet[bytes]) -> Iterator[list[Change]]:
        """The changes of each commit with one parent to compare with that touches one of these.

        `blobs` are ids in hex; both may grow on the way. Most commits touch none, and are passed
        over without being parsed.

        Raises:
            GitError: git failed.
        """
        for out in self._answers():
            for rows in _by_commit(fields(out)):
                whole = len(rows) % 2  # an id, and pairs of a line and a path
                apart = paths.isdisjoint(rows[2::2]) and blobs.isdisjoint(_ids(rows))
                if not (whole and apart):
                    yield [*parsed(iter(rows))]

    def _answers(self) -> Iterator[IO[bytes]]:
        for process, out, wrong in self._parts:
            if process.wait():
                wrong.seek(0)
                raise failure(self._command, wrong.read())
            out.seek(0)
            yield out


def _by_commit(answers: Iterator[bytes]) -> Iterator[list[bytes]]:
    """The fields of each commit: its id, then a line and a path for each change."""
    rows: list[bytes] = []
    for field in answers:
        if field.startswith(b":"):
            rows += (field, *islice(answers, 1))
            continue
        if rows:
            yield rows
        rows = [field]
    if rows:
        yield rows


def _ids(rows: Sequence[bytes]) -> Iterator[bytes]:
    """What each change of a commit replaced, and by what."""
    width = len(rows[0])
    new = _OLD + width + 1
    for head in rows[1::2]:
        yield head[_OLD : _OLD + width]
        yield head[new : new + width]


@contextmanager
def walking(
    repository: Repository, command: tuple[str, ...], asked: Sequence[str]
) -> Iterator[Walk]:
    """A walk, at which git may still be at work when nobody reads on."""
    from tempfile import TemporaryFile

    half = len(asked) // 2 if len(asked) >= _MANY else len(asked)
    parts: list[_Part] = []
    with ExitStack() as files:
        try:
            for lines in filter(None, (asked[:half], asked[half:])):
                out = files.enter_context(TemporaryFile())
                wrong = files.enter_context(TemporaryFile())
                parts.append(_Part(_started(repository, command, lines, out, wrong), out, wrong))
            yield Walk(command, parts)
        finally:
            for part in parts:
                part.process.kill()
                part.process.wait()


def walked(
    repository: Repository, command: tuple[str, ...], asked: Sequence[str]
) -> Iterator[Change]:
    """The same for who reads it once."""
    with walking(repository, command, asked) as walk:
        yield from walk


def _started(
    repository: Repository,
    command: tuple[str, ...],
    asked: Sequence[str],
    out: IO[bytes],
    wrong: IO[bytes],
) -> subprocess.Popen[bytes]:
    from tempfile import TemporaryFile

    with TemporaryFile() as lines:
        lines.writelines(f"{line}\n".encode() for line in asked)
        lines.seek(0)
        git = repository.without_index
        return git.start(*command, stdin=lines, stdout=out, stderr=wrong.fileno())
