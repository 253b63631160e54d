from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest

import fakes
from stanch import workers
from stanch.errors import ElsewhereError, RuleError
from stanch.model.blob import Blob, Skipped
from stanch.pipeline import Looked
from stanch.sources.base import Given, Input, batches, opened

BIG = b"x" * (1 << 20)
ENGINE = fakes.engine(fakes.only(fakes.rule()))


@pytest.fixture(params=["processes", "threads"])
def shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How batches are shared out: where a system cannot fork, threads look at them."""
    how: str = request.param
    if how == "threads":
        monkeypatch.setattr("stanch.workers.sys.platform", "a system that cannot fork")
    else:
        can_fork()
    return how


def can_fork() -> None:
    """Wait for the threads of other tests: beside them no process is made."""
    if sys.platform != "linux":
        pytest.skip("no forking here")
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()


def look(items: Sequence[Given]) -> Looked:
    sizes = [len(item.data) for item in items if isinstance(item, Blob)]
    skipped = tuple(item for item in items if isinstance(item, Skipped))
    return Looked(len(sizes), sum(sizes), skipped=skipped)


def names(items: Sequence[Given]) -> Looked:
    return Looked(0, 0, skipped=tuple(Skipped(item.path, "") for item in opened(items)))


def numbered(count: int, size: int = 1) -> list[Input]:
    return [Blob(str(n), bytes(n % 7 + size)) for n in range(count)]


def here(items: Sequence[Given]) -> Looked:
    """Says in which process and thread it was."""
    where = f"{os.getpid()} {threading.get_ident()}"
    return Looked(len(items), 0, skipped=(Skipped(where, ""),))


def places(jobs: int, inputs: list[Input]) -> set[str]:
    made = workers.each(jobs, ENGINE)(here, inputs)
    return {one.path for looked in made for one in looked.skipped}


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 3000])
def test_the_order_is_kept(jobs: int, count: int) -> None:
    """Reports of the same files must not differ from run to run."""
    inputs = numbered(count)
    made = list(workers.each(jobs, ENGINE)(names, inputs))
    assert [one.path for looked in made for one in looked.skipped] == [i.path for i in inputs]


def test_few_inputs_are_looked_at_here() -> None:
    """Starting others takes longer than looking at what a commit brings."""
    assert places(4, numbered(20)) == {f"{os.getpid()} {threading.get_ident()}"}


def test_many_inputs_are_shared_out(shared: str) -> None:
    """Matching is Python and holds its lock: a second process is a second core."""

    def slow(items: Sequence[Given]) -> Looked:
        time.sleep(0.01)
        return here(items)

    inputs = [Blob(str(n), BIG) for n in range(20)]
    made = workers.each(2, ENGINE)(slow, inputs)
    seen = {one.path for looked in made for one in looked.skipped}
    mine = f"{os.getpid()} {threading.get_ident()}"
    assert len(seen - {mine}) == 2
    assert len({where.split()[0] for where in seen}) == (3 if shared == "processes" else 1)


@pytest.mark.usefixtures("shared")
def test_one_that_takes_long_holds_up_the_others_for_a_while_only() -> None:
    """What is done behind it waits, up to a number; then all goes on."""

    def slow(items: Sequence[Given]) -> Looked:
        time.sleep(0.5 if next(opened(items)).path == "6" else 0)
        return names(items)

    made = workers.each(2, ENGINE)(slow, [Blob(str(n), BIG) for n in range(60)])
    assert [one.path for looked in made for one in looked.skipped] == [str(n) for n in range(60)]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 20])
def test_every_byte_arrives(size: int) -> None:
    """A batch travels through a room of some size; what does not fit goes another way."""

    def told(items: Sequence[Given]) -> Looked:
        blobs = [item for item in items if isinstance(item, Blob)]
        kept = (item for item in items if isinstance(item, Skipped))
        seen = (Skipped(b.path, f"{len(b.data)} {b.data[-1:]!r} {b.others}") for b in blobs)
        return Looked(len(blobs), sum(len(b.data) for b in blobs), skipped=(*kept, *seen))

    inputs: list[Input] = []
    for n in range(12):
        inputs += [Blob(f"a{n}", bytes([n]) * size, others=(("b", "c"),)), Skipped(f"s{n}", "gone")]
    made = list(workers.each(2, ENGINE)(told, inputs))
    seen = {one.path: one.why for looked in made for one in looked.skipped}
    end = {n: bytes([n]) if size else b"" for n in range(12)}
    assert seen == {f"s{n}": "gone" for n in range(12)} | {
        f"a{n}": f"{size} {end[n]!r} (('b', 'c'),)" for n in range(12)
    }
    assert sum(looked.size for looked in made) == 12 * size


def test_a_process_that_dies_takes_nothing_with_it() -> None:
    """Memory runs out, a library falls over a text: what it was at is counted, the rest is read."""
    can_fork()

    def deadly(items: Sequence[Given]) -> Looked:
        if any(item.path in {"7", "13"} for item in opened(items)):
            os.kill(os.getpid(), signal.SIGKILL)
        return look(items)

    made = list(workers.each(2, ENGINE)(deadly, [Blob(str(n), BIG) for n in range(20)]))
    assert sum(looked.blobs for looked in made) == 18
    skipped = sorted((one for looked in made for one in looked.skipped), reverse=True)
    assert [(one.path, one.by_policy) for one in skipped] == [("7", False), ("13", False)]
    assert all("died" in one.why for one in skipped)


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

    for looked in workers.each(jobs, ENGINE)(look, inputs()):
        taken += looked.blobs
    assert taken == 200


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("error", [RuntimeError("a bug"), RuleError("it is wrong", hint="mend it")])
def test_an_error_comes_through(jobs: int, error: Exception) -> None:
    """One that is lost on the way would leave its files unread and the run clean."""

    def broken(items: Sequence[Given]) -> Looked:
        if any(item.path == "15" for item in opened(items)):
            raise error
        return look(items)

    with pytest.raises((type(error), ElsewhereError)) as raised:
        list(workers.each(jobs, ENGINE)(broken, [Blob(str(n), BIG) for n in range(20)]))
    if isinstance(raised.value, ElsewhereError):
        assert raised.value.kind == type(error).__name__ == "RuntimeError"
        assert any(name == "broken" for _, _, name in raised.value.places)
        assert "a bug" not in str(raised.value.args)  # a message may hold a value
    else:
        assert str(raised.value) == str(error)
        assert getattr(raised.value, "hint", "") == getattr(error, "hint", "")


@pytest.mark.usefixtures("shared")
def test_an_error_of_the_source_comes_through() -> None:
    """Git that dies in the middle is no end of the list."""

    def inputs() -> Iterator[Input]:
        yield from [Blob(str(n), BIG) for n in range(10)]
        raise OSError("git died")

    with pytest.raises(OSError, match="git died"):
        list(workers.each(2, ENGINE)(look, inputs()))


def test_who_stops_early_waits_for_nobody(shared: str) -> None:
    """Ctrl-C ends the program, not the end of the history."""

    def slow(items: Sequence[Given]) -> Looked:
        if int(next(opened(items)).path) > 5:
            time.sleep(60 if shared == "processes" else 0.5)
        return look(items)

    results = workers.each(2, ENGINE)(slow, [Blob(str(n), BIG) for n in range(2000)])
    for _ in range(6):
        next(results)
    start = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 2


def test_nothing_is_left_behind() -> None:
    """Processes, and pipes to them, end with the scan."""
    can_fork()
    before = set(os.listdir("/proc/self/fd"))
    list(workers.each(3, ENGINE)(look, [Blob(str(n), BIG) for n in range(20)]))
    assert set(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


class Asleep(NamedTuple):
    """Blobs that are read by whoever looks at them."""

    paths: tuple[str, ...]

    def read(self) -> Iterator[Input]:
        """Each, with the process that read it."""
        return (Blob(path, str(os.getpid()).encode()) for path in self.paths)

    def lost(self, why: str) -> Iterator[Skipped]:
        """Each."""
        return (Skipped(path, why) for path in self.paths)


def test_what_is_unread_is_read_where_it_is_looked_at(shared: str) -> None:
    """Bytes that are handed over are copied twice, and one process would read for all."""

    def told(items: Sequence[Given]) -> Looked:
        read = [item for item in opened(items) if isinstance(item, Blob)]
        return Looked(len(read), 0, skipped=tuple(Skipped(b.path, b.data.decode()) for b in read))

    groups = [Asleep((f"{n} a", f"{n} b")) for n in range(20)]
    made = [*workers.each(2, ENGINE)(told, groups)]
    seen = [one for looked in made for one in looked.skipped]
    assert [one.path for one in seen] == [path for group in groups for path in group.paths]
    assert ({one.why for one in seen} == {str(os.getpid())}) is (shared == "threads")


def test_what_is_unread_is_counted_when_its_process_dies() -> None:
    """Each of them, by its path: what nobody read is not clean."""
    can_fork()

    def deadly(items: Sequence[Given]) -> Looked:
        if any(item.path == "7 b" for item in opened(items)):
            os.kill(os.getpid(), signal.SIGKILL)
        return look([*opened(items)])

    groups = [Asleep((f"{n} a", f"{n} b")) for n in range(10)]
    made = [*workers.each(2, ENGINE)(deadly, groups)]
    assert [one.path for looked in made for one in looked.skipped] == ["7 a", "7 b"]
    assert sum(looked.blobs for looked in made) == 18


def test_batches_are_bounded_by_bytes_and_by_number() -> None:
    """One large file must not drag a thousand small ones with it: they are joined to be scanned."""
    mixed = [*numbered(3), *[Blob("", BIG)] * 3, *numbered(600)]
    assert [len(group) for group in batches(mixed)] == [3, 1, 1, 1, 256, 256, 88]
    assert [len(g) for g in batches([Skipped("a", "gone")] * 300)] == [256, 44]
    assert list(batches([])) == []
