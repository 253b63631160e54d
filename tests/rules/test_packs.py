"""The built-in rules prove themselves by their own examples, in the company of all others."""

from __future__ import annotations

import json
from collections import Counter

import pytest

import fakes
from stanch import rulecheck
from stanch.engine.scan import Engine
from stanch.errors import RuleError
from stanch.model.rule import Rule, Wake
from stanch.rules import packs

BUILT = fakes.ROOT / "src/stanch/_builtin/rules.jsonl"
HINT = "the built-in rules are not built, or are older than rules/*.yaml: run `make rules`"


def ids() -> list[str]:
    return [entry.id for _, entry in fakes.builtin().entries()] if BUILT.exists() else []


def by_id(name: str) -> Rule:
    index = fakes.builtin().index(name)
    assert index is not None
    return fakes.builtin().rule(index)


def test_the_built_rules_are_what_the_packs_say() -> None:
    """An old build would scan with rules that nobody reviews any more."""
    assert BUILT.exists(), HINT
    written = fakes.written()
    assert BUILT.read_bytes() == packs.pack(written.rules, written.scouts), HINT


def test_there_are_enough_rules() -> None:
    """A pack that is not read is a vendor that is not looked for."""
    assert len(ids()) >= 80
    assert not [name for name, times in Counter(ids()).items() if times > 1]
    vendors = {rule.vendor for rule in fakes.builtin()}
    assert len(vendors) >= 40


@pytest.mark.parametrize("name", ids())
def test_a_rule_finds_its_examples_and_nothing_else(name: str, engine: Engine) -> None:
    """A rule that misses its own examples finds nothing; one that takes the others is noise."""
    assert list(rulecheck.problems([by_id(name)], engine)) == []


@pytest.mark.parametrize("name", ids())
def test_a_rule_says_what_a_person_needs(name: str) -> None:
    """Who is stopped by a finding asks what it opens and where that is written."""
    assert list(rulecheck.untidy([by_id(name)])) == []


def test_no_rule_slows_all_others() -> None:
    """One bad wake form costs a third of the speed of everything."""
    pytest.importorskip("hyperscan")
    files = sorted((fakes.ROOT / "src").rglob("*.py"))
    text = b"\n".join(file.read_bytes() for file in files)
    assert len(text) > 100_000
    assert list(rulecheck.too_slow(fakes.builtin(), text[: 1 << 18])) == []


def test_companions_exist() -> None:
    """A pair whose other half is no rule never becomes one finding."""
    known = set(ids())
    pairs = [(rule.id, rule.pairs) for rule in fakes.builtin() if rule.pairs]
    assert pairs
    assert [name for name, pair in pairs if not known.issuperset(pair.rules)] == []
    sides = {(name, other): pair.main for name, pair in pairs for other in pair.rules}
    assert [side for side in sides if sides.get(side[::-1]) == sides[side]] == []


def test_a_pack_survives_packing() -> None:
    """What is scanned with must be what was written."""
    written = fakes.written().rules
    packed = packs.Packed(packs.pack(written))
    read = [packed.rule(n) for n in range(len(packed))]
    assert [tuple(rule) for rule in read] == [tuple(rule) for rule in written]


def test_the_digest_follows_the_rules() -> None:
    """The compiled cache is found by the digest: another rule must not wake from an old one."""
    one, other = fakes.rule(), fakes.rule(severity="low")
    digests = {packs.Packed(packs.pack(rules)).digest for rules in ([one], [other], [one, other])}
    assert len(digests) == 3
    assert packs.pack([one]) == packs.pack([fakes.rule()])


def test_another_format_is_refused() -> None:
    """Rules of a later version, read wrongly, would find nothing."""
    data = json.dumps({"format": packs.FORMAT + 1}).encode() + b"\n"
    with pytest.raises(RuleError, match="format"):
        packs.Packed(data)


def test_keywords_keep_their_bytes() -> None:
    """A keyword outside ASCII must come back as the bytes that stand in the text."""
    rule = fakes.rule("(?P<secret>contraseña=[0-9]{8})")
    rule = rule._replace(wake=Wake(rule.wake.form, (b"contrase\xc3\xb1a",), rule.wake.width))
    (entry,) = packs.Packed(packs.pack([rule]))
    assert entry.wake.keywords == (b"contrase\xc3\xb1a",)
