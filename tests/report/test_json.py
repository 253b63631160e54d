from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from report.golden import same_as_golden
from report.outcomes import PASSWORD, STRIPE, location, outcome
from report.sample import sample
from stanch.model.blob import Skipped
from stanch.model.finding import Proof, Reason
from stanch.model.outcome import Gate, Outcome, Summary, Suppression
from stanch.model.rule import Confidence, Environment, Severity
from stanch.report.base import ReportOptions, reporter
from tokens import body, stripe

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "stanch-report-1.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def written(summary: Summary, gate: Gate | None = None, *, show: bool = False) -> str:
    out = io.StringIO()
    options = ReportOptions(show_secrets=show, tool_version="1.2.3")
    reporter("json", options).write(summary, gate or Gate(), out)
    return out.getvalue()


def read(*outcomes: Outcome, show: bool = False, **fields: Any) -> dict[str, object]:
    run: dict[str, Any] = {"source": "files", "blobs": 1, "size": 10, "outcomes": outcomes} | fields
    document = json.loads(written(Summary(**run), show=show))
    VALIDATOR.validate(document)
    assert isinstance(document, dict)
    return document


def finding(one: Outcome, *, show: bool = False) -> dict[str, object]:
    found = read(one, show=show)["findings"]
    assert isinstance(found, list)
    assert len(found) == 1
    first = found[0]
    assert isinstance(first, dict)
    return first


def test_golden() -> None:
    """Programs read this: any difference is a change of the contract."""
    same_as_golden("report.json", written(sample()))


def test_schema_is_one_and_fits_the_sample() -> None:
    """The schema is what others generate their readers from."""
    VALIDATOR.check_schema(VALIDATOR.schema)
    for show in (False, True):
        VALIDATOR.validate(json.loads(written(sample(), show=show)))


def objects(schema: object) -> list[dict[str, object]]:
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    inner = [found for item in schema.values() for found in objects(item)]
    return [schema, *inner] if schema.get("properties") and "required" in schema else inner


def test_schema_names_every_field() -> None:
    """A field that the schema leaves open could hold anything."""
    found = objects(VALIDATOR.schema)
    assert len(found) > 10
    for schema in found:
        assert schema["additionalProperties"] is False
        optional = {"value"} if "redacted" in str(schema["required"]) else set()
        properties, required = schema["properties"], schema["required"]
        assert isinstance(properties, dict)
        assert isinstance(required, list)
        assert set(properties) - optional == set(required)


def test_the_same_run_gives_the_same_bytes() -> None:
    """A report that flaps makes every difference useless."""
    one = sample()
    assert written(one) == written(sample())
    turned = Summary(
        source=one.source,
        blobs=one.blobs,
        size=one.size,
        outcomes=one.outcomes[::-1],
    )
    straight = Summary(source=one.source, blobs=one.blobs, size=one.size, outcomes=one.outcomes)
    assert written(turned) == written(straight)


def test_places() -> None:
    """Editors and platforms mark exactly these characters."""
    data = "eins\nschlüssel = 'geheimnis'\n".encode()
    place = location("ordner/größe.py", data, b"geheimnis")
    assert finding(outcome(PASSWORD, "geheimnis", place, weak=True))["locations"] == [
        {
            "path": "ordner/größe.py",
            "line": 2,
            "column": 14,
            "end_line": 2,
            "end_column": 23,
            "part": "content",
            "commit": None,
        }
    ]


def test_odd_bytes() -> None:
    """A file name in an old encoding must not break the report, or every report of the run."""
    place = location("caf\udce9/\ud800.py", b"x\xff", b"\xff")
    found = finding(outcome(PASSWORD, b"\xff\xfe\xfd\xfc\xfb\xfa", place), show=True)
    assert "caf\\xe9/\\ud800.py" in str(found["locations"]).replace("\\\\", "\\")
    assert found["secret"] == {
        "redacted": "***",
        "length": 6,
        "value": "\\xff\\xfe\\xfd\\xfc\\xfb\\xfa",
    }


def test_the_report_is_ascii() -> None:
    """A console of another encoding could otherwise not take it."""
    place = location("größe\x1b[31m\u202e.py", b"x", b"x")
    assert written(Summary(source="ü", blobs=1, size=1, outcomes=(outcome(STRIPE, "x", place),)))
    text = written(sample())
    assert text.isascii()
    assert "\x1b" not in text


def test_value_only_when_asked_for() -> None:
    """The whole point."""
    key = stripe()
    one = outcome(STRIPE, key, location("a.py", key.encode(), key.encode()))
    assert finding(one)["secret"] == {"redacted": key[:14] + "…", "length": 40}
    shown = {"redacted": key[:14] + "…", "length": 40, "value": key}
    assert finding(one, show=True)["secret"] == shown


def test_judgement() -> None:
    """Each word of the verdict arrives."""
    one = outcome(
        STRIPE,
        body(32),
        location("a.py", body(32).encode(), body(32).encode()),
        confidence=Confidence.PROVEN,
        severity=Severity.LOW,
        environment=Environment.TEST,
        proof=Proof.FITS,
        facts=(("account", "1"), ("account", "2"), ("scope", "read")),
        notes=("one", "two"),
    )
    found = finding(one)
    expected = {
        "confidence": "proven",
        "severity": "low",
        "environment": "test",
        "proof": "fits",
        "facts": {"account": "1, 2", "scope": "read"},
        "notes": ["one", "two"],
        "status": "reported",
        "failing": True,
        "suppression": None,
    }
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        (Reason.INLINE, "inline"),
        (Reason.IGNORE_FILE, "ignore_file"),
        (Reason.ALLOWLIST, "allowlist"),
        (Reason.BASELINE, "baseline"),
    ],
)
def test_suppressed(reason: Reason, name: str) -> None:
    """An accepted finding is in the report with who accepted it, and fails nothing."""
    why = Suppression(reason, "a:1", "known")
    one = outcome(STRIPE, stripe(), location("a.py", b"x", b"x"), suppressed=why)
    found = finding(one)
    assert (found["status"], found["failing"]) == ("suppressed", False)
    assert found["suppression"] == {"reason": name, "where": "a:1", "text": "known"}
    summary = read(one)["summary"]
    assert isinstance(summary, dict)
    assert (summary["suppressed"], summary["suppressed_by"][name]) == (1, 1)
    assert (summary["reported"], summary["exit_code"]) == (0, 0)


def test_the_line_of_the_first_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each secret in it is hidden; of a report of thousands only the worst have one.

    The patch stands for thousands of findings.
    """
    monkeypatch.setattr("stanch.report.json._MOST_LINES", 1)
    first, second = stripe("one"), stripe("two")
    data = f"a = '{first}'  # not '{second}'".encode()
    one = outcome(STRIPE, first, location("a.py", data, first.encode()))
    other = outcome(STRIPE, second, location("b.py", data, second.encode()))
    findings = read(one, other)["findings"]
    assert isinstance(findings, list)
    assert findings[0]["context"] == {
        "before": "a = '",
        "shown": f"{first[:14]}…",
        "after": "'  # not '***'",
        "lines": 1,
    }
    assert findings[1]["context"] is None


def test_what_was_not_read() -> None:
    """A program must be able to tell clean from not looked at."""
    skipped = (Skipped("a", "too large", by_policy=True), Skipped("b", "no permission"))
    document = read(skipped=skipped, nothing="0 files staged")
    scan, summary = document["scan"], document["summary"]
    assert isinstance(scan, dict)
    assert isinstance(summary, dict)
    assert (scan["state"], scan["nothing"]) == ("incomplete", "0 files staged")
    assert scan["skipped"][1] == {"path": "b", "why": "no permission", "by_policy": False}
    assert summary["skipped"] == {"by_policy": 1, "unread": 1}
    assert summary["exit_code"] == 3
