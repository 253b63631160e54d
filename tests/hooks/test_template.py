"""The hook as a shell runs it: other shells, bare environments, missing interpreters."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from repo import ENVIRONMENT, Repo
from stanch.cli.scan import scan
from stanch.git.setup import hooks_path
from stanch.hooks import template
from stanch.hooks.install import install
from stanch.hooks.status import State, status


def commit(repo: Repo, text: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """`git commit` with the hook, and no more of the environment than is said."""
    repo.stage("file.txt", text)
    return subprocess.run(
        ["git", "commit", "-q", "-m", "a commit"],
        cwd=repo.path,
        env=ENVIRONMENT | env,
        check=False,
        capture_output=True,
    )


def empty_path(folder: Path, *programs: str) -> str:
    """A PATH with git and nothing else, as some graphical clients have it."""
    folder.mkdir()
    for name in ("git", *programs):
        real = shutil.which(name)
        assert real
        (folder / name).symlink_to(real)
    return str(folder)


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def hook(repo: Repo, python: str) -> Path:
    return Path(install(hooks_path(str(repo.path)), python).path)


def test_interpreter_that_installed_it_runs(repo: Repo, python: str, tmp_path: Path) -> None:
    """A graphical client has next to nothing on PATH, and commits all the same."""
    hook(repo, python)
    done = commit(repo, "a LEAK", PATH=empty_path(tmp_path / "bin"))
    assert done.returncode == 1
    assert b"scanned with scan --staged" in done.stderr
    assert python.encode() in done.stderr
    assert commit(repo, "nothing", PATH=str(tmp_path / "bin")).returncode == 0


def test_modules_in_the_repository_are_not_run(repo: Repo, python: str) -> None:
    """A repository with a folder named `stanch` would otherwise replace the scanner."""
    hook(repo, python)
    for name in ("stanch/__init__.py", "stanch/__main__.py", "subprocess.py"):
        repo.stage(name, "print('ran from the repository'); raise SystemExit(0)")
    done = commit(repo, "a LEAK", PYTHONPATH=str(repo.path))
    assert b"ran from the repository" not in done.stdout + done.stderr
    assert done.returncode == 1


def test_stanch_on_path_serves_when_the_interpreter_is_gone(
    repo: Repo, python: str, tmp_path: Path
) -> None:
    """An upgraded Python moves away; the commit is still scanned."""
    away = program(tmp_path / "away" / "python", "#!/bin/sh\n")
    hook(repo, str(away))
    away.unlink()
    path = empty_path(tmp_path / "bin")
    program(tmp_path / "bin" / "stanch", "#!/bin/sh\necho on path: $* >&2\nexit 1\n")
    done = commit(repo, "nothing", PATH=path)
    assert (done.returncode, b"on path: scan --staged" in done.stderr) == (1, True)


def test_stanch_on_path_serves_when_it_left_the_interpreter(repo: Repo, tmp_path: Path) -> None:
    """A Python without stanch is as good as none; its code must not be taken for a verdict."""
    hook(repo, str(program(tmp_path / "python", "#!/bin/sh\nexit 1\n")))
    path = empty_path(tmp_path / "bin")
    program(tmp_path / "bin" / "stanch", "#!/bin/sh\necho on path >&2\n")
    done = commit(repo, "nothing", PATH=path)
    assert (done.returncode, b"on path" in done.stderr) == (0, True)


def test_nothing_to_scan_with_stops_the_commit(repo: Repo, tmp_path: Path) -> None:
    """A hook that cannot scan and says yes is the leak it was installed against."""
    away = program(tmp_path / "away" / "python", "#!/bin/sh\n")
    path = hook(repo, str(away))
    away.unlink()
    place = hooks_path(str(repo.path))
    assert status(place).python_missing
    assert "is gone" in status(place).problems[0]
    done = commit(repo, "nothing", PATH=empty_path(tmp_path / "bin"))
    assert done.returncode != 0
    for words in (b"was not scanned", b"stanch hooks install", b"--no-verify", bytes(away)):
        assert words in done.stderr
    by_hand = subprocess.run(
        [path], env={"PATH": str(tmp_path / "bin")}, check=False, capture_output=True
    )
    assert by_hand.returncode == 3
    repo.git("commit", "-q", "--no-verify", "-m", "on purpose")


@pytest.mark.parametrize("code", [1, 2, 3, 130])
def test_verdict_of_the_scanner_is_the_hooks(repo: Repo, tmp_path: Path, code: int) -> None:
    """`could not look` must not turn into `clean` on the way."""
    python = program(
        tmp_path / "python", f"#!/bin/sh\ncase $3 in -c) exit 0;; *) exit {code};; esac\n"
    )
    done = subprocess.run([hook(repo, str(python))], check=False)
    assert done.returncode == code


def test_earlier_hook_goes_first_and_its_failure_counts(repo: Repo, python: str) -> None:
    """A failing check must stop the commit as it did before stanch came."""
    path = program(repo.path / ".git/hooks/pre-commit", "#!/bin/sh\necho no >&2\nexit 42\n")
    hook(repo, python)
    done = subprocess.run([path], cwd=repo.path, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (42, b"no\n")
    assert commit(repo, "nothing").stderr == b"no\n"


def test_what_the_earlier_hook_stages_is_scanned(repo: Repo, python: str) -> None:
    """Formatters and generators stage files from a hook; those are part of the commit."""
    program(
        repo.path / ".git/hooks/pre-commit",
        "#!/bin/sh\necho a LEAK > made.txt\ngit add made.txt\n",
    )
    hook(repo, python)
    assert commit(repo, "nothing").returncode == 1


def test_earlier_hook_gets_arguments_and_input(repo: Repo, python: str) -> None:
    """Whatever calls the hook, the chained one sees it as if it stood there itself."""
    path = program(repo.path / ".git/hooks/pre-commit", '#!/bin/sh\nprintf "<%s>" "$@"\nexec cat\n')
    hook(repo, python)
    done = subprocess.run(
        [path, "a b", "", "c'd"], cwd=repo.path, check=False, capture_output=True, input=b"input"
    )
    assert done.stdout == b"<a b><><c'd>input"


@pytest.mark.parametrize(
    "shell",
    [
        pytest.param(["sh"], id="sh"),
        pytest.param(["sh", "-e"], id="sh that stops at the first error"),
        pytest.param(["sh", "-u"], id="sh that takes no unset variable"),
        pytest.param(["bash", "--posix"], id="bash in POSIX mode"),
    ],
)
@pytest.mark.parametrize("name", ["pre-commit", "./pre-commit"])
def test_any_shell_runs_it(repo: Repo, python: str, shell: list[str], name: str) -> None:
    """git-bash, dash and husky's `sh -e` all have to come to the same verdict."""
    program(repo.path / ".git/hooks/pre-commit", "#!/bin/sh\necho earlier\n")
    path = hook(repo, python)
    env = ENVIRONMENT | {"GIT_DIR": str(repo.path / ".git"), "GIT_WORK_TREE": str(repo.path)}
    for text, code in (("nothing", 0), ("a LEAK", 1)):
        repo.stage("file.txt", text)
        done = subprocess.run(
            [*shell, name], cwd=path.parent, env=env, check=False, capture_output=True
        )
        assert (done.returncode, done.stdout) == (code, b"earlier\n")


@pytest.mark.parametrize(
    "python",
    [
        "/usr/bin/python3",
        "/it's/a 'quoted'/python",
        "'",
        "/two\nlines/python",
        "/back\\slash/$HOME/`x`/python",
        "/@CHAINED@/@PYTHON@",
        "/not-utf8/\udcff/python",
    ],
)
def test_interpreter_is_read_back(python: str) -> None:
    """Status names the interpreter, and an update compares with it."""
    assert template.read(template.text(python)) == template.Hook(1, python, intact=True)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b"#!/bin/sh\necho '# stanch hook 1'\n", id="a hook that speaks of ours"),
        pytest.param(b"#!/bin/sh\nexec stanch scan --staged\n", id="a line written by hand"),
        pytest.param(b"\x7fELF\0\0", id="a program"),
    ],
)
def test_foreign_hooks_are_not_taken_for_ours(repo: Repo, data: bytes) -> None:
    """What is taken for ours is overwritten."""
    assert template.read(data) is None
    path = repo.path / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    assert status(hooks_path(str(repo.path))).state is State.FOREIGN


def test_changed_line_ends_are_an_edit() -> None:
    """No shell runs such a hook, and it is still ours to repair."""
    read = template.read(template.text("/usr/bin/python3").replace(b"\n", b"\r\n"))
    assert read is not None
    assert not read.intact


def test_the_environment_cannot_weaken_the_hook(repo: Repo, tmp_path: Path) -> None:
    """A variable that was left in a start-up file would let every commit through."""
    seen = tmp_path / "seen"
    shell = program(tmp_path / "python", f'#!/bin/sh\nenv >"{seen}"\n')
    earlier = program(repo.path / ".git/hooks/pre-commit", f'#!/bin/sh\nenv >"{seen}.earlier"\n')
    assert earlier.exists()
    hook(repo, str(shell))
    weakening = dict.fromkeys(template.WEAKENING, "1")
    others = {"STANCH_QUIET": "1", "STANCH_CACHE_DIR": "c", "STANCH_USER_CONFIG": "u"}
    assert commit(repo, "nothing", **weakening, **others).returncode == 0
    for file, kept in ((seen, others), (Path(f"{seen}.earlier"), others | weakening)):
        lines = file.read_text().splitlines()
        assert {line for line in lines if line.startswith("STANCH_")} == {
            f"{name}={value}" for name, value in kept.items()
        }


def test_every_option_that_decides_is_named_in_the_hook() -> None:
    """An option that is added later must be put on one side or the other."""
    variables = {
        str(param.envvar)
        for param in scan.params
        if param.envvar and str(param.envvar).startswith("STANCH_")
    }
    harmless = {
        *(
            "STANCH_COMPARE",
            "STANCH_FORMAT",
            "STANCH_TEMPLATE",
            "STANCH_OUTPUT",
            "STANCH_QUIET",
            "STANCH_VERBOSE",
            "STANCH_NO_COLOR",
        ),
        *("STANCH_RULES", "STANCH_JOBS", "STANCH_ORACLE"),
        *("STANCH_NO_IGNORE", "STANCH_FOLLOW_LINKS"),  # they are about files, not about the index
        *("STANCH_DISABLE_MARKERS", "STANCH_STRICT_MARKERS"),  # with them it finds more
    }
    assert len(variables) > 15
    assert variables == harmless | set(template.WEAKENING)
