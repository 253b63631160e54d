"""Beside the programs that manage hooks: the real pre-commit, and husky's way of calling files."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from repo import ENVIRONMENT, Repo
from stanch.errors import UsageError
from stanch.git.setup import hooks_path
from stanch.hooks.install import Change, install, uninstall
from stanch.hooks.status import State, status

CONFIG = """
repos:
  - repo: local
    hooks:
      - {id: other, name: other, language: system, entry: sh -c 'echo x >> ran', always_run: true}
"""
# What husky 9 keeps in `.husky/_`: a file for each hook of git, and `h`, which they all source.
HUSKY = """s=$(dirname "$(dirname "$0")")/$(basename "$0")
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
"""


def pre_commit(repo: Repo, *args: str) -> None:
    home = {"PRE_COMMIT_HOME": str(repo.path.parent / "pre-commit")}
    subprocess.run(
        [sys.executable, "-m", "pre_commit", *args],
        cwd=repo.path,
        env=ENVIRONMENT | home,
        check=True,
        capture_output=True,
    )


def commit(repo: Repo, text: str) -> bool:
    repo.stage("file.txt", text)
    before = repo.git("rev-parse", "-q", "--verify", "HEAD", check=False)
    home = {"PRE_COMMIT_HOME": str(repo.path.parent / "pre-commit")}
    repo.git("commit", "-q", "-m", "a commit", env=home, check=False)
    return repo.git("rev-parse", "-q", "--verify", "HEAD", check=False) != before


@pytest.fixture
def managed(repo: Repo) -> Repo:
    """A repository where pre-commit is installed and runs a hook that leaves a mark."""
    repo.stage(".pre-commit-config.yaml", CONFIG)
    repo.write(".gitignore", "ran\n")
    pre_commit(repo, "install")
    return repo


def husky(repo: Repo) -> Repo:
    repo.git("config", "core.hooksPath", ".husky/_")
    repo.write(".husky/_/h", HUSKY)
    repo.write(".husky/_/pre-commit", '#!/usr/bin/env sh\n. "$(dirname "$0")/h"').chmod(0o755)
    return repo


def test_pre_commit_runs_it_first(managed: Repo, python: str) -> None:
    """Both must be able to stop a commit, and neither may lose the other."""
    hooks = managed.path / ".git/hooks"
    theirs = (hooks / "pre-commit").read_bytes()
    place = hooks_path(str(managed.path))
    assert (status(place).state, status(place).manager) == (State.FOREIGN, "pre-commit")
    done = install(place, python)
    assert (Path(done.path).name, done.manager) == ("pre-commit.legacy", "pre-commit")
    assert any(".pre-commit-config.yaml" in note for note in done.notes)
    assert not commit(managed, "a LEAK")
    assert commit(managed, "nothing")
    assert (managed.path / "ran").exists()
    assert uninstall(place).change is Change.REMOVED
    assert (hooks / "pre-commit").read_bytes() == theirs
    assert commit(managed, "a LEAK")


def test_pre_commit_installed_again_keeps_it(managed: Repo, python: str) -> None:
    """`pre-commit install` stands in many a Makefile: it runs again and again."""
    place = hooks_path(str(managed.path))
    install(place, python)
    pre_commit(managed, "install")
    assert install(place, python).change is Change.UNCHANGED
    assert not commit(managed, "a LEAK")
    assert commit(managed, "nothing")


def test_pre_commit_installed_later_and_removed(repo: Repo, python: str) -> None:
    """pre-commit renames what it finds; the hook must know itself under the other name."""
    path = repo.write(".git/hooks/pre-commit", "#!/bin/sh\necho x >> earlier\n")
    path.chmod(0o755)
    install(hooks_path(str(repo.path)), python)
    repo.stage(".pre-commit-config.yaml", CONFIG)
    pre_commit(repo, "install")
    place = hooks_path(str(repo.path))
    assert status(place).state is State.CURRENT
    assert not commit(repo, "a LEAK")
    assert (repo.path / "earlier").read_text() == "x\n"
    pre_commit(repo, "uninstall")
    assert status(hooks_path(str(repo.path))).path == str(path)
    assert not commit(repo, "another LEAK")
    assert uninstall(place).change is Change.RESTORED
    assert path.read_text() == "#!/bin/sh\necho x >> earlier\n"


def test_husky_runs_it_from_the_file_that_lasts(repo: Repo, python: str) -> None:
    """`npm install` writes `.husky/_` anew; and what is committed names no path of this machine."""
    husky(repo)
    place = hooks_path(str(repo.path))
    assert status(place).state is State.FOREIGN
    done = install(place, python)
    file = repo.path / ".husky/pre-commit"
    assert (done.path, done.manager) == (str(file), "husky")
    assert python not in file.read_text()
    assert (status(place).state, status(place).problems) == (State.MANAGED, ())
    assert not commit(repo, "a text")  # there is no stanch on this PATH, so nothing passes
    assert uninstall(place).change is Change.REMOVED
    assert not file.exists()
    assert commit(repo, "a text")


@pytest.mark.parametrize("theirs", ["npm test\n", "npm test", "\n\n"])
def test_commands_that_husky_runs_are_kept(repo: Repo, python: str, theirs: str) -> None:
    """Renamed, they would not be run any more: our line goes behind them, and out again."""
    husky(repo)
    file = repo.write(".husky/pre-commit", theirs)
    place = hooks_path(str(repo.path))
    assert install(place, python).change is Change.INSTALLED
    assert file.read_text().startswith(theirs)
    assert "\nstanch scan --staged || exit $?\n" in file.read_text()
    assert install(place, python).change is Change.UNCHANGED
    assert status(place).state is State.MANAGED
    file.write_text(file.read_text().replace("--staged", "--staged -v"))
    assert install(place, python).change is Change.UPDATED
    assert uninstall(place).change is Change.RESTORED
    assert file.read_text() == theirs
    assert uninstall(place).change is Change.ABSENT


def lefthook(repo: Repo, **files: str) -> None:
    """What `lefthook install` leaves, in short; tests/hooks/test_real_managers.py runs it."""
    repo.write(".git/hooks/pre-commit", 'call_lefthook run "pre-commit" "$@"\n').chmod(0o755)
    for name, text in files.items():
        repo.write(name, text)


@pytest.mark.parametrize(
    ("files", "name"),
    [
        pytest.param({"lefthook.toml": ""}, "lefthook-local.yml", id="beside another form"),
        pytest.param({".lefthook.yml": ""}, ".lefthook-local.yml", id="named alike"),
        pytest.param(
            {".config/lefthook.yaml": ""}, ".config/lefthook-local.yml", id="where the other is"
        ),
        pytest.param(
            {"lefthook.yml": "", "lefthook-local.yaml": "# mine\npost-merge: {parallel: true}"},
            "lefthook-local.yaml",
            id="into what is there",
        ),
    ],
)
def test_lefthook_has_a_file_for_one_person(
    repo: Repo, python: str, files: dict[str, str], name: str
) -> None:
    """It is read in any of these forms, and lefthook takes no second one."""
    lefthook(repo, **files)
    place = hooks_path(str(repo.path))
    assert install(place, python).path == str(repo.path / name)
    run = yaml.safe_load((repo.path / name).read_text())["pre-commit"]["jobs"][0]["run"]
    assert shlex.split(run) == [python, "-E", "-P", "-m", "stanch", "scan", "--staged"]
    uninstall(place)
    assert [*repo.path.glob("*local*"), *repo.path.glob(".config/*local*")] == [
        repo.path / other for other in files if "local" in other
    ]
    assert all((repo.path / other).read_text() == text for other, text in files.items())


def test_lines_that_outlast_lefthook_are_taken_out(repo: Repo, python: str) -> None:
    """`lefthook uninstall` takes its hook away, and knows nothing of our lines."""
    lefthook(repo, **{"lefthook.yml": ""})
    place = hooks_path(str(repo.path))
    install(place, python)
    (repo.path / ".git/hooks/pre-commit").unlink()
    assert status(place).state is State.NONE
    assert uninstall(place).change is Change.REMOVED
    assert not (repo.path / "lefthook-local.yml").exists()


@pytest.mark.parametrize(
    "text", ["pre-commit:\n  parallel: true\n", "{}\n", "a: [\n", "- a\n", "'pre-commit': {}"]
)
def test_a_file_of_lefthook_that_cannot_be_added_to(repo: Repo, python: str, text: str) -> None:
    """A key that stands twice would make lefthook refuse it all."""
    lefthook(repo, **{"lefthook.yml": "", "lefthook-local.yml": text})
    with pytest.raises(UsageError, match="has something for pre-commit already") as caught:
        install(hooks_path(str(repo.path)), python)
    assert "`run: stanch scan --staged` under `pre-commit:`" in caught.value.hint
    assert (repo.path / "lefthook-local.yml").read_text() == text


def test_a_link_is_not_written_through(repo: Repo, python: str) -> None:
    """A repository could lead it to any file of the user's."""
    lefthook(repo, **{"lefthook.yml": "", "elsewhere": ""})
    (repo.path / "lefthook-local.yml").symlink_to("elsewhere")
    with pytest.raises(UsageError, match="is a link"):
        install(hooks_path(str(repo.path)), python)
    assert (repo.path / "elsewhere").read_text() == ""


def test_a_folder_behind_a_link_is_not_written_into(repo: Repo, python: str) -> None:
    """What looks like lefthook's there is none of this repository."""
    outside = repo.path.parent / "outside"
    outside.mkdir()
    (outside / "lefthook.yml").write_text("")
    lefthook(repo)
    (repo.path / ".config").symlink_to(outside)
    install(hooks_path(str(repo.path)), python)
    assert [file.name for file in outside.iterdir()] == ["lefthook.yml"]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        pytest.param("#!/bin/sh\nstanch scan --staged\n", True, id="a line"),
        pytest.param("npx x && uv run stanch scan -q --staged", True, id="behind another"),
        pytest.param("# stanch scan --staged\n", False, id="a comment"),
        pytest.param("stanch scan\n", False, id="another scan"),
        pytest.param("stanch hooks run pre-push", False, id="another hook"),
    ],
)
def test_a_script_that_runs_it_already(repo: Repo, python: str, text: str, runs: bool) -> None:  # noqa: FBT001
    """`docs/hooks.md` says to write that line: who did must not be told that there is no hook."""
    repo.write(".git/hooks/pre-commit", text).chmod(0o755)
    place = hooks_path(str(repo.path))
    assert (status(place).state is State.MANAGED) is runs
    assert (install(place, python).change is Change.UNCHANGED) is runs
    if runs:
        assert uninstall(place).change is Change.ABSENT
        (repo.path / ".git/hooks/pre-commit").chmod(0o644)
        assert any("has no run bit" in problem for problem in status(place).problems)


@pytest.mark.parametrize(
    ("hook", "entry", "state"),
    [
        ("pre-commit", "- id: stanch", State.MANAGED),
        ("pre-commit", "- id: stanch-message", State.FOREIGN),
        ("commit-msg", '- {id: "stanch-message"}', State.MANAGED),
        ("pre-push", "- id: stanch-files", State.MANAGED),
        ("pre-push", "# - id: stanch-files", State.FOREIGN),
    ],
)
def test_what_pre_commit_runs_already(repo: Repo, hook: str, entry: str, state: State) -> None:
    """One id does the work of one hook, not of all."""
    file = repo.write(f".git/hooks/{hook}", "# File generated by pre-commit: https://…\n")
    file.chmod(0o755)
    repo.write(".pre-commit-config.yaml", f"repos:\n  - hooks:\n      {entry}\n")
    place = hooks_path(str(repo.path))
    assert status(place, hook).state is state
    file.chmod(0o644)
    assert status(place, hook).state is State.FOREIGN


def test_older_husky_in_the_work_tree_is_chained(repo: Repo, python: str) -> None:
    """There the hook is a committed file, which whoever installs must know."""
    repo.git("config", "core.hooksPath", ".husky")
    file = repo.write(".husky/pre-commit", "#!/bin/sh\n# husky\necho x >> ran\n")
    file.chmod(0o755)
    done = install(hooks_path(str(repo.path)), python)
    assert (done.path, done.manager) == (str(file), "husky")
    assert any("committed, it is shared" in note for note in done.notes)
    assert not commit(repo, "a LEAK")
    assert (repo.path / "ran").exists()
