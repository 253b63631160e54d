"""Runs the program as a user would, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import fakes
from repo import ENVIRONMENT, Repo
from stanch.cache import Cache
from stanch.cli.main import main

Env = Mapping[str, str] | None
_get = Cache.get
SOURCE = str(Path(__file__).parents[2] / "src")
# Does what the installed hook does, and leaves its exit code where a test can read it: git itself
# only tells whether it was zero.
_HOOK = """#!/bin/sh
"{python}" -m stanch {arguments}
code=$?
echo $code >> "{log}"
exit $code
"""


class Ran(NamedTuple):
    """What a run left behind."""

    code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        """The report of `--format json`."""
        report: dict[str, Any] = json.loads(self.stdout)
        return report

    @property
    def places(self) -> list[str]:
        """`path:line` of every place of every reported finding, sorted."""
        return sorted(
            f"{place['path']}:{place['line']}"
            for finding in self.report["findings"]
            if finding["status"] == "reported"
            for place in finding["locations"]
        )

    @property
    def rules(self) -> list[str]:
        """The rules of the reported findings, sorted."""
        found = self.report["findings"]
        return sorted(one["rule"] for one in found if one["status"] == "reported")

    @property
    def skipped(self) -> dict[str, str]:
        """Why each path was skipped."""
        return {one["path"]: one["why"] for one in self.report["scan"]["skipped"]}

    @property
    def blobs(self) -> int:
        """How many blobs were read."""
        count: int = self.report["scan"]["blobs"]
        return count


@cache
def cache_folder() -> str:
    """The folder of the whole session, so that rules compile once."""
    folder = os.environ["STANCH_TESTS_CACHE"]
    fakes.compiled(folder)
    return folder


@cache
def _stored(key: str) -> list[bytes]:
    body = _get(Cache(cache_folder()), key)
    return [] if body is None else [body]


def _kept(cached: Cache, key: str) -> bytes | None:
    """What the folder of the session holds is read once: to check it takes half of a short run."""
    if cached._folder != cache_folder():
        return _get(cached, key)
    found = _stored(key)
    if not found:
        _stored.cache_clear()
    return found[0] if found else None


def environment(more: Env = None) -> dict[str, str]:
    """Nothing of the machine's, neither git's configuration nor the user's own."""
    ours = {"STANCH_CACHE_DIR": cache_folder(), "STANCH_USER_CONFIG": "", "PYTHONPATH": SOURCE}
    return ENVIRONMENT | ours | dict(more or {})


def stanch(*arguments: str, at: Repo | Path, stdin: bytes = b"", env: Env = None) -> Ran:
    """Run the program in this process."""
    return _run(arguments, folder(at), stdin, environment(env))


def _run(arguments: tuple[str, ...], at: Path, stdin: bytes, environ: dict[str, str]) -> Ran:
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    out, err = streams
    with (
        patch.dict(os.environ, environ, clear=True),
        patch.object(Cache, "get", _kept),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
        chdir(at),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main(arguments)
    for stream in streams:
        stream.seek(0)
    return Ran(code, out.read(), err.read())


def scan(*arguments: str, at: Repo | Path, stdin: bytes = b"", env: Env = None) -> Ran:
    """`stanch scan` with a report that a test can read."""
    return stanch("scan", "--format", "json", *arguments, at=at, stdin=stdin, env=env)


def staged(at: Repo | Path, *arguments: str, env: Env = None) -> Ran:
    """`stanch scan --staged` with a report that a test can read."""
    return scan("--staged", *arguments, at=at, env=env)


def process(
    *arguments: str,
    at: Repo | Path,
    stdin: bytes = b"",
    prefix: tuple[str, ...] = (),
    env: Env = None,
) -> Ran:
    """Run the program in a process of its own, behind `prefix` if something is to run it."""
    done = subprocess.run(
        [sys.executable, "-m", "stanch", *arguments],
        cwd=folder(at),
        env=environment(env),
        input=stdin,
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def shell(command: str, at: Repo | Path, env: Env = None) -> Ran:
    """Run a line of shell in which `$STANCH` is the program."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder(at),
        env=environment({"STANCH": f"{sys.executable} -m stanch"} | dict(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def folder(at: Repo | Path) -> Path:
    """Where a run takes place."""
    return at.path if isinstance(at, Repo) else at


class Hook:
    """A real hook in a repository, which scans what git is about to commit."""

    def __init__(self, repo: Repo, name: str = "pre-commit") -> None:
        self.repo = repo
        common = repo.git("rev-parse", "--path-format=absolute", "--git-common-dir").strip()
        self._log = Path(common) / "codes"
        script = Path(common) / "hooks" / name
        script.parent.mkdir(exist_ok=True)
        text = _HOOK.format(python=sys.executable, arguments="scan --staged", log=self._log)
        script.write_text(text)
        script.chmod(0o755)

    def git(self, *arguments: str, stdin: str = "", env: Env = None) -> Ran:
        """Run a git command that may run the hook; its output holds the hook's."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.repo.path,
            env=environment(env),
            input=stdin.encode(),
            capture_output=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    @property
    def codes(self) -> list[int]:
        """The exit codes of the scans since the last look."""
        if not self._log.exists():
            return []
        codes = [int(line) for line in self._log.read_text().split()]
        self._log.unlink()
        return codes
