"""Looking at many inputs at once: threads, since Hyperscan and reading release the lock.

Inputs travel in batches, as a blob is often scanned faster than a task is handed over, and only a
bounded number of batches is under way, so that a history never lies in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from stanch.model.blob import Blob
from stanch.pipeline import Each, Looked
from stanch.sources.base import Input

_BATCH_BYTES = 1 << 18
_BATCH_INPUTS = 256
_WAITING = 3


def each(jobs: int) -> Each:
    """A `map` over inputs with that many threads; one job, or one batch of inputs, runs here."""

    def mapped(look: Callable[[list[Input]], Looked], inputs: Iterable[Input]) -> Iterator[Looked]:
        groups = batches(inputs)
        first = next(groups, None)
        if first is None:
            return
        second = next(groups, None) if jobs > 1 else None
        if second is None:
            yield look(first)
            yield from map(look, groups)
            return
        yield from _threaded(look, _chained(first, second, groups), jobs)

    return mapped


def _chained(
    first: list[Input], second: list[Input], rest: Iterator[list[Input]]
) -> Iterator[list[Input]]:
    yield first
    yield second
    yield from rest


def _threaded(
    look: Callable[[list[Input]], Looked], groups: Iterable[list[Input]], jobs: int
) -> Iterator[Looked]:
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
    size = 0
    for item in inputs:
        more = len(item.data) if isinstance(item, Blob) else 0
        if group and (size + more > _BATCH_BYTES or len(group) >= _BATCH_INPUTS):
            yield group
            group, size = [], 0
        group.append(item)
        size += more
    if group:
        yield group
