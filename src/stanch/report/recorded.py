"""A reporter for every format that is made from the record of a run.

A format's module holds one function from a `Run` to texts; this gives it what a reporter needs:
to be written when a scan ends, or from a report that was read from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stanch.model.outcome import Gate, Summary
from stanch.report.base import Out, ReportOptions
from stanch.report.json import Json, document
from stanch.report.record import Run, compared, record

Texts = Callable[[Run, ReportOptions], Iterable[str]]


class Recorded:
    """Writes what `texts` makes of a run."""

    def __init__(self, options: ReportOptions, texts: Texts) -> None:
        self._options = options
        self._texts = texts

    def write(self, summary: Summary, gate: Gate, out: Out) -> None:
        """Write the report of a run."""
        self.put(document(summary, gate, self._options), out)

    def put(self, value: Json, out: Out) -> None:
        """Write the report of a document that tells of a run."""
        run = record(value)
        if self._options.compare is not None:
            run = compared(run, self._options.compare)
        for text in self._texts(run, self._options):
            out.write(text)
