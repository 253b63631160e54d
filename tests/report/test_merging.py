"""Several reports as one."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from report.formats import written
from report.outcomes import STRIPE, location, outcome
from report.test_json import VALIDATOR
from stanch.model.blob import Skipped
from stanch.model.finding import Reason
from stanch.model.outcome import Gate, Outcome, Summary, Suppression
from stanch.model.rule import Confidence, Severity
from stanch.report.merging import merged
from stanch.report.record import Origin
from tokens import stripe

ACCEPTED = Suppression(Reason.BASELINE, "b:1", "known")


def secret(name: str, path: str, **options: Any) -> Outcome:
    """A finding with a fingerprint of its own."""
    key = stripe(name)
    place = location(path, key.encode(), key.encode())
    return outcome(STRIPE, key, place, **options)._replace(fingerprint=f"fp {name}")


def report(
    *outcomes: Outcome, gate: Gate | None = None, origin: Origin | None = None, **fields: Any
) -> Any:
    values: dict[str, Any] = {"source": "files", "blobs": 2, "size": 10, "outcomes": outcomes}
    return json.loads(written("json", Summary(**(values | fields)), gate or Gate(), origin=origin))


def whole(*reports: Any) -> dict[str, Any]:
    document = json.loads(json.dumps(merged(reports)))
    VALIDATOR.validate(document)
    assert isinstance(document, dict)
    return document


def test_one_secret_is_one_finding() -> None:
    """With the places of all, each once."""
    document = whole(
        report(secret("a", "x.py"), secret("b", "z.py")),
        report(secret("a", "y.py"), secret("a", "x.py")),
    )
    places = {
        one["fingerprint"]: [at["path"] for at in one["locations"]] for one in document["findings"]
    }
    assert places == {"fp a": ["x.py", "y.py"], "fp b": ["z.py"]}
    assert document["summary"]["reported"] == 2
    assert (document["scan"]["blobs"], document["scan"]["bytes"]) == (4, 20)


def test_the_order_does_not_count() -> None:
    """Jobs end in any order."""
    reports = [
        report(secret("a", "x.py"), warnings=("one",)),
        report(secret("b", "y.py"), skipped=(Skipped("p", "q"),)),
        report(secret("a", "z.py", suppressed=ACCEPTED)),
    ]
    assert len({json.dumps(merged(order)) for order in permutations(reports)}) == 1


def test_reported_wins() -> None:
    """What somebody accepted in one place is not accepted in the other."""
    document = whole(
        report(secret("a", "x.py", suppressed=ACCEPTED)),
        report(secret("a", "y.py")),
        report(secret("b", "z.py", suppressed=ACCEPTED)),
    )
    assert [(one["fingerprint"], one["status"]) for one in document["findings"]] == [
        ("fp a", "reported"),
        ("fp b", "suppressed"),
    ]
    summary = document["summary"]
    assert (summary["reported"], summary["failing"], summary["suppressed"]) == (1, 1, 1)
    assert summary["suppressed_by"]["baseline"] == 1
    assert summary["exit_code"] == 1


def test_incomplete_stays_incomplete() -> None:
    """A part that was not read is not made good by another."""
    document = whole(report(), report(skipped=(Skipped("a", "no permission"),)))
    assert document["scan"]["state"] == "incomplete"
    assert document["summary"]["skipped"] == {"by_policy": 0, "unread": 1}
    assert document["summary"]["exit_code"] == 3


def test_the_strictest_gate() -> None:
    """Severity and confidence may come from different runs."""
    gate = whole(
        report(gate=Gate(severity=Severity.HIGH, confidence=Confidence.LOW)),
        report(gate=Gate(severity=Severity.INFO, confidence=Confidence.HIGH, exit_zero=True)),
    )["summary"]["gate"]
    assert (gate["severity"], gate["confidence"], gate["exit_zero"]) == ("info", "low", False)


@pytest.mark.parametrize(("other", "same"), [("main", True), ("next", False)])
def test_where_they_are_from(other: str, same: bool) -> None:  # noqa: FBT001  # a table
    """A repository is named only where it is that of all."""
    one = Origin("https://example.org/a.git", "12ab", "main")
    document = whole(report(origin=one), report(origin=one._replace(branch=other)))
    assert (document["scan"]["repository"] is not None) == same


def test_without_fingerprints() -> None:
    """Nothing says that two findings are the same, so both stay."""
    nameless = secret("a", "x.py")._replace(fingerprint="")
    assert len(whole(report(nameless), report(nameless))["findings"]) == 2


def test_one_report() -> None:
    """The same in, the same out."""
    document = report(secret("a", "x.py"), secret("b", "y.py", suppressed=ACCEPTED))
    assert whole(document) == document


def origin(uri: str) -> Origin:
    return Origin(uri, "12ab", "main")


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [
        pytest.param(
            "https://example.org/acme/app.git", "https://example.org/acme/web",
            ["acme/app/x.py", "acme/web/x.py"], id="two",
        ),
        pytest.param(
            "https://example.org/acme/app.git", "example.org:acme/app.git", ["x.py"],
            id="one, cloned in two ways",
        ),
        pytest.param(
            "https://example.org/acme/app", "https://example.com:8443/acme/app",
            ["example.com/acme/app/x.py", "example.org/acme/app/x.py"], id="of the same name",
        ),
        pytest.param(
            "example.org:acme/app", "", ["acme/app/x.py", "second/x.py"], id="one without a remote"
        ),
        pytest.param("", "", ["x.py"], id="none has a remote"),
    ],
)  # fmt: skip
def test_repositories_are_told_apart(one: str, other: str, places: list[str]) -> None:
    """A path alone would lead to a file of any of them."""
    unread = (Skipped("a", "no permission"),)
    reports = [
        report(secret("a", "x.py"), origin=origin(one), skipped=unread),
        report(secret("a", "x.py"), origin=origin(other), skipped=unread),
    ]
    document = json.loads(json.dumps(merged(reports, ["first", "second"])))
    VALIDATOR.validate(document)
    (found,) = document["findings"]
    assert [at["path"] for at in found["locations"]] == places
    assert [s["path"] for s in document["scan"]["skipped"]] == [p[:-4] + "a" for p in places]
