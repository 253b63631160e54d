"""A Python with a stand-in for stanch in it, and git as on a machine without configuration."""

from __future__ import annotations

import os
import sys
import venv
from pathlib import Path

import pytest

from cli.run import SOURCE, cache_folder
from repo import ENVIRONMENT

STAND_IN = """
import os, subprocess, sys
staged = subprocess.run(["git", "diff", "--cached"], stdout=subprocess.PIPE, check=True).stdout
print("scanned with", *sys.argv[1:], file=sys.stderr)
print("by", sys.executable, file=sys.stderr)
sys.exit(1 if b"LEAK" in staged else 0)
"""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitPython reads os.environ, so the machine's own settings of git must not stand in it."""
    for name in os.environ:
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter in which `-m stanch` blocks what holds the word LEAK. Its path is awkward."""
    folder = tmp_path_factory.mktemp("pythons") / 'it\'s "my" $HOME\\n python'
    venv.create(folder, with_pip=False, symlinks=True)
    package = next(folder.glob("lib/python*/site-packages")) / "stanch"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(STAND_IN)
    return str(folder / "bin" / "python")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the user's global git configuration, for tests that write into it."""
    file = tmp_path / "gitconfig"
    file.touch()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    return file


@pytest.fixture
def real(tmp_path: Path) -> str:
    """An interpreter that runs the stanch of these sources, whatever is installed."""
    file = tmp_path / "real python"
    # The hook says -E and -P first, which would hide the sources.
    run = f'exec "{sys.executable}" "$@"'
    variables = f'PYTHONPATH="{SOURCE}" STANCH_CACHE_DIR="{cache_folder()}" STANCH_USER_CONFIG='
    file.write_text(f"#!/bin/sh\nshift 2\n{variables} {run}\n")
    file.chmod(0o755)
    return str(file)
