"""A scout stands for rules that are dear to look for: what they find, it must not lose."""

from __future__ import annotations

import pytest

import fakes
from engine import corpus
from stanch.engine.scan import Engine
from stanch.errors import RuleError
from stanch.model.rule import Scout
from stanch.rules import schema
from stanch.rules.packs import Packed, pack
from stanch.rules.ruleset import Ruleset
from tokens import body

hyperscan = pytest.importorskip("hyperscan")
RULES = (
    fakes.rule(r"(?P<secret>acme_[0-9a-f]{20}(?:-\d{4}){0,9})", id="acme-key"),
    fakes.rule(r"(?i:key)\s{0,40}=\s{0,40}(?P<secret>[0-9a-z]{12})", id="named-key"),
    fakes.rule(r"\b(?P<secret>plain_[0-9a-z]{20})\b", id="plain-key"),
)
SCOUTS = (Scout("acme_", ("acme-key",)), Scout("(?i:key)[\\s]{0,}\\x3d", ("named-key",)))


@pytest.fixture(scope="module")
def scouting() -> Engine:
    """An engine whose first rules are looked for where their scouts woke."""
    made = fakes.engine(Ruleset(Packed(pack(RULES, SCOUTS))))
    made.waker.compile()
    return made


PLAIN = fakes.engine(Ruleset(Packed(pack(RULES))), oracle=True)
ACME, NAMED, OTHER = "acme_" + body(20, "0123456789abcdef"), body(12), "plain_" + body(20)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ACME, id="the whole text"),
        pytest.param(f"{ACME}\n{ACME}-1234-5678\n", id="two windows that touch"),
        pytest.param("x" * 500 + ACME + "y" * 500 + f"{ACME}-0007", id="two windows far apart"),
        pytest.param(f"key ={' ' * 30}\n{' ' * 9}{NAMED}", id="a value on the next line"),
        pytest.param(f"KEY={NAMED} {OTHER} {ACME}", id="rules with and without a scout"),
        pytest.param("acme_ key= acme_", id="scouts alone"),
        pytest.param(f"{OTHER}\n" * 3, id="no scout at all"),
        pytest.param("acme_" * 9_000 + ACME, id="a flood of scouts"),
    ],
)
def test_what_stands_near_a_scout_is_found(scouting: Engine, text: str) -> None:
    """A window that is cut too close, or placed wrongly, would hide a secret."""
    assert fakes.fates(scouting, text) == fakes.fates(PLAIN, text)


def test_a_scout_that_woke_in_vain_finds_nothing(scouting: Engine) -> None:
    """Two windows are looked at as one text: what their seam makes up is no finding."""
    parted = f"{ACME[:15]}{'.' * 999}key = {ACME[15:]}"
    assert fakes.found(scouting, parted) == set()
    assert fakes.found(scouting, parted + ACME) == {("acme-key", ACME.encode())}


def test_built_in_scouts_end_where_their_rules_do_at_the_latest() -> None:
    """The versions of a file keep the end of a form where only what follows has changed."""
    packed = fakes.builtin().builtin
    forms = packed.scout_forms()
    assert forms
    seen = 0
    for rule, _, text in corpus.samples():
        index = fakes.builtin().index(rule)
        scouts = [form for form, its in zip(forms, packed.scouted, strict=True) if index in its]
        if scouts and index is not None:
            ends = ends_of([packed[index].wake.form], text)
            scouted = ends_of(scouts, text)
            assert ends, rule
            assert scouted, rule
            assert min(scouted) <= min(ends), rule
            seen += 1
    assert seen >= 2 * len({n for its in packed.scouted for n in its})


def ends_of(forms: list[str], text: bytes) -> list[int]:
    """Where the forms end in the text."""
    ends: list[int] = []
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[form.encode() for form in forms],
        ids=list(range(len(forms))),
        elements=len(forms),
        flags=0,
    )
    database.scan(
        text,
        match_event_handler=lambda _id, _from, end, *_: ends.append(end),
        scratch=hyperscan.Scratch(database),
    )
    return ends


@pytest.mark.parametrize(
    ("scout", "why"),
    [
        pytest.param({"pattern": "a*", "rules": ["x"]}, "everywhere", id="it matches nothing"),
        pytest.param({"pattern": "a(", "rules": ["x"]}, "wrong", id="it does not parse"),
        pytest.param({"pattern": "abc", "rules": []}, "at least one rule", id="it serves nobody"),
        pytest.param({"pattern": "abc"}, "at least one rule", id="it names nobody"),
    ],
)
def test_a_scout_is_checked_at_the_door(scout: dict[str, object], why: str) -> None:
    """A scout that is wrong would silence its rules."""
    with pytest.raises(RuleError, match=why):
        schema.scouts({"scouts": [scout]}, "test")


def test_a_scout_of_an_unknown_rule_is_refused() -> None:
    """A rule that was renamed would be looked for twice, and its scout for nothing."""
    with pytest.raises(RuleError, match="'gone'"):
        pack(RULES, [Scout("acme_", ("gone",))])
