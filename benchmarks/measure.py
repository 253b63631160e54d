"""Runs programs and says what they cost.

Several programs take turns, so that all meet the same machine. What is compared is the ratio of
medians: milliseconds differ from hour to hour, the relation of two programs much less.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

KILO = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere


class Cost(NamedTuple):
    """What one run took. `peak` is of the largest process: the program or one it started."""

    wall: float
    cpu: float
    peak: int
    code: int


class Program(NamedTuple):
    """A command to measure. `fresh` makes its environment anew for each run, if that matters."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environ: Mapping[str, str]
    fresh: Callable[[], Mapping[str, str]] | None = None


class Costs(NamedTuple):
    """All runs of one program."""

    name: str
    runs: tuple[Cost, ...]

    @property
    def wall(self) -> float:
        """The median of seconds that passed."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median of seconds of CPU, children included."""
        return median(run.cpu for run in self.runs)

    @property
    def peak(self) -> int:
        """The highest peak of all runs, in bytes."""
        return max(run.peak for run in self.runs)

    @property
    def codes(self) -> list[int]:
        """The exit codes, each once."""
        return sorted({run.code for run in self.runs})


def once(program: Program) -> Cost:
    """Run it once.

    `wait4` answers for the process and all that it waited for: the sum of their CPU, and the peak
    of the largest. (Up to some 20 MB of the peak may be this process's own, from before `exec`.)
    """
    environ = program.fresh() if program.fresh else program.environ
    start = time.perf_counter()
    process = subprocess.Popen(
        program.command,
        cwd=program.folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall, cpu, usage.ru_maxrss * KILO, process.returncode)


def in_turns(programs: Sequence[Program], rounds: int, *, warm_up: int = 1) -> list[Costs]:
    """Run all programs in turns; the first rounds fill caches and are not counted."""
    runs: dict[str, list[Cost]] = {program.name: [] for program in programs}
    for number in range(warm_up + rounds):
        # Each begins once in a while, so that none always follows the same one.
        first = number % len(programs)
        for program in (*programs[first:], *programs[:first]):
            cost = once(program)
            if number >= warm_up:
                runs[program.name].append(cost)
    return [Costs(name, tuple(costs)) for name, costs in runs.items()]


def environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """An environment without configuration of git or of any scanner."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        **extra,
    }


def in_temporary_folder(task: Callable[[Path], None]) -> None:
    """Call the task with a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stanch-bench-", ignore_cleanup_errors=True) as folder:
        task(Path(folder))
