from __future__ import annotations

import pytest

from report.formats import written
from stanch.errors import UsageError
from stanch.model.outcome import Summary
from stanch.report.base import FORMATS, ReportOptions, format_for_file, reporter


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes(name: str) -> None:
    """A format that is listed and cannot be made fails only at the end of a scan."""
    text = written(name, Summary(source="files", blobs=0, size=0))
    assert text.endswith("\n") or (name, text) == ("jenkins", "") or (name, text) == ("azure", "")


def test_the_formats() -> None:
    """The names are typed by people and stand in CI files."""
    assert FORMATS == (
        "terminal", "json", "jsonl", "sarif", "html", "markdown", "csv", "junit", "gitlab",
        "codequality", "github", "azure", "teamcity", "jenkins", "template",
    )  # fmt: skip


def test_unknown_format() -> None:
    """A typo gets the list."""
    with pytest.raises(UsageError, match="'xml'") as error:
        reporter("xml", ReportOptions())
    assert "terminal, json, jsonl" in error.value.hint


@pytest.mark.parametrize(
    ("name", "of"),
    [
        pytest.param("out/report.json", "json", id="json"),
        pytest.param("REPORT.JSON", "json", id="capital letters"),
        pytest.param("report.txt", "terminal", id="text"),
        pytest.param("a.sarif", "sarif", id="sarif"),
        pytest.param("a.sarif.json", "sarif", id="the longest ending counts"),
        pytest.param("gl-secret-detection-report.json", "gitlab", id="GitLab's name"),
        pytest.param("out/gl-code-quality-report.json", "codequality", id="its other name"),
        pytest.param("a.ndjson", "jsonl", id="JSON lines"),
        pytest.param("a.xml", "junit", id="JUnit"),
        pytest.param("a.md", "markdown", id="Markdown"),
        pytest.param("a.htm", "html", id="HTML"),
    ],
)
def test_format_for_file(name: str, of: str) -> None:
    """`-o FILE` chooses by the ending."""
    assert format_for_file(name) == of


@pytest.mark.parametrize("name", ["report", "report.yaml", "json"])
def test_ending_without_a_format(name: str) -> None:
    """A guess would write something that the reader cannot parse."""
    with pytest.raises(UsageError) as error:
        format_for_file(name)
    assert ".json (json)" in error.value.hint
