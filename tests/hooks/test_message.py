"""commit-msg and post-merge, by real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from hooks.sides import git, hook
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"


@pytest.fixture
def told(repo: Repo, real: str) -> Repo:
    """A repository with the commit-msg hook."""
    repo.commit("start", **{"a.py": "x = 1\n", "old.py": LINE})
    hook(repo, real, "commit-msg")
    return repo


def test_a_message_with_a_secret_stops_the_commit(told: Repo) -> None:
    """It would be in the history, where no scan of files looks."""
    said = git(told, "commit", "--allow-empty", "-m", f"subject\n\nuses {stripe()}")
    assert said.code == 1
    assert "stripe-secret-key-live" in said.text
    assert stripe() not in said.text
    clean = git(told, "commit", "-q", "--allow-empty", "-m", "subject")
    assert clean == (0, "no secrets found\n")
    assert git(told, "commit", "--no-verify", "--allow-empty", "-m", f"uses {stripe()}").code == 0


def editor(folder: Path, text: str) -> str:
    """An editor that writes a message above what git shows."""
    file = folder / "editor"
    file.write_text(f'#!/bin/sh\nprintf "{text}\\n" | cat - "$1" >"$1.new" && mv "$1.new" "$1"\n')
    file.chmod(0o755)
    return str(file)


def test_what_a_verbose_commit_shows_is_no_message(told: Repo, tmp_path: Path) -> None:
    """A commit that takes a secret away shows it there, and must not be stopped for it."""
    told.git("rm", "-q", "old.py")
    said = git(told, "commit", "--verbose", GIT_EDITOR=editor(tmp_path, "cleaned"))
    assert said.code == 0, said.text
    told.stage("a.py", "x = 2\n")
    said = git(told, "commit", "--verbose", GIT_EDITOR=editor(tmp_path, f"uses {stripe()}"))
    assert said.code == 1


def test_a_line_that_looks_like_scissors_hides_nothing(told: Repo) -> None:
    """Git cuts there only for a verbose commit; with -m all of it becomes the message."""
    line = "# ------------------------ >8 ------------------------"
    said = git(told, "commit", "--allow-empty", "-m", f"subject\n\n{line}\n# words\n{stripe()}")
    assert said.code == 1


def test_the_policy_of_a_message_is_that_of_the_index(told: Repo) -> None:
    """What is not staged is not what the commit will hold."""
    allow = "allow:\n- reason: an example\n  rules: [stripe-secret-key-live]\n  secrets: [.]\n"
    message = ("commit", "--allow-empty", "-m", f"uses {stripe()}")
    told.write(".stanch.yaml", allow)
    said = git(told, *message)
    assert (said.code, "write the message without it" in said.text) == (1, True)
    told.git("add", ".stanch.yaml")
    assert git(told, *message).code == 0


def test_a_merge_is_told(repo: Repo, real: str) -> None:
    """It cannot be stopped any more; what it brought is said, and only that."""
    repo.commit("start", **{"a.py": "x = 1\n", "old.py": LINE})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("a leak", **{"b.py": f"key = {stripe(1)}\n"})
    repo.git("checkout", "-q", "main")
    hook(repo, real, "post-merge")
    said = git(repo, "merge", "side")
    assert said.code == 0
    assert "b.py:1" in said.text
    assert "old.py" not in said.text.partition("Fast-forward")[0] + said.text.rpartition("|")[2]
    assert "the merge is done" in said.text
    assert git(repo, "merge", "side").text.strip() == "Already up to date."
