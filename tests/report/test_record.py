"""The reader of `stanch-report/1`: what it takes, and what it says of what it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from report.formats import written
from report.sample import sample
from stanch.errors import UsageError
from stanch.report.record import Found, compared, record


def document() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(written("json", sample()))
    return value


def test_everything_arrives() -> None:
    """What the writer says, the reader has."""
    given, run = document(), record(document())
    assert (run.source, run.blobs, run.size) == ("worktree", 1214, 5_250_000)
    assert (run.complete, run.exit_code, run.version) == (False, 1, "1.2.3")
    assert [one.path for one in run.unread] == ["secret/\x1b[31mnot.txt"]
    assert len(run.findings) == len(given["findings"]) == 9
    for found, said in zip(run.findings, given["findings"], strict=True):
        assert found.fingerprint == said["fingerprint"]
        assert found.shown == said["secret"]["redacted"]
        assert len(found.places) == len(said["locations"])
        assert (found.accepted is None) == (said["status"] == "reported")
        assert dict(found.facts) == said["facts"]
    assert len(run.reported) == 6


def test_a_newer_report_can_be_read() -> None:
    """Fields are added within version 1; a reader ignores those that it does not know."""
    given = document()
    given["more"] = given["scan"]["more"] = given["findings"][0]["more"] = {"a": [1]}
    assert record(given) == record(document())


def test_an_older_report_can_be_read() -> None:
    """One from before these fields were added."""
    given = document()
    del given["scan"]["repository"]
    for one in given["findings"]:
        del one["why"], one["context"]
    run = record(given)
    assert run.findings[0].context is None
    assert run.findings[0].why == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(lambda d: d.update(schema="stanch-report/2"), "schema", id="another version"),
        pytest.param(lambda d: d.pop("scan"), "report.scan", id="no scan"),
        pytest.param(lambda d: d.update(findings={}), "findings must be a list", id="no list"),
        pytest.param(
            lambda d: d["findings"][2].update(severity="worst"),
            r"findings\[2\].severity must be one of",
            id="an unknown severity",
        ),
        pytest.param(
            lambda d: d["findings"][0]["locations"][0].update(line=0),
            r"findings\[0\].locations\[0\].line must be 1 or more",
            id="line 0",
        ),
        pytest.param(
            lambda d: d["findings"][0].update(failing=1), "failing must be true", id="a number"
        ),
        pytest.param(lambda d: d["scan"].update(blobs=True), "blobs must be", id="no number"),
        pytest.param(
            lambda d: d["findings"][0].update(notes=[1]), "a list of texts", id="no texts"
        ),
        pytest.param(
            lambda d: d["findings"][0].update(facts={"a": 1}), "texts by name", id="no facts"
        ),
    ],
)
def test_what_is_wrong_has_a_place(change: Any, says: str) -> None:
    """A report that was cut off or edited must not become a clean one."""
    given = document()
    change(given)
    with pytest.raises(UsageError, match=says):
        record(given)


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"schema": None}])
def test_what_is_no_report(value: object) -> None:
    """Any JSON may be given."""
    with pytest.raises(UsageError):
        record(value)


def test_what_changed() -> None:
    """Accepted before and reported now is new; reported before and accepted now is gone."""
    run = record(document())
    reason = next(one.accepted for one in run.findings if one.accepted)
    one = run.findings[0]

    def named(name: str, *, accepted: bool = False) -> Found:
        return one._replace(fingerprint=name, accepted=reason if accepted else None)

    old = run._replace(findings=(named("a"), named("b"), named("c", accepted=True), named("e")))
    new = run._replace(findings=(named("b"), named("c"), named("d"), named("e", accepted=True)))
    marked = compared(new, old)
    assert [(f.fingerprint, f.change) for f in marked.findings if f.accepted is None] == [
        ("b", "unchanged"),
        ("c", "new"),
        ("d", "new"),
        ("a", "absent"),
        ("e", "absent"),
    ]
    assert [f.fingerprint for f in marked.reported] == ["b", "c", "d"]
    assert not any(f.failing for f in marked.findings if f.change == "absent")
