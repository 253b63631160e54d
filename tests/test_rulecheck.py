"""`rules test` and `rules lint` say what is wrong with a rule, and nothing about a right one."""

from __future__ import annotations

import re
from typing import Any

import pytest

import fakes
from stanch import rulecheck
from stanch.errors import RuleError
from stanch.model.rule import Examples, Rule

GOOD = Examples(("k = acme_<base62:20>", "K=acme_<base62:20>"), ("acme_<base62:9>", "acme_xxx"))


def rule(match: str = "", ignore: str = "", **fields: Any) -> Rule:
    made = fakes.rule(docs="https://acme.example", why="It opens the door.", **fields)
    examples = Examples((match,) if match else GOOD.match, (ignore,) if ignore else GOOD.ignore)
    return made._replace(examples=examples)


def problems(made: Rule) -> list[str]:
    return [problem.what for problem in rulecheck.problems([made], fakes.engine(made))]


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        pytest.param("a<base62:32>b", "a[0-9A-Za-z]{32}b", id="base 62"),
        pytest.param("<hex:4>-<hex-upper:4>", "[0-9a-f]{4}-[0-9A-F]{4}", id="hex"),
        pytest.param("<digits:3>", "[0-9]{3}", id="digits"),
        pytest.param("<uuid>", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id="a UUID"),
        pytest.param("<<b>", "<b>", id="a literal bracket"),
        pytest.param("<<hex:4>", "<hex:4>", id="a literal placeholder"),
        pytest.param("<your-key>", "<your-key>", id="brackets that are no placeholder"),
        pytest.param("a < b > c", "a < b > c", id="comparing"),
    ],
)
def test_placeholders_are_filled(written: str, pattern: str) -> None:
    """No token stands in the repository, so the examples make theirs."""
    text = rulecheck.filled(rule(), written).text
    assert re.fullmatch(pattern, text), text
    assert rulecheck.filled(rule(), written).text == text
    if "<" in written and ":" in written and "<<" not in written:
        assert rulecheck.filled(rule(), written, 1).text != text


def test_a_file_can_be_named() -> None:
    """`.netrc` rules only look at such files."""
    example = rulecheck.filled(rule(), "# file: home/.netrc\nmachine x")
    assert (example.path, example.text) == ("home/.netrc", "machine x")
    assert (example.blob.path, example.blob.data) == ("home/.netrc", b"machine x")


def test_a_checksum_is_completed() -> None:
    """`<proof>` follows the stem that stands before it."""
    made = rule(pattern=r"\b(?P<secret>ghp_[0-9A-Za-z]{36})\b", proof="github-crc32")
    text = rulecheck.filled(made, "x = ghp_<proof>;").text
    assert re.fullmatch("x = ghp_[0-9A-Za-z]{36};", text)
    assert fakes.result(fakes.engine(made), text)


@pytest.mark.parametrize("written", ["<base99:3>", "<nothing:1>"])
def test_a_placeholder_nobody_knows(written: str) -> None:
    """A typo would stand in the example as it is and never match."""
    with pytest.raises(RuleError, match="no alphabet is named"):
        rulecheck.filled(rule(), written)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        pytest.param(rule(), [], id="right"),
        pytest.param(rule(match="k = other"), ["pattern does not match"], id="another text"),
        pytest.param(rule(match=f"acme_{'x' * 20}", prefix="acme_"), ["not found: "], id="dropped"),
        pytest.param(rule(ignore="k = acme_<base62:20>"), ["`ignore` is found"], id="too broad"),
        pytest.param(rule(proof="luhn-ish"), ["no validator"], id="an unknown proof"),
    ],
)
def test_what_is_wrong_with_a_rule(made: Rule, says: list[str]) -> None:
    """The author of a rule learns it here, not from a leak."""
    found = problems(made)
    assert len(found) == len(says)
    assert all(part in text for part, text in zip(says, found, strict=True))


@pytest.mark.parametrize(
    ("made", "says"),
    [
        pytest.param(rule(), [], id="tidy"),
        pytest.param(rule()._replace(docs=""), ["docs"], id="no address"),
        pytest.param(rule()._replace(docs="http://x"), ["no https"], id="an open address"),
        pytest.param(rule()._replace(revoke="x"), ["revoke"], id="revoking nowhere"),
        pytest.param(rule()._replace(why=""), ["why"], id="no reason"),
        pytest.param(rule(match="acme_<base62:20>"), ["two examples"], id="one example"),
        pytest.param(
            rule(pattern="(?P<secret>[a-z]{0,9})"), ["no wake form"], id="awake everywhere"
        ),
    ],
)
def test_what_a_reviewer_would_ask_for(made: Rule, says: list[str]) -> None:
    """`rules lint` saves a round of review."""
    found = [problem.what for problem in rulecheck.untidy([made])]
    assert len(found) == len(says)
    assert all(part in text for part, text in zip(says, found, strict=True))


def test_a_slow_wake_form_is_refused() -> None:
    """One rule of this form costs a third of the speed of all."""
    pytest.importorskip("hyperscan")
    slow = rule(pattern="(?P<secret>[a-z]{3,40}_[a-z]{3,40})", id="slow")
    text = b"def value_of(self, other_name): return self.values.get(other_name, default)\n" * 3000
    assert [p.rule for p in rulecheck.too_slow([rule(), slow], text)] == ["slow"]
    (lazy,) = rulecheck.too_slow([rule(pattern="(?P<secret>[a-z]{0,9})")], text)
    assert "no wake form" in lazy.what
