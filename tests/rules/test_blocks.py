from __future__ import annotations

import pytest

import fakes
from stanch.errors import RuleError
from stanch.model.rule import Rule
from stanch.rules import blocks
from tokens import HEX, body

RULE = fakes.rule(r"(?i:acme)[\w.-]{0,20}(?&is)(?P<secret>[0-9a-f]{32})\b", id="acme-key")
ENGINE = fakes.engine(fakes.only(RULE))
VALUE = body(32, HEX, 3)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ACME_KEY={}", id="environment file"),
        pytest.param("acme.key = {}", id="properties"),
        pytest.param('"acmeKey": "{}"', id="JSON"),
        pytest.param('"{{\\"acmeKey\\": \\"{}\\"}}"', id="JSON inside a string"),
        pytest.param("acme_key: '{}'", id="YAML"),
        pytest.param("- name: ACME_KEY\n  value: {}", id="a list of variables"),
        pytest.param('variable "acme_key" {{\n  default = "{}"\n}}', id="Terraform variable"),
        pytest.param('acme_key: str = "{}"', id="Python with a type"),
        pytest.param('const ACME_KEY: &str = "{}";', id="Rust"),
        pytest.param("const acmeKey: string = '{}'", id="TypeScript"),
        pytest.param('var acmeKey string = "{}"', id="Go with a type"),
        pytest.param('acmeKey := "{}"', id="Go"),
        pytest.param("'acme_key' => '{}'", id="PHP"),
        pytest.param("define('ACME_KEY', '{}');", id="a constant by a call"),
        pytest.param('setAcmeKey("{}");', id="a setter"),
        pytest.param("os.environ['ACME_KEY'] = '{}'", id="a subscript"),
        pytest.param("process.env.ACME_KEY || '{}'", id="a default behind or"),
        pytest.param("process.env.ACME_KEY ?? '{}'", id="a default behind null"),
        pytest.param("<acmeKey>\n  {}\n</acmeKey>", id="an element of several lines"),
        pytest.param('<add key="AcmeKey" value="{}" />', id="attributes"),
        pytest.param("ENV ACME_KEY {}", id="Dockerfile"),
        pytest.param("tool --acme-key {}", id="an option"),
        pytest.param("X-Acme-Key: {}", id="a header"),
        pytest.param("Acme-Authorization: Bearer {}", id="a header with a scheme"),
        pytest.param("your acme key is {}", id="a sentence"),
        pytest.param("acme key - '{}'", id="a dash"),
        pytest.param("acme_key -> {}", id="an arrow"),
        pytest.param("| ACME_KEY | {} |", id="a table"),
        pytest.param("def acme_key():\n    return '{}'", id="what a function returns"),
    ],
)
def test_a_value_stands_behind_its_name(text: str) -> None:
    """The same key is written in thirty ways; a vendor's rule must know them all."""
    found = fakes.found(ENGINE, text.replace("acme key", "acme_key").format(VALUE).encode())
    assert found == {("acme-key", VALUE.encode())}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("acme at commit {}", id="a sentence about something else"),
        pytest.param("acme_rev {}", id="a blank behind another word"),
        pytest.param("acme_key\n\n\n# digest\n{}", id="other words between them"),
        pytest.param("acme_key = load(path); x = {}", id="another assignment"),
    ],
)
def test_what_stands_further_away_is_not_its_value(text: str) -> None:
    """A hash beside a vendor's name is none of its keys."""
    assert fakes.found(ENGINE, text.format(VALUE).encode()) == set()


GAP = fakes.rule(r"(?i:acme)(?&gap)(?i:key)(?&is)(?P<secret>[0-9a-f]{32})\b", id="acme-key")
NEARBY = fakes.engine(fakes.only(GAP))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("acme:\n  url: x\n  api_key: {}", True, id="nested YAML"),
        pytest.param('"acme": {{"name": "x", "apiKey": "{}"}}', True, id="nested JSON"),
        pytest.param("[acme]\nkey = {}", True, id="a section of an INI file"),
        pytest.param("Acme.Client(api_key='{}')", True, id="an argument"),
        pytest.param("https://api.acme.com/v1?limit=1&api_key={}", True, id="a query"),
        pytest.param("call the Acme API\n[DEBUG] Using Key={}", True, id="the next line of a log"),
        pytest.param("ACME_URL=x\nOTHER_KEY={}", False, id="behind another assignment"),
        pytest.param("acme" + " word" * 30 + "\nkey={}", False, id="far away"),
    ],
)
def test_a_key_stands_near_its_vendor(text: str, found: bool) -> None:  # noqa: FBT001  # a table
    """The name alone often says `key`, and what surrounds it says whose."""
    expected = {("acme-key", VALUE.encode())} if found else set()
    assert fakes.found(NEARBY, text.format(VALUE).encode()) == expected


def test_a_pattern_without_blocks_is_left_as_it_is() -> None:
    """Groups of other kinds begin alike."""
    assert blocks.expanded(r"(?i:a)(?P<secret>b)(?=c)", "x") == r"(?i:a)(?P<secret>b)(?=c)"


def test_a_pattern_is_folded_as_it_was_written() -> None:
    """A rule with one field overridden must wake by the same small form as before."""
    pattern = r"(?i:acme)(?&gap)(?i:key)(?&is)(?P<secret>[0-9a-f]{32})"
    assert blocks.folded(blocks.expanded(pattern, "x")) == pattern


def test_an_unknown_block_is_named() -> None:
    """Left in the pattern it would be a call of a group that does not exist."""
    with pytest.raises(RuleError, match="no building block is named 'was'") as error:
        blocks.expanded(r"(?&was)(?P<secret>b)", "rules/acme.yaml")
    assert error.value.hint == "there is gap, is"


EDGED = fakes.rule(r"\b(?P<secret>acme_[0-9a-f]{32})\b", id="acme-token")
CLASSED = fakes.rule(r"(?<![\w.-])(?P<secret>acme_[0-9a-f]{32})\b", id="acme-token")


@pytest.mark.parametrize("rule", [EDGED, CLASSED], ids=["a word's edge", "a class before it"])
@pytest.mark.parametrize(
    ("before", "is_found"),
    [
        pytest.param('{"text": "one\\n', True, id="a line of JSON"),
        pytest.param('"\\t', True, id="a tab"),
        pytest.param("\\u0022", True, id="a quote of JSON in a page"),
        pytest.param("token\\u003d", True, id="an equals sign of JSON in a page"),
        pytest.param("'\\x22", True, id="a byte"),
        pytest.param("next=%2Fa%3Ftoken%3D", True, id="a URL within a URL"),
        pytest.param("n", False, id="a letter"),
        pytest.param("\\w", False, id="a backslash and a letter that escape nothing"),
        pytest.param("u003d", False, id="digits without a backslash"),
        pytest.param("100%3", False, id="half of a code"),
    ],
)
def test_what_stands_behind_an_escape_begins_a_word(
    rule: Rule, before: str, *, is_found: bool
) -> None:
    """A line of a JSON string ends as two signs, and a token may begin the next one."""
    text = f"{before}acme_{VALUE}"
    found = fakes.found(fakes.engine(fakes.only(rule)), text.encode())
    assert found == ({("acme-token", f"acme_{VALUE}".encode())} if is_found else set())


@pytest.mark.parametrize(
    "written",
    [
        r"\b(?P<secret>acme_[0-9a-f]{32})\b",
        r"(?<![\w.-])(?P<secret>acme_[0-9a-f]{32})\b",
        r"(?<![\w%-])(?P<secret>acme_[0-9a-f]{32})\b",
    ],
)
def test_an_open_edge_is_written_back_as_it_was(written: str) -> None:
    """What is shown and overridden is the author's pattern."""
    assert blocks.folded(blocks.expanded(written, "here")) == written
