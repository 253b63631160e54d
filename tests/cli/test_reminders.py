"""Notes on standard error about what people easily take for something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".stanch-baseline", "# none\n"),
        (".stanchignore", "a.py\n"),
        (".stanch.yaml", "disable: [stripe-secret-key-live]\n"),
    ],
)
def test_policy_that_is_not_staged(repo: Repo, name: str, text: str) -> None:
    """It has no say about the commit, which looks as if it did not work."""
    repo.stage("a.py", LINE)
    repo.write(name, text)
    ran = stanch("scan", "--staged", at=repo)
    assert ran.code == 1
    assert f"note: {name} is not staged, so it was not used; `git add {name}`" in ran.stderr
    repo.git("add", "-f", name)
    assert "note:" not in stanch("scan", "--staged", at=repo).stderr


@pytest.mark.parametrize("folder", [".git", ".git/hooks", "../bare"])
def test_gits_own_folder(repo: Repo, folder: str) -> None:
    """It holds samples of hooks, and objects that only git can read."""
    repo.commit("a key", **{"a.py": LINE})
    repo.git("clone", "-q", "--bare", ".", "../bare")
    ran = stanch("scan", at=repo.path / folder)
    assert "lies in git's own folder; `stanch history` scans what it holds" in ran.stderr
    assert "note:" not in stanch("scan", "a.py", at=repo).stderr


def test_plain_files(tmp_path: Path) -> None:
    """There is nothing to note where there is no repository."""
    (tmp_path / "a.py").write_text(LINE)
    ran = stanch("scan", at=tmp_path)
    assert (ran.code, "note:" in ran.stderr) == (1, False)


def test_a_configuration_that_is_a_link_is_not_written_through(repo: Repo, tmp_path: Path) -> None:
    """A repository could have it lead to any file of the user's."""
    mine = tmp_path / "mine"
    mine.write_text("mine")
    (repo.path / ".stanch.yaml").symlink_to(mine)
    for more in ([], ["--force"]):
        ran = stanch("config", "init", *more, at=repo)
        assert (ran.code, "is a link" in ran.stderr) == (2, True)
    assert mine.read_text() == "mine"
