"""What holds for each format: its golden file, and every hostile text in every field."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jsonschema
import junitparser
import pytest
from sarif_pydantic import Sarif  # type: ignore[import-untyped]

from report import hostile
from report.formats import OPTIONS, written
from report.golden import same_as_golden
from report.sample import sample
from stanch.model.outcome import Gate, Summary
from stanch.report.base import FORMATS, converter
from stanch.report.csv import COLUMNS
from stanch.report.json import Json
from stanch.report.json import document as json_document
from stanch.report.record import Origin

SCHEMAS = Path(__file__).with_name("schemas")
ENDINGS = {"sarif": "sarif", "gitlab": "gitlab.json", "codequality": "quality.json", "html": "html",
           "junit": "xml", "csv": "csv", "markdown": "md", "jsonl": "jsonl"}  # fmt: skip
ACTS = "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]"
GOLDEN = tuple(name for name in FORMATS if name not in {"terminal", "json", "html", "template"})


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    """Programs read these: any difference is seen by somebody."""
    same_as_golden(f"report.{ENDINGS.get(name, f'{name}.txt')}", written(name, sample()))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_run_gives_the_same_bytes(name: str) -> None:
    """A report that flaps makes every difference useless."""
    one = sample()
    turned = one._replace(outcomes=one.outcomes[::-1])
    assert written(name, one) == written(name, turned)


def draft7(name: str) -> Callable[[str], None]:
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    validator.check_schema(schema)
    return lambda text: validator.validate(json.loads(text))


def sarif(text: str) -> None:
    """By the official schema, and by a model that somebody else made of it."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
        json.loads(text)
    )
    Sarif.model_validate_json(text)


def junit(text: str) -> None:
    """Every number is that of the cases."""
    suites = junitparser.JUnitXml.fromstring(text.encode())
    (suite,) = suites
    cases = list(suite)
    assert suites.tests == suite.tests == len(cases) > 0
    kinds = [result for case in cases for result in case.result]
    assert suite.failures == sum(isinstance(kind, junitparser.Failure) for kind in kinds)
    assert suite.errors == sum(isinstance(kind, junitparser.Error) for kind in kinds)
    assert suite.skipped == sum(isinstance(kind, junitparser.Skipped) for kind in kinds)


def spreadsheet(text: str) -> None:
    """Each row has each column, and no cell runs."""
    csv.field_size_limit(1 << 30)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    for row in rows[1:]:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "|", "%"))
            assert cell.isprintable()


def lines_of_json(text: str) -> None:
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


def github(text: str) -> None:
    """Every line is one command of ours, and its properties are where they should be."""
    for line in text.splitlines():
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert found, line[:200]
        keys = [part.partition("=")[0] for part in found[2].split(",")]
        assert set(keys) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert "::" not in found[3].replace("\\x3a:", "") or not found[3].startswith("::")


def azure(text: str) -> None:
    for line in text.splitlines():
        found = re.fullmatch(r"##vso\[task\.(?:logissue|complete) ([^\]]*)\](.*)", line)
        assert found, line[:200]
        keys = {part.partition("=")[0] for part in found[1].split(";")}
        known = {"type", "sourcepath", "linenumber", "columnnumber", "code", "result"}
        assert keys <= known
        assert "##vso[" not in found[2]


def teamcity(text: str) -> None:
    value = r"'(?:[^'|\[\]\n\r]|\|['|\[\]nr]|\|0x[0-9a-f]{4})*'"
    for line in text.splitlines():
        assert re.fullmatch(rf"##teamcity\[\w+(?: \w+={value})+\]", line), line[:200]
        assert line.isascii()


def markdown(text: str) -> None:
    """Nothing of a stranger is markup: outside of code spans there are only ours."""
    bare = re.sub(r"(`+) ?(?:(?!\1).|`(?!\1))*?(?<!`)\1(?!`)", "", text)
    bare = re.sub(r"</?(?:details|summary)>|<https://[\w./?#=&%~+-]+>", "", bare)
    assert not re.findall(r"[<\[\]!@]|javascript:|https?:", bare), bare[:500]
    assert len(text) < 65_536


def plain(text: str) -> None:
    assert text.replace("\n", "").isprintable()


def page(text: str) -> None:
    """test_html.py asks a browser; here the data is read as one does."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    assert isinstance(json.loads(found[1])["findings"], list)
    assert text.count("</script>") == 2


CHECKS: dict[str, Callable[[str], None]] = {
    "terminal": plain,
    "json": lambda text: json.loads(text) and None,
    "jsonl": lines_of_json,
    "jenkins": lines_of_json,
    "sarif": sarif,
    "gitlab": draft7("gitlab-secret-detection.json"),
    "codequality": draft7("codequality.json"),
    "junit": junit,
    "csv": spreadsheet,
    "github": github,
    "azure": azure,
    "teamcity": teamcity,
    "markdown": markdown,
    "template": plain,
    "html": page,
}


@pytest.mark.parametrize("name", [name for name in FORMATS if name in CHECKS])
def test_a_whole_run_is_valid(name: str) -> None:
    """By readers that are not ours."""
    CHECKS[name](written(name, sample()))
    CHECKS[name](written(name, sample(), show_secrets=True))


@pytest.mark.parametrize("name", [name for name in FORMATS if name in CHECKS])
def test_a_clean_run_is_valid(name: str) -> None:
    """The report that is written most often."""
    CHECKS[name](written(name, Summary(source="files", blobs=1, size=1)))


@pytest.mark.parametrize("summary", [sample(), Summary(source="files", blobs=1, size=1)])
def test_sarif_by_the_validator_of_its_authors(tmp_path: Path, summary: Summary) -> None:
    """https://www.npmjs.com/package/@microsoft/sarif-multitool, with the rules of GitHub."""
    program = next(filter(None, map(shutil.which, ("sarif-multitool", "Sarif.Multitool"))), None)
    if not program:
        pytest.skip("Sarif.Multitool is not installed")
    file, result = tmp_path / "a.sarif", tmp_path / "result.sarif"
    origin = Origin("https://example.org/acme/app.git", "12ab" * 10, "main")
    file.write_text(written("sarif", summary, origin=origin), encoding="utf-8")
    rules = ("--rule-kind", "Sarif;Gh;Ghas", "--level", "Error;Warning")
    done = subprocess.run(
        [program, "validate", str(file), *rules, "-o", str(result)],
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        check=False,
    )
    assert result.exists(), done.stdout
    said = json.loads(result.read_text("utf-8-sig"))["runs"][0].get("results", [])
    # There is no home page yet.
    assert [one["ruleId"] for one in said if one["ruleId"] != "SARIF2005"] == []


@cache
def document(what: str) -> Json:
    """Made once, and then written in each format."""
    return json_document(hostile.run(hostile.TEXTS[what]), Gate(), OPTIONS)


def converted(name: str, what: str) -> str:
    if name == "terminal":
        return written(name, hostile.run(hostile.TEXTS[what]))
    out = io.StringIO()
    converter(name, OPTIONS).put(document(what), out)
    return out.getvalue()


@pytest.mark.parametrize("what", hostile.TEXTS)
@pytest.mark.parametrize("name", [name for name in FORMATS if name in CHECKS])
def test_hostile_texts_stay_texts(name: str, what: str) -> None:
    """Paths, messages, authors and lines are written by whoever wants to."""
    report = converted(name, what)
    CHECKS[name](report)
    report.encode("utf-8")
    assert not re.search(ACTS, report.replace("\r\n", "\n"))
    own = {"azure": "##vso[task.", "teamcity": "##teamcity["}.get(name, "")
    for line in report.splitlines():  # what a step prints, its runner reads
        assert not re.search(r"##(?:vso|teamcity)?\[", line[len(own) :])
        assert name == "github" or not line.lstrip().startswith("::")
    if name not in {"json", "jsonl", "template", "csv", "terminal"}:
        assert len(report) < 200_000, "a megabyte is no line of a report for people"


def test_every_format_is_checked() -> None:
    """A format that is added and not checked would pass all of these."""
    assert set(CHECKS) == set(FORMATS)


def test_xml_is_read_by_the_parser_of_the_library() -> None:
    """Platforms take whatever they have at hand."""
    root = ET.fromstring(written("junit", sample()))  # noqa: S314  # our own text
    assert root.tag == "testsuites"
    assert len(root.findall(".//failure")) == 5


LIFE = {
    "state": "removed",
    "in_head": False,
    "branches": ["refs/heads/main"],
    "tags": ["refs/tags/v1"],
    "other_refs": [],
    "introduced": {"id": "12ab" * 10, "author": "A", "email": "", "date": "", "summary": ""},
    "removed": {"id": "34cd" * 10, "author": "B", "email": "", "date": "", "summary": ""},
    "since": "2026-01-02T03:04:05+00:00",
    "until": "2026-03-02T03:04:05+00:00",
    "days_exposed": 59,
}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "terminal"])
def test_a_life_arrives(name: str) -> None:
    """A history knows whether a secret is still there; a report without it is valid as well."""
    told = json.loads(written("json", sample()))
    told["findings"][0]["life"] = LIFE
    told["findings"][1]["life"] = None
    out = io.StringIO()
    converter(name, OPTIONS).put(told, out)
    CHECKS[name](out.getvalue())
    if name in {"json", "jsonl", "sarif", "csv", "html", "markdown", "template"}:
        assert "removed" in out.getvalue()
        assert "removed" not in written(name, sample()) or name == "html"
