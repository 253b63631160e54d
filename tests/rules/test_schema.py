from __future__ import annotations

import pytest
import yaml

import fakes
from stanch.errors import RuleError
from stanch.model.rule import Confidence, Context, Detector, Environment, Pairing, Severity
from stanch.rules import schema

GOOD = {
    "id": "acme-key",
    "pattern": r"\b(?P<secret>acme_[a-z]{20})\b",
    "examples": {"match": ["acme_<lower:20>"], "ignore": ["acme_"]},
}


def pack(**fields: object) -> dict[str, object]:
    return {"vendor": "Acme", "rules": [GOOD]} | fields


def test_what_a_rule_is_when_little_is_said() -> None:
    """People write a rule of their own in two lines."""
    made = schema.rule({"id": "acme-key", "pattern": GOOD["pattern"]}, "here", examples=False)
    assert (made.name, made.vendor) == ("Acme key", "Your own rules")
    assert (made.severity, made.confidence) == (Severity.HIGH, Confidence.HIGH)
    assert (made.environment, made.detector) == (Environment.ANY, Detector.PATTERN)
    assert (made.context, made.pairs, made.paths, made.weak) == (None, None, (), False)


def test_everything_a_rule_can_say() -> None:
    """A key that is read and dropped is a setting that does nothing."""
    made = schema.rule(
        GOOD
        | {
            "name": "Key",
            "vendor": "Acme",
            "severity": "critical",
            "confidence": "medium",
            "environment": "live",
            "detector": "pattern",
            "prefix": "acme_",
            "weak": True,
            "proof": "jwt",
            "entropy": 3,
            "context": {"near": ["Acme", "AC"], "within": 7},
            "paths": [".acmerc"],
            "pairs": {"rules": ["acme-id"], "within": 4, "alone": "medium", "main": True},
            "tags": ["cloud", "cloud"],
            "former_ids": ["acme-old"],
            "why": "It opens the door.",
            "revoke": "https://acme.example/keys",
            "docs": "https://acme.example/docs",
        },
        "here",
    )
    assert set(schema.RULE_KEYS) >= set(schema.pack_form(made)) - {"vendor"}
    assert made.context == Context((b"acme", b"ac"), 7)
    assert made.pairs == Pairing(("acme-id",), 4, Confidence.MEDIUM, main=True)
    assert (made.entropy, made.tags, made.former_ids) == (3.0, ("cloud",), ("acme-old",))
    assert (made.paths, made.prefix, made.weak, made.proof) == ((".acmerc",), "acme_", True, "jwt")
    again = schema.rule(schema.pack_form(made), "here")
    assert tuple(again) == tuple(made)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"id": "Acme Key"}, "lower-case words", id="an id with a blank"),
        pytest.param({"id": "acme--key"}, "lower-case words", id="two hyphens"),
        pytest.param({"id": None}, "id must be non-empty text", id="no id"),
        pytest.param({"pattern": "acme_[a-z]{20}"}, "one group", id="no group"),
        pytest.param(
            {"pattern": "(?P<secret>a)|(?P<secret>b)"}, "pattern is wrong", id="two groups"
        ),
        pytest.param({"pattern": "(?P<secret>a{3,}"}, "pattern is wrong", id="an open group"),
        pytest.param({"pattern": "(?P<secret>a+)"}, "more than", id="no bound"),
        pytest.param({"severity": "urgent"}, "severity must be one of", id="a severity of theirs"),
        pytest.param({"entropy": "high"}, "entropy must be a number", id="entropy in words"),
        pytest.param({"colour": "red"}, "unknown key 'colour'", id="an unknown key"),
        pytest.param({"context": {"within": 3}}, "at least one word", id="context of nothing"),
        pytest.param({"context": {"near": "a", "within": 1.5}}, "whole number", id="half a line"),
        pytest.param({"context": {"near": "a", "within": 999}}, "at most", id="the whole file"),
        pytest.param({"pairs": {"within": 3}}, "at least one rule", id="a pair of one"),
        pytest.param({"pairs": {"rules": ["a"], "far": 3}}, "unknown key 'far'", id="a key inside"),
        pytest.param({"examples": {"match": ["x"]}}, "no example, no rule", id="nothing ignored"),
        pytest.param({"examples": None}, "no example, no rule", id="no examples"),
    ],
)
def test_a_wrong_rule_is_named(fields: dict[str, object], says: str) -> None:
    """A rule that loads and never matches is worse than one that does not load."""
    with pytest.raises(RuleError, match=says) as raised:
        schema.pack(pack(rules=[GOOD, GOOD | fields]), "rules/acme.yaml")
    assert str(raised.value).startswith("rules/acme.yaml: rules[1]")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        pytest.param(pack(rules=[]), "at least one rule", id="no rules"),
        pytest.param(pack(rules={"id": "x"}), "rules must be a list", id="a mapping of rules"),
        pytest.param(pack(vendor=""), "vendor must be", id="no vendor"),
        pytest.param(pack(vendors="x"), "unknown key 'vendors'", id="an unknown key"),
        pytest.param(["x"], "must be a mapping", id="a list"),
        pytest.param(None, "must be a mapping", id="an empty file"),
    ],
)
def test_a_wrong_pack_is_named(value: object, says: str) -> None:
    """A pack that is read as empty would scan without its rules."""
    with pytest.raises(RuleError, match=says):
        schema.pack(value, "rules/acme.yaml")


def test_a_typo_gets_a_suggestion() -> None:
    """The key meant is nearly always one letter away."""
    with pytest.raises(RuleError) as raised:
        schema.rule(GOOD | {"severty": "low"}, "here")
    assert raised.value.hint == "did you mean 'severity'?"


def test_a_pack_speaks_for_its_rules() -> None:
    """Addresses and tags are written once a vendor."""
    said = pack(docs="https://a.example", revoke="https://b.example", tags=["cloud"])
    said["rules"] = [GOOD, GOOD | {"id": "acme-other", "docs": "https://c.example", "tags": ["x"]}]
    first, second = schema.pack(said, "here")
    assert (first.vendor, first.docs, first.revoke) == (
        "Acme",
        "https://a.example",
        "https://b.example",
    )
    assert (first.tags, second.tags, second.docs) == (
        ("cloud",),
        ("cloud", "x"),
        "https://c.example",
    )


def test_what_is_overridden_and_what_stays() -> None:
    """One field written anew must not reset the others to their defaults."""
    original = schema.rule(
        GOOD | {"severity": "critical", "prefix": "acme_", "tags": ["a"]}, "here"
    )
    made = schema.overridden(
        original, {"id": "acme-key", "confidence": "low", "tags": None}, "here"
    )
    assert made.confidence is Confidence.LOW
    assert tuple(made._replace(confidence=original.confidence)) == tuple(original)
    with pytest.raises(RuleError, match="unknown key"):
        schema.overridden(original, {"id": "acme-key", "level": "low"}, "here")


def test_every_built_in_rule_can_be_written_and_read() -> None:
    """`rules show` prints what people paste into their own packs."""
    for rule in fakes.builtin():
        text = yaml.safe_dump(schema.pack_form(rule))
        assert tuple(schema.rule(yaml.safe_load(text), "here")) == tuple(rule)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"acme_(?P<secret>)[a-z]{20}", id="nothing in it"),
        pytest.param(r"acme_(?P<secret>\b)[a-z]{20}", id="a border"),
        pytest.param(r"acme_(?P<secret>(?=[a-z]{20}))", id="a look ahead"),
        pytest.param(r"acme_(?P<secret>(?:)?)[a-z]{20}", id="perhaps nothing"),
    ],
)
def test_a_group_that_matches_nothing(pattern: str) -> None:
    """Such a rule finds secrets of no characters, or none at all."""
    with pytest.raises(RuleError, match="can only match nothing") as raised:
        schema.rule(GOOD | {"pattern": pattern}, "here")
    assert "between" in raised.value.hint
