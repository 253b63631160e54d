"""What a clean commit imports: each module is time that a person waits at every commit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import fakes
from cli.run import cache_folder
from repo import ENVIRONMENT, Repo
from tokens import stripe

LIST = Path(__file__).with_name("staged-modules.txt")
SAYS_HOW = (
    "imported on `scan --staged`; if it has to be, write it into tests/arch/staged-modules.txt"
)
HEAVY = {
    "click", "yaml", "git", "rich", "regex", "hashlib", "dataclasses", "inspect", "asyncio",
    "importlib.metadata", "pathlib", "concurrent.futures", "tempfile", "logging", "platformdirs",
    "pathspec", "difflib", "tomllib", "datetime", "random", "urllib", "socket", "shutil",
    "ssl", "email", "unittest", "multiprocessing", "ctypes", "typing_extensions", "traceback",
}  # fmt: skip
PROGRAM = """
import json, sys
before = set(sys.modules)
sys.path.insert(0, {source!r})
from stanch.cli.main import main
code = main({arguments!r})
taken = sorted(set(sys.modules) - before)
print(json.dumps([int(code), taken]), file=open({out!r}, "w"))
"""


def run(repo: Repo, cache: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code and what was imported, in a process of its own."""
    out = repo.path.parent / "modules.json"
    program = PROGRAM.format(
        source=str(fakes.ROOT / "src"), arguments=list(arguments), out=str(out)
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=repo.path,
        env=ENVIRONMENT | {"STANCH_CACHE_DIR": str(cache), "STANCH_USER_CONFIG": ""},
        capture_output=True,
        check=False,
    )
    assert not done.returncode, done.stderr.decode()
    code, taken = json.loads(out.read_text())
    return code, set(taken)


@pytest.fixture
def cache() -> Path:
    return Path(cache_folder())


@pytest.fixture
def changed(repo: Repo) -> Repo:
    repo.commit("first", **{"a.py": "print(1)\n"})
    repo.stage("a.py", "print(2)\n")
    return repo


def test_a_clean_commit_imports_what_it_needs_and_no_more(changed: Repo, cache: Path) -> None:
    """80 milliseconds are the budget; rich alone would take most of it."""
    code, taken = run(changed, cache, "scan", "--staged")
    assert code == 0
    assert "stanch.pipeline" in taken
    assert {name for name in HEAVY if name in taken} == set()
    ours = {name for name in taken if name.split(".")[0] == "stanch"}
    pinned = set(LIST.read_text().split())
    assert ours - pinned == set(), SAYS_HOW
    assert pinned - ours == set(), "no longer imported: take it off the list, and be glad"


def test_the_only_library_of_a_clean_commit_is_hyperscan(changed: Repo, cache: Path) -> None:
    """Every other library is imported when something was found, or something was asked for."""
    _, taken = run(changed, cache, "scan", "--staged")
    theirs = {name.split(".")[0] for name in taken} - set(sys.stdlib_module_names) - {"stanch"}
    assert theirs <= {"hyperscan"}


def test_a_commit_without_a_cache_compiles_nothing(changed: Repo, tmp_path: Path) -> None:
    """The first commit after an upgrade must not take seconds."""
    code, taken = run(changed, tmp_path / "none", "scan", "--staged")
    assert code == 0
    assert not (tmp_path / "none").exists()
    assert {"click", "yaml", "rich"} & taken == set()


def test_a_finding_draws(changed: Repo, cache: Path) -> None:
    """The same way in finds and reports; only then is there something to draw."""
    changed.stage("a.py", f"key = '{stripe(1)}'\n")
    code, taken = run(changed, cache, "scan", "--staged")
    assert code == 1
    assert "stanch.report.drawing" in taken
    assert {"click", "yaml", "git", "rich"} & taken == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("scan", "--help")])
def test_help_scans_nothing(repo: Repo, cache: Path, arguments: tuple[str, ...]) -> None:
    """Completion and curious people call it often."""
    code, taken = run(repo, cache, *arguments)
    assert code == 0
    assert {"hyperscan", "yaml", "regex", "git"} & taken == set()
