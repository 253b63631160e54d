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

    def mapped(look: Callable[[Input], Looked], inputs: Iterable[Input]) -> Iterator[Looked]:
        groups = batches(inputs)
        first = next(groups, [])
        second = next(groups, None) if jobs > 1 else None
        if second is None:
            yield from map(look, first)
            for group in groups:
                yield from map(look, group)
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
    look: Callable[[Input], Looked], groups: Iterable[list[Input]], jobs: int
) -> Iterator[Looked]:
    from concurrent.futures import Future, ThreadPoolExecutor

    pool = ThreadPoolExecutor(jobs, thread_name_prefix="scan")
    waiting: deque[Future[list[Looked]]] = deque()
    try:
        for group in groups:
            waiting.append(pool.submit(_whole, look, group))
            if len(waiting) >= jobs * _WAITING:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _whole(look: Callable[[Input], Looked], group: list[Input]) -> list[Looked]:
    return [look(item) for item in group]


def batches(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    """The inputs in groups of some size; the last may be small, none is empty."""
    group: list[Input] = []
    size = 0
    for item in inputs:
        group.append(item)
        size += len(item.data) if isinstance(item, Blob) else 0
        if size >= _BATCH_BYTES or len(group) >= _BATCH_INPUTS:
            yield group
            group, size = [], 0
    if group:
        yield group
