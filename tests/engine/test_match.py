"""A large window is searched in pieces: what stands where two of them meet is found, too."""

from __future__ import annotations

import random
import time

import pytest
import regex

import fakes
from engine import corpus
from stanch.engine.match import Matcher
from stanch.engine.patterns import Patterns
from stanch.model.rule import Rule
from stanch.rules.ruleset import Ruleset

WORDS = (
    *("password", "Token", "secret", "api_key", "Server=a;", "User ID=u;", "pwd", "<", ">", "</"),
    *("=", ": ", "=>", '"', "'", '\\"', " ", "\n", "(", ", ", "|", "a1B2c3D4", "Xk39fj", "{1,2,3,"),
    *("https://u:", "@", "/", "--", "x" * 50, "a" * 300, "value", "&", "%3D", "machine ", "login "),
)
RULES = [
    "generic-assigned-secret", "generic-configured-secret", "generic-element-secret",
    "generic-command-option", "generic-byte-array", "generic-block-secret", "generic-named-value",
    "connection-string-password", "gradle-properties-password", "pypirc-password", "url-password",
    "netrc-default-password", "general-named-key", "kubernetes-secret-manifest",
]  # fmt: skip


def matched(rules: Ruleset, index: int, data: bytes) -> list[tuple[object, ...]]:
    """What the matcher finds of one rule when all of the text is its window."""
    matcher = Matcher(rules, lambda *_: True, Patterns(fakes.NO_CACHE))
    found = matcher.candidates(data, {index: [(0, len(data))]}, time.monotonic() + 60)
    return [(tuple(one.span), tuple(one.match), one.secret.reveal()) for one in found]


def searched(rule: Rule, data: bytes) -> list[tuple[object, ...]]:
    """The same by one plain search from end to end."""
    return [
        (one.span("secret"), one.span(), one["secret"])
        for one in regex.finditer(rule.pattern.encode(), data)
        if one["secret"]
    ]


@pytest.mark.parametrize("name", RULES)
def test_pieces_find_what_one_search_finds(name: str) -> None:
    """Random text of what patterns are made of; what repeats is known the second time."""
    rules = fakes.builtin()
    index, rule = next((n, rule) for n, rule in enumerate(rules) if rule.id == name)
    rng = random.Random(name)
    samples = [text for made, _, text in corpus.samples() if made == name]
    found = 0
    for sample in samples:
        part = "".join(rng.choices(WORDS, k=6000)).encode()
        again = sample + "".join(rng.choices(WORDS, k=rng.randint(2, 40))).encode()
        data = part + again * 300 + part[:9000]
        assert len(data) > 30_000
        plain = searched(rule, data)
        assert matched(rules, index, data) == plain
        found += len(plain)
    assert found >= 300


def test_a_match_without_a_secret_is_stepped_over() -> None:
    """The next search begins behind it, also where it reaches out of its piece."""
    rules = fakes.only(fakes.rule(r"skip[a-z=]{2,600}|key=(?P<secret>[a-z]{8})", id="acme"))
    data = (b"skip" + b"key=abcdefgh" * 40 + b"\n" + b" key=hgfedcba ") * 200
    found = matched(rules, 0, data)
    assert found == searched(rules.rule(0), data)
    assert len(found) == 200
