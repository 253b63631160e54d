"""Results as tables for people and as dated JSON files: facts of the machine, no names of it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Costs
from benchmarks.programs import Scanner

FOLDER = Path(__file__).parent / "results"
OURS = "stanch"


def rows(
    costs: Sequence[Costs], against: Mapping[str, float], measure: str
) -> list[dict[str, object]]:
    """Each program's numbers; for the peers also our share of theirs, and the share promised."""
    ours = next(c for c in costs if c.name == OURS)
    made: list[dict[str, object]] = []
    for cost in costs:
        row: dict[str, object] = {
            "program": cost.name,
            "wall_ms": round(cost.wall * 1000, 1),
            "cpu_ms": round(cost.cpu * 1000, 1),
            "peak_mb": round(cost.peak / 1e6, 1),
            "exit_codes": cost.codes,
            "runs": len(cost.runs),
        }
        if cost.name != OURS:
            row["stanch_wall_ratio"] = round(ours.wall / cost.wall, 3)
            row["stanch_cpu_ratio"] = round(ours.cpu / cost.cpu, 3)
        if cost.name in against:
            row["promised"] = f"{measure} at most {against[cost.name]}"
            row["kept"] = getattr(ours, measure) <= against[cost.name] * getattr(cost, measure)
        made.append(row)
    return made


def show(title: str, table: Sequence[Mapping[str, object]]) -> None:
    """Print rows as a table; columns are all keys in the order they appear."""
    heads = list(dict.fromkeys(key for row in table for key in row))
    cells = [heads, *([str(row.get(head, "")) for head in heads] for row in table)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(heads))]
    print(f"\n{title}")
    for line in cells:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)))


def save(
    given: argparse.Namespace, name: str, scanners: Sequence[Scanner], found: Mapping[str, object]
) -> None:
    """Write the result, unless it is not wanted."""
    if given.no_save:
        return
    now = datetime.now(UTC)
    folder = given.results or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%d}-{name}.json"
    whole = {
        "measured": name,
        "date": f"{now:%Y-%m-%d}",
        "machine": machine(),
        "versions": {scanner.name: scanner.version for scanner in scanners} | {"commit": commit()},
        **found,
    }
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    print(f"\nwrote {path.name}")


def machine() -> dict[str, object]:
    """What decides about speed, and nothing that names the machine."""
    return {
        "cpus": os.cpu_count(),
        "cpu": _cpu(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "git": _git("--version").removeprefix("git version "),
    }


def commit() -> str:
    """The commit that was measured, with a `+` when files differ from it; empty outside of git."""
    name = _git("rev-parse", "--short=12", "HEAD")
    return name + "+" if name and _git("diff-index", "--name-only", "HEAD", "--") else name


def _cpu() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ("git", *arguments), cwd=Path(__file__).parent, check=False, capture_output=True, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else ""
