"""Patterns that are kept: the same as compiled ones, and nothing else can come of a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

import fakes
from stanch import rulecheck
from stanch.cache import Cache
from stanch.engine import patterns
from stanch.engine.patterns import Patterns, compiled
from stanch.errors import RuleError
from stanch.model.rule import Rule
from tokens import token

ACME = fakes.rule()
KEY = token("acme_", 20).encode()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "kept"))


def only_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing is compiled."""

    def refuse(rule: Rule) -> object:
        raise AssertionError(f"{rule.id} was compiled")

    monkeypatch.setattr(patterns, "compiled", refuse)


def test_what_was_compiled_is_loaded(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run compiles nothing and finds the same."""
    first = Patterns(cache).of(0, ACME)
    only_loads(monkeypatch)
    second = Patterns(cache).of(0, ACME)
    for pattern in (first, second):
        found = pattern.search(b"key = " + KEY)
        assert found is not None
        assert found.group("secret") == KEY


def test_a_pattern_is_loaded_once(cache: Cache) -> None:
    """A rule wakes many times."""
    kept = Patterns(cache)
    assert kept.of(0, ACME) is kept.of(0, ACME)


def test_a_changed_rule_has_another_pattern(cache: Cache) -> None:
    """The place of a rule says nothing about its pattern."""
    Patterns(cache).of(0, ACME)
    other = fakes.rule("(?P<secret>other)")
    assert Patterns(cache).of(0, other).pattern == b"(?P<secret>other)"


def test_another_regex_compiles_anew(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one version of the library made is nothing for the next."""
    Patterns(cache).of(0, ACME)
    monkeypatch.setattr(regex, "__version__", "2099.1.1")
    only_loads(monkeypatch)
    with pytest.raises(AssertionError, match="was compiled"):
        Patterns(cache).of(0, ACME)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b'"a word"', id="something that is no pattern"),
        pytest.param(lambda _: b"[]", id="nothing"),
        pytest.param(lambda _: b"\x00", id="no JSON"),
        pytest.param(lambda kept: kept[: len(kept) // 2], id="half a pattern"),
        pytest.param(lambda kept: changed(kept, 0, 1 << 80), id="flags beyond all bounds"),
        pytest.param(lambda kept: changed(kept, 0, "flags"), id="flags of another type"),
        pytest.param(lambda kept: changed(kept, 1, "?"), id="no code"),
        pytest.param(lambda kept: changed(kept, 2, None), id="no groups"),
        pytest.param(lambda kept: changed(kept, 2, {"other": 1}), id="no secret"),
        pytest.param(lambda kept: changed(kept, 4, 7), id="characters of another type"),
    ],
)
def test_anything_else_is_compiled_anew(
    cache: Cache, change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """A file that is not what this version wrote must neither end the scan nor hide a secret."""
    Patterns(cache).of(0, ACME)
    (file,) = (tmp_path / "kept").iterdir()
    kept = cache.get(file.stem)
    assert kept is not None
    cache.put(file.stem, change(kept))
    found = Patterns(cache).of(0, ACME).search(KEY)
    assert found is not None
    assert found.group("secret") == KEY


def changed(kept: bytes, at: int, value: object) -> bytes:
    """The stored form with one of its parts replaced."""
    parts = json.loads(kept)
    parts[at] = value
    return json.dumps(parts).encode()


def test_every_built_in_pattern_is_the_same_when_it_is_loaded(tmp_path: Path) -> None:
    """What a rule finds in its examples does not depend on the run."""
    cache = Cache(str(tmp_path))
    for index in range(0, len(fakes.builtin().builtin), 40):
        rule = fakes.builtin().rule(index)
        first, second = (Patterns(cache).of(index, rule) for _ in range(2))
        for number, written in enumerate(rule.examples.match):
            text = rulecheck.filled(rule, written, number).text.encode()
            spans = [[found.span() for found in by.finditer(text)] for by in (first, second)]
            assert spans[0] == spans[1]
            assert spans[0]


def test_a_pattern_that_regex_refuses_names_its_rule() -> None:
    """The two syntaxes differ a little; the author must learn which rule it is."""
    bad = ACME._replace(pattern="(?P<secret>[z-a])")
    with pytest.raises(RuleError, match="acme-key: the pattern is wrong"):
        compiled(bad)
