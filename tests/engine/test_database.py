"""Which forms are compiled together decides what a scan costs that needs only some of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import fakes
from stanch.cache import Cache
from stanch.engine.database import opened
from stanch.rules.packs import Packed, pack
from stanch.rules.ruleset import Ruleset

pytest.importorskip("hyperscan")
SURE = fakes.rule(r"\b(?P<secret>sure_[0-9a-z]{20})\b", id="sure-key")
GUESS = fakes.rule(
    r"\b(?P<secret>guess_[0-9a-z]{20})\b", id="guess-key", confidence="low", tags=["general"]
)
ALL = Ruleset(Packed(pack([SURE, GUESS])))
LESS = ALL.masked(lambda _, name: name == "guess-key")


def test_what_guesses_is_compiled_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """Its form stands everywhere: off by default, it would slow down every scan."""
    cache = Cache(str(tmp_path))
    assert opened(LESS, cache) is None
    assert len(opened(LESS, cache, cold=True) or ()) == 1
    assert len(opened(ALL, cache) or ()) == 2


def test_what_guesses_is_found_where_it_is_asked_for() -> None:
    """It wakes from a database of its own."""
    text = "sure_0123456789abcdefghij guess_0123456789abcdefghij"
    found = {}
    for name, rules in (("all", ALL), ("less", LESS)):
        engine = fakes.engine(rules)
        engine.waker.compile()
        found[name] = {fate.rule for fate in fakes.fates(engine, text)}
    assert found == {"all": {"sure-key", "guess-key"}, "less": {"sure-key"}}
