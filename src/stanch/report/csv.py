"""CSV (RFC 4180), one row a place, for spreadsheets.

What a spreadsheet would take for a formula begins with an apostrophe, which it takes for text.
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Accepted, Found, Place, Run
from stanch.report.recorded import Recorded

COLUMNS = (
    "fingerprint", "rule", "name", "vendor", "severity", "confidence", "environment", "status",
    "change", "secret", "path", "line", "column", "end_line", "end_column", "part", "commit",
    "author", "date", "reason", "revoke", "life", "days",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")  # noqa: RUF001
_LONGEST = 32_000  # a cell of a spreadsheet holds 32,767 characters


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    import csv

    rows = [COLUMNS, *(_row(found, at) for found in run.findings for at in _places(found))]
    for row in rows:
        out = StringIO()
        csv.writer(out, quoting=csv.QUOTE_ALL).writerow([cell(text) for text in row])
        yield out.getvalue()


def _places(found: Found) -> tuple[Place | None, ...]:
    return found.places or (None,)


def _row(found: Found, at: Place | None) -> tuple[str, ...]:
    """The cells in the order of the columns; numbers are ours and no formula."""
    commit = at.commit if at else None
    why = found.accepted
    return (
        found.fingerprint,
        found.rule,
        found.name,
        found.vendor,
        found.severity,
        found.confidence,
        found.environment,
        "suppressed" if why else "reported",
        found.change,
        found.shown,
        *((at.path, str(at.line), str(at.column)) if at else ("", "", "")),
        *((str(at.end_line), str(at.end_column), at.part) if at else ("", "", "")),
        *((commit.id, commit.author, commit.date) if commit else ("", "", "")),
        _reason(why),
        found.revoke,
        found.life.state if found.life else "",
        str(found.life.days) if found.life and found.life.days is not None else "",
    )


def _reason(why: Accepted | None) -> str:
    return ": ".join(part for part in (why.reason, why.where, why.text) if part) if why else ""


def cell(text: str) -> str:
    """A text that a spreadsheet shows and does not run."""
    shown = phrases.line(text, _LONGEST)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
