"""`stanch history` of a part of the history: a range, a time, branches, paths."""

from __future__ import annotations

import pytest

from cli.run import stanch
from cli.test_life import commit
from repo import Repo
from stanch.cli.scope import moment
from stanch.errors import UsageError
from tokens import stripe

NOW = 1_767_225_600  # 2026-01-01T00:00:00Z
DAY = 86_400


def key(number: int) -> str:
    """A line with a key of its own."""
    return f"key = {stripe(number)}\n"


@pytest.fixture
def forked(repo: Repo) -> Repo:
    """`main` with a merged side, a branch, a stash, a lost commit and a message with a key."""
    commit(repo, "2025-01-01", **{"src/old.py": key(0)})
    repo.git("checkout", "-q", "-b", "side")
    commit(repo, "2025-01-02", **{"src/side.py": key(1)})
    commit(repo, "2025-01-03", **{"src/gone.py": key(2)})
    commit(repo, "2025-01-04", **{"src/gone.py": ""})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", f"uses {stripe(3)}", "side")
    repo.git("branch", "-q", "-D", "side")
    repo.git("checkout", "-q", "-b", "feature/x", "HEAD~1")
    commit(repo, "2025-02-01", **{"docs/feature.txt": key(4)})
    repo.git("checkout", "-q", "main")
    commit(repo, "2025-03-01", **{"lost.py": key(5)})
    repo.git("reset", "-q", "--hard", "HEAD~1")
    return repo


ALL = ["docs/feature.txt", "lost.py", "message", "src/gone.py", "src/old.py", "src/side.py"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        pytest.param([], ALL, id="everything"),
        pytest.param(["--no-unreachable"], [n for n in ALL if n != "lost.py"], id="what refs know"),
        pytest.param(
            ["--branch", "main"],
            ["message", "src/gone.py", "src/old.py", "src/side.py"],
            id="a branch",
        ),
        pytest.param(["--branch", "feature/x"], ["docs/feature.txt", "src/old.py"], id="another"),
        pytest.param(
            ["--branch", "feature/x", "--branch", "main"],
            [n for n in ALL if n != "lost.py"],
            id="both",
        ),
        pytest.param(
            ["--branch", "main", "--first-parent"],
            ["message", "src/old.py", "src/side.py"],
            id="a merge is one change, in which nothing came and went",
        ),
        pytest.param(
            ["--range", "feature/x~1..main"],
            ["message", "src/gone.py", "src/side.py"],
            id="a range",
        ),
        pytest.param(["--since", "2025-01-15"], ["docs/feature.txt", "message"], id="a time"),
        pytest.param(
            ["--since", "2025-01-03T13:00:00+01:00", "--branch", "feature/x"],
            ["docs/feature.txt"],
            id="a time and a branch",
        ),
        pytest.param(["--paths", "docs/"], ["docs/feature.txt"], id="a folder"),
        pytest.param(
            ["--paths", "*.py", "--paths", "!lost.py"],
            ["src/gone.py", "src/old.py", "src/side.py"],
            id="patterns",
        ),
        pytest.param(
            ["--range", "feature/x~1..main", "--paths", "**/gone.py"],
            ["src/gone.py"],
            id="paths of a range",
        ),
    ],
)
def test_a_part(forked: Repo, arguments: list[str], found: list[str]) -> None:
    """What is asked for is read, and nothing else."""
    ran = stanch("history", "--format", "json", *arguments, at=forked)
    places = {
        "message" if place["part"] == "message" else place["path"]
        for one in ran.report["findings"]
        for place in one["locations"]
    }
    assert sorted(places) == found
    assert ran.code == 1


def test_a_range_reports_what_it_introduces(forked: Repo) -> None:
    """An old secret in a file that is changed again is not the range's; nor is a moved one."""
    commit(forked, "2025-04-01", **{"src/old.py": "\n" + key(0)})
    commit(forked, "2025-04-02", **{"src/new.py": key(0), "src/old.py": ""})
    for arguments in (["--range", "HEAD~2..HEAD"], ["--since", "2025-03-15"]):
        ran = stanch("history", "--format", "json", *arguments, "--paths", "src/", at=forked)
        assert (ran.code, ran.places, ran.blobs) == (0, [], 2), ran.stderr


def test_a_clock_that_was_behind(repo: Repo) -> None:
    """Git itself stops looking at the first commit that is too old."""
    commit(repo, "2025-05-01", **{"a.py": key(0)})
    commit(repo, "2001-01-01", **{"b.py": key(1)})
    commit(repo, "2025-05-02", **{"c.py": key(2)})
    ran = stanch("history", "--format", "json", "--since", "2025-04-01", at=repo)
    assert ran.places == ["a.py:1", "c.py:1"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--branch", "mian"], "did you mean 'main'?"),
        (["--branch", ""], "no branch is called"),
        (["--branch", "--all"], "no branch is called"),
        (["--since", "soon"], "is no date"),
        (["--since", ""], "is no date"),
        (["--range", ".."], "names no commit"),
        (["--range", "HEAD~1..nowhere"], "names no commit"),
        (["--range", "main"], "is no range"),
        (["--paths", "srcc/"], "fits no file"),
        (["--paths", ""], "the pattern is empty"),
        (["--paths", "a[", "--branch", "main"], "a bracket is not closed"),
        (["--range", "HEAD~1..", "--branch", "main"], "goes without"),
    ],
    ids=str,
)
def test_what_names_nothing(forked: Repo, arguments: list[str], says: str) -> None:
    """A typing error must not be a clean history."""
    ran = stanch("history", *arguments, at=forked)
    assert (ran.code, ran.stdout) == (2, "")
    assert says in ran.stderr


def test_a_remote_branch(forked: Repo) -> None:
    """CI has remote branches only."""
    forked.git("update-ref", "refs/remotes/origin/theirs", "feature/x")
    for name in ("theirs", "origin/theirs", "refs/remotes/origin/theirs"):
        ran = stanch("history", "--format", "json", "--branch", name, at=forked)
        assert ran.places == ["docs/feature.txt:1", "src/old.py:1"], name


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2025-12-31", NOW - DAY),
        ("2025-12-31T12:00", NOW - DAY // 2),
        ("2025-12-31T12:00:00Z", NOW - DAY // 2),
        ("2025-12-31T12:00:00+02:00", NOW - DAY // 2 - 7200),
        ("1d", NOW - DAY),
        ("2 weeks ago", NOW - 14 * DAY),
        ("6m", NOW - 180 * DAY),
        ("1 year", NOW - 365 * DAY),
    ],
)
def test_a_moment(text: str, seconds: int) -> None:
    """The same everywhere: a day begins in UTC."""
    assert moment(text, NOW) == seconds


@pytest.mark.parametrize(
    "text", ["", "now", "yesterday", "2025-13-01", "1", "-1d", "999999y", "1s"]
)
def test_no_moment(text: str) -> None:
    """Git would take each of them for some time."""
    with pytest.raises(UsageError, match="no date"):
        moment(text, NOW)
