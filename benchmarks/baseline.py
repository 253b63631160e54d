"""What ten thousand accepted secrets cost a commit, with and without a finding.

    python -m benchmarks.baseline

The same commit is scanned without a baseline and with one of 10,000 entries, half of them hashed
slowly. A clean commit may take 20 ms more; one with a weak finding, a password, one slow hash more.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import string
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks import measure, programs, results
from benchmarks.measure import Cost, Program
from benchmarks.programs import Scanner
from stanch.model.secret import Secret
from stanch.suppress.fingerprint import Fingerprints, Salt

ENTRIES = 10_000
ROUNDS = 21
PROMISED = 0.020
WEAK = "generic-assigned-secret"
RULES = (WEAK, "stripe-secret-key-live", "url-password", "github-personal-access-token")


def main() -> None:
    """Measure, print, keep."""
    given = programs.options(__doc__, alone=True).parse_args()
    measure.in_temporary_folder(lambda folder: measured(given, folder))


def measured(given: argparse.Namespace, folder: Path) -> None:
    """All measurements in a folder that is ours."""
    ours = programs.stanch(given)
    environ = measure.environment(folder / "home", {"STANCH_CACHE_DIR": str(folder / "warm")})
    one_hash = scrypt_seconds()
    table: list[dict[str, object]] = []
    for name, line, more in (
        ("a clean commit", "limit = 7\n", 0.0),
        ("one weak finding", f'password = "{word()}"\n', one_hash),
    ):
        pair = [
            made(ours, folder / f"{name} {kind}".replace(" ", "-"), environ, line, text)
            for kind, text in (("without", ""), ("with", baseline()))
        ]
        bare, full = measure.in_turns(pair, ROUNDS)
        row = {
            "commit": name,
            "without_ms": round(bare.wall * 1000, 1),
            "with_ms": round(full.wall * 1000, 1),
            "more_ms": round((full.wall - bare.wall) * 1000, 1),
            "more_cpu_ms": round((full.cpu - bare.cpu) * 1000, 1),
            "fastest_more_ms": round((fastest(full.runs) - fastest(bare.runs)) * 1000, 1),
            "exit_codes": [bare.codes, full.codes],
            "promised": f"at most {round((PROMISED + more) * 1000)} ms more",
            "kept": full.wall - bare.wall <= PROMISED + more,
        }
        table.append(row)
    results.show(
        f"a baseline of {ENTRIES:,} entries; one slow hash: {one_hash * 1000:.0f} ms", table
    )
    found = {"entries": ENTRIES, "slow_hash_ms": round(one_hash * 1000, 1), "staged": table}
    results.save(given, "baseline", [ours], found)


def fastest(runs: tuple[Cost, ...]) -> float:
    """What the machine needs when nothing else happens on it."""
    return min(run.wall for run in runs)


def baseline() -> str:
    """Entries as a team writes them: paths, owners, reasons, some ends and some narrow ones."""
    dice = random.Random(1)
    value = dice.randbytes(32)
    kid = hashlib.sha256(value).hexdigest()[:8]
    lines = [f"salt {kid} {value.hex()}"]
    for number in range(ENTRIES):
        kind = "s" if number % 2 else "h"
        rule = RULES[number % 2] if number % 3 else RULES[2 + number % 2]
        rule = WEAK if kind == "s" else rule
        end = f" until=20{dice.randrange(30, 60)}-{dice.randrange(1, 13):02}-15" * (number % 5 == 0)
        narrow = " scope=file" * (number % 7 == 0)
        lines.append(
            f"{rule} {kid}:{kind}:{dice.randbytes(16).hex()}{narrow}"
            f" path=services/unit{number % 97}/module_{number}.py owner=ada@example.org"
            f" ticket=SEC-{number}{end} -- sample number {number}, made for tests"
        )
    return "\n".join(lines) + "\n"


def word() -> str:
    """A short random password, made now so that none stands here."""
    return "".join(random.Random(5).choices(string.ascii_letters + string.digits, k=10))


def made(
    ours: Scanner, repository: Path, environ: Mapping[str, str], line: str, text: str
) -> Program:
    """A repository with a baseline, or without, and with a file in the index."""
    repository.mkdir()
    files = {"a.py": line} | ({".stanch-baseline": text} if text else {})
    started: tuple[tuple[str, ...], ...] = (
        ("init", "-q", "-b", "main"),
        ("commit", "-q", "--allow-empty", "-m", "base"),
    )
    for command in started:
        subprocess.run(("git", *command), cwd=repository, env=dict(environ), check=True)
    for name, content in files.items():
        (repository / name).write_text(content, encoding="utf-8")
    subprocess.run(("git", "add", "-A"), cwd=repository, env=dict(environ), check=True)
    if text:
        commit = ("git", "commit", "-q", "-m", "the baseline", "--", ".stanch-baseline")
        subprocess.run(commit, cwd=repository, env=dict(environ), check=True)
    program = Program(repository.name, ours.command("staged", repository), repository, environ)
    code = measure.once(program).code
    if code != ("password" in line):
        sys.exit(f"stanch ends with {code} on {repository.name}: there is nothing to measure")
    return program


def scrypt_seconds() -> float:
    """One slow hash on this machine, by the program's own numbers."""
    prints, times = Fingerprints(Salt.of(b"x" * 32)), []
    for number in range(7):
        start = time.perf_counter()
        prints.of("a", Secret(b"%d" % number), weak=True)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    main()
