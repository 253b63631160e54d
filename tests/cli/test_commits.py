"""The scan inside real hooks: git plays with the index, and the scan must see what git commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.run import Hook
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
OTHER = f"key = {stripe(1)}\n"
CLEAN = "key = load()\n"


@pytest.fixture
def hook(repo: Repo) -> Hook:
    """A repository with one commit and the scan as its pre-commit hook."""
    repo.commit("the first", **{"a.py": CLEAN, "b.py": CLEAN})
    return Hook(repo)


def _head(repo: Repo) -> str:
    return repo.git("log", "-1", "--format=%s").strip()


def test_commit(hook: Hook) -> None:
    """The main job: a leak is stopped, and the same commit passes once it is gone."""
    repo = hook.repo
    repo.stage("a.py", LINE)
    ran = hook.git("commit", "-m", "a leak")
    assert (ran.code, hook.codes, _head(repo)) == (1, [1], "the first")
    assert "a.py:1:7" in ran.stderr
    assert stripe() not in ran.stderr
    repo.stage("a.py", CLEAN + "more\n")
    assert (hook.git("commit", "-m", "clean").code, hook.codes) == (0, [0])
    assert _head(repo) == "clean"


def test_the_first_commit(repo: Repo) -> None:
    """There is no HEAD to compare with."""
    hook = Hook(repo)
    repo.stage("a.py", LINE)
    assert (hook.git("commit", "-m", "a leak").code, hook.codes) == (1, [1])
    repo.stage("a.py", CLEAN)
    assert (hook.git("commit", "-m", "clean").code, hook.codes) == (0, [0])


def test_commit_all(hook: Hook) -> None:
    """`-a` puts what is not staged into another index, and names that to the hook."""
    hook.repo.write("a.py", LINE)
    assert (hook.git("commit", "-a", "-m", "a leak").code, hook.codes) == (1, [1])
    hook.repo.write("a.py", CLEAN + "more\n")
    assert (hook.git("commit", "-a", "-m", "clean").code, hook.codes) == (0, [0])


@pytest.mark.parametrize(
    ("answers", "code"), [("y\nn\n", 0), ("n\ny\n", 1)], ids=["the clean part", "the leak"]
)
def test_commit_patch(hook: Hook, answers: str, code: int) -> None:
    """`-p` commits some hunks of a file: those count, not what the file holds on disk."""
    lines = [f"line {number}\n" for number in range(40)]
    hook.repo.commit("the base", **{"a.py": "".join(lines)})
    hook.repo.write("a.py", "".join(["clean\n", *lines, LINE]))
    ran = hook.git("commit", "-p", "-m", "a part", stdin=answers)
    assert (ran.code, hook.codes) == (code, [code]), ran.stderr


def test_commit_of_a_path(hook: Hook) -> None:
    """`git commit -- PATH` leaves what is staged elsewhere out, also its leaks."""
    hook.repo.stage("a.py", LINE)
    hook.repo.write("b.py", CLEAN + "more\n")
    assert (hook.git("commit", "-m", "without the leak", "--", "b.py").code, hook.codes) == (0, [0])
    hook.repo.write("b.py", OTHER)
    assert (hook.git("commit", "-m", "a leak", "--", "b.py").code, hook.codes) == (1, [1])
    assert _head(hook.repo) == "without the leak"


def test_amend(hook: Hook) -> None:
    """What is added on top is looked at; what the commit holds already was."""
    hook.repo.stage("a.py", LINE)
    assert (hook.git("commit", "--amend", "--no-edit").code, hook.codes) == (1, [1])
    hook.repo.stage("a.py", CLEAN + "more\n")
    assert (hook.git("commit", "--amend", "--no-edit").code, hook.codes) == (0, [0])


def test_from_a_subdirectory(hook: Hook) -> None:
    """Git runs hooks at the top, wherever the commit is made."""
    hook.repo.stage("sub/c.py", LINE)
    inside = Repo(hook.repo.path / "sub", init=False)
    ran = hook.git("-C", str(inside.path), "commit", "-m", "a leak")
    assert (ran.code, hook.codes) == (1, [1])
    assert "sub/c.py:1:7" in ran.stderr


def _conflict(repo: Repo, theirs: str) -> None:
    """Branch `other` changes the line that `main` changes too."""
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("theirs", **{"a.py": theirs})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", **{"a.py": "key = ours()\n"})


@pytest.mark.parametrize(
    ("resolution", "code"), [(CLEAN + "both\n", 0), (LINE, 1)], ids=["a clean one", "a leak"]
)
def test_cherry_pick_after_a_conflict(hook: Hook, resolution: str, code: int) -> None:
    """The resolution is written by hand and committed with `git commit`."""
    _conflict(hook.repo, "key = theirs()\n")
    assert hook.git("cherry-pick", "other").code == 1
    assert hook.git("commit", "-m", "not resolved").code == 128
    assert hook.codes == []  # git itself refuses before it asks a hook
    hook.repo.stage("a.py", resolution)
    ran = hook.git("commit", "-m", "picked")
    assert (ran.code, hook.codes) == (code, [code])


def test_cherry_pick_without_a_commit(hook: Hook) -> None:
    """`-n` stages what another branch holds: new to this branch, so it is looked at."""
    _conflict(hook.repo, "key = theirs()\n")
    hook.repo.git("checkout", "-q", "other")
    hook.repo.commit("a leak", **{"c.py": LINE})
    hook.repo.git("checkout", "-q", "main")
    hook.git("cherry-pick", "-n", "other")
    assert (hook.git("commit", "-m", "picked").code, hook.codes) == (1, [1])


@pytest.mark.parametrize(
    ("resolution", "code"), [(CLEAN + "both\n", 0), (LINE, 1)], ids=["a clean one", "a leak"]
)
def test_rebase_after_a_conflict(hook: Hook, resolution: str, code: int) -> None:
    """HEAD is detached, and the commit being made again is another one's."""
    _conflict(hook.repo, "key = theirs()\n")
    hook.repo.git("checkout", "-q", "other")
    assert hook.git("rebase", "main").code == 1
    hook.repo.stage("a.py", resolution)
    ran = hook.git("commit", "-m", "rebased")
    assert (ran.code, hook.codes) == (code, [code])


def test_rebase_and_edit(hook: Hook) -> None:
    """A commit is opened again in the middle of a rebase and amended."""
    hook.repo.commit("the second", **{"c.py": CLEAN})
    hook.repo.commit("the third", **{"d.py": CLEAN})
    edit = "sed -i 1s/^pick/edit/"
    assert hook.git("rebase", "-i", "HEAD~2", env={"GIT_SEQUENCE_EDITOR": edit}).code == 0
    hook.repo.stage("c.py", LINE)
    assert (hook.git("commit", "--amend", "--no-edit").code, hook.codes) == (1, [1])
    hook.repo.stage("c.py", CLEAN + "more\n")
    assert (hook.git("commit", "--amend", "--no-edit").code, hook.codes) == (0, [0])
    assert hook.git("rebase", "--continue").code == 0
    assert _head(hook.repo) == "the third"


def test_in_a_linked_worktree(hook: Hook, tmp_path: Path) -> None:
    """The hook is shared; GIT_DIR and the index are the worktree's own."""
    hook.repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repo(tmp_path / "linked", init=False)
    hook.repo.stage("a.py", LINE)  # staged elsewhere, so not part of this commit
    linked.stage("b.py", CLEAN + "more\n")
    at = ("-C", str(linked.path))
    assert (hook.git(*at, "commit", "-m", "clean").code, hook.codes) == (0, [0])
    linked.stage("b.py", OTHER)
    assert (hook.git(*at, "commit", "-m", "a leak").code, hook.codes) == (1, [1])


def test_in_a_submodule(hook: Hook, tmp_path: Path) -> None:
    """Its git folder lies in the outer repository's."""
    inner = Repo(tmp_path / "inner")
    inner.commit(**{"a.py": CLEAN})
    allow = ("-c", "protocol.file.allow=always")
    hook.repo.git(*allow, "submodule", "-q", "add", str(inner.path), "sub")
    sub = Repo(hook.repo.path / "sub", init=False)
    within = Hook(sub)
    sub.stage("a.py", LINE)
    assert (within.git("commit", "-m", "a leak").code, within.codes) == (1, [1])
    sub.stage("a.py", CLEAN + "more\n")
    assert (within.git("commit", "-m", "clean").code, within.codes) == (0, [0])
    hook.repo.git("add", "sub")
    assert (hook.git("commit", "-m", "the submodule moves").code, hook.codes) == (0, [0])


def test_with_the_git_folder_elsewhere(hook: Hook, tmp_path: Path) -> None:
    """Configuration files in a home folder are often kept with `--git-dir` and `--work-tree`."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "rc").write_text(LINE)
    at = (f"--git-dir={hook.repo.path / '.git'}", f"--work-tree={home}")
    assert hook.git(*at, "-C", str(home), "add", "rc").code == 0
    ran = hook.git(*at, "-C", str(home), "commit", "-m", "a leak")
    assert (ran.code, hook.codes) == (1, [1]), ran.stderr
