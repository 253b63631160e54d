"""Each candidate is kept with a verdict, or dropped for a reason."""

from __future__ import annotations

import random

import pytest

import fakes
from stanch.engine import proof
from stanch.model.finding import Dropped, Proof, Reason, Verdict
from stanch.model.rule import Confidence, Severity
from tokens import HEX, body, github, token

PREFIXED = r"\b(?P<secret>acme_[0-9A-Za-z]{20,60})\b"
BARE = r"\bkey=(?P<secret>[0-9A-Za-z_$@{}-]{8,60})"


def verdict(text: str, path: str = "a.py", pattern: str = PREFIXED, **fields: object) -> Verdict:
    made = fakes.result(fakes.engine(fakes.rule(pattern, **fields)), text, path)
    assert isinstance(made, Verdict), made
    return made


def dropped(text: str, path: str = "a.py", pattern: str = PREFIXED, **fields: object) -> Reason:
    made = fakes.result(fakes.engine(fakes.rule(pattern, **fields)), text, path)
    assert isinstance(made, Dropped), made
    return made.reason


def test_a_plain_match_is_what_its_rule_says() -> None:
    """Severity, confidence and environment are the author's."""
    kept = verdict(token("acme_", 30), severity="critical", confidence="medium", environment="live")
    assert (kept.severity, kept.confidence) == (Severity.CRITICAL, Confidence.MEDIUM)
    assert (kept.environment.value, kept.proof, kept.weak) == ("live", Proof.NONE, False)


@pytest.mark.parametrize(
    ("inside", "confidence"),
    [
        pytest.param(body(36, seed=1), Confidence.HIGH, id="random"),
        pytest.param(body(16) + "0123456789" + body(10), Confidence.LOW, id="a sequence inside"),
        pytest.param(body(16) + "abcdefghij" + body(10), Confidence.LOW, id="letters in order"),
        pytest.param(body(14) + "x" * 12 + body(10), Confidence.LOW, id="filled up inside"),
        pytest.param("abcdefghijklmnopqrstuvwxyz", Confidence.LOW, id="the alphabet"),
        pytest.param("abc123" * 6, Confidence.LOW, id="a varied group again and again"),
    ],
)
def test_behind_a_prefix_a_doubt_lowers(inside: str, confidence: Confidence) -> None:
    """A vendor's prefix with a full body is rarely an accident: it is lowered, not dropped."""
    kept = verdict(f"x = acme_{inside}", prefix="acme_")
    assert kept.confidence is confidence
    assert bool(kept.notes) is (confidence is Confidence.LOW)


def test_filler_that_is_shown_is_not_dropped_for_its_entropy() -> None:
    """It was written over by hand, so it is not random; that is what its note says."""
    kept = verdict("x = acme_" + "abcdef" * 8, prefix="acme_", entropy=3.5)
    assert kept.confidence is Confidence.LOW
    assert "repeated" in kept.notes[0]


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        pytest.param("x" * 30, Reason.REPEATED, id="one character"),
        pytest.param("abc12" * 6, Reason.REPEATED, id="one group"),
        pytest.param("EXAMPLE" + body(20), Reason.PLACEHOLDER, id="a word of samples"),
    ],
)
def test_a_body_that_is_nothing_but_filler_is_dropped(inside: str, reason: Reason) -> None:
    """Documentation writes tokens like these."""
    assert dropped(f"x = acme_{inside}", prefix="acme_") is reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param("${SECRET}", Reason.TEMPLATE, id="a variable"),
        pytest.param("@@SECRET@@", Reason.TEMPLATE, id="a field to fill"),
        pytest.param("aaaaaaaaaaaa", Reason.REPEATED, id="repeated"),
        pytest.param("abcdefghijklmnop", Reason.SEQUENCE, id="the alphabet"),
    ],
)
def test_without_a_prefix_the_value_must_stand_for_itself(value: str, reason: Reason) -> None:
    """The same doubt that lowers a prefixed token drops a bare one."""
    assert dropped(f"key={value}", pattern=BARE) is reason


@pytest.mark.parametrize(
    ("least", "is_kept"), [(3.0, True), (5.9, False)], ids=["reached", "not reached"]
)
def test_entropy_is_of_the_body(least: float, *, is_kept: bool) -> None:
    """The prefix is the same in each token and says nothing."""
    text = f"x = {token('acme_', 30)}"
    if is_kept:
        verdict(text, prefix="acme_", entropy=least)
    else:
        assert dropped(text, prefix="acme_", entropy=least) is Reason.LOW_ENTROPY


HEXED = r"\b(?P<secret>[0-9a-f]{32})\b"
VALUE = body(32, HEX, seed=8)


@pytest.mark.parametrize(
    ("text", "path", "is_kept"),
    [
        pytest.param(f"acme: {VALUE}", "a.py", True, id="on the line"),
        pytest.param(f"ACME\n\n{VALUE}", "a.py", True, id="two lines above, in capitals"),
        pytest.param(f"{VALUE}\n\nacme", "a.py", True, id="two lines below"),
        pytest.param(f"acme\n\n\n{VALUE}", "a.py", False, id="three lines above"),
        pytest.param(f"{VALUE}\n\n\nacme", "a.py", False, id="three lines below"),
        pytest.param(VALUE, "deploy/acme/a.py", True, id="in the path"),
        pytest.param(VALUE, "a.py", False, id="nowhere"),
    ],
)
def test_context(text: str, path: str, *, is_kept: bool) -> None:
    """32 hex digits are a checksum unless somebody near says what they open."""
    context = {"near": ["Acme"], "within": 2}
    made = fakes.result(fakes.engine(fakes.rule(HEXED, context=context)), text, path)
    assert isinstance(made, Verdict if is_kept else Dropped)
    assert is_kept or (isinstance(made, Dropped) and made.reason is Reason.NO_CONTEXT)


def test_a_rule_for_files_of_a_name_is_silent_in_others() -> None:
    """`password x` means something in .netrc, and is prose elsewhere."""
    assert dropped(token("acme_", 30), "a.py", paths=[".acmerc"]) is Reason.WRONG_FILE
    assert verdict(token("acme_", 30), "home/.acmerc", paths=[".acmerc"])


GITHUB = r"\b(?P<secret>ghp_[0-9A-Za-z]{36})\b"


@pytest.mark.parametrize(
    ("text", "confidence", "said"),
    [
        pytest.param(github(1), Confidence.PROVEN, Proof.FITS, id="it fits"),
        pytest.param(token("ghp_", 36, seed=1), Confidence.LOW, Proof.FAILS, id="it does not"),
    ],
)
def test_a_checksum_decides(text: str, confidence: Confidence, said: Proof) -> None:
    """A checksum that fits is proof; one that does not is a sample or a typo."""
    kept = verdict(f"x = {text}", pattern=GITHUB, proof="github-crc32", prefix="ghp_")
    assert (kept.confidence, kept.proof) == (confidence, said)


def test_a_checksum_that_fits_outweighs_a_doubt() -> None:
    """A real token may hold any letters by chance."""
    stem = b"ghp_" + (body(10) + "123456789" + body(11)).encode()
    whole = stem + proof.validator("github-crc32").complete(stem, random.Random(1))
    kept = verdict(whole.decode(), pattern=GITHUB, proof="github-crc32", prefix="ghp_")
    assert kept.confidence is Confidence.PROVEN


@pytest.mark.parametrize(
    ("pattern", "text", "is_weak"),
    [
        pytest.param(PREFIXED, token("acme_", 40), False, id="a long token"),
        pytest.param(BARE, "key=tr0ub4dor", True, id="a short value"),
    ],
)
def test_weak_is_what_can_be_guessed(pattern: str, text: str, *, is_weak: bool) -> None:
    """A fast hash of a short password in a public baseline gives it away."""
    assert verdict(text, pattern=pattern).weak is is_weak


def test_a_rule_for_passwords_is_weak_longer() -> None:
    """People choose passwords; 80 bits on paper are fewer in their heads."""
    text = f"key={body(22)}"
    assert not verdict(text, pattern=BARE).weak
    assert verdict(text, pattern=BARE, weak=True).weak


@pytest.mark.parametrize(
    ("text", "path", "is_kept"),
    [
        pytest.param("key=connection.password", "a.py", False, id="an attribute in code"),
        pytest.param("key=someName", "a.ts", False, id="a name in code"),
        pytest.param('key="correcthorse"', "a.py", True, id="quoted"),
        pytest.param("key=tr0ub4dor", "a.py", True, id="a digit in it"),
        pytest.param("key=correcthorse", "a.ini", True, id="in configuration"),
    ],
)
def test_a_bare_word_is_a_name_in_code(text: str, path: str, *, is_kept: bool) -> None:
    """A rule for passwords takes what people choose, and programs choose such names."""
    rule = fakes.rule('key="?(?P<secret>[A-Za-z0-9.]{4,30})', weak=True)
    made = fakes.result(fakes.engine(rule), text, path)
    assert isinstance(made, Verdict) is is_kept, made


QUOTED = '"(?P<secret>[A-Za-z0-9+/_=-]{20,200})"'


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        pytest.param(body(40, seed=3), True, id="base 62"),
        pytest.param(body(48, seed=4) + "+/==", True, id="base 64"),
        pytest.param(body(40, HEX, seed=3), False, id="the length of SHA-1"),
        pytest.param(body(64, HEX, seed=3), False, id="the length of SHA-256"),
        pytest.param("application_configuration_value", False, id="an identifier"),
        pytest.param("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", False, id="repeated"),
        pytest.param("abcdefghijklmnopqrstuvwxyz01", False, id="a sequence"),
    ],
)
def test_the_entropy_detector(value: str, *, is_kept: bool) -> None:
    """It has only the characters to go by, so hashes and names must not count."""
    rule = fakes.rule(QUOTED, detector="entropy", entropy=3.0, confidence="low")
    made = fakes.result(fakes.engine(rule), f'x = "{value}"')
    assert isinstance(made, Verdict) is is_kept, made


ASSIGNED = (
    r"""(?P<name>(?i:[\w.]{0,30}(?:password|token)\w{0,20}))["']?\s{0,3}[=:]\s{0,3}["']?"""
    r"""(?P<secret>[^"'\s]{6,90})"""
)


@pytest.mark.parametrize(
    ("text", "path", "is_kept"),
    [
        pytest.param(f'db_password = "{body(20)}"', "a.py", True, id="quoted"),
        pytest.param(f"db_password = '{body(20)}'", "a.py", True, id="in single quotes"),
        pytest.param(f"db_password={body(20)}", ".env", True, id="bare in configuration"),
        pytest.param(f"db_password = {body(20)}", "a.py", False, id="bare in code"),
        pytest.param(f'token_url = "{body(20)}"', "a.py", False, id="a name that means otherwise"),
    ],
)
def test_the_assignment_detector_reads_the_name(text: str, path: str, *, is_kept: bool) -> None:
    """The name is what stands before the value, without quotes and signs."""
    made = fakes.result(fakes.engine(fakes.rule(ASSIGNED, detector="assignment")), text, path)
    assert isinstance(made, Verdict) is is_kept, made


def test_reasons_hold_nothing_of_a_secret() -> None:
    """`explain` prints them."""
    value = body(20, seed=77)
    for fate in fakes.fates(fakes.engine(fakes.rule(BARE)), f"key={value} key=${{{value}}}"):
        assert value not in fate.result


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        pytest.param("qwpx904518273645", Confidence.HIGH, id="a name and a number of its own"),
        pytest.param("QWPX-9045-1827-3645", Confidence.HIGH, id="the same in groups"),
        pytest.param("quarterly-report-2024", Confidence.LOW, id="words and a year"),
        pytest.param("deploy20240917", Confidence.LOW, id="a word and a date"),
        pytest.param("correct-horse-battery", Confidence.LOW, id="words alone"),
    ],
)
def test_words_and_numbers(value: str, confidence: Confidence) -> None:
    """A rule of somebody's own for a customer number would otherwise be silently useless."""
    assert verdict(f"key={value}", pattern=BARE).confidence is confidence
