"""What must not be shown of a text, as a function that reports and commands are given."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from stanch.cache import Cache
from stanch.engine.scan import Engine
from stanch.engine.sensitive import sensitive
from stanch.engine.wake import Waker
from stanch.report.look import Look
from stanch.rules.ruleset import Ruleset

# What is shown is short; a text that takes longer than this is not shown.
_SECONDS = 5.0
# Paths, authors and the words of rules stand in one report many times.
_KEPT = 10_000


def looking(
    rules: Ruleset, kept: Cache, now: int, applies: Callable[[tuple[str, ...], str], bool]
) -> Look:
    """A look by these rules; `kept` is where their compiled form is."""
    by = Engine(
        partial(Waker, rules, kept), rules, kept, seconds=_SECONDS, now=now, applies=applies
    )
    look: Look = lru_cache(_KEPT)(partial(sensitive, by))
    return look
