"""Two repositories with hooks between them, and real git that commits and pushes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from repo import ENVIRONMENT, Repo
from stanch.git.setup import hooks_path
from stanch.hooks.install import install


class Said(NamedTuple):
    """How git ended, and what it and its hooks said."""

    code: int
    text: str


def git(repo: Repo, *arguments: str, **env: str) -> Said:
    """Run git with hooks."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=repo.path,
        env=ENVIRONMENT | env,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    return Said(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def server(repo: Repo, name: str = "server.git") -> Repo:
    """An empty bare repository, to which `origin` leads."""
    path = repo.path.parent / name
    repo.git("init", "-q", "--bare", "-b", "main", str(path))
    repo.git("remote", "add", "origin", str(path))
    return Repo(path, init=False)


def hook(repo: Repo, python: str, name: str) -> Path:
    """Install a hook."""
    return Path(install(hooks_path(str(repo.path)), python, name).path)


def holds(repo: Repo, oid: str) -> bool:
    """Whether an object is in a repository, in whatever form."""
    return repo.git("cat-file", "-e", oid, check=False) == "" and not _fails(repo, oid)


def _fails(repo: Repo, oid: str) -> bool:
    return git(repo, "cat-file", "-e", oid).code != 0
