"""JSON lines: each finding of `stanch-report/1` on a line of its own, for streams and `jq`.

The first line is the run, with `"type": "run"` and the numbers at its end; each other one a
finding, with `"type": "finding"` and the fields that docs/report-json.md explains.
https://jsonlines.org/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stanch.model.outcome import Gate, Summary
from stanch.report.base import Out, ReportOptions
from stanch.report.json import Json, document, dumped


def make(options: ReportOptions) -> JsonLines:
    """The reporter of this format."""
    return JsonLines(options)


class JsonLines:
    """Writes a document in lines."""

    def __init__(self, options: ReportOptions) -> None:
        self._options = options

    def write(self, summary: Summary, gate: Gate, out: Out) -> None:
        """Write the whole report."""
        self.put(document(summary, gate, self._options), out)

    def put(self, value: Json, out: Out) -> None:
        """Write the report of a document that tells of a run."""
        if not isinstance(value, Mapping):
            return
        findings = value["findings"]
        run = {name: part for name, part in value.items() if name != "findings"}
        out.write(dumped({"type": "run"} | run))
        for finding in findings if isinstance(findings, Sequence) else ():
            if isinstance(finding, Mapping):
                out.write(dumped({"type": "finding"} | dict(finding)))
