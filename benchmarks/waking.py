"""How fast rules wake: all of them looked for in source, and nothing made of what they woke.

    python -m benchmarks.waking

In this process and by one core, over the standard library's source or `--folder DIR`, in batches as
a scan hands them over. Beside it what a start costs: to compile all forms, and to load them.
"""

from __future__ import annotations

import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import measure, programs, results
from stanch import assemble
from stanch.cache import Cache
from stanch.engine.view import View
from stanch.engine.wake import Waker
from stanch.model.blob import Blob
from stanch.rules.ruleset import Ruleset

ROUNDS = 9
# Of issue 3: megabytes a second, milliseconds, seconds.
PROMISED_SPEED = 600
PROMISED_LOAD = 3
PROMISED_COMPILE = 4
_BATCH = 1 << 20
_LEFT_OUT = {"site-packages", "dist-packages"}


def main() -> None:
    """Measure, print, keep."""
    parser = programs.options(__doc__)
    parser.add_argument("--folder", type=Path, help="another folder than the standard library")
    given = parser.parse_args()
    source = given.folder or Path(sysconfig.get_paths()["stdlib"])
    batches = list(_batches(source))
    if not batches:
        sys.exit("there is no source in that folder")
    size = sum(len(view.data) for views in batches for view in views)

    rounds = given.rounds or ROUNDS
    every = assemble.load_builtin()
    guessing = every.guessing()
    sets = {
        "by default": every.masked(lambda index, _: index in guessing),
        "and what guesses": every,
    }

    def measured(folder: Path) -> None:
        cache = Cache(str(folder))
        table = [
            {"rules": name, **_row(rules, cache, batches, size, rounds)}
            for name, rules in sets.items()
        ]
        results.show(f"waking, by one core, best of {rounds}", table)
        results.save(given, "waking", [programs.stanch(given)], {"bytes": size, "waking": table})

    measure.in_temporary_folder(measured)


def _row(
    rules: Ruleset, cache: Cache, batches: Sequence[Sequence[View]], size: int, rounds: int
) -> dict[str, object]:
    waker = Waker(rules, cache)
    compiled = _cpu(waker.compile)
    loaded = min(_cpu(lambda: Waker(rules, cache)) for _ in range(rounds)) * 1000
    # Whatever else the machine does makes it slower, never faster.
    speed = size / min(_cpu(lambda: _wake(waker, batches)) for _ in range(rounds)) / 1e6
    return {
        "number": len(rules),
        "mb_per_s": round(speed),
        "load_ms": round(loaded, 2),
        "compile_s": round(compiled, 2),
        "promised": f"{PROMISED_SPEED} MB/s, {PROMISED_LOAD} ms, {PROMISED_COMPILE} s",
        "kept": speed >= PROMISED_SPEED
        and loaded <= PROMISED_LOAD
        and compiled <= PROMISED_COMPILE,
    }


def _wake(waker: Waker, batches: Sequence[Sequence[View]]) -> None:
    for views in batches:
        waker.wake(views)


def _batches(folder: Path) -> Iterator[list[View]]:
    """The source below a folder, some files together."""
    batch: list[View] = []
    size = 0
    for file in sorted(folder.rglob("*.py")):
        if _LEFT_OUT.isdisjoint(file.parts):
            data = file.read_bytes()
            batch.append(View(Blob(str(file), data), data))
            size += len(data)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _cpu(task: Callable[[], object]) -> float:
    """Seconds of CPU that a task takes."""
    start = time.process_time()
    task()
    return time.process_time() - start


if __name__ == "__main__":
    main()
