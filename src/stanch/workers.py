"""Looking at many inputs at once: batches of them, in this process or shared out among several.

Inputs travel in batches, as a blob is often scanned faster than a task is handed over, and only a
bounded number of batches is under way, so that a history never lies in memory. Matching and judging
are Python and hold its lock, so threads would take turns: where the system can fork, processes look
at the batches; elsewhere threads do, since Hyperscan and reading release the lock.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from stanch.engine.scan import Engine
from stanch.model.blob import Blob
from stanch.pipeline import Each, Looked
from stanch.sources.base import Input

# Large batches keep the versions of a file together, of which each process remembers what it saw;
# the first ones are smaller, as they are looked at before there are other processes.
_BATCH_BYTES = 1 << 20
_FIRST_BYTES = 1 << 18
_BATCH_INPUTS = 256
_WAITING = 3
# Batches that are looked at before processes are made: most scans are over by then, and what the
# first ones import and compile is there in all processes.
_ALONE = 1

Look = Callable[[list[Input]], Looked]


def each(jobs: int, engine: Engine) -> Each:
    """A `map` over inputs with that many processes or threads; what is little is looked at here."""

    def mapped(look: Look, inputs: Iterable[Input]) -> Iterator[Looked]:
        groups = batches(inputs)
        for group in islice(groups, _ALONE) if jobs > 1 else groups:
            yield look(group)
        first = next(groups, None)
        if first is not None:
            yield from _shared(look, _chained(first, groups), jobs, engine)

    return mapped


def _chained(first: list[Input], rest: Iterator[list[Input]]) -> Iterator[list[Input]]:
    yield first
    yield from rest


def _shared(
    look: Look, groups: Iterator[list[Input]], jobs: int, engine: Engine
) -> Iterator[Looked]:
    engine.waker.ready()  # once for all
    # A fork holds one thread of several, and none of the locks that the others hold.
    if sys.platform == "linux" and threading.active_count() == 1:
        from stanch.forked import forked

        return forked(look, groups, jobs, engine.rules)
    return _threaded(look, groups, jobs)


def _threaded(look: Look, groups: Iterable[list[Input]], jobs: int) -> Iterator[Looked]:
    from concurrent.futures import Future, ThreadPoolExecutor

    pool = ThreadPoolExecutor(jobs, thread_name_prefix="scan")
    waiting: deque[Future[Looked]] = deque()
    try:
        for group in groups:
            waiting.append(pool.submit(look, group))
            if len(waiting) >= jobs * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def batches(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    """The inputs in groups of some size; none is empty, and a large input is alone."""
    group: list[Input] = []
    size = done = 0
    for item in inputs:
        more = len(item.data) if isinstance(item, Blob) else 0
        room = _FIRST_BYTES if done < _ALONE else _BATCH_BYTES
        if group and (size + more > room or len(group) >= _BATCH_INPUTS):
            yield group
            group, size, done = [], 0, done + 1
        group.append(item)
        size += more
    if group:
        yield group
