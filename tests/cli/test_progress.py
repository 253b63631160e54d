"""How far a scan is: a line a minute where nobody watches, a rate and the time left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cli.run import environment, stanch
from repo import Repo
from stanch.cli.progress import Progress
from stanch.pipeline import Looked
from stanch.sources.history import History
from tokens import stripe


class Clock:
    """A clock that goes on by some seconds at each look."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    """A job that says nothing for ten minutes is killed; one that says too much is not read."""
    with Progress(1000, terminal=False, clock=Clock(20.0)) as progress:
        for _ in range(9):
            progress.step(Looked(10, 30_000_000))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "stanch: 30 of 1,000 blobs, 90 MB, 2 MB/s, about 32 min left",
        "stanch: 60 of 1,000 blobs, 180 MB, 2 MB/s, about 31 min left",
        "stanch: 90 of 1,000 blobs, 270 MB, 2 MB/s, about 30 min left",
    ]


def test_a_short_scan_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Most scans take a second."""
    with Progress(1000, terminal=False, clock=Clock(1.0)) as progress:
        for _ in range(50):
            progress.step(Looked(10, 1000))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("total", "done", "elapsed", "left"),
    [
        (100, 50, 10.0, "about 10 s left"),
        (100_000, 100, 10.0, "about 3 h left"),
        (100, 99, 1.0, "about 1 s left"),
        (0, 99, 1.0, ""),
        (100, 120, 1.0, ""),
    ],
)
def test_the_time_left(total: int, done: int, elapsed: float, left: str) -> None:
    """Where the number of blobs is known."""
    progress = Progress(total, clock=Clock(0.0))
    progress.step(Looked(done, 1000))
    text = progress.text(elapsed)
    assert text.endswith(left)
    assert ("left" in text) is bool(left)


@pytest.fixture
def many(repo: Repo) -> Repo:
    """A commit with more files than are looked at together."""
    for number in range(600):
        repo.write(f"{number:03}.py", f"key = {stripe(number)}\n")
    repo.git("add", "-A")
    repo.commit("many")
    return repo


def _stopping(inputs: Iterable[object], after: int) -> Iterator[object]:
    for number, item in enumerate(inputs):
        if number == after:
            raise KeyboardInterrupt
        yield item


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_reports_what_was_found(
    many: Repo, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    """Who stops a scan of an hour has waited an hour. The patch stands for that person."""
    inputs = History.inputs
    monkeypatch.setattr(History, "inputs", lambda source: _stopping(inputs(source), 520))
    ran = stanch("history", "--format", "json", "--jobs", jobs, at=many)
    assert ran.code == 130
    assert ran.report["scan"]["state"] == "incomplete"
    assert "interrupted" in ran.skipped["(history)"]
    assert 0 < len(ran.report["findings"]) < 600
    assert ran.report["summary"]["exit_code"] == 130
    ran = stanch("history", "--no-cache", "--exit-zero", "--jobs", jobs, at=many)
    assert ran.code == 130
    assert "INCOMPLETE" in ran.stderr
    assert "interrupted" in ran.stderr


def test_an_interrupt_makes_no_baseline(many: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the findings would be accepted, and the rest look new."""
    inputs = History.inputs
    monkeypatch.setattr(History, "inputs", lambda source: _stopping(inputs(source), 520))
    ran = stanch("baseline", "create", "--history", at=many)
    assert ran.code == 130
    assert not (many.path / ".stanch-baseline").exists()


def _at_work(pid: int) -> None:
    """Wait until a process has started another and stays with it."""
    file = Path(f"/proc/{pid}/task/{pid}/children")
    if not file.exists():
        time.sleep(6)
        return
    children, since = "", time.monotonic()
    end = since + 60
    while not children or time.monotonic() < since + 0.5:
        assert time.monotonic() < end
        time.sleep(0.05)
        now = file.read_text()
        if now != children:
            children, since = now, time.monotonic()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_real_interrupt(many: Repo, jobs: str) -> None:
    """The terminal sends it to git as well, which must not look like a broken repository."""
    for number in range(2):
        for file in range(0, 600, 3):
            many.write(f"{file:03}.py", f"# {number}\n" * 8000 + f"key = {stripe(file)}\n")
        many.git("add", "-A")
        many.commit("more")
    # The oracle takes minutes for this.
    with subprocess.Popen(
        [sys.executable, "-m", "stanch", "history", "-f", "json", "--jobs", jobs, "--oracle"],
        cwd=many.path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    ) as running:
        _at_work(running.pid)
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert b"cannot read" not in out + err
    assert b"interrupted" in out + err
    assert b"Traceback" not in err


def test_it_is_drawn_without_a_thread() -> None:
    """Beside a thread no process is copied, and a scan would take twice as long for its bar."""
    with Progress(1000, terminal=True, clock=Clock(1.0)) as progress:
        before = threading.active_count()
        for _ in range(5):
            progress.step(Looked(10, 1000))
        assert threading.active_count() == before
