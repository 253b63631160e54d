"""Completion: the scripts, where they go, and what they offer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.run import environment, process, stanch

SHELLS = {
    "bash": ".local/share/bash-completion/completions/stanch",
    "zsh": ".zfunc/_stanch",
    "fish": ".config/fish/completions/stanch.fish",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_install(tmp_path: Path, shell: str) -> None:
    """Where the shell looks for it, and only below the user's own folders."""
    home = tmp_path / "home"
    home.mkdir()
    env = {"HOME": str(home), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""}
    printed = stanch("completion", shell, at=tmp_path, env=env)
    assert printed.code == 0
    assert "_STANCH_COMPLETE" in printed.stdout
    assert list(home.iterdir()) == []
    for _ in range(2):
        ran = stanch("completion", shell, "--install", at=tmp_path, env=env)
        assert ran.code == 0, ran.stderr
        assert str(home / SHELLS[shell]) in ran.stdout
        assert (home / SHELLS[shell]).read_text() == printed.stdout
    if shell == "zsh":
        rc = (home / ".zshrc").read_text()
        assert rc.count("# stanch completion") == 1
        assert f"fpath=('{home}/.zfunc' $fpath)" in rc


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_of_the_shell(tmp_path: Path, shell: str) -> None:
    """By the shell itself, where it is there."""
    program = shutil.which(shell)
    if not program:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(stanch("completion", shell, at=tmp_path).stdout)
    done = subprocess.run([program, "-n", str(script)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def asked(tmp_path: Path, line: str) -> list[str]:
    """What the program answers to the script of bash: kinds and words."""
    words = line.split(" ")
    env = {
        "_STANCH_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    return process(at=tmp_path, env=env).stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("stanch sc", ["scan"]),
        ("stanch report ", ["convert", "diff", "merge"]),
        ("stanch scan --format sa", ["sarif"]),
        ("stanch scan --stag", ["--staged"]),
        ("stanch completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_what_is_offered(tmp_path: Path, line: str, some: list[str]) -> None:
    """Commands, options and the values of options."""
    assert asked(tmp_path, line) == [f"plain,{word}" for word in some]


@pytest.mark.parametrize("line", ["stanch scan x", "stanch report convert x", "stanch scan -o x"])
def test_files_are_left_to_the_shell(tmp_path: Path, line: str) -> None:
    """It knows them best."""
    assert asked(tmp_path, line) == ["file,x"]


def test_bash_completes(tmp_path: Path) -> None:
    """The script, sourced in a real shell, with a program of this name on the path."""
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    script = tmp_path / "script"
    script.write_text(stanch("completion", "bash", at=tmp_path).stdout)
    program = tmp_path / "stanch"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stanch "$@"\n')
    program.chmod(0o755)
    test = (
        f'source "{script}"; COMP_WORDS=(stanch hoo); COMP_CWORD=1; '
        '_stanch_completion stanch hoo stanch; echo "${COMPREPLY[@]}"'
    )
    env = environment({"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    done = subprocess.run([bash, "-c", test], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("hooks", "")


def test_without_a_home(tmp_path: Path) -> None:
    """There is nowhere to write to, and nothing is guessed."""
    ran = stanch("completion", "bash", "--install", at=tmp_path, env={"HOME": ""})
    assert ran.code == 2
    assert "HOME names no folder" in ran.stderr
