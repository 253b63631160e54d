from __future__ import annotations

import pytest

from report.outcomes import PASSWORD, PUBLISHABLE, STRIPE, location, outcome, rule
from stanch.model.finding import Finding
from stanch.model.place import Commit, Location
from stanch.model.rule import Rule
from stanch.report.advice import acceptance, steps


def finding(of: Rule, *places: Location) -> Finding:
    return outcome(of, "x", *places).finding


@pytest.mark.parametrize(
    ("of", "first"),
    [
        pytest.param(STRIPE, "Revoke it first: https://dashboard.stripe.com/apikeys", id="a link"),
        pytest.param(
            rule(docs="https://acme.test/keys"),
            "Revoke or change it first; how: https://acme.test/keys",
            id="only documentation",
        ),
        pytest.param(rule(), "Revoke or change it first, at Acme.", id="only a vendor"),
        pytest.param(
            PASSWORD, "Revoke or change it first, at the place that issued it.", id="neither"
        ),
        pytest.param(
            PUBLISHABLE,
            "Nothing to revoke: this kind of key is meant to be published. "
            "Check that it is the one you mean to publish.",
            id="meant to be published",
        ),
    ],
)
def test_revoking_comes_first(of: Rule, first: str) -> None:
    """Whoever removes the line and does not revoke has lost the secret."""
    assert steps(finding(of, location("a.py", b"x", b"x")))[0] == first


@pytest.mark.parametrize(
    ("places", "last"),
    [
        pytest.param(
            [location("a", b"\nx", b"x")], "Clean up: remove it from line 2.", id="one line"
        ),
        pytest.param(
            [location("a", b"x\ny", b"x\ny")],
            "Clean up: remove it from lines 1 to 2.",
            id="several lines",
        ),
        pytest.param(
            [location("a", b"x", b"x"), location("b", b"x", b"x")],
            "Clean up: remove it from all 2 places.",
            id="several places",
        ),
        pytest.param(
            [location("x", b"x", b"x", part="name")], "Clean up: rename the file.", id="a name"
        ),
        pytest.param(
            [location("a", b"x", b"x", part="link target")],
            "Clean up: point the link somewhere else.",
            id="a link",
        ),
    ],
)
def test_cleaning(places: list[Location], last: str) -> None:
    """The advice must fit what the secret stands in."""
    assert steps(finding(STRIPE, *places))[-1] == last


def test_cleaning_a_history() -> None:
    """In a commit the secret stays readable, which people forget."""
    place = location("a", b"x", b"x", commit=Commit("1234567890abcdef"))
    assert "in the history from commit 1234567890ab on" in steps(finding(STRIPE, place))[-1]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param(
            location("a.py", b"x", b"x"),
            "write `stanch:allow stripe-secret-key-live` in a comment on the line, "
            "or run `stanch baseline update`.",
            id="a line of code",
        ),
        pytest.param(
            location("a.py", b"x\ny", b"x\ny"),
            "write `stanch:allow stripe-secret-key-live` in a comment on the line before it, "
            "or run `stanch baseline update`.",
            id="several lines",
        ),
        pytest.param(
            location("a.json", b"x", b"x"),
            "run `stanch baseline update`.",
            id="a format without comments",
        ),
        pytest.param(
            location("x", b"x", b"x", part="name"), "run `stanch baseline update`.", id="a name"
        ),
        pytest.param(
            location("a.py", b"x", b"x", commit=Commit("12")),
            "run `stanch baseline update`.",
            id="a commit cannot be edited",
        ),
    ],
)
def test_acceptance(place: Location, text: str) -> None:
    """A marker that cannot be written, or would not work, helps nobody."""
    assert acceptance(finding(STRIPE, place)) == text
