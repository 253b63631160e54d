from __future__ import annotations

import pytest

import fakes
from stanch.errors import RuleError
from stanch.model.rule import Detector, Rule, Severity
from stanch.rules import packs, schema
from stanch.rules.ruleset import Ruleset, merged_hash

ONE = fakes.rule(id="one", severity="low")
TWO = fakes.rule(r"(?P<secret>two_[0-9]{8})", id="two", tags=["cloud"])
OWN = fakes.rule(r"(?P<secret>own_[0-9]{8})", id="own")


def ruleset(*added: Rule) -> Ruleset:
    return Ruleset(packs.Packed(packs.pack([ONE, TWO])), added)


def changed(rules: Ruleset, of: str, /, **fields: object) -> Ruleset:
    index = rules.index(of)
    assert index is not None
    fields["id"] = of
    return rules.replaced({index: schema.overridden(rules.rule(index), fields, "test")})


def get(rules: Ruleset, name: str) -> Rule:
    index = rules.index(name)
    assert index is not None
    return rules.rule(index)


def test_an_index_stays_the_same() -> None:
    """The compiled database names rules by index: a shift would report another rule."""
    rules = ruleset(OWN)
    assert [(n, entry.id) for n, entry in rules.entries()] == [(0, "one"), (1, "two"), (2, "own")]
    fewer = rules.masked(lambda n, _: n == 0)
    assert [(n, entry.id) for n, entry in fewer.awake()] == [(1, "two"), (2, "own")]
    assert [(n, entry.id) for n, entry in fewer.entries()] == [
        (n, entry.id) for n, entry in rules.entries()
    ]
    assert [rule.id for rule in fewer] == ["two", "own"]
    assert (len(rules), len(fewer)) == (3, 2)


def test_masks_add_up() -> None:
    """`--disable` on top of the configuration's `disable` must not bring anything back."""
    rules = ruleset(OWN).masked(lambda n, _: n == 0).masked(lambda _, name: name == "own")
    assert [rule.id for rule in rules] == ["two"]


def test_no_rule_left_is_an_error() -> None:
    """A scan without rules finds everything clean."""
    with pytest.raises(RuleError, match="no rule is left") as raised:
        ruleset().masked(lambda *_: True)
    assert "rules list" in raised.value.hint


@pytest.mark.parametrize("added", [(ONE,), (OWN, OWN)], ids=["built in", "added twice"])
def test_an_id_stands_once(added: tuple[Rule, ...]) -> None:
    """Two rules of one id share baseline entries and hide each other."""
    with pytest.raises(RuleError, match="two rules have the id") as raised:
        ruleset(*added)
    assert "override" in raised.value.hint


@pytest.mark.parametrize("name", ["one", "own"], ids=["built in", "added"])
@pytest.mark.parametrize("parsed", [False, True], ids=["fresh", "parsed before"])
def test_one_field_is_overridden(name: str, *, parsed: bool) -> None:
    """An override that does not take effect is believed to have."""
    rules = ruleset(OWN)
    if parsed:
        get(rules, name)
    now = changed(rules, name, severity="critical")
    assert get(now, name).severity is Severity.CRITICAL
    assert get(now, name)._replace(severity=ONE.severity)[:4] == get(rules, name)[:4]
    assert len(now) == len(rules)
    assert get(rules, name).severity is not Severity.CRITICAL


def test_overrides_of_one_rule_add_up() -> None:
    """The second must not undo the first."""
    now = changed(changed(ruleset(), "one", severity="critical"), "one", name="Mine")
    assert (get(now, "one").severity, get(now, "one").name) == (Severity.CRITICAL, "Mine")


@pytest.mark.parametrize("name", ["one", "own"], ids=["built in", "added"])
def test_another_pattern_replaces_the_old_one(name: str) -> None:
    """The database of the built-in rules still wakes the old pattern: it must stay silent."""
    now = changed(ruleset(OWN), name, pattern="(?P<secret>new_[0-9]{8})")
    assert [rule.id for rule in now].count(name) == 1
    engine = fakes.engine(now)
    assert fakes.found(engine, "x = new_" + "31415926") == {(name, b"new_" + b"31415926")}
    assert (
        fakes.found(engine, "own_" + "31415926" if name == "own" else "acme_" + "k" * 20) == set()
    )


def test_another_detector_wakes_as_it_needs() -> None:
    """A generic detector has no wake form; written as a pattern it needs one, or never wakes."""
    loose = fakes.rule('"(?P<secret>[a-z0-9]{20,40})"', id="loose", detector="entropy")
    rules = Ruleset(packs.Packed(packs.pack([loose])))
    now = changed(rules, "loose", detector="pattern", pattern='"(?P<secret>[a-z0-9]{20,40})"')
    assert get(now, "loose").detector is Detector.PATTERN
    index = now.index("loose")
    assert index is not None
    assert index not in now.formless()
    engine = fakes.engine(now)
    engine.waker.compile()
    assert fakes.found(engine, '"k3j5h2g9f8d7s6a1q4w0"')


def test_which_rules_only_guess() -> None:
    """They are off unless somebody asks for low; an override may change that either way."""
    low = fakes.rule('"(?P<secret>[a-z]{20})"', id="a", detector="entropy", confidence="low")
    high = fakes.rule('"(?P<secret>[a-z]{21})"', id="b", detector="entropy", confidence="high")
    rules = Ruleset(packs.Packed(packs.pack([low, high])), [low._replace(id="c")])
    assert names(rules, rules.guessing()) == {"a", "c"}
    louder = changed(rules, "a", confidence="medium")
    assert names(louder, louder.guessing()) == {"c"}
    softer = changed(rules, "b", confidence="low")
    assert names(softer, softer.guessing()) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("fields", "guesses"),
    [
        pytest.param({}, True, id="a form of the long tail"),
        pytest.param({"confidence": "medium"}, False, id="one that is shown by itself"),
        pytest.param({"tags": []}, False, id="one that may have a better claim than others"),
        pytest.param({"prefix": "ab"}, False, id="one with a prefix, which settles what is what"),
        pytest.param({"proof": "jwt"}, False, id="one that may be proven"),
        pytest.param(
            {"pairs": {"rules": ["b"], "alone": "low", "main": True}}, False, id="half of a pair"
        ),
    ],
)
def test_what_gives_way_to_all_others(fields: dict[str, object], *, guesses: bool) -> None:
    """Without it nothing else may be judged otherwise."""
    made: dict[str, object] = {"confidence": "low", "tags": ["general"]}
    assert fakes.rule(fakes.rule().pattern, **(made | fields)).guesses is guesses


def names(rules: Ruleset, indexes: frozenset[int]) -> set[str]:
    return {rules.rule(n).id for n in indexes}


def test_the_hash_names_the_rules() -> None:
    """Two reports with one hash must have been made with the same rules."""
    sets = [
        ruleset(),
        ruleset(OWN),
        ruleset(OWN._replace(severity=Severity.LOW)),
        ruleset(OWN._replace(pattern="(?P<secret>own_[0-9]{9})")),
        ruleset().masked(lambda n, _: n == 0),
        changed(ruleset(), "one", severity="critical"),
    ]
    assert len({merged_hash(rules) for rules in sets}) == len(sets)
    assert merged_hash(ruleset(OWN)) == merged_hash(ruleset(OWN))
    assert len(merged_hash(ruleset())) == 32


def test_an_unknown_id_has_no_index() -> None:
    """The caller makes an error of it, with a suggestion."""
    assert ruleset().index("three") is None


def test_unmasked_has_every_rule_as_it_was_built_in() -> None:
    """What must not be shown does not depend on what a scan was told to leave out."""
    rules = changed(ruleset(OWN), "one", paths=["*.never"]).masked(lambda n, _: n > 0)
    every = rules.unmasked()
    assert [rule.id for rule in every] == ["one", "two", "own"]
    assert get(every, "one").paths == ()
    assert [rule.id for rule in rules] == ["one"]
