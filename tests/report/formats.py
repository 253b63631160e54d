"""Reads reports back the way that their readers do, for laws about all formats at once."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from stanch.model.outcome import Gate, Summary
from stanch.report.base import ReportOptions, reporter

# Shows all that a template can see.
TEMPLATE = (Path(__file__).parents[1] / "property" / "all.txt.j2").read_text("utf-8")
OPTIONS = ReportOptions(
    width=4000, tool_version="1.2.3", template=("all.txt", TEMPLATE), now=1_800_000_000
)


def written(name: str, summary: Summary, gate: Gate | None = None, **options: Any) -> str:
    """The report of a run."""
    out = io.StringIO()
    reporter(name, OPTIONS._replace(**options)).write(summary, gate or Gate(), out)
    return out.getvalue()


def texts(value: object) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value
        if "%" in value:
            yield unquote(value)


def _json(report: str) -> Iterator[str]:
    return texts(json.loads(report))


def _lines(report: str) -> Iterator[str]:
    for line in report.splitlines():
        yield from texts(json.loads(line))


def _csv(report: str) -> Iterator[str]:
    csv.field_size_limit(1 << 30)
    for row in csv.reader(io.StringIO(report, newline="")):
        yield from row


def _xml(report: str) -> Iterator[str]:
    for element in ET.fromstring(report).iter():  # noqa: S314  # our own text
        yield from element.attrib.values()
        yield element.text or ""


def _commands(report: str) -> Iterator[str]:
    yield report
    yield unquote(report.replace("%AZP25", "%25"))


def _teamcity(report: str) -> Iterator[str]:
    yield report
    plain = re.sub(r"\|0x([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), report)
    yield re.sub(r"\|(.)", r"\1", plain)


def _html(report: str) -> Iterator[str]:
    yield report
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', report, re.DOTALL)
    assert data
    yield from texts(json.loads(data[1]))


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "json": _json,
    "sarif": _json,
    "gitlab": _json,
    "codequality": _json,
    "jsonl": _lines,
    "jenkins": _lines,
    "csv": _csv,
    "junit": _xml,
    "github": _commands,
    "azure": _commands,
    "teamcity": _teamcity,
    "html": _html,
}


def read(name: str, report: str) -> str:
    """All texts of a report as somebody reads them, and the report as it is."""
    reader = READERS.get(name)
    return "\n".join([report, *(reader(report) if reader else ())])
