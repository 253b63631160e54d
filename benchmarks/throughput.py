"""How fast a folder of source is scanned: the standard library's, or another one.

    python -m benchmarks.throughput --peers DIR [--compiled | --folder DIR]

The folder is copied first, so that all scanners read the same files and none knows a repository
round them. Of the standard library that is the source. `--compiled` adds its libraries and compiled
files: scanners that leave out binary files have less to read then, and stanch reads them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from benchmarks import measure, programs, results
from benchmarks.measure import Program

ROUNDS = 5
# "Faster than" in issue 2, by the clock.
PROMISED = {"betterleaks": 1.0, "betterleaks-native": 1.0, "gitleaks": 1.0}
_LEFT_OUT = ("site-packages", "dist-packages")
_COMPILED = ("__pycache__", "lib-dynload", "config-*")


def main() -> None:
    """Measure, print, keep."""
    parser = programs.options(__doc__)
    parser.add_argument("--compiled", action="store_true", help="compiled files and libraries too")
    parser.add_argument("--folder", type=Path, help="another folder than the standard library")
    given = parser.parse_args()
    measure.in_temporary_folder(lambda folder: measured(given, folder))


def measured(given: argparse.Namespace, folder: Path) -> None:
    """All measurements in a folder that is ours."""
    source = given.folder or Path(sysconfig.get_paths()["stdlib"])
    target = folder / "source"
    left_out = _LEFT_OUT if given.compiled else (*_LEFT_OUT, *_COMPILED)
    shutil.copytree(
        source,
        target,
        ignore=shutil.ignore_patterns(".git", *(() if given.folder else left_out)),
        symlinks=True,
        ignore_dangling_symlinks=True,
    )
    files, size = counted(target)
    if not files:
        sys.exit("there is nothing in that folder")
    environ = measure.environment(folder / "home", {"STANCH_CACHE_DIR": str(folder / "cache")})
    scanners = [programs.stanch(given), *programs.peers(given)]
    commands = [(one.name, one.command("files", target)) for one in scanners]
    costs = measure.in_turns(
        [Program(name, words, folder, environ) for name, words in commands if words],
        given.rounds or ROUNDS,
    )
    table = results.rows(costs, PROMISED, "wall")
    for row, cost in zip(table, costs, strict=True):
        row["mb_per_s"] = round(size / cost.wall / 1e6, 1)
    results.show(f"{files:,} files, {size / 1e6:.1f} MB", table)
    what = "compiled" if given.compiled else "source"
    what = "folder" if given.folder else f"stdlib-{what}"
    found = {"what": what, "files": files, "bytes": size, "scanners": table}
    results.save(given, f"throughput-{what}", scanners, found)


def counted(folder: Path) -> tuple[int, int]:
    """How many files there are, and their bytes."""
    sizes = [
        (Path(at) / name).lstat().st_size for at, _, names in os.walk(folder) for name in names
    ]
    return len(sizes), sum(sizes)


if __name__ == "__main__":
    main()
