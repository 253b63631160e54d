"""Beside the programs that manage hooks: the real pre-commit, and husky's way of calling files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from repo import ENVIRONMENT, Repo
from stanch.errors import UsageError
from stanch.git.setup import hooks_path
from stanch.hooks.install import Change, install, uninstall
from stanch.hooks.status import State, status

CONFIG = """
repos:
  - repo: local
    hooks:
      - {id: other, name: other, language: system, entry: sh -c 'echo x >> ran', always_run: true}
"""
# What husky 9 keeps in `.husky/_`: a file for each hook of git, and `h`, which they all source.
HUSKY = """s=$(dirname "$(dirname "$0")")/$(basename "$0")
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
"""


def pre_commit(repo: Repo, *args: str) -> None:
    home = {"PRE_COMMIT_HOME": str(repo.path.parent / "pre-commit")}
    subprocess.run(
        [sys.executable, "-m", "pre_commit", *args],
        cwd=repo.path,
        env=ENVIRONMENT | home,
        check=True,
        capture_output=True,
    )


def commit(repo: Repo, text: str) -> bool:
    repo.stage("file.txt", text)
    before = repo.git("rev-parse", "-q", "--verify", "HEAD", check=False)
    home = {"PRE_COMMIT_HOME": str(repo.path.parent / "pre-commit")}
    repo.git("commit", "-q", "-m", "a commit", env=home, check=False)
    return repo.git("rev-parse", "-q", "--verify", "HEAD", check=False) != before


@pytest.fixture
def managed(repo: Repo) -> Repo:
    """A repository where pre-commit is installed and runs a hook that leaves a mark."""
    repo.stage(".pre-commit-config.yaml", CONFIG)
    repo.write(".gitignore", "ran\n")
    pre_commit(repo, "install")
    return repo


def husky(repo: Repo) -> Repo:
    repo.git("config", "core.hooksPath", ".husky/_")
    repo.write(".husky/_/h", HUSKY)
    repo.write(".husky/_/pre-commit", '#!/usr/bin/env sh\n. "$(dirname "$0")/h"').chmod(0o755)
    return repo


def test_pre_commit_runs_it_first(managed: Repo, python: str) -> None:
    """Both must be able to stop a commit, and neither may lose the other."""
    hooks = managed.path / ".git/hooks"
    theirs = (hooks / "pre-commit").read_bytes()
    place = hooks_path(str(managed.path))
    assert (status(place).state, status(place).manager) == (State.FOREIGN, "pre-commit")
    done = install(place, python)
    assert (Path(done.path).name, done.manager) == ("pre-commit.legacy", "pre-commit")
    assert any(".pre-commit-config.yaml" in note for note in done.notes)
    assert not commit(managed, "a LEAK")
    assert commit(managed, "nothing")
    assert (managed.path / "ran").exists()
    assert uninstall(place).change is Change.REMOVED
    assert (hooks / "pre-commit").read_bytes() == theirs
    assert commit(managed, "a LEAK")


def test_pre_commit_installed_again_keeps_it(managed: Repo, python: str) -> None:
    """`pre-commit install` stands in many a Makefile: it runs again and again."""
    place = hooks_path(str(managed.path))
    install(place, python)
    pre_commit(managed, "install")
    assert install(place, python).change is Change.UNCHANGED
    assert not commit(managed, "a LEAK")
    assert commit(managed, "nothing")


def test_pre_commit_installed_later_and_removed(repo: Repo, python: str) -> None:
    """pre-commit renames what it finds; the hook must know itself under the other name."""
    path = repo.write(".git/hooks/pre-commit", "#!/bin/sh\necho x >> earlier\n")
    path.chmod(0o755)
    install(hooks_path(str(repo.path)), python)
    repo.stage(".pre-commit-config.yaml", CONFIG)
    pre_commit(repo, "install")
    place = hooks_path(str(repo.path))
    assert status(place).state is State.CURRENT
    assert not commit(repo, "a LEAK")
    assert (repo.path / "earlier").read_text() == "x\n"
    pre_commit(repo, "uninstall")
    assert status(hooks_path(str(repo.path))).path == str(path)
    assert not commit(repo, "another LEAK")
    assert uninstall(place).change is Change.RESTORED
    assert path.read_text() == "#!/bin/sh\necho x >> earlier\n"


def test_husky_runs_it_from_the_file_that_lasts(repo: Repo, python: str) -> None:
    """`npm install` writes `.husky/_` anew; a hook in there would be gone without a word."""
    husky(repo)
    place = hooks_path(str(repo.path))
    done = install(place, python)
    assert (done.path, done.manager) == (str(repo.path / ".husky/pre-commit"), "husky")
    assert not commit(repo, "a LEAK")
    assert commit(repo, "nothing")
    assert (status(place).state, status(place).problems) == (State.CURRENT, ())
    assert uninstall(place).change is Change.REMOVED


def test_commands_that_husky_runs_are_left_alone(repo: Repo, python: str) -> None:
    """Renamed, they would not be run any more; the line to add is said instead."""
    husky(repo)
    file = repo.write(".husky/pre-commit", "npm test\n")
    with pytest.raises(UsageError, match="commands of its own") as caught:
        install(hooks_path(str(repo.path)), python, force=True)
    assert "`stanch scan --staged` to .husky/pre-commit" in caught.value.hint
    assert file.read_text() == "npm test\n"


def test_older_husky_in_the_work_tree_is_chained(repo: Repo, python: str) -> None:
    """There the hook is a committed file, which whoever installs must know."""
    repo.git("config", "core.hooksPath", ".husky")
    file = repo.write(".husky/pre-commit", "#!/bin/sh\n# husky\necho x >> ran\n")
    file.chmod(0o755)
    done = install(hooks_path(str(repo.path)), python)
    assert (done.path, done.manager) == (str(file), "husky")
    assert any("committed, it is shared" in note for note in done.notes)
    assert not commit(repo, "a LEAK")
    assert (repo.path / "ran").exists()
