"""The law of waking: inside each match of a pattern stand its wake form and a keyword."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import fakes
from stanch import rulecheck
from stanch.errors import RuleError
from stanch.rules.syntax import MOST_WIDTH
from stanch.rules.wakeform import derive


@lru_cache(maxsize=4)
def compiled(*forms: str) -> Any:
    """Forms as a database: to compile one takes longer than to look for it."""
    hyperscan = pytest.importorskip("hyperscan")
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    numbers = list(range(len(forms)))
    expressions = [form.encode() for form in forms]
    database.compile(expressions=expressions, ids=numbers, elements=len(forms), flags=0)
    return database, hyperscan.Scratch(database)


def ends(form: str, text: bytes, among: tuple[str, ...] = ()) -> list[int]:
    """Where Hyperscan finds the form to end; `among`: forms that are compiled together."""
    among = among or (form,)
    database, scratch = compiled(*among)
    number = among.index(form)
    seen: list[int] = []

    def on_match(found: int, _from: int, end: int, _flags: int, _context: object) -> None:
        if found == number:
            seen.append(end)

    database.scan(text, match_event_handler=on_match, scratch=scratch)
    return seen


@cache
def built_in() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The forms of all built-in rules, and those that are whole."""
    wakes = [entry.wake for _, entry in fakes.builtin().entries()]
    return tuple(w.form for w in wakes if w.form), tuple(w.whole for w in wakes if w.whole)


@pytest.mark.parametrize(
    ("pattern", "form", "keywords", "width"),
    [
        pytest.param(r"\bacme_[a-z]{20}\b", r"acme\x5f[a-z]{8}", (b"acme_",), 25, id="a token"),
        pytest.param("acme_[a-z]{2,9}", None, (b"acme_",), 14, id="a short tail"),
        pytest.param("[0-9a-f]{32}", "[0-9a-f]{32}", (), 32, id="nothing but a repeat"),
        pytest.param("[a-z]{0,9}key=x{3}", r"key\x3dx{3}", (b"key=xxx",), 16, id="an open start"),
        pytest.param("(?<![a-z])acme(?=[0-9])", "acme", (b"acme",), 5, id="looking around"),
        pytest.param("(?i:AcMe)-[0-9]{4}", r"(?i:AcMe)\x2d[0-9]{4}", (b"acme-",), 9, id="any case"),
        pytest.param(
            "(?:one|three)=x", r"(?:one|three)\x3dx", (b"one=x", b"three=x"), 7, id="either"
        ),
        pytest.param("acme(?:_x)?", "acme", None, 6, id="an optional end"),
        pytest.param("(?P<q>['\"])acme(?P=q)", None, (b'"acme', b"'acme"), 6, id="a reference"),
        pytest.param("ab[0-9]{4}", "ab[0-9]{4}", (), 6, id="too short for a keyword"),
        pytest.param(r"a\.b\.c", r"a\x2eb\x2ec", (b"a.b.c",), 5, id="dots that are dots"),
        pytest.param("key(?<=[_-]key)=", r"[\x5f\x2d]key\x3d", None, 8, id="looking back"),
        pytest.param(
            "(?:key(?<=my_?key)|pass)=",
            r"(?:my\x5f{0,1}key|pass)\x3d",
            None,
            11,
            id="one looks back",
        ),
        pytest.param("a(?i:key(?<=_key))=", r"a(?i:key)\x3d", None, 9, id="not at the start"),
        pytest.param("key(?<=y)=", r"key\x3d", None, 5, id="looking back at less"),
    ],
)
def test_a_form(
    pattern: str, form: str | None, keywords: tuple[bytes, ...] | None, width: int
) -> None:
    """A form that grows slows every scan; a keyword that shrinks wakes everywhere."""
    wake = derive(pattern, "test")
    assert form in {None, wake.form}
    assert keywords in {None, wake.keywords}
    assert wake.width == width


@pytest.mark.parametrize(
    ("pattern", "leads"),
    [
        pytest.param("acme_[a-z]{20}", (b"acme_",), id="a literal"),
        pytest.param("(?i:Acme|CORP)_x", (b"acme_x", b"corp_x"), id="any case"),
        pytest.param(
            "pass(?:word|wd)?=", (b"pass=", b"passwd=", b"password="), id="an optional part"
        ),
        pytest.param("pass(?:word)?[a-z]", (b"pass",), id="one that holds the other"),
        pytest.param("(?:ab){2,3}c", (b"ab",), id="a repeat"),
        pytest.param("(?:ab){0,3}c", (), id="nothing that must be there"),
        pytest.param("[a-z]{3}key", (), id="a class"),
        pytest.param("(?:key|[a-z]{4})=", (), id="one way without a word"),
        pytest.param(r"\bkey(?<=my_key)=", (b"key=",), id="what is looked back at is none"),
        pytest.param("x?=", (), id="too short"),
    ],
)
def test_how_matches_begin(pattern: str, leads: tuple[bytes, ...]) -> None:
    """Where none of the words stands, nothing is tried; so none may be missing."""
    assert derive(pattern, "test").leads == leads


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        pytest.param("acme_[a-z]+", "more than", id="no end"),
        pytest.param(f"acme_[a-z]{{1,{MOST_WIDTH}}}", "more than", id="too long"),
        pytest.param("acme(", "the pattern is wrong", id="an open group"),
        pytest.param("acme_[[:digit:]]{8}", "the pattern is wrong", id="a class with a name"),
        pytest.param("(?:acme_12345678){e<=1}", "the pattern is wrong", id="nearly a text"),
        pytest.param("(?:acme_12345678){e}", "the pattern is wrong", id="nearly a text, unbounded"),
        pytest.param("(?:acme){i:[a-z]}x", "the pattern is wrong", id="a text and some letters"),
        pytest.param(r"\p{L}{4}", "the pattern is wrong", id="a property that only regex knows"),
    ],
)
def test_a_pattern_that_is_refused(pattern: str, says: str) -> None:
    """A pattern without a bound could read a whole file for one match."""
    with pytest.raises(RuleError, match=says):
        derive(pattern, "test")


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("(?:(['\"])acme_[a-z]{8}\\1|none){1,2}", id="a reference inside a group"),
        pytest.param("(a)?acme_(?(1)x|y)z", id="a condition"),
        pytest.param("acme_(?!)", id="what never matches"),
        pytest.param("acme_(?>[a-z]{1,8})x", id="an atomic group"),
        pytest.param("acme_[a-z]{1,8}+x", id="a possessive repeat"),
        pytest.param("acme_[a-z]{1,8}?x", id="a lazy repeat"),
        pytest.param("(?s:acme_.{4}x)", id="dots that match line ends"),
        pytest.param("(?:|acme)_x", id="an empty branch"),
        pytest.param("acme_[^\\W_]x", id="a class of classes"),
        pytest.param("(?i)acme_[a-z]{4}", id="a flag for all of it"),
        pytest.param(r"key(?:\b){0,9}(?P<secret>[a-z]{20})", id="a boundary, repeated"),
        pytest.param("(?:){2,12}key_[a-z]{4}", id="nothing, repeated"),
        pytest.param("(?>^){1,5}+key_[a-z]{4}", id="a start, repeated"),
    ],
)
def test_a_strange_pattern_is_a_form_or_an_error(pattern: str) -> None:
    """A user's own rule must not end the program with a bug."""
    try:
        wake = derive(pattern, "test")
    except RuleError:
        return
    if wake.form:
        ends(wake.form, b"acme_")


literals = st.sampled_from(
    ["a", "b", "ab", "Ab", "key", "_", "-", r"\.", "=", " ", "x0", "é", "\\xc3"]
)
sets = st.sampled_from(
    ["[ab]", "[0-9]", "[A-Za-z]", r"\w", r"\d", "[^a]", ".", r"[\w.-]", r"\s", "[é]"]
)
around = st.sampled_from(
    [r"\b", "(?<![a-z])", "(?![0-9])", "(?=[a-z])", "(?<=[a-z_]{2})", "^", "$", ""]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Bigger patterns out of smaller ones."""
    counts = st.tuples(st.integers(0, 3), st.integers(0, 12)).map(lambda c: (c[0], sum(c)))
    lazy = st.sampled_from(["", "", "?", "+"])
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, counts, lazy).map(
            lambda made: f"(?:{made[0]}){{{made[1][0]},{made[1][1]}}}{made[2]}"
        ),
        inner.map(lambda part: f"(?i:{part})"),
        inner.map(lambda part: f"(?>{part})"),
        st.tuples(around, inner, around).map("".join),
    )


patterns = st.recursive(st.one_of(literals, sets), grown, max_leaves=8)
texts = st.one_of(
    st.text('abAB019_-.=: \nkeyKEYx"é', min_size=1, max_size=60).map(str.encode),
    st.binary(max_size=40),
)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(patterns, texts)
@example("contraseña=[0-9]{4}", "contraseña=1234".encode())
@example("(?i:contraseÑa)=[0-9]{4}", "CONTRASEÑA=1234".encode())
@example("(?i:k)ey_[a-z]{4}", b"Key_abcd")
def test_the_form_wakes_wherever_the_pattern_matches(pattern: str, text: bytes) -> None:
    """A form that misses a match is a secret that nobody sees."""
    regex = pytest.importorskip("regex")
    wake = derive(pattern, "test")
    matches = [m.span() for m in regex.finditer(pattern.encode(), text, timeout=5)]
    matches = [(start, end) for start, end in matches if end > start]
    assume(matches)
    at = ends(wake.form, text) if wake.form else range(len(text) + 1)
    for start, end in matches:
        assert end - start <= wake.width
        assert any(start <= place <= end for place in at), (pattern, wake, text)
        # A form may begin before its match, with what the pattern looks back at.
        seen = text[max(0, end - wake.width) : end]
        lower = seen.lower()
        assert not wake.keywords or any(word in lower for word in wake.keywords), (pattern, wake)
        assert not wake.leads or text[start:].lower().startswith(wake.leads), (pattern, wake)
        assert not (wake.lined and b"\n" in text[start:end]), (pattern, wake)
        near = [place for place in at if start <= place <= end]
        reaches = [(place - wake.before, place + wake.behind) for place in near]
        assert not wake.form or any(low <= start and end <= high for low, high in reaches)
        assert not wake.probe or re.search(wake.probe.encode("latin-1"), seen)
        if wake.whole:
            whole = ends(wake.whole, text)
            assert any(start <= place <= end for place in whole), (pattern, wake, text)


@pytest.mark.parametrize(
    ("pattern", "form", "whole"),
    [
        pytest.param("airtable.{0,40}=[a-z]{20}", "airtable", True, id="a rare name"),
        pytest.param("mail.{0,40}=[a-z]{20}", None, False, id="a name that stands everywhere"),
        pytest.param(
            "(?:airtable|mail).{0,40}=[a-z]{20}",
            r"(?:airtable|mail.{0,}\x3d[a-z]{8})",
            True,
            id="one of two is common",
        ),
        pytest.param(
            "(?:airtable.{0,40}|base_key_)=[a-z]{20}", None, True, id="each way by itself"
        ),
        pytest.param("acme_[a-z]{20}", r"acme\x5f[a-z]{8}", False, id="no gap"),
    ],
)
def test_a_rare_name_wakes_for_all_that_follows(
    pattern: str, form: str | None, *, whole: bool
) -> None:
    """Behind a gap the automaton never rests; the whole is looked for where the name stands."""
    wake = derive(pattern, "test")
    assert form in {None, wake.form}
    assert bool(wake.whole) is whole


@pytest.mark.parametrize(
    ("pattern", "lined"),
    [
        pytest.param(r"\bacme_[a-z]{20}\b", True, id="letters"),
        pytest.param(r"acme[ \t]{0,3}=[^\s]{4}", True, id="anything but white space"),
        pytest.param(r"acme.{0,9}key", True, id="a dot"),
        pytest.param(r"acme_[a-z]{20}(?!\s)", True, id="the next byte"),
        pytest.param(r"acme\s{0,3}=", False, id="white space"),
        pytest.param(r"acme[^=]{0,3}=", False, id="all but a sign"),
        pytest.param(r"(?s)acme.{0,9}key", False, id="a dot for all"),
        pytest.param(r"(?s:acme.{0,9})key", False, id="a dot for all, there"),
        pytest.param(r"acme_[a-z]{20}(?!\s{2})", False, id="the next two bytes"),
        pytest.param(r"acme_[a-z]{20}$", False, id="the end, which a line feed may follow"),
        pytest.param(r"acme_[a-z]{20}\Z", True, id="the very end"),
        pytest.param("(?>acme\n)key", False, id="in a group"),
    ],
)
def test_what_keeps_to_a_line(pattern: str, *, lined: bool) -> None:
    """Windows end with their line, so that a change elsewhere leaves them as they were."""
    assert derive(pattern, "test").lined is lined


@pytest.mark.parametrize("name", [entry.id for _, entry in fakes.builtin().entries()])
def test_a_built_in_rule_wakes_on_its_examples(name: str) -> None:
    """Two ways to wake, and both must see what the pattern matches."""
    regex = pytest.importorskip("regex")
    index = fakes.builtin().index(name)
    assert index is not None
    rule = fakes.builtin().rule(index)
    pattern = regex.compile(rule.pattern.encode())
    forms, wholes = built_in()
    for number, written in enumerate(rule.examples.match):
        text = rulecheck.filled(rule, written, number).text.encode()
        matches = [m.span() for m in pattern.finditer(text)]
        at = ends(rule.wake.form, text, forms) if rule.wake.form else []
        for start, end in matches:
            assert not rule.wake.form or any(start <= place <= end for place in at)
            seen = text[max(0, end - rule.wake.width) : end]
            words, lower = rule.wake.keywords, seen.lower()
            assert not words or any(word in lower for word in words)
            leads = rule.wake.leads
            assert not leads or text[start:].lower().startswith(leads)
            assert end - start <= rule.wake.width
            assert not (rule.wake.lined and b"\n" in text[start:end])
            assert not rule.wake.form or any(
                place - rule.wake.before <= start and end <= place + rule.wake.behind
                for place in at
            )
            assert re.search(rule.wake.probe.encode("latin-1"), seen)
            assert not rule.wake.whole or any(
                start <= place <= end for place in ends(rule.wake.whole, text, wholes)
            )
