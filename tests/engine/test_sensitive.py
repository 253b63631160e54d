from __future__ import annotations

import random

import pytest

import fakes
from stanch.engine.scan import Engine, examine
from stanch.engine.sensitive import sensitive
from stanch.model.finding import Verdict
from stanch.model.rule import Rule
from stanch.rulecheck import filled
from tokens import HEX, body, github, stripe

EDITED = github(1)[:-6] + "AAAAAA"
COMMIT = body(40, HEX)


def left(engine: Engine, text: str, path: str = "") -> str:
    """The text without what must not be shown."""
    data = text.encode()
    hidden = {n for span in sensitive(engine, data, path) for n in range(*span)}
    return bytes(byte for n, byte in enumerate(data) if n not in hidden).decode()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param(f"use {github(1)} now", "use  now", id="a key"),
        pytest.param(f"use {EDITED} now", "use  now", id="one whose checksum does not fit"),
        pytest.param(f"{stripe(1)}/{stripe(2)}", "/", id="two"),
        pytest.param("https://u:Xa7kQ2pV9w@h.example/", "https://@h.example/", id="a login"),
        pytest.param(f"k = '{body(40)}'", "k = ''", id="a random string in quotes"),
        pytest.param(stripe(1)[:24] + "example" + stripe(1)[24:], "", id="words put into a key"),
        pytest.param("sk_live_" + "x" * 24, "sk_live_" + "x" * 24, id="nothing but filler"),
        pytest.param("password = ${TOKEN}", "password = ${TOKEN}", id="a template"),
        pytest.param("src/app/settings.py", "src/app/settings.py", id="a path"),
        pytest.param(f"revert {COMMIT}", f"revert {COMMIT}", id="a commit"),
        pytest.param(f"objects/{COMMIT}.pack", f"objects/{COMMIT}.pack", id="a hash for a name"),
        pytest.param("max_size: 20MB", "max_size: 20MB", id="a size"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_is_left(engine: Engine, text: str, rest: str) -> None:
    """What a scan would only doubt leaves a report just the same."""
    assert left(engine, text) == rest


def test_a_line_hides_what_the_lines_above_would_explain() -> None:
    """A report shows one line: the vendor may be named three lines before."""
    of = fakes.rule(r"\b(?P<secret>[0-9a-f]{32})\b", context={"near": ["acme"], "within": 5})
    by = fakes.engine(of)
    value = body(32, HEX)
    assert left(by, f"key {value}", "a.py") == "key "
    assert left(by, f"key {value}") == f"key {value}"
    assert left(by, f"acme key {value}") == "acme key "


def test_nothing_is_left_where_a_limit_is_hit() -> None:
    """What could not be looked at to its end must not be shown."""
    by = fakes.engine(fakes.rule(), seconds=0)
    assert left(by, "acme_" + body(20) + " and more") == ""


def test_nothing_is_left_of_a_text_that_holds_another(engine: Engine) -> None:
    """The places in a decoded text are no places in what would be shown."""
    wide = f"key = {stripe(1)}".encode("utf-16")
    assert sensitive(engine, wide) == ((0, len(wide)),)


def edited(rule: Rule, engine: Engine) -> tuple[str, str] | None:
    """A key of the rule with two neighbours exchanged, and the last of it; None: not to be had."""
    example = filled(rule, rule.examples.match[0])
    kept = [
        one.candidate.secret.reveal()
        for seen in examine(engine, example.blob)
        for one in seen.judged
        if one.candidate.rule.id == rule.id and isinstance(one.result, Verdict)
    ]
    text = kept[0].decode().removeprefix(rule.prefix) if kept else ""
    at = random.Random(rule.id).randrange(len(text)) if text else 0
    pair = text[at : at + 2]
    if len(text) < 20 or len(text) > 200 or not (pair.isalnum() and len(set(pair)) == 2):
        return None
    return rule.prefix + text[:at] + pair[::-1] + text[at + 2 :], text[-12:-2]


def test_an_edited_key_of_any_vendor_is_hidden(engine: Engine) -> None:
    """Whoever changes a character to hide a key from a scanner shows all of the rest of it."""
    looked, shown = 0, []
    for rule in fakes.builtin():
        made = edited(rule, engine) if rule.prefix else None
        if made is not None:
            looked += 1
            if made[1] in left(engine, f"see '{made[0]}' there", "a.py"):
                shown.append(rule.id)
    assert looked > 250
    # The few whose form itself holds the place of a character.
    assert len(shown) < looked // 50, shown


def test_no_text_of_a_rule_looks_like_a_secret(engine: Engine) -> None:
    """Reports show them beside each finding; `***` in an address would make it useless."""
    texts = [
        text
        for rule in fakes.builtin()
        for text in (rule.id, rule.name, rule.vendor, rule.why, rule.revoke, rule.docs)
        if text
    ]
    assert len(texts) > 1000
    advice = [
        f"write `stanch:allow {rule.id}` in a comment on the line, or run `stanch baseline update`."
        for rule in fakes.builtin()
    ]
    assert [text for text in (*texts, *advice) if sensitive(engine, text.encode())] == []
