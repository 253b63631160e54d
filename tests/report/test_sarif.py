from __future__ import annotations

import json
from typing import Any

import pytest

from report.formats import written
from report.outcomes import STRIPE, location, outcome
from report.sample import COMMIT, sample
from stanch.model.finding import Reason
from stanch.model.outcome import Outcome, Summary, Suppression
from stanch.model.rule import Severity
from stanch.report.record import Origin, record
from tokens import stripe

KEY = stripe()


def run_of(*outcomes: Outcome, **options: Any) -> dict[str, Any]:
    summary = Summary(source="files", blobs=1, size=1, outcomes=outcomes)
    document = json.loads(written("sarif", summary, **options))
    run: dict[str, Any] = document["runs"][0]
    return run


def result_of(one: Outcome, **options: Any) -> dict[str, Any]:
    (result,) = run_of(one, **options)["results"]
    assert isinstance(result, dict)
    return result


def at(path: str, text: str = f"key = '{KEY}'") -> Any:
    return location(path, text.encode(), KEY.encode())


def test_columns_count_characters() -> None:
    """Two characters beyond the first plane are four units of UTF-16 and eight bytes."""
    run = run_of(outcome(STRIPE, KEY, at("a.py", f"😀🗝 {KEY}")))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert (region["startColumn"], region["endColumn"]) == (4, 44)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/c.py", "a%20b/c.py"),
        ("größe.py", "gr%C3%B6%C3%9Fe.py"),
        ("a:b.py", "a%3Ab.py"),
        ("a#b?c%20.py", "a%23b%3Fc%2520.py"),
        ("-", "-"),
    ],
)
def test_paths_are_uris(path: str, uri: str) -> None:
    """One that is not escaped names another file, or none."""
    place = result_of(outcome(STRIPE, KEY, at(path)))["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_a_path_that_is_whole() -> None:
    """What lies outside of the root is not below it."""
    place = result_of(outcome(STRIPE, KEY, at("/etc/a b")))["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///etc/a%20b"}


def test_fingerprints_do_not_move() -> None:
    """A line above, or another name of the file, and the alert is still the same."""
    one = result_of(outcome(STRIPE, KEY, at("a.py")))
    other = result_of(outcome(STRIPE, KEY, at("b.py", f"\n\n  x = '{KEY}'")))
    assert one["partialFingerprints"] == other["partialFingerprints"]
    assert set(one["partialFingerprints"]) == {"stanchFingerprint/v1", "primaryLocationLineHash"}
    assert one["locations"] != other["locations"]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (Reason.INLINE, "inSource"),
        (Reason.BASELINE, "external"),
        (Reason.IGNORE_FILE, "external"),
        (Reason.ALLOWLIST, "external"),
    ],
)
def test_what_was_accepted_says_why(reason: Reason, kind: str) -> None:
    """It stays in the report, or the alert would come and go."""
    why = Suppression(reason, ".stanch-baseline:4", "revoked in March")
    (suppression,) = result_of(outcome(STRIPE, KEY, at("a.py"), suppressed=why))["suppressions"]
    assert (suppression["kind"], suppression["status"]) == (kind, "accepted")
    assert ".stanch-baseline:4: revoked in March" in suppression["justification"]
    assert result_of(outcome(STRIPE, KEY, at("a.py")))["suppressions"] == []


@pytest.mark.parametrize(
    ("severity", "level", "least", "most"),
    [
        (Severity.CRITICAL, "error", 9.0, 10.0),
        (Severity.HIGH, "error", 7.0, 8.9),
        (Severity.MEDIUM, "warning", 4.0, 6.9),
        (Severity.LOW, "note", 0.1, 3.9),
        (Severity.INFO, "note", 0.1, 3.9),
    ],
)
def test_severities(severity: Severity, level: str, least: float, most: float) -> None:
    """GitHub makes its own words of the number, and takes it from the rule."""
    run = run_of(outcome(STRIPE, KEY, at("a.py"), severity=severity))
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["results"][0]["level"] == rule["defaultConfiguration"]["level"] == level
    assert least <= float(rule["properties"]["security-severity"]) <= most


def test_rules_help() -> None:
    """Whoever opens the alert reads what to do there."""
    (rule,) = run_of(outcome(STRIPE, KEY, at("a.py")))["tool"]["driver"]["rules"]
    assert rule["name"] == "StripeSecretKeyLive"
    assert "Revoke it first: https://dashboard.stripe.com/apikeys" in rule["help"]["text"]
    assert "https://dashboard.stripe.com/apikeys" in rule["help"]["markdown"]
    assert "charge cards" in rule["fullDescription"]["text"]
    assert rule["helpUri"] == "https://docs.stripe.com/keys"


def test_other_places() -> None:
    """One result is one secret, whatever the number of its places."""
    one = outcome(STRIPE, KEY, at("a.py"), at("b.py"), companions=(at("c.py"),))
    result = result_of(one)
    related = [
        (at["physicalLocation"]["artifactLocation"]["uri"], at["message"]["text"])
        for at in result["relatedLocations"]
    ]
    assert related == [
        ("b.py", "Also at b.py:1:8"),
        ("c.py", "Its other half is at c.py:1:8"),
    ]
    assert len(result["locations"]) == 1


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://example.org/acme/app.git", "https://example.org/acme/app.git"),
        ("git@example.org:acme/app.git", "ssh://example.org/acme/app.git"),
        ("example.org:acme/a b.git", "ssh://example.org/acme/a%20b.git"),
        ("", None),
        ("not an address", None),
    ],
)
def test_where_it_is_from(address: str, uri: str | None) -> None:
    """A viewer finds the lines at the commit that was scanned."""
    origin = Origin(address, "12ab" * 10, "main")
    run = run_of(outcome(STRIPE, KEY, at("a.py")), origin=origin)
    provenance = run.get("versionControlProvenance")
    if uri is None:
        assert provenance is None
    else:
        assert provenance == [
            {
                "repositoryUri": uri,
                "revisionId": "12ab" * 10,
                "branch": "main",
                "mappedTo": {"uriBaseId": "%SRCROOT%"},
            }
        ]


def test_what_changed() -> None:
    """With an older report each result says whether it was there."""
    old = Summary(source="files", blobs=1, size=1, outcomes=(named("a", "one"), named("b", "two")))
    before = record(json.loads(written("json", old)))
    new = (named("b", "two"), named("c", "three"))
    results = run_of(*new, compare=before)["results"]
    states = {
        one["partialFingerprints"]["stanchFingerprint/v1"]: one["baselineState"] for one in results
    }
    assert states == {"fp b": "unchanged", "fp c": "new", "fp a": "absent"}
    assert "baselineState" not in run_of(*new)["results"][0]


def named(name: str, seed: str) -> Outcome:
    """A finding with a fingerprint of its own."""
    key = stripe(seed)
    place = location(f"{name}.py", key.encode(), key.encode())
    return outcome(STRIPE, key, place)._replace(fingerprint=f"fp {name}")


def test_what_was_not_read() -> None:
    """A run that did not look at all was not a success."""
    run = json.loads(written("sarif", sample()))["runs"][0]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 1
    told = [
        (one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]
    ]
    assert told == [
        ("error", "Not read: permission denied"),
        ("note", "Not read: larger than 10 MB"),
    ]


def test_the_line_is_shown_without_the_secret() -> None:
    """VS Code shows the snippet where the file is not at hand."""
    one = outcome(
        STRIPE, KEY, location("a.py", f"k = '{KEY}' # x".encode(), KEY.encode(), commit=COMMIT)
    )
    place = result_of(one)["locations"][0]["physicalLocation"]
    assert place["contextRegion"]["snippet"]["text"] == f"k = '{KEY[:14]}…' # x"
    assert place["region"]["snippet"]["text"] == f"{KEY[:14]}…"
    assert result_of(one)["properties"]["commit"]["author"] == "Ada Lovelace"


def test_braces_hold_no_place() -> None:
    """In a message of SARIF they would stand for an argument."""
    one = outcome(STRIPE._replace(name="a {0} b"), KEY, at("a.py"))
    assert result_of(one)["message"]["text"].startswith("a {{0}} b (")


def test_each_rule_is_described() -> None:
    """GitHub shows the description as the title of an alert, and takes none that is empty."""
    of = STRIPE._replace(name="   ", why="   ")
    (driver_rule,) = run_of(outcome(of, KEY, at("a.py")))["tool"]["driver"]["rules"]
    assert driver_rule["shortDescription"]["text"] == STRIPE.id
    assert driver_rule["fullDescription"]["text"] == STRIPE.id
