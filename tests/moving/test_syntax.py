"""Expressions of other programs match here what they match there."""

from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from stanch.moving.classes import UntranslatableError
from stanch.moving.syntax import Dialect, Target, is_certain, translated

RULE = Target(bytes_=True, bound=50)


def made(pattern: str, dialect: Dialect = Dialect.RE2) -> regex.Pattern[bytes]:
    """The pattern of a rule, compiled."""
    return regex.compile(translated(pattern, dialect, RULE).text.encode())


@pytest.mark.parametrize(
    ("pattern", "dialect", "found", "missed"),
    [
        pytest.param("a(?i)b", Dialect.RE2, ["ab", "aB"], ["Ab"], id="a flag in the middle"),
        pytest.param("x(?i)a|b", Dialect.RE2, ["xA", "B"], ["XA"], id="it holds behind a bar"),
        pytest.param("(?i)a(?-i)b", Dialect.RE2, ["Ab"], ["aB"], id="a flag taken back"),
        pytest.param("((?i)a)b", Dialect.RE2, ["Ab"], ["AB"], id="a flag ends with its group"),
        pytest.param("(?i:a(?-i:b))", Dialect.RE2, ["Ab"], ["aB"], id="groups with flags"),
        pytest.param("a.b", Dialect.RE2, ["a-b"], ["a\nb"], id="a dot is no line end"),
        pytest.param("(?s)a.b", Dialect.RE2, ["a\nb"], ["ab"], id="with s it is"),
        pytest.param("a$", Dialect.RE2, ["a"], ["a\n"], id="the end is the end"),
        pytest.param("(?m)^a$", Dialect.RE2, ["b\na\nc"], ["ba"], id="with m that of a line"),
        pytest.param(r"a\z", Dialect.RE2, ["a"], ["a\n"], id="the end by its escape"),
        pytest.param(r"\Qa.b*\E+", Dialect.RE2, ["a.b**"], ["axb"], id="a quoted text"),
        pytest.param(r"[[:alpha:]_]{3}", Dialect.RE2, ["a_Z"], ["a1b"], id="a class of POSIX"),
        pytest.param(r"^[[:^digit:]]$", Dialect.RE2, ["a"], ["7"], id="its negation"),
        pytest.param(r"^\pL\PL$", Dialect.RE2, ["a1"], ["ab"], id="classes of Unicode"),
        pytest.param(r"^[\p{Lu}\d]{2}$", Dialect.RE2, ["A1"], ["a1"], id="one in a set"),
        pytest.param(r"^é+$", Dialect.RE2, ["éé"], ["é\u0309"], id="a letter of two bytes"),
        pytest.param(r"^[aé]{2}$", Dialect.RE2, ["éa"], ["ab"], id="one in a set of letters"),
        pytest.param(r"\x{41}\x42\103", Dialect.RE2, ["ABC"], ["abc"], id="characters by number"),
        pytest.param(r"a{,3}", Dialect.RE2, ["a{,3}"], ["aaa"], id="braces that repeat nothing"),
        pytest.param(r"[]a]\]", Dialect.RE2, ["]]", "a]"], ["b]"], id="brackets as members"),
        pytest.param(r"[a&&b~~d||[-]", Dialect.RE2, ["&", "[", "-"], ["e"], id="no set algebra"),
        pytest.param(r"(?P<a>x)(?<b>y)", Dialect.RE2, ["xy"], ["x"], id="names"),
        pytest.param(r"(?U)^a+b??$", Dialect.RE2, ["aab"], ["b"], id="swapped greed"),
        pytest.param("(?x) a b # c\n [ #]", Dialect.RUST, ["ab#", "ab "], ["a b#"], id="verbose"),
        pytest.param(r"\<ab\>", Dialect.ERE, ["x ab"], ["xab"], id="ends of words of grep"),
        pytest.param(r"[\w]", Dialect.ERE, ["\\", "w"], ["a"], id="a backslash in a set of grep"),
        pytest.param("^a$", Dialect.ERE, ["b\na\nc"], ["ba"], id="grep looks at lines"),
        pytest.param(r"(?<=a)b(?!c)", Dialect.JAVASCRIPT, ["ab"], ["abc"], id="look-arounds"),
        pytest.param(r"\u0041", Dialect.JAVASCRIPT, ["A"], ["u"], id="a character of JavaScript"),
        pytest.param(r"a++b", Dialect.PYTHON, ["aab"], ["b"], id="a possessive repeat"),
    ],
)
def test_what_matches_there_matches_here(
    pattern: str, dialect: Dialect, found: list[str], missed: list[str]
) -> None:
    """A rule that finds less than it did is a leak; one that accepts more is another."""
    here = made(pattern, dialect)
    assert [text for text in found if not here.search(text.encode())] == []
    assert [text for text in missed if here.search(text.encode())] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "a)", "[a", "*a", "a**",
        "a{2}{3}", "{2}", "a(?i){2}", "a{3,2}", r"\y", r"\p{Greek}", "(?=a)",
        "(?z)a", r"[z-a]", r"\x{110000}", "[[:nope:]]", r"[\x{400}-\x{4ff}]", "(?P<a", "\\",
        "(" * 200 + ")" * 200, "a" * 20_001,
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_refused(pattern: str) -> None:
    """Each is said in the report; none becomes something else."""
    with pytest.raises(UntranslatableError):
        translated(pattern, Dialect.RE2, RULE)


def test_repeats_get_an_end_and_the_group_its_name() -> None:
    """Our loader wants both."""
    got = translated(r"(a*)(?:b+)(c{2,})", Dialect.RE2, RULE._replace(group=2))
    assert got.text == r"(?:a{0,50})(?:b{1,50})(?P<secret>c{2,50})"
    assert got.notes == ("repeats without an end bounded to 50",)
    whole = translated("a{3}", Dialect.RE2, RULE._replace(group=""))
    assert whole == ("(?P<secret>a{3})", ())
    with pytest.raises(UntranslatableError):
        translated("(a)", Dialect.RE2, RULE._replace(group=2))


@pytest.mark.parametrize(
    ("pattern", "certain"),
    [
        ("a(?P<secret>b)", True),
        ("(?:a(?P<secret>b{2,3}))+", True),
        ("(?P<secret>b)?a", False),
        ("(?:(?P<secret>b)|c)", False),
        ("a(?P<secret>b*)", False),
        ("(?:x(?P<secret>b)){0,2}", False),
    ],
)
def test_a_group_that_may_match_nothing(pattern: str, *, certain: bool) -> None:
    """A rule whose secret is empty finds nothing, without a word."""
    assert is_certain(pattern) is certain


PIECES = st.sampled_from([
    "a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "(a|b)", "(?:ab)", "a*", "b+", "a?", "c{1,2}",
    "|", "^", "$", "(?i:B)", r"\.", r"\b", "[a-c]+?",
])  # fmt: skip


@given(st.lists(PIECES, max_size=6).map("".join), st.text("abcABC.1 \n", max_size=8))
def test_plain_expressions_stay_what_they_are(pattern: str, text: str) -> None:
    """Where two syntaxes agree, so must the translation; Python's `$` is the one it knows."""
    try:
        there = re.compile(pattern)
    except re.error:
        return
    here = regex.compile(translated(pattern, Dialect.PYTHON).text)
    assert bool(here.search(text)) == bool(there.search(text))


@given(st.text(r"ab()[]{}*+?|\^$.-,:<>=!#PQEpxLi019é &", max_size=24))
def test_any_text_is_translated_or_refused(text: str) -> None:
    """What comes out is always something that `regex` takes."""
    for dialect in Dialect:
        try:
            got = translated(text, dialect, RULE._replace(group=""))
        except UntranslatableError:
            continue
        regex.compile(got.text.encode())
