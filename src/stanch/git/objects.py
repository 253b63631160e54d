"""Objects by id through one `git cat-file --batch`, in windows so that neither side blocks."""

import subprocess
from collections.abc import Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import IO, NamedTuple, Self

from stanch.git.plumbing import Git

# 500 ids fill less than half of the smallest pipe, so writing them never waits for reading.
_WINDOW = 500
_CHUNK = 1 << 20
_PIPE = 1 << 20


class Object(NamedTuple):
    """An answer: bytes, or why there are none. `size` is known for what was too large."""

    name: str
    data: bytes | None
    kind: str = ""
    size: int = 0
    why: str = ""


class Objects:
    """A running `cat-file`; use it as a context manager. Larger objects than `limit` come empty."""

    __slots__ = ("_process", "git", "limit")

    def __init__(self, git: Git, limit: int) -> None:
        self.git = git
        self._process: subprocess.Popen[bytes] | None = None
        self.limit = limit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop(kill=error is not None)

    def read(self, names: Iterable[str]) -> Iterator[Object]:
        """The objects in the order of their names. An object that git cannot read is named."""
        names = iter(names)
        first = list(islice(names, _WINDOW))
        rest = list(names)
        at = 0
        while at < len(first) and not rest:
            for answer in self._window(first[at:]):
                at += 1
                yield answer
        if rest:
            yield from self._stream(first + rest)

    def one(self, name: str) -> Object:
        """One object; any name of git's works, such as `:path` for what is in the index."""
        if "\n" in name:  # git would read two names, and every later answer be another's
            return Object(name, None, why="a name with a line end")
        return next(self.read((name,)))

    def _stream(self, names: list[str]) -> Iterator[Object]:
        """Many objects by a process of their own, which need not wait to be asked for each."""
        at = 0
        while at < len(names):
            for answer in self._streamed(names[at:]):
                # It may have died of this one, or with answers that it never gave out.
                yield answer or self.one(names[at])
                at += 1

    def _streamed(self, names: list[str]) -> Iterator[Object | None]:
        from tempfile import TemporaryFile

        with TemporaryFile() as asked:
            asked.write("".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))
            asked.seek(0)
            process = self.git.start(
                "cat-file",
                "--batch",
                "--buffer",
                stdin=asked,
                stderr=subprocess.DEVNULL,
                pipe=_PIPE,
            )
        answers = process.stdout
        assert answers is not None  # noqa: S101  # opened as a pipe by start
        try:
            for name in names:
                answer = self._answer(name, answers)
                yield answer
                if answer is None:
                    return
        finally:
            process.kill()
            answers.close()
            process.wait()

    def _window(self, names: list[str]) -> Iterator[Object]:
        left = len(names)
        try:
            for answer in self._answers(names):
                left -= 1
                yield answer
        finally:
            if left:  # nobody may take what is still in the pipe for an answer of theirs
                self._stop(kill=True)

    def _answers(self, names: list[str]) -> Iterator[Object]:
        process = self._running()
        request, answers = process.stdin, process.stdout
        assert request is not None  # noqa: S101  # opened as pipes in _running
        assert answers is not None  # noqa: S101
        try:
            request.write("".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))
            request.flush()
        except BrokenPipeError:
            pass  # the answers say which object it died of
        for name in names:
            answer = self._answer(name, answers)
            if answer is None:  # it died of this object: the next ones need a new process
                self._stop(kill=True)
                yield Object(name, None, why="git cannot read this object")
                return
            yield answer

    def _answer(self, name: str, answers: IO[bytes]) -> Object | None:
        header = answers.readline()
        if not header.endswith(b"\n"):
            return None
        words = header.split()
        if words[-1] in {b"missing", b"ambiguous"}:
            which = "missing or damaged" if words[-1] == b"missing" else "ambiguous"
            return Object(name, None, why=f"the object is {which}")
        size = int(words[-1])
        if size > self.limit:
            return self._pass_over(name, answers, size)
        data = answers.read(size)
        if len(data) != size or answers.read(1) != b"\n":
            return None
        return Object(name, data, words[-2].decode(), size)

    def _pass_over(self, name: str, answers: IO[bytes], size: int) -> Object | None:
        left = size + 1
        while left:
            got = answers.read(min(left, _CHUNK))
            if not got:
                return None
            left -= len(got)
        return Object(name, None, size=size)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = self.git.start(
                "cat-file", "--batch", stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def _stop(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except BrokenPipeError:
                pass
        process.wait()
