"""A real git repository in a temporary folder, with nothing of the machine's configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "XDG_CONFIG_HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+00:00",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+00:00",
    "LC_ALL": "C.UTF-8",
}
# Each commit would start two programs that look whether to tidy up, and wait for the disk.
_QUICK = ("-c", "maintenance.auto=false", "-c", "gc.auto=0", "-c", "core.fsync=none")


class Repo:
    """A work tree with short words for what tests do to it."""

    def __init__(self, path: Path, *, init: bool = True, object_format: str = "sha1") -> None:
        self.path = path
        if init:
            path.mkdir(parents=True, exist_ok=True)
            self.git("init", "-q", "-b", "main", f"--object-format={object_format}")

    def git(self, *args: str, env: dict[str, str] | None = None, check: bool = True) -> str:
        """Run git here and return what it printed."""
        done = subprocess.run(
            ["git", *_QUICK, *args],
            cwd=self.path,
            env=ENVIRONMENT | (env or {}),
            check=False,
            capture_output=True,
        )
        if check and done.returncode:
            raise AssertionError(f"git {args}: {done.stdout!r} {done.stderr!r}")
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the work tree; text is UTF-8."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def stage(self, name: str, content: str | bytes) -> None:
        """Write a file and add it to the index."""
        self.stage_all({name: content})

    def stage_all(self, files: Mapping[str, str | bytes]) -> None:
        """The same for several files by their names."""
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "-f", "--", *files)

    def commit(self, message: str = "a commit", **files: str) -> str:
        """Stage the files given as keyword arguments, commit the index, return the id."""
        if files:
            self.stage_all(files)
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD").strip()
