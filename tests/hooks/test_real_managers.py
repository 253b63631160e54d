"""lefthook and husky themselves, set up as their users do, and git between two repositories."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run

import pytest

from hooks.sides import Said, git, server
from repo import ENVIRONMENT, Repo
from stanch.git.setup import hooks_path
from stanch.hooks.install import Change, install, uninstall
from stanch.hooks.status import State, status
from tokens import github

LEAK = f"token = '{github()}'\n"
# Where `make` installs it.
HUSKY = Path(sys.prefix, "node", "node_modules", "husky", "bin.js")
LEFTHOOK = Path(sys.prefix, "bin", "lefthook")
JOBS = "".join(
    f"{hook}:\n  jobs:\n    - name: theirs\n      run: echo {hook} >> ran\n"
    for hook in ("pre-commit", "commit-msg", "pre-push")
)
Commit = Callable[[str, str], Said]


@pytest.fixture
def path(real: str, tmp_path: Path) -> str:
    """PATH with the stanch of these sources and the managers' own programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "stanch").write_text(f'#!/bin/sh\nexec "{real}" -E -P -m stanch "$@"\n')
    (folder / "stanch").chmod(0o755)
    return f"{folder}:{LEFTHOOK.parent}:{ENVIRONMENT['PATH']}"


@pytest.fixture
def commit(repo: Repo, path: str) -> Commit:
    """Stage a text and commit it with a message, hooks and all."""

    def commit(text: str, message: str) -> Said:
        repo.stage("file.txt", text)
        return git(repo, "commit", "-m", message, PATH=path)

    return commit


@pytest.fixture
def lefthook(repo: Repo, path: str) -> Callable[..., None]:
    """Runs lefthook in the repository, which has jobs of its own."""
    if not LEFTHOOK.exists():
        pytest.skip("lefthook is not installed: make")
    repo.stage("lefthook.yml", JOBS)
    repo.write(".gitignore", "ran\nlefthook-local.yml\n")

    def call(*arguments: str) -> None:
        env = ENVIRONMENT | {"PATH": path}
        run([str(LEFTHOOK), *arguments], cwd=repo.path, env=env, check=True, capture_output=True)

    call("install")
    return call


@pytest.fixture
def husky(repo: Repo) -> Callable[[], None]:
    """Does what `"prepare": "husky"` does at each `npm install`."""
    node = shutil.which("node")
    if not node or not HUSKY.exists():
        pytest.skip(f"husky is not installed ({HUSKY}): make, where npm reaches its registry")

    def prepare() -> None:
        run([node, str(HUSKY)], cwd=repo.path, env=ENVIRONMENT, check=True, capture_output=True)

    repo.write(".gitignore", "ran\n")
    prepare()
    return prepare


def gates(repo: Repo, commit: Commit, path: str) -> None:
    """What holds a secret is stopped at each gate, what holds none passes each."""
    there = server(repo)
    assert commit("nothing\n", "clean").code == 0
    stopped = commit(LEAK, "clean")
    assert (stopped.code, "github-personal-access-token" in stopped.text) == (1, True)
    assert commit("nothing else\n", LEAK).code == 1
    assert git(repo, "push", "-q", "origin", "main", PATH=path).code == 0
    repo.commit("passed by", **{"file.txt": LEAK})
    pushed = git(repo, "push", "origin", "main", PATH=path)
    assert (pushed.code, "nothing was pushed" in pushed.text) == (1, True)
    assert there.git("rev-parse", "main") == repo.git("rev-parse", "main~1")
    assert github() not in stopped.text + pushed.text


def test_lefthook(
    repo: Repo, lefthook: Callable[..., None], commit: Commit, path: str, real: str
) -> None:
    """It writes git's hooks anew whenever its configuration changes, and ours with them."""
    place = hooks_path(str(repo.path))
    for name in ("pre-commit", "commit-msg", "pre-push"):
        assert status(place, name).state is State.FOREIGN
        done = install(place, real, name)
        assert (Path(done.path).name, done.manager) == ("lefthook-local.yml", "lefthook")
        assert install(place, real, name).change is Change.UNCHANGED
        found = status(place, name)
        assert (found.state, found.problems, found.manager) == (State.MANAGED, (), "lefthook")
    repo.stage("lefthook.yml", JOBS + "post-commit:\n  jobs:\n    - run: echo post >> ran\n")
    os.utime(repo.path / "lefthook.yml", (2_000_000_000, 2_000_000_000))  # it compares seconds
    gates(repo, commit, path)
    ran = (repo.path / "ran").read_text().split()
    assert {"pre-commit", "commit-msg", "pre-push", "post"} == set(ran)
    assert not [*repo.path.glob(".git/hooks/*.old")]
    hooks = [uninstall(place, name).change for name in ("commit-msg", "pre-push", "pre-commit")]
    assert hooks == [Change.RESTORED, Change.RESTORED, Change.REMOVED]
    assert commit(f"# again\n{LEAK}", "leaks again").code == 0


def test_lefthook_with_the_jobs_that_are_said(
    repo: Repo, lefthook: Callable[..., None], commit: Commit, path: str, real: str
) -> None:
    """Who writes them into lefthook.yml has them for everybody, and is told of no problem."""
    place = hooks_path(str(repo.path))
    config = ""
    for name in ("pre-commit", "commit-msg", "pre-push"):
        (note,) = (n for n in install(place, real, name).notes if "for everybody" in n)
        job = note.partition("`run: ")[2].partition("`")[0]
        heard = "      use_stdin: true\n" if "use_stdin: true" in note else ""
        config += f"{name}:\n  jobs:\n    - name: stanch\n      run: {job}\n{heard}"
        uninstall(place, name)
    repo.stage("lefthook.yml", config)
    lefthook("install")
    for name in ("pre-commit", "commit-msg", "pre-push"):
        found = status(place, name)
        assert (found.state, Path(found.path).name) == (State.MANAGED, "lefthook.yml")
        assert found.problems == ()
        assert install(place, real, name).change is Change.UNCHANGED
    assert not (repo.path / "lefthook-local.yml").exists()
    gates(repo, commit, path)
    repo.stage("lefthook.yml", config.replace("      use_stdin: true\n", ""))
    (problem,) = status(place, "pre-push").problems
    assert "without `use_stdin: true`" in problem


def test_husky(repo: Repo, husky: Callable[[], None], commit: Commit, path: str, real: str) -> None:
    """Its files have commands of their own in most repositories, and no run bit."""
    place = hooks_path(str(repo.path))
    theirs = {"pre-commit": "echo one >> ran", "commit-msg": "\n# stanch scan --staged\n"}
    for name, text in theirs.items():
        file = repo.write(f".husky/{name}", text)
        assert status(place, name).state is State.FOREIGN
        done = install(place, real, name)
        assert (done.path, done.manager, done.change) == (str(file), "husky", Change.INSTALLED)
        assert file.read_text().startswith(text)
    assert install(place, real, "pre-push").change is Change.INSTALLED
    husky()
    found = [status(place, name) for name in (*theirs, "pre-push")]
    assert [(one.state, one.problems) for one in found] == [(State.MANAGED, ())] * 3
    gates(repo, commit, path)
    assert (repo.path / "ran").read_text() == "one\n" * 3
    for name, text in theirs.items():
        assert uninstall(place, name).change is Change.RESTORED
        assert (repo.path / ".husky" / name).read_text() == text
    assert uninstall(place, "pre-push").change is Change.REMOVED
    assert commit(f"# again\n{LEAK}", "leaks again").code == 0
