"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest
import regex
from hypothesis import settings

import fakes
from repo import Repo
from stanch.cache import Cache
from stanch.engine.scan import Engine

# A test that fails today and passes tomorrow, or fails on a slow machine, teaches nobody anything.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# Both keep 500 compiled patterns, and there are a thousand rules: each engine compiled them anew.
for compiles in (re.compile, regex.compile):
    vars(sys.modules[compiles.__module__])["_MAXCACHE"] = 1 << 14

# In the background a shell ignores it, for all that is started from there: what a test interrupts
# would go on for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository on branch `main`."""
    return Repo(tmp_path / "repo")


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """A cache that holds the compiled built-in rules."""
    folder = tmp_path_factory.mktemp("cache")
    folder.chmod(0o700)
    kept = Cache(str(folder))
    fakes.engine(fakes.builtin(), cache=kept).waker.compile()
    return kept


@pytest.fixture(scope="session")
def engine(warm: Cache) -> Engine:
    """An engine with all built-in rules, compiled once a session."""
    return fakes.engine(fakes.builtin(), cache=warm)


@pytest.fixture(scope="session")
def oracle() -> Engine:
    """The slower engine: keywords and `regex` alone."""
    return fakes.engine(fakes.builtin(), oracle=True)
