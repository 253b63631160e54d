"""What each platform asks for beyond the form of its reports."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from report.formats import written
from report.outcomes import PUBLISHABLE, STRIPE, location, outcome, rule
from report.sample import sample
from stanch.model.blob import Skipped
from stanch.model.finding import Reason
from stanch.model.outcome import Gate, Outcome, Summary, Suppression
from stanch.model.place import Commit
from stanch.model.rule import Severity
from stanch.report.csv import cell
from stanch.report.markdown import code, prose
from stanch.report.record import Origin
from tokens import stripe

KEY = stripe("platform")
ACCEPTED = Suppression(Reason.BASELINE, ".stanch-baseline:4", "revoked")


def at(path: str = "a.py", before: str = "", **options: Any) -> Any:
    return location(path, f"{before}key = '{KEY}'\n".encode(), KEY.encode(), **options)


def run_of(*outcomes: Outcome, **fields: Any) -> Summary:
    values: dict[str, Any] = {"source": "files", "blobs": 1, "size": 1, "outcomes": outcomes}
    return Summary(**(values | fields))


# --- GitLab ------------------------------------------------------------------------------------


def vulnerability(one: Outcome, **options: Any) -> dict[str, Any]:
    report = json.loads(written("gitlab", run_of(one), **options))
    found: dict[str, Any] = report["vulnerabilities"][0]
    return found


def test_gitlab_needs_a_commit() -> None:
    """That of the finding, that of the scan, or GitLab's own stand-in."""
    commit = Commit("12ab" * 10, "Ada", "a@b", "2026-01-02T03:04:05+00:00", "first")
    origin = Origin("https://example.org/a.git", "34cd" * 10, "main")
    of_history = vulnerability(outcome(STRIPE, KEY, at(commit=commit)), origin=origin)
    assert of_history["location"]["commit"] == {
        "sha": "12ab" * 10,
        "author": "Ada",
        "date": "2026-01-02T03:04:05+00:00",
        "message": "first",
    }
    of_files = vulnerability(outcome(STRIPE, KEY, at()), origin=origin)
    assert of_files["location"]["commit"] == {"sha": "34cd" * 10}
    assert vulnerability(outcome(STRIPE, KEY, at()))["location"]["commit"] == {"sha": "0000000"}


def test_gitlab_shows_what_is_open() -> None:
    """It has no place for what somebody accepted, and an incomplete scan has failed."""
    report = json.loads(written("gitlab", sample()))
    assert len(report["vulnerabilities"]) == 6
    assert report["scan"]["status"] == "failure"
    assert report["scan"]["start_time"] == "2027-01-15T08:00:00"
    assert report["scan"]["messages"][0]["level"] == "warn"
    clean = json.loads(written("gitlab", run_of()))
    assert (clean["vulnerabilities"], clean["scan"]["status"]) == ([], "success")


def test_gitlab_knows_it_again() -> None:
    """The id stays when lines move, and is that of the file."""
    one = vulnerability(outcome(STRIPE, KEY, at()))["id"]
    assert one == vulnerability(outcome(STRIPE, KEY, at(before="\n\n")))["id"]
    assert one != vulnerability(outcome(STRIPE, KEY, at("b.py")))["id"]


def test_code_quality_has_an_entry_a_place() -> None:
    """GitLab drops entries of one fingerprint, and shows as new what has another one."""
    places = (at(), at("b.py"), at(before="\n"))
    entries = json.loads(written("codequality", run_of(outcome(STRIPE, KEY, *places))))
    moved = (at(before="\n\n"), at("b.py", before="\n"), at(before="\n\n\n"))
    again = json.loads(written("codequality", run_of(outcome(STRIPE, KEY, *moved))))
    marks = [entry["fingerprint"] for entry in entries]
    assert len(set(marks)) == 3
    assert marks == [entry["fingerprint"] for entry in again]
    assert {entry["severity"] for entry in entries} == {"blocker"}


# --- JUnit -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "numbers"),
    [
        (run_of(outcome(STRIPE, KEY, at())), (1, 1, 0, 0)),
        (run_of(outcome(STRIPE, KEY, at(), suppressed=ACCEPTED)), (1, 0, 0, 1)),
        (run_of(outcome(PUBLISHABLE, KEY, at())), (1, 0, 0, 1)),
        (run_of(skipped=(Skipped("a", "no permission"),)), (1, 0, 1, 0)),
        (run_of(skipped=(Skipped("a", "too large", by_policy=True),)), (1, 0, 0, 0)),
        (run_of(), (1, 0, 0, 0)),
    ],
    ids=["failing", "accepted", "below the gate", "not read", "skipped", "clean"],
)
def test_junit_is_green_only_when_all_was_read(
    summary: Summary, numbers: tuple[int, int, int, int]
) -> None:
    """A red run is one that fails, and an empty file passes nowhere."""
    names = ("tests", "failures", "errors", "skipped")
    said = " ".join(f'{name}="{n}"' for name, n in zip(names, numbers, strict=True))
    assert f'<testsuites name="stanch" {said} ' in written("junit", summary)


# --- CSV ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1", "|cmd", "%0A=1"],  # noqa: RUF001
)
def test_a_cell_is_no_formula(text: str) -> None:
    """Whoever opens the report must not run what a stranger called his file."""
    assert cell(text).startswith(("'", "\\"))


@pytest.mark.parametrize("text", ["a.py", "1", "a=1", "x-1", ""])
def test_a_cell_stays_as_it_is(text: str) -> None:
    """Programs read it, too."""
    assert cell(text) == text


def test_csv_has_a_row_a_place() -> None:
    """Sorted and filtered by path in any spreadsheet."""
    report = written("csv", run_of(outcome(STRIPE, KEY, at("a, b.py"), at('c"d.py'))))
    rows = list(csv.DictReader(io.StringIO(report, newline="")))
    assert [row["path"] for row in rows] == ["a, b.py", 'c"d.py']
    assert {row["secret"] for row in rows} == {f"{KEY[:14]}…"}


# --- Markdown ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a.py", "`a.py`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        ("a|b", "`a\\|b`"),
        ("a\nb", "`a\\nb`"),
        ("", "` `"),
    ],
)
def test_code_cannot_be_left(text: str, shown: str) -> None:
    """A longer fence than any inside."""
    assert code(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://example.org/a_b?c=1#d", "see <https://example.org/a_b?c=1#d>"),
        ("https://example.org/)[x](y)", "https&#58;//example&#46;org/)&#91;x&#93;(y)"),
        ("<b> *x* @team #1", "&#60;b&#62; &#42;x&#42; &#64;team &#35;1"),
        ("www.evil.example", "www&#46;evil&#46;example"),
        ("Replace it: now", "Replace it: now"),
    ],
)  # fmt: skip
def test_prose_is_prose(text: str, shown: str) -> None:
    """No link, no mention, no markup but what we mean."""
    assert prose(text) == shown


def test_markdown_fits_into_a_comment() -> None:
    """GitHub refuses one of more than 65,536 characters."""
    many = [
        outcome(rule(f"rule-{n}", name="n" * 200, why="w" * 900), KEY, at(f"{'d/' * 140}{n}.py"))
        for n in range(500)
    ]
    report = written("markdown", run_of(*many))
    assert len(report) < 65_536
    assert "more; the whole list is in the report" in report


@pytest.mark.parametrize(
    ("summary", "begins"),
    [
        (run_of(), "✅ no secrets found"),
        (run_of(nothing="0 files staged"), "✅ nothing to scan"),
        (run_of(skipped=(Skipped("a", "b"),)), "❌ INCOMPLETE: no secrets in what could be read"),
        (run_of(outcome(STRIPE, KEY, at())), "❌ 1 finding (1 critical)"),
        (run_of(outcome(STRIPE, KEY, at(), suppressed=ACCEPTED)), "✅ no secrets found, 1 suppr"),
    ],
)
def test_markdown_says_it_first(summary: Summary, begins: str) -> None:
    """People read one line of a comment."""
    assert written("markdown", summary).splitlines()[2].startswith(begins)


# --- lines of logs -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["github", "azure", "teamcity", "jenkins"])
def test_below_the_gate_is_no_error(name: str) -> None:
    """A platform that fails on errors must not fail a run that passes."""
    one = outcome(STRIPE, KEY, at(), severity=Severity.LOW)
    low = written(name, run_of(one), Gate(severity=Severity.CRITICAL))
    assert "error" not in low.lower().split("stripe live")[0]


@pytest.mark.parametrize("name", ["github", "azure", "teamcity", "jenkins"])
def test_what_was_not_read_is_told(name: str) -> None:
    """Or the log would be that of a clean run."""
    report = written(name, run_of(skipped=(Skipped("a.bin", "no permission"),)))
    assert "not read" in report or "could not read 1" in report


def test_github_takes_columns_of_one_line_only() -> None:
    """It refuses an annotation with columns that spans lines."""
    text = b"-----BEGIN X-----\nabc\n-----END X-----"
    two = location("k.pem", text, text)
    (line,) = (
        one
        for one in written("github", run_of(outcome(STRIPE, text, two))).splitlines()
        if "k.pem" in one
    )
    assert "line=1,endLine=3,title=" in line


@pytest.mark.parametrize("name", ["github", "azure"])
def test_what_is_no_line_has_none(name: str) -> None:
    """A secret in a branch's name stands in no file."""
    place = at("refs/heads/x", part="name")
    line = written(name, run_of(outcome(STRIPE, KEY, place))).splitlines()[0]
    assert "line=" not in line
    assert "refs/heads/x (in its name)" in line
