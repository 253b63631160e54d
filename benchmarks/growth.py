"""How the time and the memory of a history's scan grow: with its size, its age and the workers.

    python -m benchmarks.growth REPO

REPO is scanned by one worker and by two, from git and from memory. A copy of it is scanned again
as it is, and after each ten new commits. A made history and one of twice as many versions tell
whether time is linear in bytes, and how many megabytes a million versions take.
"""

from __future__ import annotations

import argparse
import random
import string
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import measure, programs, results
from benchmarks.history import asked
from benchmarks.measure import Cost, Program
from stanch import assemble
from stanch.cli.environment import world
from stanch.config.file import Config
from stanch.config.options import Typed, resolve
from stanch.engine.scan import Engine, examined
from stanch.git.objects import Objects
from stanch.model.blob import Blob
from stanch.pipeline import Looked
from stanch.sources.base import Given, opened
from stanch.sources.history import everything
from stanch.workers import each

ROUNDS = 3
WORKERS = 1.2
IN_MEMORY = 1.9
AGAIN = 0.05
AGAIN_SECONDS = 0.25
LATER = 0.10
LATER_SECONDS = 0.4
# So much of a history is kept in memory at most.
_KEPT = 150_000_000
_FILES = 200
_VERSIONS = 20_000
_LINES = 60


class _Run(NamedTuple):
    """Commands of one stanch in one environment."""

    program: str
    folder: Path
    environ: Mapping[str, str]

    def history(self, repository: Path, *options: str) -> Cost:
        """What a scan of that history costs."""
        command = (self.program, "history", str(repository), *options)
        return measure.once(Program("stanch", command, self.folder, self.environ))


def main() -> None:
    """Measure, print, keep."""
    parser = programs.options(__doc__, alone=True)
    parser.add_argument("repo", type=Path, help="a repository with a long history")
    parser.add_argument("--name", default="", help="what to call it in the result")
    given = parser.parse_args()
    measure.in_temporary_folder(lambda folder: measured(given, folder))


def measured(given: argparse.Namespace, folder: Path) -> None:
    """All measurements, in a folder that is ours."""
    ours = programs.stanch(given)
    environ = measure.environment(folder / "home", {"STANCH_CACHE_DIR": str(folder / "cache")})
    run = _Run(ours.program, folder, environ)
    repository = given.repo.absolute()
    run.history(repository, "--no-cache")  # fills the cache of compiled rules
    # What fills this process comes last: the peak of the others would be its own.
    tables = {
        "size": size(run),
        "again": again(run, repository),
        "workers": workers(run, repository),
    }
    for name, table in tables.items():
        results.show(name, table)
    found = {"what": given.name, **tables}
    results.save(given, "growth" + (f"-{given.name}" if given.name else ""), [ours], found)


def workers(run: _Run, repository: Path) -> list[dict[str, object]]:
    """One worker against two: a whole run, and the scan alone of what is in memory."""
    walls: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        for jobs, runs in walls.items():
            runs.append(run.history(repository, "--no-cache", "--jobs", str(jobs)).wall)
    blobs = list(_blobs(repository))
    kept: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        for jobs, runs in kept.items():
            runs.append(_in_memory(blobs, jobs))
    return [
        _pair("from git", walls[1], walls[2], WORKERS),
        _pair("from memory", kept[1], kept[2], IN_MEMORY),
    ]


def _pair(what: str, one: Sequence[float], two: Sequence[float], least: float) -> dict[str, object]:
    times = median(one) / median(two)
    return {
        "what": what,
        "one_worker_s": round(median(one), 2),
        "two_workers_s": round(median(two), 2),
        "times_as_fast": round(times, 2),
        "promised": f"at least {least}",
        "kept": times >= least,
    }


def _engine() -> Engine:
    """The engine of a default run."""
    here, options = world(), resolve(Typed(), Config())
    return assemble.engine(here, options, assemble.load_rules(here, options))


def _blobs(repository: Path) -> Iterator[Blob]:
    """The versions of files, path by path, until they are too many to keep."""
    found = assemble.find_repository(world(), str(repository))
    policy = assemble.policy(resolve(Typed(), Config()))
    if found is None:
        return
    size = 0
    with Objects(found.git, policy.limit) as objects:
        for item in opened(everything(found, objects, policy).inputs()):
            if isinstance(item, Blob):
                size += len(item.data)
                if size > _KEPT:
                    return
                yield item


def _in_memory(blobs: Sequence[Blob], jobs: int) -> float:
    """Seconds for looking at all of them, by an engine that remembers nothing of them."""
    engine = _engine()

    def look(items: Sequence[Given]) -> Looked:
        mine = [item for item in items if isinstance(item, Blob)]
        for seens in examined(engine, mine):
            for _ in seens:
                pass
        return Looked(len(mine), sum(len(blob.data) for blob in mine))

    start = time.perf_counter()
    for _ in each(jobs, engine)(look, blobs):
        pass
    return time.perf_counter() - start


def again(run: _Run, repository: Path) -> list[dict[str, object]]:
    """The first run on a copy, the next ones, and those after each ten new commits."""
    copy = run.folder / "copy"
    command = ("git", "clone", "-q", "--no-local", str(repository), str(copy))
    subprocess.run(command, env=dict(run.environ), check=True)
    first = run.history(copy).wall
    same = [run.history(copy).wall for _ in range(ROUNDS)]
    later = []
    for number in range(ROUNDS):
        for turn in range(10):
            _commit(copy, run.environ, f"{number}.{turn}")
        later.append(run.history(copy).wall)
    return [
        {"what": "first run", "s": round(first, 2)},
        _share("unchanged", same, first, AGAIN, AGAIN_SECONDS),
        _share("after ten commits", later, first, LATER, LATER_SECONDS),
    ]


def _share(
    what: str, walls: Sequence[float], first: float, share: float, seconds: float
) -> dict[str, object]:
    return {
        "what": what,
        "s": round(median(walls), 2),
        "of_the_first": round(median(walls) / first, 3),
        "promised": f"at most {share:.0%} or {seconds} s",
        "kept": median(walls) <= max(share * first, seconds),
    }


def _commit(repository: Path, environ: Mapping[str, str], text: str) -> None:
    """A commit that adds a line to one of the repository's files."""
    names = asked(repository, "ls-files", "*.py", "*.md", "*.rst", "*.txt").splitlines()
    name = repository / random.Random(text).choice(names)
    with name.open("a", encoding="utf-8") as file:
        file.write(f"# {text}\n")
    for words in (("add", "-A"), ("commit", "-q", "-m", f"change {text}")):
        subprocess.run(("git", *words), cwd=repository, env=dict(environ), check=True)


def size(run: _Run) -> list[dict[str, object]]:
    """A made history, and one with twice as many versions of the same kind."""
    costs: list[tuple[int, Cost]] = []
    for count in (_VERSIONS, 2 * _VERSIONS):
        made = run.folder / f"made-{count}"
        _made(made, count, run.environ)
        runs = [run.history(made, "--no-cache") for _ in range(ROUNDS)]
        costs.append((count, sorted(runs, key=lambda cost: cost.wall)[ROUNDS // 2]))
    (one, small), (two, large) = costs
    rows: list[dict[str, object]] = [
        {"versions": count, "s": round(cost.wall, 2), "peak_mb": round(cost.peak / 1e6, 1)}
        for count, cost in costs
    ]
    rows[1]["times_as_long"] = round(large.wall / small.wall, 2)
    rows[1]["mb_for_a_million_more"] = round((large.peak - small.peak) / (two - one), 1)
    return rows


def _made(repository: Path, count: int, environ: Mapping[str, str]) -> None:
    """A history in which each commit changes a line of one file."""
    begun = ("git", "init", "-q", "-b", "main", str(repository))
    subprocess.run(begun, env=dict(environ), check=True)
    command = ("git", "-C", str(repository), "fast-import", "--quiet")
    # Piece by piece: what this process ever held counts as the peak of those that it starts.
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=dict(environ)) as importing:
        assert importing.stdin is not None  # asked for as a pipe
        importing.stdin.writelines(_commits(count))


def _commits(count: int) -> Iterator[bytes]:
    dice = random.Random(count)
    files = [[_line(dice) for _ in range(_LINES)] for _ in range(_FILES)]
    for number in range(count):
        at = number % _FILES
        files[at][dice.randrange(_LINES)] = _line(dice)
        body = "".join(files[at]).encode()
        who = f"committer Ada <ada@example.org> {1_600_000_000 + number} +0000"
        head = f"commit refs/heads/main\n{who}\ndata 6\nchange\nM 100644 inline src/unit{at}.py\n"
        yield f"{head}data {len(body)}\n".encode() + body + b"\n"


def _line(dice: random.Random) -> str:
    words = ("".join(dice.choices(string.ascii_lowercase, k=dice.randint(2, 9))) for _ in range(6))
    return " ".join(words) + "\n"


if __name__ == "__main__":
    main()
