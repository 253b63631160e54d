"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import regex
from hypothesis import settings

import fakes
from cli.run import cache_folder
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


def pytest_configure(config: pytest.Config) -> None:
    """One folder for what all workers compile; it is filled while they collect their tests."""
    if config.getoption("numprocesses", None) is None:
        gc.disable()  # a third of the time in which tests are collected, and there is no garbage
    if hasattr(config, "workerinput"):
        return
    folder = os.environ["STANCH_TESTS_CACHE"] = tempfile.mkdtemp(prefix="stanch-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    if config.getoption("numprocesses", None):
        if memory := in_memory():
            os.environ["PYTEST_DEBUG_TEMPROOT"] = memory
            config.add_cleanup(lambda: shutil.rmtree(memory, ignore_errors=True))
        program = "import sys, fakes; fakes.compiled(sys.argv[1])"
        path = {"PYTHONPATH": os.pathsep.join(sys.path)}
        compiling = subprocess.Popen(
            [sys.executable, "-c", program, folder], env={**os.environ, **path}
        )

        @config.add_cleanup
        def end() -> None:
            compiling.wait()


def in_memory() -> str:
    """A folder in memory, where the machine has much of it: git waits for the disk all the time.

    What is there goes with the run: to look at what a test left behind, run it without workers.
    """
    try:
        there = os.statvfs("/dev/shm")
    except (OSError, AttributeError):
        return ""
    runs_programs = not there.f_flag & getattr(os, "ST_NOEXEC", 0)
    enough = there.f_bavail * there.f_frsize > 2 << 30
    return (
        tempfile.mkdtemp(prefix="stanch-tests-", dir="/dev/shm") if runs_programs and enough else ""
    )


def pytest_collection_finish() -> None:
    """What was collected stays to the end and need not be looked at again."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository on branch `main`."""
    return Repo(tmp_path / "repo")


@pytest.fixture(scope="session")
def warm() -> Cache:
    """A cache that holds the compiled built-in rules."""
    return Cache(cache_folder())


@pytest.fixture(scope="session")
def engine(warm: Cache) -> Engine:
    """An engine with all built-in rules, compiled once a session."""
    return fakes.engine(fakes.builtin(), cache=warm)


@pytest.fixture(scope="session")
def oracle() -> Engine:
    """The slower engine: keywords and `regex` alone."""
    return fakes.engine(fakes.builtin(), oracle=True)
