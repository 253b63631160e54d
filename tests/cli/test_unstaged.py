"""`stanch scan --unstaged`: the work tree against the index, before `git add`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from cli.run import scan, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
OTHER = f"key = {stripe(1)}\n"
LONG = "".join(f"line {number}\n" for number in range(50))

Does = Callable[[Repo], object]


def _staged_and_edited(repo: Repo) -> None:
    repo.stage("b.py", OTHER)
    repo.write("b.py", OTHER + "x\n")


def _link_instead(repo: Repo) -> None:
    (repo.path / "a.py").unlink()
    (repo.path / "a.py").symlink_to(stripe(1))


UNSTAGED: list[tuple[str, Does, list[str]]] = [
    ("a line is added", lambda r: r.write("a.py", LINE + OTHER), ["a.py:2"]),
    ("an old secret stays", lambda r: r.write("a.py", LINE + LONG), []),
    ("a file is deleted", lambda r: (r.path / "a.py").unlink(), []),
    ("a file is only touched", lambda r: os.utime(r.path / "a.py", (1, 1)), []),
    (
        "what is staged is no news",
        _staged_and_edited,
        [],
    ),
    ("git does not know the file", lambda r: r.write("untracked.py", OTHER), []),
    (
        "the intent to add is staged, the content is not",
        lambda r: (r.write("n.py", OTHER), r.git("add", "-N", "n.py")),
        ["n.py:1"],
    ),
    (
        "a link takes its place",
        _link_instead,
        ["a.py:1"],
    ),
]


@pytest.mark.parametrize(
    ("do", "places"), [row[1:] for row in UNSTAGED], ids=[row[0] for row in UNSTAGED]
)
def test_unstaged(repo: Repo, do: Does, places: list[str]) -> None:
    """What one is about to `git add`."""
    repo.commit(**{"a.py": LINE})
    do(repo)
    ran = scan("--unstaged", at=repo)
    assert ran.places == places
    assert ran.code == bool(places), ran.stderr


def test_nothing_unstaged_is_said_aloud(repo: Repo) -> None:
    """Silence would look the same as a scan that never took place."""
    ran = stanch("scan", "--unstaged", at=repo)
    assert ran.code == 0
    assert "0 files changed in the work tree" in ran.stdout + ran.stderr


@pytest.mark.parametrize("mark", ["skip-worktree", "assume-unchanged"])
def test_what_git_passes_over_is_counted(repo: Repo, mark: str) -> None:
    """Git was told not to look for changes; a scan that looks clean must say that it did not."""
    repo.commit(**{"sub/a.py": "a = 1\n", "gone.py": "a = 1\n", "b.py": "b = 1\n"})
    repo.git("update-index", f"--{mark}", "sub/a.py", "gone.py")
    (repo.path / "gone.py").unlink()
    repo.write("sub/a.py", LINE)
    repo.write("b.py", OTHER)
    for at in (repo.path, repo.path / "sub"):
        ran = scan("--unstaged", at=at)
        assert ran.places == ["b.py:1"]
        assert ran.skipped == {"sub/a.py": f"git passes over its changes: {mark}"}
    assert "1 skipped" in stanch("scan", "--unstaged", at=repo).stderr
