"""Patterns that are kept: the same as compiled ones, and nothing else can come of a file."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

import fakes
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


class Evil:
    """Runs a function of its choice where anything may be unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return Path, ("evil",)


def other_pattern() -> bytes:
    """A pattern that finds nothing, under the name of one that does."""
    return pickle.dumps(regex.compile(b"(?P<secret>nothing)"))


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(pickle.dumps(Evil()), id="something that calls a function"),
        pytest.param(pickle.dumps("a word"), id="something that is no pattern"),
        pytest.param(other_pattern(), id="another pattern"),
        pytest.param(other_pattern()[:40], id="half a pattern"),
        pytest.param(b"\x00", id="no pickle"),
    ],
)
def test_anything_else_is_compiled_anew(
    cache: Cache, stored: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that somebody changed must neither run nor hide a secret."""
    Patterns(cache).of(0, ACME)
    (file,) = (tmp_path / "kept").iterdir()
    cache.put(file.stem, stored)
    called: list[object] = []
    monkeypatch.setattr(Path, "__init__", lambda *_: called.append(0))
    pattern = Patterns(cache).of(0, ACME)
    assert pattern.search(KEY) is not None
    assert called == []


def test_a_pattern_that_regex_refuses_names_its_rule() -> None:
    """The two syntaxes differ a little; the author must learn which rule it is."""
    bad = ACME._replace(pattern="(?P<secret>[z-a])")
    with pytest.raises(RuleError, match="acme-key: the pattern is wrong"):
        compiled(bad)
