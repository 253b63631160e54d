"""What other scanners accepted, moved in: how much of it is silent here afterwards.

    python -m benchmarks.moving --peers DIR

A repository is made of two examples of each rule. Each scanner writes its baseline of it, that is
imported, and what is still reported at the places that the scanner had accepted is counted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import yaml

from benchmarks import measure, programs, results
from benchmarks.programs import Scanner
from stanch.rulecheck import filled
from stanch.rules import authored

RULES = Path(__file__).parent.parent / "rules"
Place = tuple[str, int]
Environ = Mapping[str, str]


class Way(NamedTuple):
    """How a scanner says what it accepts: its command, our name of the format, the places in it.

    In the command `{}` is the file to write; without one standard output is.
    """

    scanner: str
    kind: str
    command: tuple[str, ...]
    places: Callable[[str], Iterable[Place]]
    said: Callable[[str], str] = str


def of_gitleaks(text: str) -> Iterator[Place]:
    """Of a report."""
    for one in json.loads(text):
        yield one["File"], one["StartLine"]


def fingerprints(text: str) -> str:
    """The ignore file with everything that a report names."""
    return "".join(f"{one['Fingerprint']}\n" for one in json.loads(text))


def of_betterleaks(text: str) -> Iterator[Place]:
    """Of a report, one finding a line."""
    for one in _lines(text):
        at = one["location"]
        yield at["path"].removeprefix("./"), at["start_line"]


def hashes(text: str) -> str:
    """The ignore file with everything that a report names."""
    return "".join(sorted({f"{one['match']['fingerprint']}\n" for one in _lines(text)}))


def of_detect_secrets(text: str) -> Iterator[Place]:
    """Of a baseline."""
    for path, found in json.loads(text)["results"].items():
        yield from ((path, one["line_number"]) for one in found)


def of_kingfisher(text: str) -> Iterator[Place]:
    """Of a baseline."""
    for repository in yaml.safe_load(text)["repositories"]:
        yield from ((one["path"], one["line"]) for one in repository["findings"])


def _lines(text: str) -> Iterator[dict[str, Any]]:
    rows = map(json.loads, text.splitlines())
    return (row["finding"] for row in rows if "finding" in row)


_GITLEAKS = ("git", ".", "-r", "{}", "--no-banner", "-l", "error")
_KINGFISHER = ("scan", ".", "--manage-baseline", "--baseline-file", "{}", "--no-validate",
               "--no-update-check")  # fmt: skip
WAYS = (
    Way("gitleaks", "gitleaks-report", _GITLEAKS, of_gitleaks),
    Way("gitleaks", "gitleaksignore", _GITLEAKS, of_gitleaks, fingerprints),
    Way("betterleaks-native", "betterleaks-report", ("fs", ".", "--jsonl"), of_betterleaks),
    Way("betterleaks-native", "betterleaksignore", ("fs", ".", "--jsonl"), of_betterleaks, hashes),
    Way("detect-secrets", "detect-secrets", ("scan",), of_detect_secrets),
    Way("kingfisher", "kingfisher", _KINGFISHER, of_kingfisher),
)


def main() -> None:
    """Measure, print, keep."""
    given = programs.options(__doc__).parse_args()
    measure.in_temporary_folder(lambda folder: measured(given, folder))


def measured(given: argparse.Namespace, folder: Path) -> None:
    """Every way to which there is a scanner."""
    ours, others = programs.stanch(given), programs.peers(given)
    found = {one.name: one for one in (*others, *detect_secrets(given))}
    environ = measure.environment(folder / "home", {"STANCH_CACHE_DIR": str(folder / "warm")})
    repository = folder / "repository"
    count = make(repository, environ)
    before = reported(ours, repository, environ)
    table: list[dict[str, object]] = []
    for way in WAYS:
        if way.scanner not in found:
            continue
        text = accepted(found[way.scanner], way, repository, environ)
        file = folder / f"theirs.{way.kind}"
        file.write_text(way.said(text))
        start = perf_counter()
        run((ours.program, "import", "--as", way.kind, str(file)), repository, environ)
        seconds = perf_counter() - start
        there = set(way.places(text))
        left = at(there, reported(ours, repository, environ))
        table.append({
            "scanner": way.scanner, "format": way.kind, "places": len(there),
            "found here": len(at(there, before)), "still reported": len(left),
            "import_s": round(seconds, 1),
        })  # fmt: skip
        (repository / ".stanch-baseline").unlink()
    results.show(f"accepted there, reported here: {count} files", table)
    if not table:
        sys.exit("no scanner to move from: give --peers")
    results.save(given, "moving", [ours, *found.values()], {"files": count, "ways": table})


def detect_secrets(given: argparse.Namespace) -> Iterator[Scanner]:
    """It is compared nowhere else, as it is slower than all others."""
    program = given.peers and shutil.which("detect-secrets", path=str(given.peers / "bin"))
    if program:
        version = subprocess.run(
            (program, "--version"), capture_output=True, text=True, check=True
        ).stdout.strip()
        yield Scanner("detect-secrets", program, version)


def make(repository: Path, environ: Environ) -> int:
    """A repository of examples; how many files it has."""
    count = 0
    for rule in authored.load(RULES):
        for number, written in enumerate(rule.examples.match[:2]):
            example = filled(rule, written)
            file = repository / "src" / f"{rule.id}-{number}" / example.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{example.text}\n")
            count += 1
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "examples")):
        run(("git", "-c", "user.name=a", "-c", "user.email=a@b.c", *command), repository, environ)
    return count


def accepted(scanner: Scanner, way: Way, repository: Path, environ: Environ) -> str:
    """What the scanner writes about the repository."""
    file = repository.parent / "written.json"
    file.unlink(missing_ok=True)
    command = [str(file) if word == "{}" else word for word in way.command]
    out = run((scanner.program, *command), repository, environ)
    return file.read_text() if "{}" in way.command else out


def run(command: tuple[str, ...], repository: Path, environ: Environ) -> str:
    """What a program printed; most end with a code that says they found something."""
    done = subprocess.run(
        command, cwd=repository, env=dict(environ), capture_output=True, text=True, check=False
    )
    return done.stdout


def reported(ours: Scanner, repository: Path, environ: Environ) -> set[tuple[str, str, int, int]]:
    """Rule, path, first and last line of all that is reported."""
    report = json.loads(run((ours.program, "scan", "-f", "json"), repository, environ))
    return {
        (one["rule"], place["path"], place["line"], place["end_line"])
        for one in report["findings"]
        if one["status"] == "reported"
        for place in one["locations"]
    }


def at(
    places: set[Place], found: Iterable[tuple[str, str, int, int]]
) -> set[tuple[str, str, int, int]]:
    """Those that stand at one of the places."""
    return {
        one for one in found if any((one[1], line) in places for line in range(one[2], one[3] + 1))
    }


if __name__ == "__main__":
    main()
