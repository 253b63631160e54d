"""`--ci` with real commits: which range is taken, and that it is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.run import Ran, stanch
from repo import Repo
from tokens import stripe

NONE = "0" * 40


def key(number: int) -> str:
    """A line with a key of its own."""
    return f"key = {stripe(number)}\n"


@pytest.fixture
def clone(repo: Repo, tmp_path: Path) -> Repo:
    """A clone as CI makes it: `main` and `work` of a remote, HEAD on no branch."""
    repo.commit("old", **{"old.py": key(0)})
    repo.git("checkout", "-q", "-b", "work")
    repo.commit("one", **{"one.py": key(1)})
    repo.commit("two", **{"two.py": key(2)})
    repo.git("checkout", "-q", "main")
    repo.commit("main goes on", **{"main.py": key(3)})
    made = Repo(tmp_path / "clone", init=False)
    repo.git("clone", "-q", f"file://{repo.path}", str(made.path))
    made.git("checkout", "-q", "--detach", "origin/work")
    return made


def github(at: Repo, name: str, event: dict[str, Any], command: str = "history") -> Ran:
    """A run on GitHub."""
    file = at.path.parent / "event.json"
    file.write_text(json.dumps(event))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REF": "refs/heads/work",
    }
    return stanch(command, "--ci", "--format", "json", at=at, env=env)


def oid(at: Repo, name: str) -> str:
    """The id of that name."""
    return at.git("rev-parse", name).strip()


@pytest.mark.parametrize("command", ["history", "scan"])
def test_a_pull_request(clone: Repo, command: str) -> None:
    """What main got meanwhile is not the branch's."""
    head, base = oid(clone, "origin/work"), oid(clone, "origin/main")
    pull = {"number": 7, "base": {"sha": base, "ref": "main"}, "head": {"sha": head}}
    ran = github(clone, "pull_request", {"pull_request": pull}, command)
    assert ran.places == ["one.py:1", "two.py:1"]
    assert f"pull request 7 into main: the range is {base[:12]}..{head[:12]}" in ran.stderr


def test_a_pull_request_whose_base_is_not_here(clone: Repo) -> None:
    """An id that is missing is replaced by the branch, if that is here; else it is an error."""
    head = oid(clone, "origin/work")
    pull = {"number": 7, "base": {"sha": "1" * 40, "ref": "main"}, "head": {"sha": head}}
    ran = github(clone, "pull_request", {"pull_request": pull})
    assert ran.places == ["one.py:1", "two.py:1"]
    assert "from the end of main" in ran.stderr
    clone.git("update-ref", "-d", "refs/remotes/origin/main")
    clone.git("branch", "-D", "main", check=False)
    ran = github(clone, "pull_request", {"pull_request": pull})
    assert (ran.code, ran.stdout) == (3, "")
    assert "is not here" in ran.stderr
    assert "fetch-depth: 0" in ran.stderr


def test_a_pull_request_whose_head_is_not_here(clone: Repo) -> None:
    """HEAD may be the branch that is merged into: to take it would scan nothing."""
    pull = {"base": {"sha": oid(clone, "HEAD"), "ref": "main"}, "head": {"sha": "1" * 40}}
    ran = github(clone, "pull_request_target", {"pull_request": pull})
    assert (ran.code, ran.stdout) == (3, "")


def test_a_merge_queue(clone: Repo) -> None:
    """The queue's commit is a merge that no branch has."""
    base = oid(clone, "origin/main")
    clone.git("checkout", "-q", "--detach", "origin/main")
    clone.git("merge", "-q", "--no-edit", "origin/work")
    queue = {"base_sha": base, "head_sha": oid(clone, "HEAD"), "base_ref": "refs/heads/main"}
    ran = github(clone, "merge_group", {"merge_group": queue})
    assert ran.places == ["one.py:1", "two.py:1"]


@pytest.mark.parametrize(
    ("before", "places", "says"),
    [
        pytest.param("origin/work~1", ["two.py:1"], "as the platform says", id="a push"),
        pytest.param(NONE, ["one.py:1", "two.py:1"], "what main has not", id="the first push"),
        pytest.param("1" * 40, ["one.py:1", "two.py:1"], "a force push", id="a force push"),
        pytest.param(
            "origin/main",
            ["one.py:1", "two.py:1"],
            "as the platform says",
            id="a force push whose past is here",
        ),
    ],
)
def test_a_push(clone: Repo, before: str, places: list[str], says: str) -> None:
    """A push answers for what it brings."""
    base = oid(clone, before) if before.startswith("origin") else before
    event = {
        "before": base,
        "after": oid(clone, "origin/work"),
        "repository": {"default_branch": "main"},
    }
    ran = github(clone, "push", event)
    assert ran.places == places
    assert says in ran.stderr


def test_the_first_push_of_the_default_branch(clone: Repo) -> None:
    """Nothing was there before, so everything is new."""
    event = {
        "before": NONE,
        "after": oid(clone, "origin/work"),
        "repository": {"default_branch": "work"},
    }
    ran = github(clone, "push", event)
    assert ran.places == ["main.py:1", "old.py:1", "one.py:1", "two.py:1"]
    assert "everything is scanned" in ran.stderr


def test_a_deletion(clone: Repo) -> None:
    """Nothing came."""
    ran = github(clone, "push", {"before": oid(clone, "HEAD"), "after": NONE, "deleted": True})
    assert (ran.code, ran.places) == (0, [])


@pytest.mark.parametrize(
    ("command", "places"),
    [
        ("history", ["main.py:1", "old.py:1", "one.py:1", "two.py:1"]),
        ("scan", ["old.py:1", "one.py:1", "two.py:1"]),
    ],
)
def test_a_schedule(clone: Repo, command: str, places: list[str]) -> None:
    """No change, so everything: of a scan the files."""
    ran = github(clone, "schedule", {}, command)
    assert ran.places == places
    assert "schedule: no range, so everything is scanned" in ran.stderr


def test_a_platform_that_tells_nothing_of_the_past(clone: Repo) -> None:
    """The remote's HEAD says which branch was there before."""
    env = {"CIRCLECI": "true", "CIRCLE_BRANCH": "topic", "CIRCLE_SHA1": oid(clone, "HEAD")}
    clone.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    ran = stanch("history", "--ci", "--format", "json", at=clone, env=env)
    assert ran.places == ["one.py:1", "two.py:1"]
    clone.git("update-ref", "-d", "--no-deref", "refs/remotes/origin/HEAD")
    ran = stanch("history", "--ci", "--format", "json", at=clone, env=env)
    assert ran.places == ["one.py:1", "two.py:1"]


def test_a_branch_without_a_name_is_not_taken_for_scanned(clone: Repo) -> None:
    """Compared with itself the default branch would bring nothing, and be clean for ever."""
    clone.git("checkout", "-q", "--detach", "origin/main")
    env = {"JENKINS_URL": "http://ci", "GIT_COMMIT": oid(clone, "HEAD")}
    ran = stanch("history", "--ci", "--format", "json", at=clone, env=env)
    assert "everything is scanned" in ran.stderr
    assert len(ran.places) == 4


def test_a_shallow_clone(repo: Repo, clone: Repo, tmp_path: Path) -> None:
    """Most platforms fetch one commit only: that must not look clean."""
    shallow = Repo(tmp_path / "shallow", init=False)
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(shallow.path))
    event = {"before": oid(clone, "HEAD~1"), "after": oid(clone, "HEAD"), "repository": {}}
    assert github(shallow, "push", event).code in {1, 3}
    pull = {
        "base": {"sha": oid(clone, "HEAD~2"), "ref": "main"},
        "head": {"sha": oid(clone, "HEAD")},
    }
    ran = github(shallow, "pull_request", {"pull_request": pull})
    assert (ran.code, ran.stdout) == (3, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["history", "--ci", "--range", "HEAD~1.."],
        ["history", "--ci", "--branch", "main"],
        ["scan", "--ci", "--staged"],
        ["scan", "--ci", "a.py"],
    ],
    ids=" ".join,
)
def test_one_choice_at_a_time(clone: Repo, arguments: list[str]) -> None:
    """One that is passed over would look clean."""
    env = {"CIRCLECI": "true", "CIRCLE_BRANCH": "work", "CIRCLE_SHA1": oid(clone, "HEAD")}
    assert stanch(*arguments, at=clone, env=env).code == 2


def test_no_platform(clone: Repo) -> None:
    """On a desk there is no range to take."""
    ran = stanch("history", "--ci", at=clone)
    assert ran.code == 2
    assert "GitHub Actions, GitLab CI" in ran.stderr
