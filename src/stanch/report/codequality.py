"""Code quality JSON, which GitLab shows in merge requests of all its plans.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
One entry a place, as the widget marks lines. Its fingerprint is that of the secret and of its path,
with a number where the same secret stands there again: it does not change when lines move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.json import Json, dumped
from stanch.report.record import Run
from stanch.report.recorded import Recorded

_SEVERITIES = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    yield dumped([*_entries(run)], indent=2)


def _entries(run: Run) -> Iterator[Json]:
    seen: Counter[str] = Counter()
    for found in run.reported:
        for at in found.places:
            name = f"{found.rule}\0{found.fingerprint}\0{at.path}\0{at.part}"
            seen[name] += 1
            mark = sha256(f"{name}\0{seen[name]}".encode("utf-8", "surrogatepass")).hexdigest()
            yield {
                "description": f"{phrases.headline(found)}. {phrases.first_step(found)}",
                "check_name": phrases.line(found.rule),
                "fingerprint": mark,
                "severity": _SEVERITIES[found.severity],
                "location": {
                    "path": phrases.line(at.path, phrases.LONGEST_PATH),
                    "lines": {"begin": at.line, "end": max(at.line, at.end_line)},
                },
            }
