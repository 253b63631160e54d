"""The scanners that are compared, where they are, and how each is asked for the same thing.

A name on a PATH proves nothing: two packages may install a command of the same name, and then one
scanner would be measured under the name of another. So each program says who it is before it
counts, and a native binary that a Python package brings is measured beside its launcher.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_VERSION = re.compile(r"\d+\.\d+[\w.+-]*")


class Scanner(NamedTuple):
    """A program that was found. The templates hold `{}` for the folder; none: it cannot do that."""

    name: str
    program: str
    version: str
    staged: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    history: tuple[str, ...] = ()

    def command(self, task: str, folder: Path) -> tuple[str, ...]:
        """The whole command for `staged`, `files` or `history`; empty where it has none."""
        template: tuple[str, ...] = getattr(self, task)
        if not template:
            return ()
        return (self.program, *(str(folder) if word == "{}" else word for word in template))


class _Known(NamedTuple):
    """How a scanner is looked for (below the environment) and recognised (by its help)."""

    name: str
    places: tuple[str, ...]
    says: str
    version: tuple[str, ...]
    staged: tuple[str, ...]
    files: tuple[str, ...]
    history: tuple[str, ...]


_PACKAGES = ("lib/python3*/site-packages", "Lib/site-packages")
_BETTERLEAKS = _Known(
    name="betterleaks",
    places=("bin/betterleaks",),
    says=r"\bbetterleaks scans\b",
    version=("--version",),
    staged=("git", "--staged", "."),
    files=("fs", "{}"),
    history=("git", "{}"),
)
_PEERS = (
    _BETTERLEAKS,
    _BETTERLEAKS._replace(
        name="betterleaks-native",
        places=tuple(f"{folder}/betterleaks/bin/betterleaks" for folder in _PACKAGES),
    ),
    _Known(
        name="gitleaks",
        places=(*(f"{folder}/*gitleaks*/bin/gitleaks" for folder in _PACKAGES), "bin/gitleaks"),
        says=r"\bgitleaks scans\b",
        version=("version",),
        staged=("git", "--staged", "."),
        files=("dir", "{}"),
        history=("git", "{}"),
    ),
    _Known(
        name="kingfisher",
        places=("bin/kingfisher",),
        says=r"\bkingfisher\b",
        version=("--version",),
        staged=("scan", "--staged", "--no-validate", "--no-update-check", "."),
        files=("scan", "--no-validate", "--no-update-check", "--git-history", "none", "{}"),
        history=("scan", "--no-validate", "--no-update-check", "--git-history", "full", "{}"),
    ),
)


def options(description: str | None, *, alone: bool = False) -> argparse.ArgumentParser:
    """The options of all measurements; `alone`: of those that compare with nobody."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n\n")[0])
    parser.add_argument("--stanch", default="", help="the stanch to measure (default: this one)")
    parser.add_argument("--results", type=Path, help="the folder for the result")
    parser.add_argument("--no-save", action="store_true", help="print the result, keep none")
    if not alone:
        parser.add_argument(
            "--peers", type=Path, help="an environment with other scanners, or its bin folder"
        )
        parser.add_argument("--only", help="these of them, with commas between")
        parser.add_argument("--rounds", type=int, default=0, help="how many runs of each count")
    return parser


def stanch(given: argparse.Namespace) -> Scanner:
    """The program itself.

    Raises:
        SystemExit: it is not there.
    """
    program = given.stanch or str(Path(sys.executable).parent / "stanch")
    if not Path(program).exists():
        sys.exit(f"{program} does not exist: run this with `make bench`, or give --stanch")
    return Scanner(
        "stanch",
        program,
        _version(program, ("--version",)),
        staged=("scan", "--staged"),
        files=("scan", "{}"),
        history=("history", "--no-cache", "{}"),
    )


def peers(given: argparse.Namespace) -> list[Scanner]:
    """The other scanners that are there; says which are not."""
    if given.peers is None:
        print("no --peers DIR: stanch is measured alone")
        return []
    prefix = given.peers.absolute()
    prefix = prefix.parent if prefix.name in {"bin", "Scripts"} else prefix
    wanted = given.only.split(",") if given.only else [known.name for known in _PEERS]
    found = []
    for known in _PEERS:
        if known.name not in wanted:
            continue
        program = next(_recognised(known, prefix), None)
        if program is None:
            print(f"absent: {known.name}")
            continue
        found.append(
            Scanner(
                known.name,
                program,
                _version(program, known.version),
                known.staged,
                known.files,
                known.history,
            )
        )
    return found


def _recognised(known: _Known, prefix: Path) -> Iterator[str]:
    for place in known.places:
        for path in sorted(prefix.glob(place)):
            if not os.access(path, os.X_OK):
                continue
            text = _said(str(path), ("--help",))
            if re.search(known.says, text, re.IGNORECASE):
                yield str(path)
            else:
                print(f"not {known.name}: bin/{path.name} is another program, left out")


def _version(program: str, arguments: tuple[str, ...]) -> str:
    found = _VERSION.search(_said(program, arguments))
    return found[0] if found else "unknown"


def _said(program: str, arguments: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            (program, *arguments), check=False, capture_output=True, timeout=60, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
