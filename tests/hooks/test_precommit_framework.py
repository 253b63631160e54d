"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit from this very checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest

from hooks.sides import server
from repo import ENVIRONMENT, Repo
from stanch.git.setup import hooks_path
from stanch.hooks.status import State, status
from tokens import github

PROJECT = Path(__file__).parents[2]
LEAK = f"token = '{github()}'\n"


class Framework(NamedTuple):
    """pre-commit with a home of its own, and this project as a repository it can clone."""

    project: Repo
    env: dict[str, str]

    def run(
        self, repo: Repo, *args: str, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run pre-commit in `repo`; hooks print to its standard output."""
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *args],
            cwd=repo.path,
            env=self.env | (env or {}),
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def config(self, *ids: str) -> str:
        """A configuration that takes these hooks from the project."""
        hooks = "".join(f"\n      - id: {name}" for name in ids)
        rev = self.project.git("rev-parse", "HEAD").strip()
        return f"repos:\n  - repo: {self.project.path}\n    rev: {rev}\n    hooks:{hooks}\n"


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    """Commit a copy of the working files, so that what is tested is what is here."""
    folder = tmp_path_factory.mktemp("pre-commit")
    project = Repo(folder / "project")
    listed = Repo(PROJECT, init=False).git("ls-files", "-z", "-co", "--exclude-standard")
    names = [name for name in listed.split("\0") if name and (PROJECT / name).is_file()]
    assert ".pre-commit-hooks.yaml" in names
    for name in names:
        project.write(name, (PROJECT / name).read_bytes())
    project.git("add", "-A", "-f")
    project.commit("the project")
    # git must not have the machine's own settings, and the hook must run the stanch that pre-commit
    # installed: a folder of PYTHONPATH leads pip to what stanch needs, and not to stanch itself,
    # which stands there by a .pth file only. So nothing is asked for over a network.
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PYTHON", "STANCH"))}
    env |= {k: v for k, v in ENVIRONMENT.items() if k.startswith("GIT_")}
    env |= {"PRE_COMMIT_HOME": str(folder / "home"), "NO_COLOR": "1"}
    env |= {"PYTHONPATH": sysconfig.get_path("purelib"), "PIP_NO_INDEX": "1"}
    env |= {"PIP_NO_BUILD_ISOLATION": "0"}  # an option with a no in its name, so 0 turns it on
    env.pop("SKIP", None)
    return Framework(project, env)


@pytest.fixture(scope="module")
def installed(framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Framework:
    """The hooks' own environment, made once: pip builds and installs the project into it."""
    repo = Repo(tmp_path_factory.mktemp("install") / "repo")
    repo.stage(".pre-commit-config.yaml", framework.config("stanch", "stanch-files"))
    done = framework.run(repo, "install-hooks")
    assert done.returncode == 0, done.stdout
    home = Path(framework.env["PRE_COMMIT_HOME"])
    assert [*home.glob("repo*/py_env-*/**/site-packages/stanch/_builtin/rules.jsonl")]
    return framework


@pytest.fixture
def scratch(installed: Framework, repo: Repo) -> Repo:
    """A repository that uses both hooks, with one commit."""
    repo.stage(".pre-commit-config.yaml", installed.config("stanch", "stanch-files"))
    repo.commit("configuration")
    return repo


def verdict(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """The exit codes of pre-commit and of the hook, and no value of the secret in between."""
    assert github() not in done.stdout
    code = next((line for line in done.stdout.splitlines() if "exit code:" in line), "")
    return done.returncode, code.rpartition(" ")[2]


def test_manifest_is_valid(framework: Framework) -> None:
    """pre-commit refuses the whole repository for one wrong key."""
    done = framework.run(framework.project, "validate-manifest", ".pre-commit-hooks.yaml")
    assert (done.returncode, done.stdout) == (0, "")


def test_system_hook_runs_what_is_on_path(framework: Framework, repo: Repo) -> None:
    """Who installed stanch by other means gets that one, and no second."""
    folder = repo.path.parent / "bin"
    folder.mkdir()
    program = folder / "stanch"
    program.write_text('#!/bin/sh\necho "on path: $*"\nexit 1\n')
    program.chmod(0o755)
    repo.stage(".pre-commit-config.yaml", framework.config("stanch-system"))
    path = f"{folder}{os.pathsep}{framework.env['PATH']}"
    done = framework.run(repo, "run", env={"PATH": path})
    assert done.returncode == 1
    assert "on path: scan --staged\n" in done.stdout


def test_try_repo_blocks_and_can_be_skipped(framework: Framework, repo: Repo, real: str) -> None:
    """The first thing people do with a hook is to try it.

    With the stanch that is on PATH: pre-commit makes an environment of its own for each try.
    """
    folder = repo.path.parent / "bin"
    folder.mkdir()
    program = folder / "stanch"
    program.write_text(f'#!/bin/sh\nexec "{real}" -E -P -m stanch "$@"\n')
    program.chmod(0o755)
    path = {"PATH": f"{folder}{os.pathsep}{framework.env['PATH']}"}
    words = ("try-repo", str(framework.project.path), "stanch-system")
    repo.stage("a.py", LEAK)
    skipped = framework.run(repo, *words, env=path | {"SKIP": "stanch-system"})
    assert (skipped.returncode, "Skipped" in skipped.stdout) == (0, True)
    done = framework.run(repo, *words, env=path)
    assert verdict(done) == (1, "1"), done.stdout
    assert "a.py" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "skip", "code"),
    [
        pytest.param(LEAK, "", 1, id="a secret is blocked"),
        pytest.param("print('hello')\n", "", 0, id="a clean commit passes"),
        pytest.param(LEAK, "stanch,stanch-files", 0, id="SKIP lets it through"),
    ],
)
def test_commit(installed: Framework, scratch: Repo, text: str, skip: str, code: int) -> None:
    """This is the gate: `git commit` itself must fail, and only then."""
    assert installed.run(scratch, "install").returncode == 0
    scratch.stage("a.py", text)
    done = subprocess.run(
        ["git", "commit", "-m", "a commit"],
        cwd=scratch.path,
        env=installed.env | ({"SKIP": skip} if skip else {}),
        check=False,
        capture_output=True,
        text=True,
    )
    assert github() not in done.stdout + done.stderr
    assert done.returncode == code, done.stderr
    assert ("exit code: 1" in done.stderr) is bool(code)


@pytest.mark.slow
def test_all_files_are_really_read(installed: Framework, scratch: Repo) -> None:
    """In CI nothing is staged: a hook that looks at the index alone would pass unread."""
    scratch.commit("a leak", **{"deep/a.py": LEAK, "--exit-zero": "a file like an option"})
    done = installed.run(scratch, "run", "stanch-files", "--all-files")
    assert verdict(done) == (1, "1"), done.stdout
    assert "deep/a.py" in done.stdout
    scratch.commit("cleaned", **{"deep/a.py": "token = read()\n"})
    done = installed.run(scratch, "run", "stanch-files", "--all-files")
    assert verdict(done) == (0, ""), done.stdout


@pytest.mark.slow
def test_range_is_read_as_a_range(installed: Framework, scratch: Repo) -> None:
    """A secret that one commit adds and the next removes leaks with the push all the same."""
    start = scratch.commit("start", **{"a.py": "x = 1\n"})
    scratch.commit("a leak", **{"b.py": LEAK})
    end = scratch.commit("cleaned", **{"b.py": "token = read()\n"})
    later = scratch.commit("more", **{"a.py": "x = 2\n"})
    refs = ("--hook-stage", "pre-push", "--from-ref")
    done = installed.run(scratch, "run", "stanch-files", *refs, start, "--to-ref", end)
    assert verdict(done) == (1, "1"), done.stdout
    assert "b.py" in done.stdout
    done = installed.run(scratch, "run", "stanch-files", *refs, end, "--to-ref", later)
    assert verdict(done) == (0, ""), done.stdout


@pytest.mark.slow
def test_range_without_a_difference_is_read_too(installed: Framework, scratch: Repo) -> None:
    """pre-commit has no file to pass then, which must mean neither "clean" nor "everything"."""
    start = scratch.commit("start", **{"a.py": "x = 1\n"})
    scratch.commit("a leak", **{"b.py": LEAK})
    scratch.git("rm", "-q", "b.py")
    end = scratch.commit("gone")
    done = installed.run(
        scratch, "run", "stanch-files", "--hook-stage", "pre-push", "--from-ref", start,
        "--to-ref", end,
    )  # fmt: skip
    assert verdict(done) == (1, "1"), done.stdout


@pytest.mark.slow
def test_no_file_means_none(installed: Framework, scratch: Repo) -> None:
    """A commit that only deletes must not be judged by the rest of the work tree."""
    scratch.commit("an old leak", **{"old.py": LEAK, "gone.py": "x = 1\n"})
    scratch.git("rm", "-q", "gone.py")
    done = installed.run(scratch, "run", "stanch-files")
    assert verdict(done) == (0, ""), done.stdout


@pytest.mark.slow
def test_the_other_hooks_of_git(installed: Framework, repo: Repo) -> None:
    """Messages, pushes and merges, each by its own id, with git between two repositories."""
    ids = ("stanch", "stanch-files", "stanch-message", "stanch-merge")
    repo.stage(".pre-commit-config.yaml", installed.config(*ids))
    start = repo.commit("configuration")
    there = server(repo)
    repo.git("push", "-q", "origin", "main")
    types = ("pre-commit", "commit-msg", "pre-push", "post-merge")
    done = installed.run(repo, "install", *(f"--hook-type={name}" for name in types))
    assert done.returncode == 0, done.stdout

    def git(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            ["git", *arguments], cwd=repo.path, env=installed.env, capture_output=True, check=False
        )
        text = (done.stdout + done.stderr).decode()
        assert github() not in text
        return done.returncode, text

    place = hooks_path(str(repo.path))
    assert {status(place, name).state for name in types} == {State.MANAGED}
    repo.stage("a.py", "x = 1\n")
    code, said = git("commit", "-m", LEAK)
    assert (code, "the message)" in said, "write the message without it" in said) == (1, True, True)
    assert git("commit", "-q", "-m", "clean")[0] == 0
    assert git("push", "-q", "origin", "main")[0] == 0
    repo.git("switch", "-q", "-c", "other", start)
    repo.commit("passed by", **{"b.py": LEAK})
    assert git("push", "origin", "other")[0] == 1
    assert there.git("for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
    repo.git("switch", "-q", "main")
    code, said = git("merge", "-q", "--no-edit", "other")
    assert (code, "the merge is done, and these are in it" in said) == (0, True), said
