"""The only place that starts git.

A scanned repository is hostile: its configuration can name programs (fsmonitor, hooks, textconv,
filters, a promisor's upload-pack) and its attributes can hide content. So only plumbing commands
that run none of them are called, with the switches below; `log`, `diff`, `status` and `show`
obey configuration and are refused. `-z` everywhere: a path may hold a newline.
"""

import os
import subprocess
from collections.abc import Mapping
from typing import IO, NamedTuple

from stanch.errors import GitError

COMMANDS = frozenset(
    {
        "cat-file",
        "config",
        "diff-files",
        "diff-index",
        "diff-tree",
        "for-each-ref",
        "ls-files",
        "ls-tree",
        "rev-list",
        "rev-parse",
    }
)
# Git keeps what it unpacks for the next delta, by default up to 96 MB of it, and maps packs whole.
SWITCHES = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.packedGitLimit=32m", "-c", "core.packedGitWindowSize=1m",
    "-c", "core.deltaBaseCacheLimit=16m",
)  # fmt: skip
FORCED = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# What git itself passes to a hook: `git commit -a` names another index, a push a quarantine.
KEPT = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_QUARANTINE_PATH",
        "GIT_PREFIX",
    }
)
_UNSAFE = b"dubious ownership"


class Git(NamedTuple):
    """git in one directory. `local` keeps what a hook was told about its repository."""

    directory: str
    environ: Mapping[str, str]
    program: str = "git"

    @classmethod
    def at(cls, directory: str, environ: Mapping[str, str], *, local: bool) -> "Git":
        """Git in `directory`, with an environment in which the repository cannot say much."""
        clean = {k: v for k, v in environ.items() if not k.startswith("GIT_")}
        if local:
            clean.update((k, environ[k]) for k in KEPT & environ.keys())
        return cls(directory, clean | FORCED, _program(environ))

    def run(self, *args: str, stdin: bytes = b"") -> bytes:
        """What the command printed.

        Raises:
            GitError: it failed; the message is git's own.
        """
        return self.heard(*args, stdin=stdin)[0]

    def heard(self, *args: str, stdin: bytes = b"") -> tuple[bytes, bytes]:
        """What the command printed, and what it complained about without failing.

        Raises:
            GitError: as `run`.
        """
        with self.start(*args, stdin=subprocess.PIPE) as process:
            out, err = process.communicate(stdin)
        if process.returncode:
            raise failure(args, err)
        return out, err

    def into(self, out: IO[bytes], *args: str) -> None:
        """What the command prints, into a file that is read from its start: it may be much.

        Raises:
            GitError: as `run`.
        """
        with self.start(*args, stdout=out) as process:
            _, err = process.communicate()
        if process.returncode:
            raise failure(args, err)
        out.seek(0)

    def without_filters(self) -> "Git":
        """For commands that look at the work tree.

        Where sizes and times leave it open whether a file changed, git would run the clean filter
        that the configuration names for it. The settings go through the environment, as the name
        of a filter may hold any character.
        """
        listed = self.run("config", "-z", "--name-only", "--list").split(b"\0")
        drivers = {name.rpartition(b".")[0] for name in listed if name.startswith(b"filter.")}
        keys = [
            (os.fsdecode(driver) + key, value)
            for driver in sorted(drivers)
            for key, value in ((".clean", ""), (".process", ""), (".required", "false"))
        ]
        extra = {"GIT_CONFIG_COUNT": str(len(keys))}
        for number, (key, value) in enumerate(keys):
            extra |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return self._replace(environ=dict(self.environ) | extra)

    def start(
        self,
        *args: str,
        stdin: int | IO[bytes] | None = None,
        stdout: int | IO[bytes] = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        pipe: int = -1,
    ) -> subprocess.Popen[bytes]:
        """The running command; the caller reads it to its end.

        `pipe` is the size of its pipes in bytes, where the system lets one choose.
        """
        if args[0] not in COMMANDS:
            raise GitError(f"`git {args[0]}` is no plumbing command that this program may run")
        try:
            return subprocess.Popen(
                (self.program, *SWITCHES, *args),
                cwd=self.directory or None,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=stdout,
                stderr=stderr,
                pipesize=pipe,
            )
        except FileNotFoundError:
            raise GitError("git was not found", hint="install git, or put it on the PATH") from None
        except (OSError, ValueError) as error:
            raise GitError(f"git cannot be started: {error}") from None


def failure(args: tuple[str, ...], stderr: bytes) -> GitError:
    """The error for a failed command, with the way out where one is known."""
    lines = [line for line in stderr.decode("utf-8", "backslashreplace").splitlines() if line]
    # Hints and warnings may come before what it died of.
    fatal = [line for line in lines if line.startswith("fatal: ")]
    said = [line for line in lines if not line.startswith("hint: ")]
    first = next(iter(fatal + said), "it failed silently")
    hint = ""
    if _UNSAFE in stderr:
        hint = (
            "the folder belongs to another user; if you trust it, run "
            "`git config --global --add safe.directory <its path>`"
        )
    elif b"not a git repository" in stderr:
        hint = "run it inside a repository, or use `stanch scan PATH` for plain files"
    elif b"bad revision" in stderr or b"Invalid revision range" in stderr:
        hint = "check the name; in a shallow clone, fetch the commits first"
    printable = "".join(c if c.isprintable() else repr(c)[1:-1] for c in first.strip())
    return GitError(f"git {args[0]}: {printable}", hint=hint)


def _program(environ: Mapping[str, str]) -> str:
    """Git from the PATH; Windows would look into the current folder first."""
    if os.name != "nt":
        return "git"
    import shutil

    for folder in environ.get("PATH", "").split(os.pathsep):
        found = os.path.isabs(folder) and shutil.which("git", path=folder)
        if found:
            return found
    return "git"
