"""Installing and removing the hook in every kind of repository, with real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo import Repo
from stanch.errors import ScanError, UsageError, UserError
from stanch.git.setup import hooks_path
from stanch.hooks import template
from stanch.hooks.install import Change, Installed, install, uninstall
from stanch.hooks.status import State, status

EARLIER = b"#!/bin/sh\necho earlier >&2\nprintf x >> ran\n# caf\xe9 without a line end"


def put(repo: Repo, python: str) -> Installed:
    return install(hooks_path(str(repo.path)), python)


def commit(repo: Repo, text: str, env: dict[str, str] | None = None) -> bool:
    """Commit by real git with hooks; whether it was let through."""
    repo.stage("file.txt", text)
    before = repo.git("rev-parse", "-q", "--verify", "HEAD", check=False)
    repo.git("commit", "-q", "-m", "a commit", env=env, check=False)
    return repo.git("rev-parse", "-q", "--verify", "HEAD", check=False) != before


def earlier(path: Path, data: bytes = EARLIER, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    return path


def linked(repo: Repo) -> Repo:
    repo.commit()
    repo.git("worktree", "add", "-q", "../linked")
    return Repo(repo.path.parent / "linked", init=False)


def submodule(repo: Repo) -> Repo:
    Repo(repo.path.parent / "other").commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../other", "sub")
    return Repo(repo.path / "sub", init=False)


def sha256(repo: Repo) -> Repo:
    return Repo(repo.path.parent / "sha256", object_format="sha256")


def relative(repo: Repo) -> Repo:
    repo.git("config", "core.hooksPath", "tools/hooks")
    return repo


def absolute(repo: Repo) -> Repo:
    repo.git("config", "core.hooksPath", str(repo.path.parent / "my hooks"))
    return repo


def without_template(repo: Repo) -> Repo:
    repo.git("init", "-q", "--template=", "../empty")
    return Repo(repo.path.parent / "empty", init=False)


def linked_to_bare(repo: Repo) -> Repo:
    repo.commit()
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    bare = Repo(repo.path.parent / "bare.git", init=False)
    bare.git("worktree", "add", "-q", "../of-bare", "main")
    return Repo(repo.path.parent / "of-bare", init=False)


KINDS = [
    pytest.param(lambda repo: repo, ".git/hooks", id="a plain repository"),
    pytest.param(relative, "tools/hooks", id="core.hooksPath relative to the work tree"),
    pytest.param(absolute, "../my hooks", id="core.hooksPath absolute"),
    pytest.param(linked, "../repo/.git/hooks", id="a linked work tree"),
    pytest.param(linked_to_bare, "../bare.git/hooks", id="a work tree of a bare repository"),
    pytest.param(submodule, "../.git/modules/sub/hooks", id="a submodule"),
    pytest.param(sha256, ".git/hooks", id="a SHA-256 repository"),
    pytest.param(without_template, ".git/hooks", id="a repository without a folder of hooks"),
]


@pytest.mark.parametrize(("make", "folder"), KINDS)
def test_hook_stands_before_commit(repo: Repo, python: str, make: object, folder: str) -> None:
    """Installed where git does not look, the hook would let every secret through."""
    assert callable(make)
    inner: Repo = make(repo)
    path = (inner.path / folder / "pre-commit").resolve()
    done = put(inner, python)
    assert Path(done.path).resolve() == path
    assert (done.change, done.chained) == (Change.INSTALLED, "")
    assert path.stat().st_mode & 0o777 == 0o755
    assert status(hooks_path(str(inner.path))).state is State.CURRENT
    assert not commit(inner, "a LEAK")
    assert commit(inner, "nothing")
    assert uninstall(hooks_path(str(inner.path))).change is Change.REMOVED
    assert not path.exists()
    assert commit(inner, "a LEAK")


@pytest.mark.parametrize(("make", "folder"), KINDS)
def test_earlier_hook_is_chained_and_comes_back(
    repo: Repo, python: str, make: object, folder: str
) -> None:
    """A hook that stanch displaced for good would be somebody's lost work."""
    assert callable(make)
    inner: Repo = make(repo)
    path = earlier((inner.path / folder / "pre-commit").resolve(), mode=0o750)
    done = put(inner, python)
    assert Path(done.chained).resolve() == path.with_name("pre-commit.stanch-chained")
    assert commit(inner, "nothing")
    assert not commit(inner, "a LEAK")
    assert (inner.path / "ran").read_text() == "xx"
    assert uninstall(hooks_path(str(inner.path))).change is Change.RESTORED
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (EARLIER, 0o750)
    assert sorted(p.name for p in path.parent.glob("*stanch*")) == []


def test_subfolder_means_the_same_repository(repo: Repo, python: str) -> None:
    """core.hooksPath is relative to the top, not to the folder somebody happens to stand in."""
    repo.git("config", "core.hooksPath", "tools/hooks")
    (repo.path / "a" / "b").mkdir(parents=True)
    done = install(hooks_path(str(repo.path / "a" / "b")), python)
    assert done.path == str(repo.path / "tools" / "hooks" / "pre-commit")


def test_installing_again_changes_nothing(repo: Repo, python: str) -> None:
    """A hook that chained itself would run forever."""
    path = earlier(repo.path / ".git/hooks/pre-commit")
    put(repo, python)
    first = path.read_bytes()
    again = put(repo, python)
    assert again.change is Change.UNCHANGED
    assert path.read_bytes() == first
    assert path.with_name("pre-commit.stanch-chained").read_bytes() == EARLIER


def test_another_interpreter_or_version_updates(repo: Repo, python: str, tmp_path: Path) -> None:
    """An upgrade must reach the repositories that have the hook already."""
    other = earlier(tmp_path / "python3")
    path = earlier(repo.path / ".git/hooks/pre-commit")
    put(repo, str(other))
    assert put(repo, python).change is Change.UPDATED
    assert status(hooks_path(str(repo.path))).python == python
    path.chmod(0o644)
    assert "run bit" in status(hooks_path(str(repo.path))).problems[0]
    assert put(repo, python).change is Change.UPDATED
    assert path.stat().st_mode & 0o777 == 0o755
    uninstall(hooks_path(str(repo.path)))
    assert path.read_bytes() == EARLIER


def test_hook_without_run_bit_is_kept_and_still_not_run(repo: Repo, python: str) -> None:
    """Git passes such a hook over; running it now would run what somebody switched off."""
    path = earlier(repo.path / ".git/hooks/pre-commit", mode=0o644)
    done = put(repo, python)
    assert any("no run bit" in note for note in done.notes)
    assert commit(repo, "nothing")
    assert not (repo.path / "ran").exists()
    uninstall(hooks_path(str(repo.path)))
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (EARLIER, 0o644)


def test_linked_hook_comes_back_as_a_link(repo: Repo, python: str) -> None:
    """Copying what a link leads to would part the repository from the shared hook."""
    earlier(repo.path / "tools" / "check")
    path = repo.path / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("../../tools/check")
    put(repo, python)
    assert commit(repo, "nothing")
    assert (repo.path / "ran").read_text() == "x"
    assert not path.is_symlink()
    uninstall(hooks_path(str(repo.path)))
    assert str(path.readlink()) == "../../tools/check"


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def folder(path: Path) -> None:
    path.mkdir()


def kept_already(path: Path) -> None:
    earlier(path)
    earlier(path.with_name("pre-commit.stanch-chained"), b"#!/bin/sh\n")


@pytest.mark.parametrize(
    ("lay", "words"),
    [
        pytest.param(dangling, "a link to nothing", id="a dangling link"),
        pytest.param(folder, "a folder", id="a folder in its place"),
        pytest.param(kept_already, "keeps an earlier hook", id="a foreign hook over a kept one"),
    ],
)
def test_what_cannot_be_chained_is_said(repo: Repo, python: str, lay: object, words: str) -> None:
    """Overwriting any of these would lose what somebody put there."""
    hooks = repo.path / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    assert callable(lay)
    lay(hooks / "pre-commit")
    before = sorted(p.name for p in hooks.iterdir())
    with pytest.raises(UserError, match=words) as caught:
        put(repo, python)
    assert caught.value.hint
    assert sorted(p.name for p in hooks.iterdir()) == before
    assert uninstall(hooks_path(str(repo.path))).change is Change.ABSENT
    assert sorted(p.name for p in hooks.iterdir()) == before


def test_folder_that_refuses(repo: Repo, python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an installation would leave the repository without the hook it had."""
    path = earlier(repo.path / ".git/hooks/pre-commit")

    # Tests may run as root, whom no mode stops: the refusal has to be made.
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ScanError, match="Permission denied") as caught:
        put(repo, python)
    assert "who owns" in caught.value.hint
    assert path.read_bytes() == EARLIER
    assert sorted(p.name for p in path.parent.glob("*stanch*")) == []


@pytest.mark.parametrize(
    "value",
    [pytest.param("/dev/null", id="the null device"), pytest.param("", id="an empty value")],
)
def test_hooks_switched_off(repo: Repo, python: str, value: str) -> None:
    """Reporting success would leave commits unscanned without anybody knowing."""
    put(repo, python)
    repo.git("config", "core.hooksPath", value)
    place = hooks_path(str(repo.path))
    with pytest.raises(UserError, match="no hooks here") as caught:
        install(place, python)
    assert caught.value.hint == "git config --local --unset core.hooksPath"
    seen = status(place)
    assert (seen.state, seen.shadowed) == (
        State.NONE,
        str(repo.path / ".git/hooks/pre-commit"),
    )
    assert len(seen.problems) == 2


def test_folder_of_all_repositories_needs_force(
    repo: Repo, python: str, machine: Path, tmp_path: Path
) -> None:
    """One command in one repository must not put a hook before every commit on the machine."""
    shared = tmp_path / "shared hooks"
    machine.write_text(f'[core]\n\thooksPath = "{shared}"\n')
    place = hooks_path(str(repo.path))
    assert (place.configured, place.scope, place.path) == (True, "global", str(shared))
    with pytest.raises(UsageError, match="all your repositories share") as caught:
        install(place, python)
    assert "--force" in caught.value.hint
    assert f"core.hooksPath {repo.path}/.git/hooks" in caught.value.hint
    assert not shared.exists()
    done = install(place, python, force=True)
    assert done.path == str(shared / "pre-commit")
    with pytest.raises(UsageError, match="all your repositories share"):
        uninstall(place)
    assert uninstall(place, force=True).change is Change.REMOVED


def test_relative_path_for_all_repositories_is_this_one(
    repo: Repo, python: str, machine: Path
) -> None:
    """`core.hooksPath = .githooks` for everybody still means a folder of this repository."""
    machine.write_text("[core]\n\thooksPath = .githooks\n")
    done = put(repo, python)
    assert done.path == str(repo.path / ".githooks/pre-commit")
    assert any("lies in the work tree" in note for note in done.notes)


def test_home_in_the_path_is_expanded(
    repo: Repo, python: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Git expands `~`; a folder of that name in the work tree would never be looked into."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    repo.git("config", "core.hooksPath", "~/hooks")
    done = put(repo, python)
    assert done.path == str(tmp_path / "home/hooks/pre-commit")
    assert any("outside this repository" in note for note in done.notes)


def test_edited_hook_is_not_lost(repo: Repo, python: str) -> None:
    """What somebody added to the hook is theirs."""
    put(repo, python)
    path = repo.path / ".git/hooks/pre-commit"
    path.write_bytes(path.read_bytes().replace(b"exit 3", b"exit 0"))
    place = hooks_path(str(repo.path))
    assert status(place).state is State.EDITED
    with pytest.raises(UsageError, match="was edited"):
        uninstall(place)
    with pytest.raises(UsageError, match="was edited"):
        install(place, python)
    assert install(place, python, force=True).change is Change.UPDATED
    assert status(place).state is State.CURRENT


def test_not_installed_is_said(repo: Repo, python: str) -> None:
    """Removing a hook that is somebody else's would be worse than doing nothing."""
    place = hooks_path(str(repo.path))
    assert uninstall(place).change is Change.ABSENT
    path = earlier(repo.path / ".git/hooks/pre-commit")
    assert uninstall(place).change is Change.ABSENT
    assert path.read_bytes() == EARLIER


def test_kept_hook_comes_back_though_ours_was_deleted(repo: Repo, python: str) -> None:
    """Who deletes the hook by hand still gets the old one back."""
    path = earlier(repo.path / ".git/hooks/pre-commit")
    put(repo, python)
    path.unlink()
    place = hooks_path(str(repo.path))
    assert "run by nothing" in status(place).problems[0]
    assert uninstall(place).change is Change.RESTORED
    assert path.read_bytes() == EARLIER


@pytest.mark.parametrize(
    "python", ["", "python3", "/nowhere/python3", "/"], ids=lambda p: p or "empty"
)
def test_interpreter_must_be_one(repo: Repo, python: str) -> None:
    """A hook that names no interpreter would stop every commit in a graphical client."""
    with pytest.raises(UsageError, match="no interpreter"):
        put(repo, python)


def test_lefthook_is_named(repo: Repo, python: str) -> None:
    """Lefthook writes its hook anew, so people are told the line that lasts."""
    path = repo.path / ".git/hooks/pre-commit"
    earlier(path, b'#!/bin/sh\n[ "$LEFTHOOK" = "0" ] && exit 0\ncall_lefthook run "pre-commit"\n')
    done = put(repo, python)
    assert done.manager == "lefthook"
    assert done.chained
    assert any("lefthook.yml" in note for note in done.notes)


def test_hook_that_asks_for_its_name_is_noted(repo: Repo, python: str) -> None:
    """Renamed, such a hook may do nothing; that must not come as a surprise."""
    earlier(repo.path / ".git/hooks/pre-commit", b'#!/bin/sh\nexec run "$(basename "$0")"\n')
    assert any("may ask for its name" in note for note in put(repo, python).notes)


def test_outdated_hook_is_told_from_an_edited_one(repo: Repo, python: str) -> None:
    """An upgrade must not ask for --force only because the text of the hook has moved on."""
    body = template.text(python).split(b"\n", 2)[2].replace(b"Stops a commit", b"Holds a commit")
    old = template.Hook(0, python, intact=True)
    data = b"#!/bin/sh\n# stanch hook 0 " + template._digest(body).encode() + b"\n" + body
    assert template.read(data) == old
    earlier(repo.path / ".git/hooks/pre-commit", data)
    assert status(hooks_path(str(repo.path))).state is State.OUTDATED
    assert put(repo, python).change is Change.UPDATED
