"""What lies beside the package: the demonstration, the generated pages, the search for Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs import pages

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


def test_the_demonstration_ends_as_it_says() -> None:
    """It is the first thing that people see of stanch."""
    done = run(sys.executable, DEMO)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "CRITICAL: Stripe live secret key" in done.stdout
    assert "The commit was stopped" in done.stdout
    assert "GitHub personal access token" in done.stdout
    assert done.stdout.index("Stripe") < done.stdout.index("take payments\n") < len(done.stdout)


def test_the_demonstration_shows_no_secret() -> None:
    """Its keys are made up, and its output is what people copy into issues and slides."""
    done = run(sys.executable, DEMO)

    longest = max(done.stdout.replace("-", " ").split(), key=len)
    assert len(done.stdout) > 1000
    assert "sk_live_" in done.stdout
    assert not [word for word in done.stdout.split() if "sk_live_" in word and len(word) > 20]
    assert not [word for word in done.stdout.split() if "ghp_" in word and len(word) > 20]
    assert longest


def test_the_demonstration_leaves_the_users_own_git_alone(tmp_path: Path) -> None:
    """A hooks folder for all repositories, set by the user, must not receive ours."""
    config, hooks = tmp_path / "config", tmp_path / "hooks"
    hooks.mkdir()
    config.write_text(f"[core]\n\thooksPath = {hooks}\n", encoding="utf-8")

    done = run(sys.executable, DEMO, GIT_CONFIG_GLOBAL=str(config))

    assert done.returncode == 0
    assert not list(hooks.iterdir())


def test_stale_pages_are_found_and_written_anew(tmp_path: Path) -> None:
    """CI compares; `make docs` writes."""
    stale = run(sys.executable, GEN_DOCS, "--check", "--folder", tmp_path)
    written = run(sys.executable, GEN_DOCS, "--folder", tmp_path)
    fresh = run(sys.executable, GEN_DOCS, "--check", "--folder", tmp_path)

    assert (stale.returncode, written.returncode, fresh.returncode) == (1, 0, 0)
    assert "run `make docs`" in stale.stderr
    assert not fresh.stderr


def test_an_edited_page_is_shown_as_a_difference(tmp_path: Path) -> None:
    """Whoever broke the check sees what to do from its output alone."""
    run(sys.executable, GEN_DOCS, "--folder", tmp_path)
    page = tmp_path / "cli.md"
    page.write_text(page.read_text(encoding="utf-8").replace("--staged", "--stagd"), "utf-8")

    done = run(sys.executable, GEN_DOCS, "--check", "--folder", tmp_path)

    assert done.returncode == 1
    assert "-| `--stagd` |" in done.stderr
    assert "+| `--staged` |" in done.stderr


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
