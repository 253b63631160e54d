"""Starting git: which commands, in which environment, and what its errors become."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from repo import ENVIRONMENT, Repo
from stanch.errors import GitError
from stanch.git.plumbing import COMMANDS, FORCED, Git, failure

SOURCE = Path(__file__).parents[2] / "src/stanch"


def at(repo: Repo, **more: str) -> Git:
    """Git in a repository."""
    return Git.at(str(repo.path), ENVIRONMENT | more, local=True)


@pytest.mark.parametrize("command", ["log", "diff", "status", "show", "add", "checkout", "gc"])
def test_porcelain_is_refused(repo: Repo, command: str) -> None:
    """These obey the repository's configuration, which may run anything, or they write."""
    with pytest.raises(GitError, match=command):
        at(repo).run(command)


def test_nothing_else_starts_processes() -> None:
    """One door to guard: a second one would start git without the switches."""
    starting = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if "subprocess" in names:
                starting.add(file.relative_to(SOURCE).as_posix())
            if isinstance(node, ast.ImportFrom):
                assert node.module != "subprocess", file
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"system", "popen", "posix_spawn", "execv"}, file
    assert {"git/plumbing.py"} <= starting
    assert {path.partition("/")[0] for path in starting} == {"git"}


def test_each_command_in_use_is_allowed() -> None:
    """The list is what can be called, so it must not grow beyond what is."""
    used = set()
    for file in (SOURCE / "git").glob("*.py"):
        words = {
            n.value for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Constant)
        }
        used |= {word for word in words if isinstance(word, str)}
    for file in (*SOURCE.glob("*.py"), *(SOURCE / "cli").glob("*.py")):
        used |= {word for word in COMMANDS if f'"{word}"' in file.read_text()}
    assert used >= COMMANDS


@pytest.mark.parametrize(
    ("name", "local", "kept"),
    [
        ("GIT_DIR", True, True),
        ("GIT_INDEX_FILE", True, True),
        ("GIT_OBJECT_DIRECTORY", True, True),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", True, True),
        ("GIT_QUARANTINE_PATH", True, True),
        ("GIT_DIR", False, False),
        ("GIT_INDEX_FILE", False, False),
        ("GIT_EXTERNAL_DIFF", True, False),
        ("GIT_CONFIG_PARAMETERS", True, False),
        ("GIT_CONFIG_COUNT", True, False),
        ("GIT_TRACE", True, False),
        ("GIT_ANYTHING_ELSE", True, False),
        ("PATH", False, True),
        ("HOME", True, True),
    ],
)
def test_environment(name: str, local: bool, kept: bool) -> None:  # noqa: FBT001  # columns of the table
    """A hook lives from some of git's variables; others make git run or write things."""
    git = Git.at("/", {name: "x"}, local=local)
    assert (git.environ.get(name) == "x") is kept
    assert git.environ.items() >= FORCED.items()


def test_what_the_environment_says_against_us_is_overruled() -> None:
    """A parent that allows protocols or locks is not asked."""
    assert Git.at("/", dict.fromkeys(FORCED, "no"), local=True).environ == FORCED


@pytest.mark.parametrize(
    ("stderr", "message", "hint"),
    [
        (b"fatal: bad revision 'x'\n", "git x: fatal: bad revision 'x'", "shallow"),
        (b"hint: grafts are old\nhint: more\nerror: e\nfatal: f\n", "git x: fatal: f", ""),
        (b"warning: w\nerror: e\n", "git x: warning: w", ""),
        (b"\n", "git x: it failed silently", ""),
        (b"", "git x: it failed silently", ""),
        (b"fatal: \x1b[31mred \xff\n", r"git x: fatal: \x1b[31mred \xff", ""),
        (b"fatal: detected dubious ownership in '/x'\n", "dubious ownership", "safe.directory"),
        (b"fatal: not a git repository\n", "not a git repository", "stanch scan PATH"),
    ],
)
def test_failure(stderr: bytes, message: str, hint: str) -> None:
    """Git's own words, the ones that matter, with nothing in them that steers a terminal."""
    error = failure(("x", "--secret-option"), stderr)
    assert message in str(error)
    assert hint in error.hint
    assert bool(error.hint) is bool(hint)


def test_a_program_that_is_not_there(repo: Repo) -> None:
    """A container without git."""
    with pytest.raises(GitError, match="not found"):
        at(repo, PATH="/nowhere").run("rev-parse")


def test_without_filters(repo: Repo) -> None:
    """A name with an equals sign would end early in `git -c`."""
    for name in ("plain", "a=b", "a.b c"):
        repo.git("config", f"filter.{name}.clean", "run me")
        repo.git("config", f"filter.{name}.process", "run me")
    git = at(repo).without_filters()
    for name in ("plain", "a=b", "a.b c"):
        assert git.run("config", "--get", f"filter.{name}.clean") == b"\n"
        assert git.run("config", "--get", f"filter.{name}.process") == b"\n"
        assert git.run("config", "--get", f"filter.{name}.required") == b"false\n"
    assert git.run("config", "--get", "core.fsmonitor") == b"false\n"
