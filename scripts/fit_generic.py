#!/usr/bin/env python3
"""Fit the points of `engine/generic/weights.py` on a labelled corpus, and write them there.

    python scripts/fit_generic.py LINES.jsonl [--clean DIR…] [--write] [--without KEY…]

A linear model that a person can read: logistic regression by plain gradient descent, in points of
a tenth of a logit, rounded. Lines of the corpus labelled true must hold a finding on one of their
values; all other lines, and everything in the folders of clean code, must not. `--without` leaves
signs out, to see what leans on them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from math import exp
from pathlib import Path
from typing import NamedTuple

from stanch.cache import Cache
from stanch.engine.generic import detector
from stanch.engine.generic.weights import MEDIUM, WEIGHTS
from stanch.engine.match import Matcher
from stanch.engine.patterns import Patterns
from stanch.engine.view import View
from stanch.engine.wake import Waker
from stanch.model.blob import Blob
from stanch.model.finding import Candidate, Dropped
from stanch.model.place import Span
from stanch.model.rule import Detector
from stanch.rules.authored import load
from stanch.rules.packs import Packed, pack
from stanch.rules.ruleset import Ruleset

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src/stanch/engine/generic/weights.py"
# Signs whose sense is known: the fit may find how much, not which way (see the tests).
AGAINST = (
    "value convention", "value holds convention", "value echoes the name", "value identifier",
    "value blank", "value uuid", "value words", "name weak", "name fair", "value digits",
    "value digits and signs", "value few digits", "in a call", "in a sentence", "bare in a line",
    "value up to 5", "value up to 7",
)  # fmt: skip
FOR = ("name password", "name secret", "name token", "name key", "name login", "name none",
       "value random", "value long and random", "value mixed", "value letters and digits",
       "beside a user or a host")  # fmt: skip
# Not to be learned: paths, since the corpus has single files; and what the corpus overstates, since
# its true values were replaced by random characters and its false ones were not.
FIXED = (
    "path of tests", "path of documentation", "path of translations", "value uuid",
    "value convention", "value decoded", "value words",
    "value holds convention", "value plain word", "file a log", "file unknown",
)  # fmt: skip
_ROUNDS, _RATE, _RIDGE = 600, 1.0, 0.0015


class Case(NamedTuple):
    """The signs of a candidate, whether it is a credential, and how much it counts."""

    unit: str
    signs: tuple[str, ...]
    true: bool
    weight: float


def main() -> int:
    """Read, fit, tell, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--clean", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--without", nargs="*", default=[])
    given = parser.parse_args()
    reader = Reader()
    cases = [*_labelled(reader, given.lines), *_clean(reader, given.clean)]
    cases = [c._replace(signs=tuple(s for s in c.signs if s not in given.without)) for c in cases]
    points = fitted(cases)
    _tell(cases, points)
    if given.write:
        TABLE.write_text(rewritten(TABLE.read_text(), points))
    return 0


class Reader:
    """Finds what the generic patterns match, by the engine's own waking and matching."""

    def __init__(self) -> None:
        rules = [r for r in load(ROOT / "rules/generic.yaml") if r.detector is Detector.ASSIGNMENT]
        ruleset = Ruleset(Packed(pack(())), rules)
        self._waker = Waker(ruleset, Cache(""))
        self._waker.compile()
        self._matcher = Matcher(ruleset, self._waker.may_match, Patterns(Cache("")))

    def candidates(self, data: bytes) -> Iterator[Candidate]:
        """Everything that a pattern matches."""
        view = View(Blob("", data), data)
        (woken,) = self._waker.wake([view])
        windows = self._waker.windows(view, woken)
        return self._matcher.candidates(data, windows, time.monotonic() + 60)


def _signs(candidate: Candidate, data: bytes, path: str) -> tuple[str, ...]:
    found = detector.read(candidate.secret.reveal(), candidate, data, path)
    if isinstance(found, Dropped):
        return ()
    return tuple(sorted(set(detector.evidence(found, candidate.rule.id, path))))


def _labelled(reader: Reader, file: Path) -> Iterator[Case]:
    for line in file.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        if sample["label"] == "T" and not sample["core"]:
            continue
        data = sample["text"].encode("utf-8", "surrogateescape")
        starts = [0, *(m.end() for m in re.finditer(rb"\n", data)), len(data) + 1]
        first, last = starts[sample["line"] - 1], starts[sample["line_end"]]
        wanted = [Span(first + a, first + b) for a, b in sample["values"]]
        path = sample["id"] + "/sample" + (sample["ext"] or ".txt")
        for candidate in reader.candidates(data):
            span = candidate.span
            if span.end <= first or span.start >= last:
                continue
            is_true = sample["label"] == "T"
            if is_true and not any(span.start < w.end and w.start < span.end for w in wanted):
                continue
            signs = _signs(candidate, data, path)
            if signs:
                yield Case(sample["id"], signs, is_true, 1.0)


def _clean(reader: Reader, folders: list[Path]) -> Iterator[Case]:
    """Each value once a folder: what is repeated in generated code says no more."""
    for folder in folders:
        seen: set[object] = set()
        for file in sorted(folder.rglob("*")):
            if not file.is_file() or file.stat().st_size > 1_000_000:
                continue
            data = file.read_bytes()
            for candidate in reader.candidates(data):
                signs = _signs(candidate, data, str(file.relative_to(folder)))
                if signs and (candidate.secret, signs) not in seen:
                    seen.add((candidate.secret, signs))
                    yield Case(f"{file}:{candidate.span.start}", signs, true=False, weight=1.0)


def fitted(cases: list[Case]) -> dict[str, int]:
    """Points a sign, by gradient descent on the logistic loss with a ridge."""
    keys = sorted(set(WEIGHTS) - set(FIXED))
    number = {key: n for n, key in enumerate(keys)}
    fixed = {key: WEIGHTS[key].points / 10 for key in FIXED}
    rows: dict[tuple[tuple[int, ...], float, bool], float] = {}
    for case in cases:
        known = tuple(number[s] for s in case.signs if s in number)
        offset = sum(fixed.get(s, 0.0) for s in case.signs)
        row = (known, offset, case.true)
        rows[row] = rows.get(row, 0.0) + case.weight
    total = sum(rows.values())
    logits = [0.0] * len(keys)
    speed = [0.0] * len(keys)
    for _ in range(_ROUNDS):
        slope = [_RIDGE * logit for logit in logits]
        for (known, offset, true), weight in rows.items():
            score = offset + sum(logits[n] for n in known)
            error = (1 / (1 + exp(-max(-30.0, min(30.0, score)))) - true) * weight / total
            for n in known:
                slope[n] += error
        for n, key in enumerate(keys):
            speed[n] = 0.9 * speed[n] - _RATE * slope[n]
            logits[n] += speed[n]
            if (key in AGAINST and logits[n] > 0) or (key in FOR and logits[n] < 0):
                logits[n] = speed[n] = 0.0
    return {key: round(10 * logits[number[key]]) for key in keys}


def _tell(cases: list[Case], points: dict[str, int]) -> None:
    """Precision and recall of units over the candidates, by threshold."""
    every = {key: weight.points for key, weight in WEIGHTS.items()} | points
    best: dict[str, tuple[int, bool]] = {}
    for case in cases:
        score = sum(every[sign] for sign in case.signs)
        best[case.unit] = max(best.get(case.unit, (-999, case.true)), (score, case.true))
    for bound in range(MEDIUM - 40, MEDIUM + 45, 5):
        hit = sum(true for score, true in best.values() if score >= bound)
        wrong = sum(not true for score, true in best.values() if score >= bound)
        sys.stdout.write(f"from {bound:+4d} points: {hit:5d} true, {wrong:5d} false\n")
    for key, weight in WEIGHTS.items():
        sys.stdout.write(f"  {every[key]:+4d} (was {weight.points:+4d})  {key}\n")


def rewritten(table: str, points: dict[str, int]) -> str:
    """The module's text with the new points in place of the old."""

    def row(found: re.Match[str]) -> str:
        return f'"{found[1]}": Weight({points.get(found[1], int(found[2]))}, '

    return re.sub(r'"([^"\n]+)": Weight\((-?\d+), ', row, table)


if __name__ == "__main__":
    sys.exit(main())
