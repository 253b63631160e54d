"""How fast a whole history is scanned, and how much memory that takes.

    python -m benchmarks.history REPO --peers DIR

The peak is that of the largest process: the scanner itself, or git beside it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import measure, programs, results
from benchmarks.measure import Program

ROUNDS = 3
# Shares of the others' time by the clock, and of git's own to print all objects; and the memory.
GIT = "git cat-file"
AGAIN = "stanch, again"
PROMISED = {"betterleaks": 0.4, "kingfisher": 0.3, "gitleaks": 0.15, GIT: 1.3}
PEAK_MB = 120


def main() -> None:
    """Measure, print, keep."""
    parser = programs.options(__doc__)
    parser.add_argument("repo", type=Path, help="a repository with a long history")
    parser.add_argument("--name", default="", help="what to call it in the result")
    given = parser.parse_args()
    measure.in_temporary_folder(lambda folder: measured(given, folder))


def measured(given: argparse.Namespace, folder: Path) -> None:
    """All measurements, with a folder that is ours for caches."""
    repository = given.repo.absolute()
    environ = measure.environment(folder / "home", {"STANCH_CACHE_DIR": str(folder / "cache")})
    commits = asked(repository, "rev-list", "--all", "--count")
    head = asked(repository, "rev-parse", "--short=12", "HEAD")
    scanners = [programs.stanch(given), *programs.peers(given)]
    commands = [(one.name, one.command("history", repository)) for one in scanners]
    all_objects = ("--batch-all-objects", "--batch", "--unordered", "--buffer")
    commands.append((GIT, ("git", "-C", str(repository), "cat-file", *all_objects)))
    # The same with its memory, which the first round fills.
    again = tuple(word for word in commands[0][1] if word != "--no-cache")
    commands.append((AGAIN, again))
    costs = measure.in_turns(
        [Program(name, words, folder, environ) for name, words in commands if words],
        given.rounds or ROUNDS,
    )
    table = results.rows(costs, PROMISED, "wall")
    table[0] |= {"promised": f"peak at most {PEAK_MB} MB", "kept": costs[0].peak < PEAK_MB * 10**6}
    results.show(f"{int(commits):,} commits", table)
    found = {"what": given.name, "head": head, "commits": int(commits), "scanners": table}
    results.save(given, "history" + (f"-{given.name}" if given.name else ""), scanners, found)


def asked(repository: Path, *arguments: str) -> str:
    """What git says about the repository.

    Raises:
        SystemExit: it is none.
    """
    done = subprocess.run(
        ("git", "-C", str(repository), *arguments), check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"git cannot read that repository: {done.stderr.strip()}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
