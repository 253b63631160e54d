"""Which repository a directory belongs to, and what its files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo import ENVIRONMENT, Repo
from sources.powerless import powerless
from stanch.errors import GitError
from stanch.git.repository import EMPTY_TREE, Repository, find


def at(folder: Path) -> Repository:
    """The repository round a folder."""
    return find(str(folder), ENVIRONMENT)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("name", ["plain", "with space", "new\nline", "ünï", "a" * 64])
def test_find(tmp_path: Path, name: str, object_format: str) -> None:
    """The answers of git stand in lines, and a folder's name may hold a line end."""
    repo = Repo(tmp_path / name, object_format=object_format)
    (repo.path / "sub").mkdir()
    found = at(repo.path / "sub")
    assert found.top == str(repo.path)
    assert Path(found.git_dir).resolve() == repo.path / ".git"
    assert found.object_format == object_format
    assert (found.head, found.base) == ("", EMPTY_TREE[object_format])
    head = repo.commit()
    assert at(repo.path).head == at(repo.path).base == head


def test_find_bare(repo: Repo) -> None:
    """A bare repository has no top."""
    head = repo.commit()
    repo.git("clone", "-q", "--bare", ".", "../bare")
    found = at(repo.path.parent / "bare")
    assert (found.top, found.head) == ("", head)
    assert Path(found.git_dir).resolve() == repo.path.parent / "bare"


def test_find_nothing(tmp_path: Path) -> None:
    """Outside of every repository."""
    with pytest.raises(GitError, match="not a git repository"):
        at(tmp_path)


def test_merge_heads(repo: Repo) -> None:
    """The other parents of a merge that is not concluded."""
    repo.commit()
    assert at(repo.path).merge_heads() == ()
    (repo.path / ".git/MERGE_HEAD").write_text(f"{'1' * 40}\n{'2' * 40}\n")
    assert at(repo.path).merge_heads() == ("1" * 40, "2" * 40)


def test_cut(repo: Repo) -> None:
    """Where a shallow clone ends; in a linked worktree the list lies elsewhere."""
    repo.commit("first")
    second = repo.commit("second")
    assert at(repo.path).cut() == frozenset()
    shallow = repo.path.parent / "shallow"
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(shallow))
    Repo(shallow, init=False).git("worktree", "add", "-q", "--detach", "../linked")
    for folder in (shallow, shallow.parent / "linked"):
        assert at(folder).cut() == {second}


def test_files(repo: Repo) -> None:
    """What git sees below a folder, named from there."""
    repo.commit(**{"a": "", "sub/b": "", "sub/tracked.log": "", ".gitignore": "*.log\n"})
    repo.write("sub/new\nline", "")
    repo.write("sub/x.log", "")
    assert sorted(at(repo.path / "sub").files()) == ["b", "new\nline", "tracked.log"]
    assert len(at(repo.path).files()) == 5


def test_files_in_a_folder_that_may_not_be_opened(repo: Repo) -> None:
    """Git only warns and lists the rest, so a whole folder would silently be left out."""
    repo.write("shut 'x/a", "")
    repo.write("open/deep/shut/b", "")
    repo.write("c", "")
    with powerless(repo.path) as copy:
        for name in ("shut 'x", "open/deep/shut"):
            (copy / name).chmod(0)
        assert sorted(at(copy).files()) == ["c", "open/deep/shut", "shut 'x"]
        assert at(copy / "open").files() == ["deep/shut"]
