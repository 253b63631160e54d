"""Where git looks for hooks, and cloning, against real git in the open and in odd places."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from repo import ENVIRONMENT, Repo
from stanch.errors import GitError, StanchError, UsageError
from stanch.git.setup import HooksPlace, clone, hooks_path, public_url


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitPython reads os.environ, so the machine's own settings of git must not stand in it."""
    for name in os.environ:
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_plain_repository(tmp_path: Path, format_: str) -> None:
    """GitPython's own reader fails on SHA-256, where hooks are just as needed."""
    top = tmp_path / "re po\u00e9"
    git_dir = str(top / ".git")
    Repo(top, object_format=format_)
    (top / "sub").mkdir()
    wanted = HooksPlace(git_dir + "/hooks", False, "", git_dir, git_dir, str(top))  # noqa: FBT003 - a record in its order
    assert hooks_path(str(top)) == wanted
    assert hooks_path(str(top / "sub")) == wanted


def test_linked_work_tree(repo: Repo) -> None:
    """Its own git_dir has no hooks that git would run."""
    repo.commit()
    repo.git("worktree", "add", "-q", "../linked")
    place = hooks_path(str(repo.path.parent / "linked"))
    assert place.path == str(repo.path / ".git/hooks")
    assert place.git_dir == str(repo.path / ".git/worktrees/linked")
    assert place.common_dir == str(repo.path / ".git")
    assert place.top == str(repo.path.parent / "linked")


def test_bare_repository(repo: Repo) -> None:
    """A relative core.hooksPath starts at the repository itself where there is no work tree."""
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    bare = repo.path.parent / "bare.git"
    assert hooks_path(str(bare)).path == str(bare / "hooks")
    Repo(bare, init=False).git("config", "core.hooksPath", "mine")
    assert hooks_path(str(bare))[:3] == (str(bare / "mine"), True, "local")
    assert hooks_path(str(bare)).top == ""


def test_symbolic_link_to_a_subfolder(repo: Repo, tmp_path: Path) -> None:
    """Git answers with `../.git`, which is elsewhere when the way in was a link."""
    (repo.path / "a").mkdir()
    (tmp_path / "way" / "in").mkdir(parents=True)
    (tmp_path / "way" / "in" / "link").symlink_to(repo.path / "a")
    place = hooks_path(str(tmp_path / "way" / "in" / "link"))
    assert place.common_dir == str(repo.path / ".git")


def test_setting_of_one_work_tree(repo: Repo) -> None:
    """`git config --worktree` wins over the repository's own setting."""
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("config", "core.hooksPath", "all")
    repo.git("config", "--worktree", "core.hooksPath", "one")
    assert hooks_path(str(repo.path))[:3] == (str(repo.path / "one"), True, "worktree")


def test_fsmonitor_is_not_run(repo: Repo) -> None:
    """The question where hooks lie must not start a program."""
    repo.commit()
    repo.git("config", "core.fsmonitor", f"touch {repo.path}/ran;")
    hooks_path(str(repo.path))
    assert not (repo.path / "ran").exists()


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        pytest.param("", "not in a git repository", id="outside of a repository"),
        pytest.param("nowhere", "not a folder", id="a folder that is not there"),
        pytest.param("repo/.git", "inside git's own folder", id="git's own folder"),
    ],
)
def test_wrong_folder_is_said(repo: Repo, tmp_path: Path, folder: str, words: str) -> None:
    """The message tells a wrong folder from broken git."""
    with pytest.raises(UsageError, match=words):
        hooks_path(str(tmp_path / folder))


def test_broken_configuration_is_gits_error(repo: Repo) -> None:
    """Not being able to ask is no answer."""
    with (repo.path / ".git/config").open("a") as file:
        file.write("[core\n")
    with pytest.raises(GitError, match="bad config"):
        hooks_path(str(repo.path))


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_clone_has_everything_and_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    """A cloned repository is a stranger's: no template, no hook, no check-out may run."""
    source = Repo(tmp_path / "source", object_format=format_)
    head = source.commit(**{"a.txt": "a"})
    source.git("branch", "other")
    source.git("tag", "v1")
    template = tmp_path / "template" / "hooks"
    template.mkdir(parents=True)
    hook = template / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    machine = tmp_path / "gitconfig"
    machine.write_text(
        f'[init]\n\ttemplateDir = "{template.parent}"\n[core]\n\thooksPath = "{template}"\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(machine))
    told: list[tuple[str, int, int]] = []
    into = tmp_path / "in to"
    clone(f"file://{source.path}", str(into), lambda *now: told.append(now))
    assert not (tmp_path / "ran").exists()
    assert not (into / "hooks").exists()
    copy = Repo(into, init=False)
    assert copy.git("rev-parse", "other", "v1", "main").split() == [head] * 3
    assert copy.git("config", "core.bare").strip() == "true"
    assert {"counting", "receiving"} <= {phase for phase, _, _ in told}


def test_clone_of_a_folder_needs_no_progress(repo: Repo, tmp_path: Path) -> None:
    """`stanch history ../other` is the plainest form."""
    head = repo.commit()
    clone(str(repo.path), str(tmp_path / "into"))
    assert Repo(tmp_path / "into", init=False).git("rev-parse", "HEAD").strip() == head


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("ext::sh -c 'touch ran'", id="a remote helper that runs a command"),
        pytest.param("ext://sh", id="the same as a URL"),
        pytest.param("http://example.org/x.git", id="http, which anybody on the way can change"),
        pytest.param("ftp://example.org/x.git", id="a protocol nobody uses"),
        pytest.param("--upload-pack=touch ran", id="an option"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_protocols_are_refused(tmp_path: Path, url: str) -> None:
    """Git's remote helpers run commands that stand in the URL."""
    with pytest.raises(UsageError, match="will not clone") as caught:
        clone(url, str(tmp_path / "into"))
    assert "https://" in caught.value.hint
    assert not (tmp_path / "into").exists()


def test_folder_in_the_way(repo: Repo) -> None:
    """Somebody's folder is never written into."""
    repo.write("a", "a")
    with pytest.raises(UsageError, match="in the way"):
        clone(str(repo.path), str(repo.path))


SECRET = "s3" + "cret%20word"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"file://ada:{SECRET}@localhost/nowhere/x.git", id="user and password"),
        pytest.param(f"file://{SECRET}@localhost/nowhere/x.git", id="a token as the user"),
        pytest.param(f"file:///nowhere/x.git?token={SECRET}", id="a token in the query"),
        pytest.param(f"ssh://ada:{SECRET}@localhost:1/x.git", id="ssh with a password"),
        pytest.param(f"https://ada:{SECRET}@localhost:1/x.git", id="https with a password"),
    ],
)
def test_credentials_are_in_no_message(tmp_path: Path, url: str) -> None:
    """An error is pasted into issues and logs."""
    with pytest.raises(StanchError) as caught:
        clone(url, str(tmp_path / "into"))
    error = caught.value
    assert isinstance(error, GitError)
    assert error.__suppress_context__
    text = f"{error} {error.hint}"
    assert "x.git" in text
    for form in (SECRET, SECRET.replace("%20", " "), "ada"):
        assert form not in text


def test_credentials_do_not_stay_in_the_clone(repo: Repo, tmp_path: Path) -> None:
    """The clone may be kept, copied and scanned."""
    repo.commit()
    url = f"file://ada:{SECRET}@localhost{repo.path}"
    clone(url, str(tmp_path / "into"))
    stored = (tmp_path / "into" / "config").read_text()
    assert SECRET not in stored
    assert f"file://localhost{repo.path}" in stored


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@host/a/b.git?x=y#z", "https://host/a/b.git"),
        ("https://u@p@host/a", "https://host/a"),
        ("ssh://git@host:22/a", "ssh://host:22/a"),
        ("https://host/a@b", "https://host/a@b"),
        ("git@host:a/b.git", "git@host:a/b.git"),
        ("/a/folder", "/a/folder"),
    ],
)
def test_public_url(url: str, shown: str) -> None:
    """Reports name the repository by this."""
    assert public_url(url) == shown


def test_git_that_is_not_there(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names git, not a Python module."""
    assert shutil.which("git")
    hooks_path(str(repo.path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git was not found") as caught:
        hooks_path(str(repo.path))
    assert "install git" in caught.value.hint
