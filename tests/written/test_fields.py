from __future__ import annotations

from collections.abc import Callable

import pytest

from stanch.errors import ConfigError, RuleError
from stanch.model.rule import Severity
from stanch.written.fields import Reader, suggestion

WHERE = "rules/acme.yaml"


def reader(**fields: object) -> Reader:
    return Reader(fields, WHERE)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        pytest.param(lambda: reader(a="x").text("a"), "x", id="text"),
        pytest.param(lambda: reader().text("a", ""), "", id="a default for text"),
        pytest.param(lambda: reader(a=None).text("a", "d"), "d", id="nothing behind the key"),
        pytest.param(lambda: reader(a="x").texts("a"), ("x",), id="one text for a list"),
        pytest.param(lambda: reader(a=["x", "y"]).texts("a"), ("x", "y"), id="a list"),
        pytest.param(lambda: reader().texts("a"), (), id="no list"),
        pytest.param(lambda: reader(a=0).number("a", 3), 0, id="nought is a number"),
        pytest.param(lambda: reader(a=2.5).number("a", 3), 2.5, id="a fraction"),
        pytest.param(lambda: reader(a=False).flag("a", default=True), False, id="a flag put off"),
        pytest.param(lambda: reader().flag("a"), False, id="a flag left out"),
        pytest.param(
            lambda: reader(a="high").choice("a", Severity, Severity.LOW), Severity.HIGH, id="a word"
        ),
        pytest.param(lambda: reader(a=[1]).items("a"), ((f"{WHERE}: a[0]", 1),), id="items"),
        pytest.param(lambda: reader(a=None).has("a"), False, id="nothing is not there"),
        pytest.param(lambda: reader(a=0).has("a"), True, id="nought is there"),
        pytest.param(lambda: reader().child("a"), None, id="no child"),
    ],
)
def test_what_is_right(read: Callable[[], object], value: object) -> None:
    """A field read wrongly is a rule or a setting that silently does something else."""
    assert read() == value


@pytest.mark.parametrize(
    ("read", "says"),
    [
        pytest.param(lambda: reader(a=3).text("a"), "a must be non-empty text", id="a number"),
        pytest.param(lambda: reader(a=" ").text("a"), "non-empty text", id="blank text"),
        pytest.param(lambda: reader().text("a"), "non-empty text", id="no text"),
        pytest.param(lambda: reader(a=[1]).texts("a"), "list of texts", id="a list of numbers"),
        pytest.param(lambda: reader(a=[""]).texts("a"), "list of texts", id="an empty text in it"),
        pytest.param(lambda: reader(a=True).number("a", 0), "must be a number", id="true"),
        pytest.param(lambda: reader(a=-1).number("a", 0), "0 or more", id="below nought"),
        pytest.param(
            lambda: reader(a="3").number("a", 0), "must be a number", id="a quoted number"
        ),
        pytest.param(lambda: reader(a=float("inf")).number("a", 0), "a number", id="without end"),
        pytest.param(lambda: reader(a=float("nan")).number("a", 0), "a number", id="not a number"),
        pytest.param(lambda: reader(a="yes").flag("a"), "true or false", id="a quoted yes"),
        pytest.param(lambda: reader(a=1).flag("a"), "true or false", id="one"),
        pytest.param(lambda: reader(a={}).items("a"), "must be a list", id="a mapping"),
        pytest.param(lambda: reader(a=[]).child("a"), "must be a mapping", id="a list as a child"),
        pytest.param(
            lambda: reader(a="High").choice("a", Severity, Severity.LOW),
            "one of info, low, medium, high, critical",
            id="a word in capitals",
        ),
        pytest.param(lambda: reader(ab=1).known(("abc",)), "unknown key 'ab'", id="unknown key"),
        pytest.param(lambda: Reader([1], WHERE), "must be a mapping", id="no mapping"),
        pytest.param(lambda: Reader({1: 2}, WHERE), "the key 1 must be text", id="a number as key"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(read: Callable[[], object], says: str) -> None:
    """Without the place a person searches through a long file."""
    with pytest.raises(ConfigError, match=says) as raised:
        read()
    assert str(raised.value).startswith(WHERE)


def test_the_error_is_that_of_the_file() -> None:
    """A wrong pack is a wrong rule, a wrong configuration is not."""
    with pytest.raises(RuleError):
        Reader({}, WHERE, RuleError).text("a")
    child = Reader({"a": {}}, WHERE, RuleError).child("a")
    assert child
    with pytest.raises(RuleError, match=f"{WHERE}: a: "):
        child.text("b")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        pytest.param("basline", "did you mean 'baseline'?", id="a letter left out"),
        pytest.param("zzz", "known: baseline, rules", id="nothing near"),
    ],
)
def test_a_suggestion(word: str, says: str) -> None:
    """A typo without a suggestion sends people to the manual."""
    assert suggestion(word, ["rules", "baseline"]) == says
