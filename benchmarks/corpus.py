"""What is found and what is not, on labelled corpora that lie outside of the repository.

    python -m benchmarks.corpus FOLDER        the folder with *.jsonl files

Each line of a corpus is a sample: `id`, `text`, perhaps `filename`, and its labels:

    positives.jsonl   `secret`, the exact text to be found (or none: any finding counts), `kind`;
                      `doubtful` samples do not count
    negatives.jsonl   nothing is to be found; `strict` samples count
    lines.jsonl       `line` to `line_end` hold a credential (`label` T) or none (F, X);
                      `core` false: a finding counts neither way

Every sample is written as a file of its own in a temporary folder and scanned there. The report
with full values stays in that folder, and goes with it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypedDict

from benchmarks import measure, programs, results

SHORT = 6  # what overlaps a labelled secret in fewer characters is another finding


class Sample(TypedDict, total=False):
    """A line of a corpus."""

    id: str
    text: str
    filename: str
    ext: str
    secret: str
    kind: str
    doubtful: bool
    strict: bool
    label: str
    line: int
    line_end: int
    core: bool
    categories: list[str]


class Hit(NamedTuple):
    """A place of a finding."""

    first: int
    last: int
    secret: str


# By the folder of a sample: its number, since ids may repeat.
Hits = Mapping[str, list[Hit]]
Row = dict[str, object]


class Numbered(NamedTuple):
    """A sample with the name of its folder."""

    folder: str
    labels: Sample


Samples = Sequence[Numbered]


def main() -> None:
    """Scan, count, keep."""
    parser = programs.options(__doc__, alone=True)
    parser.add_argument("folder", type=Path, help="the folder with the corpora")
    parser.add_argument("--min-confidence", default="", help="passed on to the scan")
    parser.add_argument("--jobs", default="", help="passed on to the scan")
    given = parser.parse_args()
    measure.in_temporary_folder(lambda folder: measured(given, folder))


def measured(given: argparse.Namespace, folder: Path) -> None:
    """All corpora that are there, one after the other."""
    ours = programs.stanch(given)
    tables: dict[str, list[Row]] = {}
    for name, score in (("positives", by_kind), ("negatives", flagged), ("lines", by_category)):
        path = given.folder / f"{name}.jsonl"
        if not path.exists():
            print(f"absent: {name}.jsonl")
            continue
        samples = [Numbered(f"{n:06}", sample) for n, sample in enumerate(read(path))]
        hits = scanned(given, ours.program, samples, folder / name)
        tables[name] = score(samples, hits)
        results.show(f"{name}: {len(samples):,} samples", tables[name])
    if not tables:
        sys.exit("there is no corpus in that folder")
    found = {"min_confidence": given.min_confidence or "default", **tables}
    results.save(given, "corpus", [ours], found)


def read(path: Path) -> Iterator[Sample]:
    """The samples of a corpus."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def scanned(given: argparse.Namespace, program: str, samples: Samples, folder: Path) -> Hits:
    """Write the samples, scan them, and sort the findings by sample.

    Raises:
        SystemExit: the scan did not come to its end.
    """
    for number, sample in samples:
        below = folder / number
        below.mkdir(parents=True)
        (below / named(sample)).write_text(
            sample["text"], encoding="utf-8", errors="surrogateescape", newline=""
        )
    extra = ["--min-confidence", given.min_confidence] if given.min_confidence else []
    extra += ["--jobs", given.jobs] if given.jobs else []
    report = folder.parent / f"{folder.name}.json"
    done = subprocess.run(
        (
            program,
            "scan",
            folder.name,
            "--quiet",
            "--show-secrets",
            "--output",
            report.name,
            *extra,
        ),
        cwd=folder.parent,
        env=measure.environment(folder.parent, {"STANCH_USER_CONFIG": ""}),
        check=False,
        stdout=subprocess.DEVNULL,
    )
    if done.returncode not in {0, 1}:
        sys.exit(f"the scan ended with {done.returncode}: there is nothing to count")
    whole = json.loads(report.read_text(encoding="utf-8"))
    if whole["scan"]["state"] != "complete":
        print(f"incomplete: {whole['summary']['skipped']['unread']} samples were not read")
    hits: dict[str, list[Hit]] = defaultdict(list)
    for finding in whole["findings"]:
        for place in finding["locations"]:
            number = PurePosixPath(place["path"]).parts[-2]
            at = Hit(place["line"], place["end_line"], finding["secret"]["value"])
            hits[number].append(at)
    return hits


def named(sample: Sample) -> str:
    """The name of the sample's file: rules for some files go by it."""
    name = sample.get("filename") or "sample" + (sample.get("ext") or ".txt")
    return PurePosixPath(name).name or "sample.txt"


def by_kind(samples: Samples, hits: Hits) -> list[Row]:
    """How many positives of each kind are found."""
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for number, sample in samples:
        if sample.get("doubtful"):
            continue
        for kind in ("all", sample.get("kind", "other")):
            total[kind] += 1
            found[kind] += is_found(sample, hits.get(number, []))
    return [
        {"kind": kind, "samples": count, "found": found[kind], "recall": share(found[kind], count)}
        for kind, count in total.most_common()
    ]


def is_found(sample: Sample, hits: Sequence[Hit]) -> bool:
    """Whether the labelled secret, or part of it, was found in the sample."""
    values = [found.secret for found in hits]
    label = sample.get("secret")
    if not label:
        return bool(values)
    least = min(SHORT, len(label))
    return any(len(v) >= least and (v in label or label in v) for v in values)


def flagged(samples: Samples, hits: Hits) -> list[Row]:
    """How many negatives have a finding: those that count, and the others."""
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for number, sample in samples:
        kind = "strict" if sample.get("strict") else "for information"
        total[kind] += 1
        wrong[kind] += bool(hits.get(number))
    return [
        {"kind": kind, "samples": count, "flagged": wrong[kind], "share": share(wrong[kind], count)}
        for kind, count in sorted(total.items(), reverse=True)
    ]


def by_category(samples: Samples, hits: Hits) -> list[Row]:
    """Precision and recall over lines, in all and for each category."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for number, sample in samples:
        first, last = sample["line"], sample["line_end"]
        found = any(h.first <= last and h.last >= first for h in hits.get(number, []))
        true = sample["label"] == "T"
        if (true and not sample.get("core", True)) or not (true or found):
            continue
        counter = (right if found else missed) if true else wrong
        counter.update(["all", *sample.get("categories", ())])
    rows = []
    for name, _ in (right + wrong + missed).most_common():
        row: Row = {"category": name, "found": right[name], "false": wrong[name]}
        row |= {"missed": missed[name]}
        row |= {"precision": share(right[name], right[name] + wrong[name])}
        row |= {"recall": share(right[name], right[name] + missed[name])}
        rows.append(row)
    return rows


def share(part: int, whole: int) -> float | None:
    """A share to three places; none of nothing."""
    return round(part / whole, 3) if whole else None


if __name__ == "__main__":
    main()
