"""Many commits asked about at once, by two processes, and read as often as somebody likes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter

import pytest

from repo import ENVIRONMENT, Repo
from stanch.errors import GitError
from stanch.git import lines, reach, walks
from stanch.git.changes import REFS, TREES, Change, introduced
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


def test_of_most_commits_nothing_is_read(many: Repo) -> None:
    """Only those that touch a path or hold a version, before or after, with all that they bring."""
    repository = at(many)
    order = lines.lines(repository)
    with lines.steps(repository, order) as walk:
        every = [[*group] for _, group in groupby(walk, key=attrgetter("commit"))]
        chosen = every[len(every) // 2][0]
        path, new = chosen.path.encode(), chosen.new.encode()

        def touching(of: Callable[[Change], bool]) -> list[list[Change]]:
            return [group for group in every if any(map(of, group))]

        holding = touching(lambda one: chosen.new in {one.new, *one.olds})
        assert 0 < len(holding) < len(every)
        assert [*walk.about({path}, set())] == touching(lambda one: one.path == chosen.path)
        assert [*walk.about(set(), {new})] == touching(
            lambda one: chosen.new in {one.new, *one.olds}
        )
        assert [*walk.about(set(), set())] == []


def test_nothing_asked_is_nothing_said(many: Repo) -> None:
    """A repository may hold no commit at all."""
    assert list(walked(at(many), TREES, ())) == []


def test_what_git_does_not_know_is_an_error(many: Repo) -> None:
    """A walk that ends early must not look like one that ended."""
    with pytest.raises(GitError):
        list(walked(at(many), (*TREES, "--no-such-option"), ("0" * 40,)))
