"""Every type of the catalogue of credential formats is answered for, by a rule or by a reason."""

from __future__ import annotations

from collections import Counter

import fakes

# One id a line, as the catalogue of formats names its types.
CATALOGUE = fakes.ROOT / "tests" / "rules" / "catalogue.txt"


def catalogue() -> list[str]:
    return CATALOGUE.read_text(encoding="utf-8").split()


def accounted() -> Counter[str]:
    """How often the packs name each type, as covered or as left out."""
    covered = Counter(name for rule in fakes.written().rules for name in rule.covers)
    return covered + Counter(name for name, _ in fakes.written().not_covered)


def test_the_list_is_whole() -> None:
    """A line lost from the list would be a type that nobody misses."""
    names = catalogue()
    assert len(names) == 1061
    assert names == sorted(set(names))


def test_nothing_is_missing_and_nothing_unknown() -> None:
    """A type that no rule finds would be believed to be covered."""
    assert sorted(accounted()) == catalogue()


def test_nothing_is_named_twice() -> None:
    """One of the two rules would be wrong about what it finds."""
    assert [name for name, count in accounted().items() if count > 1] == []


def test_what_is_left_out_says_why() -> None:
    """The next author would write the rule that was rejected before."""
    left_out = fakes.written().not_covered
    assert len(left_out) > 10
    assert [name for name, reason in left_out if len(reason.split()) < 5] == []
