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
from stanch.pipeline import Each, Looked
from stanch.sources.base import Given, batches

# The first batch is smaller, as it is looked at before there are other processes.
_FIRST_BYTES = 1 << 18
_WAITING = 3
Look = Callable[[list[Given]], Looked]


def each(jobs: int, engine: Engine) -> Each:
    """A `map` over inputs with that many processes or threads; what is little is looked at here.

    The first batch always is: most scans are over by then, and what it imports and compiles is
    there in all processes.
    """

    def mapped(look: Look, inputs: Iterable[Given]) -> Iterator[Looked]:
        groups = batches(inputs, _FIRST_BYTES)
        for group in islice(groups, 1) if jobs > 1 else groups:
            yield look(group)
        first = next(groups, None)
        if first is not None:
            yield from _shared(look, _chained(first, groups), jobs, engine)

    return mapped


def _chained(first: list[Given], rest: Iterator[list[Given]]) -> Iterator[list[Given]]:
    yield first
    yield from rest


def _shared(
    look: Look, groups: Iterator[list[Given]], jobs: int, engine: Engine
) -> Iterator[Looked]:
    engine.waker.ready()  # once for all
    # A fork holds one thread of several, and none of the locks that the others hold.
    if sys.platform == "linux" and threading.active_count() == 1:
        from stanch.forked import forked

        return forked(look, groups, jobs, engine.rules)
    return _threaded(look, groups, jobs)


def _threaded(look: Look, groups: Iterable[list[Given]], jobs: int) -> Iterator[Looked]:
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
