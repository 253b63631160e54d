"""`stanch hooks install --global`: one folder for all repositories, whose own hooks still run."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.run import Ran, stanch
from hooks.sides import git
from repo import ENVIRONMENT, Repo
from stanch.hooks import everywhere, install
from stanch.hooks.template import NAMES


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A home of its own, with git's file in it."""
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "gitconfig"
    file.write_text("[user]\n\tname = Ada\n")
    said = {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "home" / "config"),
        "GIT_CONFIG_GLOBAL": str(file),
    }
    for name, value in said.items():
        monkeypatch.setitem(ENVIRONMENT, name, value)
    return said


def run(repo: Repo, *arguments: str) -> Ran:
    return stanch("hooks", *arguments, at=repo)


def test_all_repositories_and_their_own_hooks(
    repo: Repo, home: dict[str, str], python: str
) -> None:
    """A folder for all that silences each repository's hooks would break git-lfs and tests."""
    own = repo.write(".git/hooks/pre-commit", "#!/bin/sh\necho own >>ran\n")
    own.chmod(0o755)
    after = repo.write(".git/hooks/post-commit", "#!/bin/sh\necho after >>ran\n")
    after.chmod(0o755)
    ran = run(repo, "install", "pre-commit", "--global")
    assert ran.code == 0, ran.stderr
    folder = Path(home["XDG_CONFIG_HOME"], "stanch", "hooks")
    assert repo.git("config", "core.hooksPath").strip() == str(folder)
    install.install(everywhere.place(str(folder)), python, everywhere=True)
    repo.stage("a.txt", "a LEAK")
    assert git(repo, "commit", "-q", "-m", "x").code == 1
    repo.stage("a.txt", "clean")
    assert git(repo, "commit", "-q", "-m", "x").code == 0
    assert (repo.path / "ran").read_text() == "own\nown\nafter\n"
    assert run(repo, "uninstall", "--global").code == 0
    assert not folder.exists()
    assert Path(home["GIT_CONFIG_GLOBAL"]).read_text() == "[user]\n\tname = Ada\n"
    assert own.read_text() == "#!/bin/sh\necho own >>ran\n"


def test_one_of_two_stays(repo: Repo, home: dict[str, str]) -> None:
    """What passes on is needed as long as one hook of ours is there."""
    assert run(repo, "install", "pre-commit", "pre-push", "--global").code == 0
    assert run(repo, "uninstall", "pre-push", "--global").code == 0
    folder = Path(home["XDG_CONFIG_HOME"], "stanch", "hooks")
    assert (folder / "post-checkout").exists()
    assert run(repo, "status").stdout.startswith("current: ")
    assert run(repo, "uninstall", "--global").code == 0
    assert not folder.exists()


def test_a_folder_of_ones_own(repo: Repo, home: dict[str, str]) -> None:
    """It stays what it is, with a hook more in it."""
    mine = Path(home["HOME"], "mine")
    mine.mkdir()
    (mine / "pre-commit").write_text("#!/bin/sh\n")
    (mine / "pre-commit").chmod(0o755)
    repo.git("config", "--global", "core.hooksPath", str(mine))
    ran = run(repo, "install", "--global")
    assert "runs first: " in ran.stdout
    names = ["pre-commit", "pre-commit.stanch-chained"]
    assert sorted(file.name for file in mine.iterdir()) == names
    run(repo, "uninstall", "--global")
    assert [file.name for file in mine.iterdir()] == ["pre-commit"]
    assert repo.git("config", "core.hooksPath").strip() == str(mine)


@pytest.mark.parametrize("name", NAMES)
def test_each_comes_and_goes(repo: Repo, name: str) -> None:
    """Byte for byte, for a hook of each name."""
    earlier = b"#!/bin/sh\n# caf\xe9 without a line end"
    path = repo.path / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(earlier)
    path.chmod(0o750)
    assert f"runs first: .git/hooks/{name}.stanch-chained" in run(repo, "install", name).stdout
    assert run(repo, "install", name).stdout.startswith("unchanged: ")
    assert run(repo, "uninstall").code == 0
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (earlier, 0o750)


@pytest.mark.parametrize(
    ("name", "heard"), [("commit-msg", ""), ("pre-push", " (with `use_stdin: true`)")]
)
def test_lines_for_managers(repo: Repo, name: str, heard: str) -> None:
    """Each manager writes what git told a hook in its own way."""
    path = repo.write(f".git/hooks/{name}", "#!/bin/sh\n# lefthook run\n")
    path.chmod(0o755)
    ran = run(repo, "install", name)
    assert f"`run: stanch hooks run {name} {{0}}`{heard} under `{name}:`" in ran.stderr
    repo.write(".husky/_/h", "")
    repo.git("config", "core.hooksPath", ".husky/_")
    file = repo.write(f".husky/{name}", "npm test\n")
    assert run(repo, "install", name).code == 0
    assert f'\nstanch hooks run {name} "$@" || exit $?\n' in file.read_text()
