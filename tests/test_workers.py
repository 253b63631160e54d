from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from stanch import workers
from stanch.model.blob import Blob, Skipped
from stanch.pipeline import Looked
from stanch.sources.base import Input

BIG = b"x" * (1 << 18)


def look(items: Sequence[Input]) -> Looked:
    sizes = [len(item.data) for item in items if isinstance(item, Blob)]
    skipped = tuple(item for item in items if isinstance(item, Skipped))
    return Looked(len(sizes), sum(sizes), skipped=skipped)


def names(items: Sequence[Input]) -> Looked:
    return Looked(0, 0, skipped=tuple(Skipped(item.path, "") for item in items))


def numbered(count: int, size: int = 1) -> list[Input]:
    return [Blob(str(n), bytes(n % 7 + size)) for n in range(count)]


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 3000])
def test_the_order_is_kept(jobs: int, count: int) -> None:
    """Reports of the same files must not differ from run to run."""
    inputs = numbered(count)
    made = list(workers.each(jobs)(names, inputs))
    assert [one.path for looked in made for one in looked.skipped] == [i.path for i in inputs]


def test_few_inputs_start_no_thread() -> None:
    """Starting threads takes longer than looking at what a commit brings."""
    seen: set[int] = set()

    def noted(items: Sequence[Input]) -> Looked:
        seen.add(threading.get_ident())
        return look(items)

    list(workers.each(4)(noted, numbered(20)))
    assert seen == {threading.get_ident()}


def test_many_inputs_are_shared_out() -> None:
    """Hyperscan releases the lock: a second thread is a second core."""
    seen: set[int] = set()

    def noted(items: Sequence[Input]) -> Looked:
        seen.add(threading.get_ident())
        time.sleep(0.001)
        return look(items)

    list(workers.each(2)(noted, [Blob(str(n), BIG) for n in range(40)]))
    assert len(seen) == 2
    assert threading.get_ident() not in seen


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_history_never_lies_in_memory(jobs: int) -> None:
    """Gigabytes go through: only a bounded number of batches may be under way."""
    given, taken = 0, 0

    def inputs() -> Iterator[Input]:
        nonlocal given
        for n in range(200):
            given += 1
            assert given - taken < 40
            yield Blob(str(n), BIG)

    for looked in workers.each(jobs)(look, inputs()):
        taken += looked.blobs
    assert taken == 200


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_error_comes_through(jobs: int) -> None:
    """A thread that dies quietly would leave its files unread and the run clean."""

    def broken(items: Sequence[Input]) -> Looked:
        if any(item.path == "150" for item in items):
            raise RuntimeError("a bug")
        return look(items)

    with pytest.raises(RuntimeError, match="a bug"):
        list(workers.each(jobs)(broken, [Blob(str(n), BIG) for n in range(200)]))


def test_an_error_of_the_source_comes_through() -> None:
    """Git that dies in the middle is no end of the list."""

    def inputs() -> Iterator[Input]:
        yield from [Blob(str(n), BIG) for n in range(10)]
        raise OSError("git died")

    with pytest.raises(OSError, match="git died"):
        list(workers.each(2)(look, inputs()))


def test_who_stops_early_waits_for_nobody() -> None:
    """Ctrl-C ends the program, not the end of the history."""
    looked = 0

    def slow(items: Sequence[Input]) -> Looked:
        nonlocal looked
        looked += 1
        time.sleep(0.002)
        return look(items)

    results = workers.each(2)(slow, [Blob(str(n), BIG) for n in range(2000)])
    next(results)
    start = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 2
    time.sleep(0.2)
    assert looked < 200


def test_batches_are_bounded_by_bytes_and_by_number() -> None:
    """One large file must not drag a thousand small ones with it: they are joined to be scanned."""
    mixed = [*numbered(3), *[Blob("", BIG)] * 3, *numbered(600)]
    assert [len(group) for group in workers.batches(mixed)] == [3, 1, 1, 1, 256, 256, 88]
    assert [len(g) for g in workers.batches([Skipped("a", "gone")] * 300)] == [256, 44]
    assert list(workers.batches([])) == []
