"""Which repository a directory belongs to, found out with one call."""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git.plumbing import Git

EMPTY_TREE = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_CLOSED = re.compile(rb"^warning: could not open directory '(.*)/': ", re.MULTILINE)


class Repository(NamedTuple):
    """A repository as plumbing sees it. `top` is empty in a bare one, `head` before a commit."""

    git: Git
    top: str
    git_dir: str
    object_format: str
    head: str

    @property
    def base(self) -> str:
        """What the index is compared with."""
        return self.head or EMPTY_TREE[self.object_format]

    @property
    def without_index(self) -> Git:
        """For `diff-tree`, which reads the index, uses nothing of it, and ends if it is damaged."""
        none = os.path.join(self.git_dir, "no-index-for-stanch")
        return self.git._replace(environ={**self.git.environ, "GIT_INDEX_FILE": none})

    def merge_heads(self) -> tuple[str, ...]:
        """The other parents of a merge in progress."""
        try:
            with open(os.path.join(self.git_dir, "MERGE_HEAD"), encoding="ascii") as file:
                return tuple(file.read().split())
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise GitError(f"MERGE_HEAD cannot be read: {type(error).__name__}") from None

    def files(self) -> list[str]:
        """What git sees below its directory, tracked or not ignored.

        A folder that git may not open is named too: its reader finds out and says so.
        """
        out, said = self.git.heard("ls-files", "-z", "-co", "--exclude-standard")
        here = os.path.realpath(self.git.directory)
        closed = (os.path.join(self.top, os.fsdecode(name)) for name in _CLOSED.findall(said))
        names = [os.fsdecode(name) for name in out.split(b"\0")[:-1]]
        return names + [os.path.relpath(folder, here) for folder in closed]

    def cut(self) -> frozenset[str]:
        """The commits whose parents a shallow clone lacks."""
        out = self.git.run("rev-parse", "--git-path", "shallow")
        path = os.path.join(self.git.directory, os.fsdecode(out).removesuffix("\n"))
        try:
            with open(path, encoding="ascii") as file:
                return frozenset(file.read().split())
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError) as error:
            raise GitError(f"`shallow` cannot be read: {type(error).__name__}") from None


def find(directory: str, environ: Mapping[str, str], *, local: bool = True) -> Repository:
    """The repository that holds `directory`.

    Raises:
        GitError: there is none, or git refuses to read it.
    """
    git = Git.at(directory, environ, local=local)
    facts = ["rev-parse", "--show-object-format", "--is-bare-repository", "--git-dir"]
    bare = False
    try:
        out = git.run(*facts, "--show-toplevel", "--revs-only", "HEAD")
    except GitError:
        out, bare = git.run(*facts, "--revs-only", "HEAD"), True
    text = out.decode("utf-8", "surrogateescape").removesuffix("\n")
    object_format, _, paths = text.split("\n", 2)
    width = 40 if object_format == "sha1" else 64
    # HEAD stands last and only where there is a commit.
    paths, head = _with_head(paths, width)
    git_dir, top = (paths, "") if bare else _two_paths(git, paths)
    return Repository(git, top, os.path.join(directory, git_dir), object_format, head)


def unreadable(directory: str) -> str:
    """The `.git` at or above a directory in which git found no repository; empty where none is."""
    above = os.path.abspath(directory)
    while True:
        path = os.path.join(above, ".git")
        if os.path.lexists(path):
            return path
        if above == (above := os.path.dirname(above)):
            return ""


def _with_head(text: str, width: int) -> tuple[str, str]:
    before, newline, last = text.rpartition("\n")
    if newline and len(last) == width and not last.strip("0123456789abcdef"):
        return before, last
    return text, ""


def _two_paths(git: Git, text: str) -> tuple[str, str]:
    """Git folder and work tree; asked apart when a newline in one makes the border unclear."""
    if text.count("\n") == 1:
        first, _, second = text.partition("\n")
        return first, second
    answers = [git.run("rev-parse", what) for what in ("--git-dir", "--show-toplevel")]
    first, second = (a.decode("utf-8", "surrogateescape").removesuffix("\n") for a in answers)
    return first, second
