"""pre-push and pre-receive between two repositories, by real git."""

from __future__ import annotations

import json
import time

import pytest

from cli.run import stanch
from hooks.sides import git, holds, hook, server
from repo import Repo
from stanch.cli import receive as receiving
from tokens import stripe

LINE = f"key = {stripe()}\n"
OTHER = f"key = {stripe(1)}\n"


@pytest.fixture
def pushing(repo: Repo, real: str) -> Repo:
    """A repository with one clean commit on the server, and the pre-push hook."""
    server(repo)
    repo.commit("start", **{"a.py": "x = 1\n"})
    repo.git("push", "-q", "-u", "origin", "main")
    hook(repo, real, "pre-push")
    return repo


@pytest.fixture
def taking(repo: Repo, real: str) -> tuple[Repo, Repo]:
    """The same, with the hook on the server instead."""
    there = server(repo)
    repo.commit("start", **{"a.py": "x = 1\n"})
    repo.git("push", "-q", "-u", "origin", "main")
    hook(there, real, "pre-receive")
    return repo, there


def test_a_push_with_a_secret_is_stopped(pushing: Repo) -> None:
    """And what is said holds the place, not the value."""
    pushing.commit("a leak", **{"b.py": LINE})
    said = git(pushing, "push", "origin", "main")
    assert said.code == 1
    assert "b.py:1" in said.text
    assert "stripe-secret-key-live" in said.text
    assert "nothing was pushed" in said.text
    assert stripe() not in said.text


def test_a_clean_push_goes_through(pushing: Repo) -> None:
    """In silence."""
    pushing.commit("more", **{"b.py": "y = 2\n"})
    said = git(pushing, "push", "-q", "origin", "main")
    assert said.code == 0, said.text


def test_a_secret_that_a_later_commit_takes_away_leaks_all_the_same(pushing: Repo) -> None:
    """It is in the history that is pushed."""
    pushing.commit("a leak", **{"b.py": LINE})
    pushing.commit("cleaned", **{"b.py": "key = read()\n"})
    assert git(pushing, "push", "origin", "main").code == 1


def test_what_the_remote_has_is_not_scanned_again(pushing: Repo) -> None:
    """An old leak would stop each push for ever; a new branch of it brings nothing."""
    pushing.commit("an old leak", **{"b.py": LINE})
    pushing.git("push", "-q", "--no-verify", "origin", "main")
    pushing.commit("more", **{"b.py": LINE + "y = 2\n"})
    assert git(pushing, "push", "origin", "main").code == 0
    pushing.git("checkout", "-q", "-b", "topic")
    pushing.commit("on the branch", **{"c.py": "z = 3\n"})
    assert git(pushing, "push", "origin", "topic").code == 0
    pushing.commit("a leak", **{"d.py": OTHER})
    assert git(pushing, "push", "origin", "topic:other").code == 1


def test_another_remote_has_another_memory(pushing: Repo) -> None:
    """What `origin` holds says nothing about a mirror that anybody may read."""
    pushing.commit("an old leak", **{"b.py": LINE})
    pushing.git("push", "-q", "--no-verify", "origin", "main")
    mirror = pushing.path.parent / "mirror.git"
    pushing.git("init", "-q", "--bare", str(mirror))
    pushing.git("remote", "add", "mirror", str(mirror))
    assert git(pushing, "push", "mirror", "main").code == 1
    assert git(pushing, "push", str(mirror), "main").code == 1


def test_a_forced_push_is_scanned_from_where_the_histories_part(pushing: Repo) -> None:
    """Also when the remote moved on to a commit that nobody here has."""
    other = Repo(pushing.path.parent / "other", init=False)
    pushing.git("clone", "-q", str(pushing.path.parent / "server.git"), str(other.path))
    other.commit("unknown here", **{"u.py": "u = 1\n"})
    other.git("push", "-q", "origin", "HEAD:main")
    pushing.git("commit", "-q", "--amend", "-m", "start, differently")
    assert git(pushing, "push", "--force", "origin", "main").code == 0
    pushing.commit("a leak", **{"b.py": LINE})
    assert git(pushing, "push", "--force", "origin", "main").code == 1


def test_several_refs_at_once(pushing: Repo) -> None:
    """One of them is enough to stop all, as git does."""
    pushing.git("branch", "clean")
    pushing.git("checkout", "-q", "-b", "bad")
    pushing.commit("a leak", **{"b.py": LINE})
    said = git(pushing, "push", "origin", "clean", "bad")
    assert (said.code, "b.py:1" in said.text) == (1, True)


def test_deleting_a_branch_brings_nothing(pushing: Repo) -> None:
    """There is nothing to scan, and no commit to name."""
    pushing.git("push", "-q", "--no-verify", "origin", "main:gone")
    assert git(pushing, "push", "-q", "origin", ":gone").code == 0


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(["tag", "-a", "-m", f"see {stripe()}", "v1"], id="a message"),
        pytest.param(["tag", stripe()], id="a name"),
    ],
)
def test_tags(pushing: Repo, make: list[str]) -> None:
    """A tag has a message of its own, and a name."""
    pushing.git(*make)
    assert git(pushing, "push", "origin", "--tags").code == 1
    pushing.git("tag", "-d", make[-1])
    pushing.git("tag", "-a", "-m", "the first", "v2")
    assert git(pushing, "push", "-q", "origin", "--tags").code == 0


def test_a_tag_of_a_file(pushing: Repo) -> None:
    """No commit leads to it, and it is pushed all the same."""
    pushing.stage("b.py", LINE)
    pushing.git("tag", "blob", pushing.git("rev-parse", ":b.py").strip())
    pushing.git("tag", "tree", pushing.git("write-tree").strip())
    assert git(pushing, "push", "origin", "blob").code == 1
    assert git(pushing, "push", "origin", "tree").code == 1


def test_messages_of_commits(pushing: Repo) -> None:
    """`git commit --no-verify` passes commit-msg; this is the second look."""
    pushing.commit(f"uses {stripe()}")
    assert git(pushing, "push", "origin", "main").code == 1


def test_the_earlier_hook_hears_the_refs_too(repo: Repo, real: str) -> None:
    """Standard input can be read once; git-lfs lives on it."""
    server(repo)
    path = repo.write(".git/hooks/pre-push", '#!/bin/sh\necho "$@" >args\ncat >refs\n')
    path.chmod(0o755)
    hook(repo, real, "pre-push")
    repo.commit("a leak", **{"b.py": LINE})
    assert git(repo, "push", "origin", "main").code == 1
    assert (repo.path / "refs").read_text().startswith("refs/heads/main ")
    assert (repo.path / "args").read_text().startswith("origin ")


def test_a_refused_push_leaves_nothing_on_the_server(taking: tuple[Repo, Repo]) -> None:
    """The objects lie in a quarantine until the hook says yes."""
    repo, there = taking
    oid = repo.commit("a leak", **{"b.py": LINE})
    blob = repo.git("rev-parse", "HEAD:b.py").strip()
    said = git(repo, "push", "origin", "main")
    assert said.code == 1
    assert "remote: b.py:1" in said.text
    assert "the push was refused" in said.text
    assert stripe() not in said.text
    assert not holds(there, oid)
    assert not holds(there, blob)
    assert there.git("rev-parse", "main") != oid + "\n"


def test_the_server_takes_what_is_clean(taking: tuple[Repo, Repo]) -> None:
    """New branches, tags, several at once, deletions, and what is there already."""
    repo, there = taking
    oid = repo.commit("more", **{"b.py": "y = 2\n"})
    repo.git("tag", "-a", "-m", "first", "v1")
    assert git(repo, "push", "origin", "main", "main:topic", "v1").code == 0
    assert holds(there, oid)
    assert git(repo, "push", "origin", ":topic").code == 0


def test_the_server_borrows_objects(repo: Repo, real: str) -> None:
    """A fork's alternates hold what it does not: neither missing nor new."""
    upstream = server(repo, "upstream.git")
    repo.commit("an old leak", **{"b.py": LINE})
    repo.git("push", "-q", "origin", "main")
    fork = repo.path.parent / "fork.git"
    repo.git("clone", "-q", "--bare", "--shared", str(upstream.path), str(fork))
    hook(Repo(fork, init=False), real, "pre-receive")
    repo.commit("more", **{"c.py": "y = 2\n"})
    assert git(repo, "push", str(fork), "main:topic").code == 0
    repo.commit("a leak", **{"d.py": OTHER})
    assert git(repo, "push", str(fork), "main:topic").code == 1


def test_no_more_than_a_screen(taking: tuple[Repo, Repo]) -> None:
    """Who pushes reads the first lines; what scrolled away nobody reads."""
    repo, _ = taking
    repo.commit("leaks", **{f"f{n}.py": f"key = {stripe(n)}\n" for n in range(40)})
    said = git(repo, "push", "-q", "origin", "main")
    assert said.code == 1
    lines = [line for line in said.text.splitlines() if line.startswith("remote:")]
    assert 10 < len(lines) < 24
    assert any("more" in line for line in lines)


def test_the_policy_of_a_push_is_not_its_own(taking: tuple[Repo, Repo]) -> None:
    """A branch that brings its own exclusions would exclude its leak; the default branch rules."""
    repo, _ = taking
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("mine", **{".stanch.yaml": "exclude: ['**']\n"})
    assert git(repo, "push", "-q", "origin", "topic").code == 0
    repo.commit("a leak", **{"b.py": LINE})
    assert git(repo, "push", "-q", "origin", "topic").code == 1
    repo.git("push", "-q", "origin", "topic~1:main")
    assert git(repo, "push", "-q", "origin", "topic").code == 0


def test_bounded_in_time(taking: tuple[Repo, Repo], monkeypatch: pytest.MonkeyPatch) -> None:
    """A push that takes longer than the server allows is refused, never waved through."""
    _, there = taking
    there.git("config", "stanch.seconds", "1")
    head = there.git("rev-parse", "main").strip()
    line = f"{'0' * 40} {head} refs/heads/new\n".encode()
    # Whatever is slow: git, a disk, a rule. How fast the machine is must not decide here.
    monkeypatch.setattr(receiving, "scanned", lambda *_given, **_named: time.sleep(60))
    ran = stanch("hooks", "run", "pre-receive", at=there, stdin=line)
    assert ran.code == 3
    assert "could not be scanned in 1 seconds" in ran.stdout


def test_a_limit_that_is_none(taking: tuple[Repo, Repo]) -> None:
    """A typo in the server's configuration is no reason to let everything through."""
    repo, there = taking
    there.git("config", "stanch.seconds", "soon")
    repo.commit("more", **{"b.py": "y = 2\n"})
    said = git(repo, "push", "-q", "origin", "main")
    assert (said.code, "set it to a number" in said.text) == (1, True)


@pytest.mark.parametrize(
    ("allowed", "option", "code", "says"),
    [
        ("true", "stanch.bypass=a key of the tests", 0, "let through because of the push option"),
        ("true", "stanch.bypass", 1, "needs a reason"),
        ("true", "ci.skip", 1, "refused"),
        ("false", "stanch.bypass=please", 1, "takes no bypass"),
    ],
    ids=["with a reason", "without one", "another option", "where the server takes none"],
)
def test_a_bypass(
    taking: tuple[Repo, Repo], allowed: str, option: str, code: int, says: str
) -> None:
    """It is the server's to allow, and each one is written down."""
    repo, there = taking
    there.git("config", "receive.advertisePushOptions", "true")
    there.git("config", "stanch.bypass", allowed)
    repo.commit("a leak", **{"b.py": LINE})
    said = git(repo, "push", "-o", option, "origin", "main", USER="ada")
    assert (said.code, says in said.text) == (code, True), said.text
    log = there.path / "stanch-bypass.log"
    assert log.exists() is (code == 0)
    if log.exists():
        (line,) = log.read_text().splitlines()
        entry = json.loads(line)
        assert entry["reason"] == "a key of the tests"
        assert entry["findings"] == [{"rule": "stripe-secret-key-live", "path": "b.py"}]
        assert [ref["ref"] for ref in entry["refs"]] == ["refs/heads/main"]
        assert stripe() not in line
        assert log.stat().st_mode & 0o777 == 0o600


def test_a_bypass_that_cannot_be_logged_is_none(taking: tuple[Repo, Repo]) -> None:
    """Otherwise a full disk would be a way in."""
    repo, there = taking
    there.git("config", "receive.advertisePushOptions", "true")
    there.git("config", "stanch.bypass", "true")
    there.git("config", "stanch.bypassLog", "missing/folder/log")
    repo.commit("a leak", **{"b.py": LINE})
    said = git(repo, "push", "-o", "stanch.bypass=why", "origin", "main")
    assert (said.code, "cannot be logged" in said.text) == (1, True)


def test_nobody_else_says_what_is_pushed(repo: Repo) -> None:
    """Lines of another form are an error, never an empty push."""
    for name in ("pre-push", "pre-receive"):
        assert stanch("hooks", "run", name, at=repo, stdin=b"main\n").code == 2


def test_a_push_of_which_nothing_is_heard(repo: Repo) -> None:
    """That is so when all is up to date; a manager that keeps it to itself looks the same."""
    repo.commit("start", **{"a.py": "x = 1\n"})
    ran = stanch("hooks", "run", "pre-push", "origin", at=repo)
    assert (ran.code, "use_stdin: true" in ran.stderr) == (0, True)
