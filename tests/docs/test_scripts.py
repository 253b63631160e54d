"""What lies beside the package: the demonstration, the generated pages, the search for Python."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import fakes
from docs import pages
from stanch.rules import authored

DEMO = pages.ROOT / "scripts" / "demo.py"
GEN_DOCS = pages.ROOT / "scripts" / "gen_docs.py"
FIND_PYTHON = pages.ROOT / "scripts" / "find_python.sh"


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, whatever the code."""
    return subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **variables},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of hooks that a user keeps for all repositories."""
    return tmp_path_factory.mktemp("hooks")


@pytest.fixture(scope="module")
def demo(hooks: Path) -> subprocess.CompletedProcess[str]:
    """The demonstration, run once, by somebody with a configuration of git."""
    config = hooks.parent / "config"
    config.write_text(f"[core]\n\thooksPath = {hooks}\n", encoding="utf-8")
    return run(sys.executable, DEMO, GIT_CONFIG_GLOBAL=str(config))


def test_the_demonstration_ends_as_it_says(demo: subprocess.CompletedProcess[str]) -> None:
    """It is the first thing that people see of stanch."""
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "CRITICAL: Stripe live secret key" in demo.stdout
    assert "The commit was stopped" in demo.stdout
    assert "GitHub personal access token" in demo.stdout
    assert demo.stdout.index("Stripe") < demo.stdout.index("take payments\n") < len(demo.stdout)


def test_the_demonstration_shows_no_secret(demo: subprocess.CompletedProcess[str]) -> None:
    """Its keys are made up, and its output is what people copy into issues and slides."""
    assert len(demo.stdout) > 1000
    assert "sk_live_" in demo.stdout
    assert not [word for word in demo.stdout.split() if "sk_live_" in word and len(word) > 20]
    assert not [word for word in demo.stdout.split() if "ghp_" in word and len(word) > 20]


def test_the_demonstration_leaves_the_users_own_git_alone(
    demo: subprocess.CompletedProcess[str], hooks: Path
) -> None:
    """A hooks folder for all repositories, set by the user, must not receive ours."""
    assert demo.returncode == 0
    assert not list(hooks.iterdir())


@pytest.fixture
def gen_docs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """The script in this process, where the packs are read once; its code and its complaints."""
    monkeypatch.setattr(authored, "load", lambda _: fakes.written().rules)
    main = runpy.run_path(str(GEN_DOCS))["main"]

    def run_it(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", [GEN_DOCS.name, *arguments, "--folder", str(tmp_path)])
        return main(), capsys.readouterr().err

    return run_it


def test_stale_pages_are_found_and_written_anew(
    tmp_path: Path, gen_docs: Callable[..., tuple[int, str]]
) -> None:
    """CI compares; `make docs` writes."""
    stale, complaint = gen_docs("--check")
    written = run(sys.executable, GEN_DOCS, "--folder", tmp_path)
    fresh = gen_docs("--check")

    assert (stale, written.returncode, fresh) == (1, 0, (0, ""))
    assert "run `make docs`" in complaint


def test_an_edited_page_is_shown_as_a_difference(
    tmp_path: Path, gen_docs: Callable[..., tuple[int, str]]
) -> None:
    """Whoever broke the check sees what to do from its output alone."""
    assert gen_docs()[0] == 0
    page = tmp_path / "cli.md"
    page.write_text(page.read_text(encoding="utf-8").replace("--staged", "--stagd"), "utf-8")

    code, complaint = gen_docs("--check")

    assert code == 1
    assert "-| `--stagd` |" in complaint
    assert "+| `--staged` |" in complaint


def test_the_example_of_a_rule_is_a_rule(tmp_path: Path) -> None:
    """A newcomer's first rule is a copy of it."""
    (example,) = (
        block.text
        for block in pages.blocks()
        if block.page == "docs/adding-a-rule.md" and block.text.startswith("vendor:")
    )
    pack = tmp_path / "acme.yaml"
    pack.write_text(example, encoding="utf-8")

    for command in ("test", "lint"):
        done = run(sys.executable, "-m", "stanch", "rules", command, pack)
        assert done.stdout == "1 rules, 0 problems\n", done.stdout + done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell script for make")
class TestFindPython:
    """The environment is built with a Python that really runs and is new enough."""

    @staticmethod
    def fake(folder: Path, name: str, script: str) -> None:
        """A program on a PATH of our own."""
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)

    def test_a_name_that_does_not_run_is_passed_over(self, tmp_path: Path) -> None:
        """Version managers put names on the PATH that end in an error."""
        self.fake(tmp_path, "python3", "exit 127")
        self.fake(tmp_path, "python3.12", f'exec "{sys.executable}" "$@"')

        done = run(shutil.which("sh") or "sh", FIND_PYTHON, PATH=str(tmp_path), PYTHON="")

        assert done.stdout.strip() == str(tmp_path / "python3.12")

    def test_without_any_it_says_what_to_install(self, tmp_path: Path) -> None:
        """The first error of a newcomer must name its own cure."""
        self.fake(tmp_path, "python3", "exit 1")

        done = run(shutil.which("sh") or "sh", FIND_PYTHON, PATH=str(tmp_path), PYTHON="")

        assert done.returncode == 2
        assert "3.11" in done.stderr
        assert "python3-venv" in done.stderr

    def test_the_one_that_was_named_is_taken(self, tmp_path: Path) -> None:
        """`make PYTHON=…` wins over whatever the PATH has."""
        self.fake(tmp_path, "mine", f'exec "{sys.executable}" "$@"')

        done = run(shutil.which("sh") or "sh", FIND_PYTHON, PYTHON=str(tmp_path / "mine"))

        assert done.stdout.strip() == str(tmp_path / "mine")
