"""Merges in progress: what the merge commit would hold that none of its parents does."""

from __future__ import annotations

import pytest

from cli.run import Hook, scan, staged
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
OTHER = f"key = {stripe(1)}\n"
CLEAN = "key = load()\n"
LONG = "".join(f"line {number}\n" for number in range(50))


@pytest.fixture
def merging(repo: Repo) -> Repo:
    """A merge that stopped: both sides changed a.py, each brought a secret in a file of its own."""
    repo.commit("the base", **{"a.py": CLEAN, "c.py": LONG})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("theirs", **{"a.py": "key = theirs()\n", "theirs.py": LINE})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", **{"a.py": "key = ours()\n", "ours.py": OTHER})
    repo.git("merge", "-q", "other", check=False)
    return repo


def test_a_conflict_is_not_clean(merging: Repo) -> None:
    """Nobody knows yet what the file will hold, so nobody may call it clean."""
    ran = staged(merging)
    assert ran.code == 3
    assert "conflict" in ran.skipped["a.py"]
    assert ran.places == []


def test_what_the_parents_brought_is_not_new(merging: Repo) -> None:
    """It was looked at when it was committed; a merge of a year's work would drown in it."""
    merging.stage("a.py", "key = both()\n")
    ran = staged(merging)
    assert (ran.code, ran.places) == (0, [])
    assert ran.blobs == 1


def test_the_resolution_brings_a_secret(merging: Repo) -> None:
    """Written by hand in the heat of a merge, and in no parent's diff."""
    merging.stage("a.py", f"key = {stripe(2)}\n")
    merging.stage("new.py", f"key = {stripe(3)}\n")
    assert staged(merging).places == ["a.py:1", "new.py:1"]


@pytest.mark.parametrize("line", [LINE, OTHER], ids=["theirs", "ours"])
def test_the_resolution_copies_a_secret_of_a_parent(merging: Repo, line: str) -> None:
    """It stands in a parent already, though under another name."""
    merging.stage("a.py", line)
    assert staged(merging).places == []


def test_a_rename_on_one_side(repo: Repo) -> None:
    """One side edits a file with an old secret, the other moves it: the merge differs from both."""
    repo.commit("the base", **{"a.py": LONG})
    repo.git("checkout", "-q", "-b", "other")
    repo.git("mv", "a.py", "b.py")
    repo.commit("theirs")
    repo.git("checkout", "-q", "main")
    repo.commit("ours", **{"a.py": LONG + LINE})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "other")
    assert (repo.path / "b.py").read_text() == LONG + LINE
    assert staged(repo).places == []
    repo.stage("b.py", LONG + LINE + OTHER)
    assert staged(repo).places == ["b.py:52"]


def test_commit_of_a_merge(merging: Repo) -> None:
    """The hook runs when the merge is concluded with `git commit`."""
    hook = Hook(merging)
    merging.stage("a.py", LINE.replace(stripe(), stripe(2)))
    assert (hook.git("commit", "--no-edit").code, hook.codes) == (1, [1])
    merging.stage("a.py", "key = both()\n")
    assert (hook.git("commit", "--no-edit").code, hook.codes) == (0, [0])
    assert len(merging.git("rev-list", "--parents", "-1", "HEAD").split()) == 3


def test_an_octopus(repo: Repo) -> None:
    """More than two parents: only what is in none of them is new."""
    repo.commit("the base", **{"a.py": CLEAN})
    for number, branch in enumerate(("one", "two", "three")):
        repo.git("checkout", "-q", "-b", branch, "main")
        repo.commit(branch, **{f"{branch}.py": f"key = {stripe(number)}\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "one", "two", "three")
    assert (repo.path / ".git/MERGE_HEAD").read_text().count("\n") == 3
    assert staged(repo).places == []
    repo.stage("one.py", f"key = {stripe(0)}\nkey = {stripe(9)}\n")
    assert staged(repo).places == ["one.py:2"]


def test_a_merge_in_a_linked_worktree(merging: Repo) -> None:
    """MERGE_HEAD lies in the worktree's own git folder."""
    merging.git("merge", "--abort")
    merging.git("worktree", "add", "-q", "../linked", "-b", "linked", "main")
    linked = Repo(merging.path.parent / "linked", init=False)
    linked.git("merge", "-q", "other", check=False)
    assert staged(linked).code == 3
    linked.stage("a.py", f"key = {stripe(2)}\n")
    assert staged(linked).places == ["a.py:1"]


@pytest.mark.parametrize(
    ("content", "places"),
    [
        pytest.param("key = both()\n", [], id="clean"),
        pytest.param(f"key = {stripe(5)}\n", ["a.py:1"], id="a secret in the resolution"),
    ],
)
def test_unstaged_in_a_conflict(merging: Repo, content: str, places: list[str]) -> None:
    """Before `git add`, the resolution is only in the work tree."""
    merging.write("a.py", content)
    ran = scan("--unstaged", at=merging)
    assert ran.places == places
    assert ran.blobs == 1


def test_unstaged_conflict_with_a_deletion(repo: Repo) -> None:
    """We deleted the file, they changed it: the index has no side of ours."""
    repo.commit("the base", **{"a.py": CLEAN})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("theirs", **{"a.py": CLEAN + "theirs\n"})
    repo.git("checkout", "-q", "main")
    repo.git("rm", "-q", "a.py")
    repo.commit("ours")
    repo.git("merge", "-q", "other", check=False)
    repo.write("a.py", LINE)
    assert scan("--unstaged", at=repo).places == ["a.py:1"]


def test_a_merge_head_that_is_garbage(merging: Repo) -> None:
    """Without the second parent everything or nothing would look new."""
    (merging.path / ".git/MERGE_HEAD").write_bytes(b"\xff\n")
    assert staged(merging).code == 3
    (merging.path / ".git/MERGE_HEAD").write_text("12" * 20)
    assert staged(merging).code == 3
