"""The table of weights may be fitted anew; its sense must stay."""

from __future__ import annotations

from itertools import pairwise

import pytest

from stanch.engine.generic.weights import HIGH, LOW, MEDIUM, WEIGHTS


def points(sign: str) -> int:
    return WEIGHTS[sign].points


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(
            ["value convention", "value words", "value between", "value random"],
            id="the more random, the better",
        ),
        pytest.param(["value plain word", "value mixed"], id="a word against a mixture"),
        pytest.param(["value identifier", "value letters and digits"], id="a name of a program"),
        pytest.param(["name weak", "name token", "name password"], id="what the name says"),
        pytest.param(["value up to 5", "value up to 11"], id="short ones"),
        pytest.param(["bare in a line", "bare at the start of a line"], id="a line of its own"),
        pytest.param(["path of translations", "path of tests", "base"], id="what the path says"),
        pytest.param(["value holds convention", "value long and random"], id="its parts"),
        pytest.param(["in a call", "base"], id="some call"),
    ],
)
def test_the_order_of_the_signs(order: list[str]) -> None:
    """A table that turned one of these round would be fitted to an accident."""
    weights = [points(sign) for sign in order]
    assert all(before <= after for before, after in pairwise(weights)), weights
    assert weights[0] < weights[-1]


def test_what_speaks_against_never_counts_for() -> None:
    """And the other way."""
    against = ("value digits", "value blank", "value uuid", "name fair", "value echoes the name")
    assert max(map(points, against)) <= 0
    assert min(map(points, ("value random", "value mixed", "beside a user or a host"))) >= 0


def test_the_levels() -> None:
    """Each level asks for more than the one before it; a name alone reaches none that is shown."""
    assert LOW < MEDIUM < HIGH
    assert points("base") + points("name password") + points("value words") < MEDIUM
    assert points("base") + points("name password") + points("value random") >= MEDIUM


def test_no_sign_decides_alone() -> None:
    """Evidence is added up: what may decide by itself is a reason to drop, and stands there."""
    assert max(abs(weight.points) for weight in WEIGHTS.values()) <= 50


def test_every_sign_is_said_in_words() -> None:
    """`stanch explain` prints them."""
    said = [weight.says for weight in WEIGHTS.values()]
    assert all(said)
    assert len(set(said)) == len(said)
