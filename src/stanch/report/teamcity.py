"""Service messages of TeamCity: inspections with their types.

https://www.jetbrains.com/help/teamcity/service-messages.html#Reporting+Inspections
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Found, Run
from stanch.report.recorded import Recorded

_ESCAPES = {"|": "||", "'": "|'", "[": "|[", "]": "|]", "\n": "|n", "\r": "|r"}
_LEVELS = {
    "critical": "ERROR",
    "high": "ERROR",
    "medium": "WARNING",
    "low": "WEAK WARNING",
    "info": "INFO",
}


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    told: set[str] = set()
    for found in run.reported:
        if found.rule not in told:
            told.add(found.rule)
            why = found.why or found.name
            yield _message(
                "inspectionType",
                id=found.rule,
                name=found.name,
                category="Secrets",
                description=why,
            )
        yield _inspection(found)
    if run.unread:
        problem = f"stanch could not read {len(run.unread)} of its inputs"
        yield _message("buildProblem", description=problem, identity="stanch-incomplete")
    for name in ("reported", "failing"):
        count = sum(found.failing or name == "reported" for found in run.reported)
        yield _message("buildStatisticValue", key=f"stanch.{name}", value=str(count))


def _inspection(found: Found) -> str:
    at = found.places[0] if found.places else None
    more = phrases.others(found)
    return _message(
        "inspection",
        typeId=found.rule,
        message=f"{phrases.headline(found)} {more}".rstrip(),
        file=at.path if at else "-",
        line=str(at.line) if at else "1",
        SEVERITY=_LEVELS[found.severity],
    )


def _message(kind: str, /, **attributes: str) -> str:
    parts = (f"{key}='{_escaped(text)}'" for key, text in attributes.items())
    return f"##teamcity[{kind} {' '.join(parts)}]\n"


def _escaped(text: str) -> str:
    """Escapes as TeamCity asks for; it takes each character beyond ASCII by its number."""
    shown = phrases.line(text, 1000)
    return "".join(
        _ESCAPES.get(char) or (char if char.isascii() else _unit(char)) for char in shown
    )


def _unit(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"|0x{units[at : at + 4]}" for at in range(0, len(units), 4))
