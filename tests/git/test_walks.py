"""Many commits asked about at once, by two processes, and read as often as somebody likes."""

from __future__ import annotations

import pytest

from repo import ENVIRONMENT, Repo
from stanch.errors import GitError
from stanch.git import reach, walks
from stanch.git.changes import REFS, TREES, introduced
from stanch.git.repository import Repository, find
from stanch.git.walks import walked, walking

COMMITS = 7


def at(repo: Repo) -> Repository:
    """The repository as plumbing sees it."""
    return find(str(repo.path), ENVIRONMENT)


@pytest.fixture
def many(repo: Repo) -> Repo:
    """Commits that change, add and remove, and a merge."""
    for n in range(COMMITS):
        repo.stage(f"{n % 3}.txt", f"{n}\n")
        repo.commit(str(n))
    return repo


@pytest.mark.parametrize("least", [1, 2, COMMITS, COMMITS + 1])
def test_two_processes_say_what_one_does(
    many: Repo, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they were asked."""
    monkeypatch.setattr(walks, "_MANY", least)
    repository = at(many)
    ids = reach.commits(repository, REFS)
    assert len(ids) == COMMITS
    changes = list(walked(repository, TREES, ids))
    assert changes == list(introduced(repository, REFS))
    assert list(dict.fromkeys(change.commit for change in changes)) == list(ids)


def test_it_can_be_read_again(many: Repo) -> None:
    """What came to light on the way may make an earlier change matter."""
    repository = at(many)
    with walking(repository, TREES, reach.commits(repository, REFS)) as walk:
        first = next(iter(walk))
        assert list(walk) == list(walk)
        assert next(iter(walk)) == first


def test_nothing_asked_is_nothing_said(many: Repo) -> None:
    """A repository may hold no commit at all."""
    assert list(walked(at(many), TREES, ())) == []


def test_what_git_does_not_know_is_an_error(many: Repo) -> None:
    """A walk that ends early must not look like one that ended."""
    with pytest.raises(GitError):
        list(walked(at(many), (*TREES, "--no-such-option"), ("0" * 40,)))
