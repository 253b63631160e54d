"""Batches shared out among processes that are copies of this one.

A copy has the rules, the compiled forms and all imports at once. It gets the bytes of a batch
through memory that both see, one batch at a time, and what it found comes back through a pipe;
rules travel by their names, since they are compared by identity. When a copy dies (the system ran
out of memory, or a library fell over a hostile text) its batch is counted as skipped, and another
one takes its place: nothing is lost in silence.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from mmap import mmap
from multiprocessing.connection import Connection, Pipe, wait
from traceback import extract_tb
from typing import NamedTuple, cast

from stanch.errors import ElsewhereError, StanchError
from stanch.model.blob import Blob, Skipped
from stanch.model.rule import Rule
from stanch.pipeline import Looked
from stanch.rules.ruleset import Ruleset
from stanch.sources.base import Given

_ROOM = 1 << 20
# So many batches may be done and wait for their turn, behind one that takes long.
_AHEAD = 16
_DIED = "the process that looked at it died; it may be too large for the memory there is"

Look = Callable[[list[Given]], Looked]


class _Sent(NamedTuple):
    """An input without its bytes: where they lie, and all else of it."""

    size: int
    item: Given


class _Copy(NamedTuple):
    """A process, the pipe to it and the memory that both see."""

    pid: int
    pipe: Connection
    room: mmap


def forked(
    look: Look, groups: Iterator[list[Given]], jobs: int, rules: Ruleset
) -> Iterator[Looked]:
    """What `look` makes of each batch, in the order of the batches."""
    gc.freeze()  # what is there stays there: to count it again would copy its pages
    herd = _Herd(look, rules, jobs)
    try:
        for group in groups:
            herd.hand_over(group)
            yield from herd.done()
        while herd.waits:
            herd.receive()
            yield from herd.done()
    finally:
        herd.end()
        gc.unfreeze()


class _Herd:
    """The copies, which of them are at work, and what came back out of turn."""

    def __init__(self, look: Look, rules: Ruleset, jobs: int) -> None:
        self._look = look
        self._rules = rules
        self._copies: list[_Copy] = []
        self._idle: list[_Copy] = []
        self._at_work: dict[Connection, tuple[_Copy, int, list[Given]]] = {}
        self._order: deque[int] = deque()
        self._made: dict[int, Looked] = {}
        self._next = 0
        for _ in range(jobs):
            self._idle.append(self._copy())

    @property
    def waits(self) -> bool:
        """Whether batches are under way."""
        return bool(self._at_work)

    @property
    def _is_far_ahead(self) -> bool:
        """Whether much is done that waits for its turn, behind what is still under way."""
        return len(self._made) > _AHEAD and self._order[0] not in self._made

    def hand_over(self, group: list[Given]) -> None:
        """Give a batch to a copy that has none, once there is one."""
        while not self._idle or self._is_far_ahead:
            self.receive()
        copy = self._idle.pop()
        number, self._next = self._next, self._next + 1
        self._order.append(number)
        self._at_work[copy.pipe] = (copy, number, group)
        try:
            _send(copy, group)
        except OSError:
            self._replace(copy)

    def receive(self) -> None:
        """Wait until copies are done, and take what they made."""
        for pipe in cast("list[Connection]", wait(list(self._at_work))):
            copy, number, _ = self._at_work[pipe]
            try:
                answer = _Unpickler(io.BytesIO(pipe.recv_bytes()), self._rules).load()
            except (EOFError, OSError):
                self._replace(copy)
                continue
            del self._at_work[pipe]
            self._idle.append(copy)
            if isinstance(answer, Exception):
                raise answer
            self._made[number] = answer

    def done(self) -> Iterator[Looked]:
        """What is there and has nothing under way before it."""
        while self._order and self._order[0] in self._made:
            yield self._made.pop(self._order.popleft())

    def end(self) -> None:
        """Stop all copies, whatever they are at."""
        for copy in self._copies:
            copy.pipe.close()
            os.kill(copy.pid, signal.SIGKILL)
            os.waitpid(copy.pid, 0)
            copy.room.close()

    def _replace(self, dead: _Copy) -> None:
        """Count the batch of a copy that died as skipped, and make another copy."""
        _, number, group = self._at_work.pop(dead.pipe)
        dead.pipe.close()
        os.waitpid(dead.pid, 0)
        dead.room.close()
        self._copies.remove(dead)
        skipped = tuple(one for item in group for one in _lost(item))
        self._made[number] = Looked(0, 0, skipped=skipped)
        self._idle.append(self._copy())

    def _copy(self) -> _Copy:
        ours, theirs = Pipe()
        room = mmap(-1, _ROOM)
        pid = os.fork()
        if not pid:
            _serve(theirs, room, self._look, self._rules)
        theirs.close()
        copy = _Copy(pid, ours, room)
        self._copies.append(copy)
        return copy


def _lost(item: Given) -> Iterator[Skipped]:
    if isinstance(item, Blob | Skipped):
        yield item if isinstance(item, Skipped) else Skipped(item.path, _DIED)
    else:
        yield from item.lost(_DIED)


def _send(copy: _Copy, group: Sequence[Given]) -> None:
    """The bytes of a batch into the memory that both see, the rest through the pipe.

    The copy waits at the other end: nothing that is sent can wait for something else.
    """
    bare: list[_Sent] = []
    at = 0
    large: list[bytes] = []
    for item in group:
        if not isinstance(item, Blob):
            bare.append(_Sent(0, item))
            continue
        size = len(item.data)
        bare.append(_Sent(size, item._replace(data=b"")))
        if at + size <= _ROOM:
            copy.room[at : at + size] = item.data
            at += size
        else:
            large.append(item.data)
    copy.pipe.send_bytes(pickle.dumps((bare, len(large)), pickle.HIGHEST_PROTOCOL))
    for data in large:
        copy.pipe.send_bytes(data)


def _received(pipe: Connection, room: mmap) -> list[Given]:
    bare, large = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from the process this one copies
    apart = [pipe.recv_bytes() for _ in range(large)]
    at = 0
    group: list[Given] = []
    for size, item in bare:
        if not isinstance(item, Blob):
            group.append(item)
        elif at + size <= _ROOM:
            group.append(item._replace(data=room[at : at + size]))
            at += size
        else:
            group.append(item._replace(data=apart.pop(0)))
    return group


def _serve(pipe: Connection, room: mmap, look: Look, rules: Ruleset) -> None:
    """Look at batches until nobody asks any more; does not return."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is asked to stop ends its copies
        _close_all_but(pipe.fileno())
        while True:
            group = _received(pipe, room)
            out = io.BytesIO()
            try:
                _Pickler(out, rules).dump(look(group))
            except Exception as error:  # noqa: BLE001  # it is raised where somebody hears it
                out = io.BytesIO(pickle.dumps(_portable(error)))
            pipe.send_bytes(out.getbuffer())
    except BaseException:  # noqa: BLE001, S110  # nobody listens any more
        pass
    finally:
        os._exit(0)


def _close_all_but(kept: int) -> None:
    """Close what was open: a pipe to git that a copy holds would never end for git."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != kept:  # the standard streams
            try:
                os.close(int(name))
            except OSError:
                continue


def _portable(error: Exception) -> Exception:
    """The error as it can be sent: what a user may read as it is, a bug by its kind and place."""
    if isinstance(error, StanchError):
        return type(error)(str(error), hint=error.hint)
    frames = extract_tb(error.__traceback__)
    return ElsewhereError(
        type(error).__name__, tuple((f.filename, f.lineno or 0, f.name) for f in frames)
    )


class _Pickler(pickle.Pickler):
    """Rules are named, not copied."""

    def __init__(self, out: io.BytesIO, rules: Ruleset) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._rules = rules

    def persistent_id(self, made: object) -> int | None:
        """The index of a rule, nothing for all else."""
        return self._rules.index(made.id) if isinstance(made, Rule) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, sent: io.BytesIO, rules: Ruleset) -> None:
        super().__init__(sent)
        self._rules = rules

    def persistent_load(self, index: int) -> Rule:
        """The rule of that index."""
        return self._rules.rule(index)
