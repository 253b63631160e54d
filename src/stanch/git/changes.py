"""What changed between trees, index and work tree, from git's raw format.

https://git-scm.com/docs/git-diff-index#_raw_output_format; a merge (`-c`) names each parent's side.
"""

import os
import re
from collections.abc import Iterable, Iterator
from sys import intern
from typing import IO, NamedTuple

from stanch.errors import GitError
from stanch.git.plumbing import failure
from stanch.git.repository import EMPTY_TREE, Repository

_PLAIN = ("--raw", "-z", "--no-renames", "--no-abbrev", "--no-relative")
RAW = (*_PLAIN, "--ignore-submodules=none")
# Without `all`, git runs `git status` in each submodule, and with it what its configuration names.
FILES = (*_PLAIN, "--ignore-submodules=all")
TREES = ("diff-tree", "--stdin", "--root", "-r", "-c", *RAW)
# For lines that name the parent to compare with.
FIRST_PARENT = ("diff-tree", "--stdin", "--root", "-r", *RAW)
LINK = "120000"
GITLINK = "160000"
GONE = "000000"
# Every ref, HEAD in each linked work tree; then what only the logs of both still remember.
REFS = ("--all",)
LOGS = ("--reflog", "--not", "--all")
EVERYTHING = ("--all", "--reflog")
_CLOSED = re.compile(rb"^(.*): Permission denied$", re.MULTILINE)
_NO_BLOB = frozenset((GONE, GITLINK))
# Two modes, two objects and a letter; each further parent adds a mode and an object.
_ONE_PARENT = 5
_COMMIT = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")


class Change(NamedTuple):
    """One path of a change. `new` is empty where it was deleted, `olds` where it is added.

    `unmerged`: a conflict that nobody resolved yet, so there is no new side to look at.
    `others`: paths, each with a commit, under which the new side came to stand as well.
    """

    path: str
    mode: str
    new: str
    olds: tuple[str, ...]
    commit: str = ""
    unmerged: bool = False
    others: tuple[tuple[str, str], ...] = ()

    @property
    def is_content(self) -> bool:
        """Whether there is a new blob; a submodule's commit is none."""
        return bool(self.new) and self.mode != GITLINK


def staged(repository: Repository) -> tuple[Change, ...]:
    """The index against HEAD; in a merge only what differs from each of its parents.

    What differs from one parent only is another's, so it has no new side here. But what it holds
    is old: a merge may move what stood in a parent into a file of another name.
    """
    parents = (repository.base, *repository.merge_heads())
    sides = [_index(repository, parent) for parent in parents]
    if len(sides) == 1:
        return tuple(sides[0].values())
    return tuple(_combined(path, sides) for path in dict.fromkeys(p for s in sides for p in s))


def _combined(path: str, sides: list[dict[str, Change]]) -> Change:
    changes = [side[path] for side in sides if path in side]
    olds = [oid for change in changes for oid in change.olds]
    if len(changes) == len(sides):
        return changes[0]._replace(olds=tuple(dict.fromkeys(olds)))
    olds += [change.new for change in changes if change.is_content]
    return Change(path, GONE, "", tuple(dict.fromkeys(olds)))


def unstaged(repository: Repository) -> tuple[Change, ...]:
    """The work tree against the index. `new` is all zeros: git has not hashed the file.

    A file in conflict is named twice, the second time with our side of it as the old one. One
    that git may not look at is no reason for it to fail; its reader finds out and says so.
    """
    out, said = repository.git.without_filters().heard("diff-files", *FILES)
    closed = (os.fsdecode(name) for name in _CLOSED.findall(said))
    changes = {path: Change(path, "100644", "0", ()) for path in closed}
    changes.update((change.path, change) for change in parsed(out))
    return tuple(change._replace(unmerged=False) for change in changes.values())


def unwatched(repository: Repository) -> Iterator[tuple[str, str]]:
    """The files whose changes git was told not to look for, and by which mark.

    https://git-scm.com/docs/git-ls-files: `-v` writes small letters for `assume-unchanged`.
    """
    out = repository.git.run("ls-files", "-v", "-z", "--full-name", "--", ":(top)")
    for line in out.split(b"\0")[:-1]:
        letter, path = line[:1], os.fsdecode(line[2:])
        if letter in b"Ss":
            yield path, "skip-worktree"
        elif letter.islower():
            yield path, "assume-unchanged"


def introduced(repository: Repository, revisions: Iterable[str]) -> Iterator[Change]:
    """What the commits of revision ranges, or all of `REFS`, changed against all their parents.

    Oldest first.
    """
    chosen = tuple(revisions)
    if chosen not in {REFS, LOGS, EVERYTHING}:
        chosen = ("--end-of-options", *chosen, "--")
    return _changed(repository, ("--topo-order", *chosen))


def changed_by(repository: Repository, commits: Iterable[str]) -> Iterator[Change]:
    """What these commits changed, oldest first."""
    return _listed(repository, "sorted", commits)


def changed_in_order(repository: Repository, commits: Iterable[str]) -> Iterator[Change]:
    """What these commits changed; they are given newest first, and answered oldest first."""
    return _listed(repository, "unsorted", commits)


def _listed(repository: Repository, how: str, commits: Iterable[str]) -> Iterator[Change]:
    from tempfile import TemporaryFile

    with TemporaryFile() as ids:
        ids.write("".join(f"{oid}\n" for oid in commits).encode())
        ids.seek(0)
        yield from _changed(repository, (f"--no-walk={how}", "--stdin"), ids)


def _changed(
    repository: Repository, which: tuple[str, ...], stdin: IO[bytes] | None = None
) -> Iterator[Change]:
    from tempfile import TemporaryFile

    arguments = ("rev-list", "--reverse", *which)
    # A file, as nobody reads a pipe for complaints while the other pipe is read.
    with TemporaryFile() as wrong:
        with (
            repository.git.start(*arguments, stdin=stdin, stderr=wrong.fileno()) as commits,
            repository.without_index.start(
                *TREES, stdin=commits.stdout, stderr=wrong.fileno()
            ) as changes,
        ):
            if commits.stdout:
                commits.stdout.close()  # diff-tree owns it now
            yield from parsed(fields(changes.stdout))
        wrong.seek(0)
        if commits.returncode:
            raise failure(arguments, wrong.read())
        if changes.returncode:
            raise failure(TREES, wrong.read())


def unattached(repository: Repository) -> Iterator[Change]:
    """Files and trees that a tag names without any commit: no walk over commits meets them."""
    form = "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)"
    for line in repository.git.run("for-each-ref", form).split(b"\n")[:-1]:
        kind, oid, tagged, inner, name = os.fsdecode(line).split(" ", 4)
        if tagged == "tag":  # a tag of a tag
            inner = repository.git.run("rev-parse", f"{name}^{{}}").decode().strip()
            tagged = repository.git.run("cat-file", "-t", inner).decode().strip()
        kind, oid = (tagged, inner) if kind == "tag" else (kind, oid)
        if kind == "blob":
            yield Change(name, "100644", oid, ())
        elif kind == "tree":
            yield from standing(repository, oid)


def standing(repository: Repository, tree: str) -> tuple[Change, ...]:
    """All that stands in a tree, as if it had just come."""
    empty = EMPTY_TREE[repository.object_format]
    return tuple(parsed(repository.without_index.run("diff-tree", "-r", *RAW, empty, tree)))


def _index(repository: Repository, parent: str) -> dict[str, Change]:
    out = repository.git.run(
        "diff-index", "--cached", "--ita-invisible-in-index", *RAW, parent, "--"
    )
    return {change.path: change for change in parsed(out)}


def fields(stream: IO[bytes] | None) -> Iterator[bytes]:
    """The NUL-separated fields of a stream, without holding it."""
    rest = b""
    while block := stream.read(1 << 18) if stream else b"":
        *whole, rest = (rest + block).split(b"\0")
        yield from whole
    if rest:
        raise GitError("git's list of changes ends in the middle of a path")


def parsed(out: bytes | Iterator[bytes]) -> Iterator[Change]:
    """Changes from raw output; commit ids stand alone between them."""
    fields = iter(out.split(b"\0")[:-1]) if isinstance(out, bytes) else out
    commit = ""
    for head in fields:
        if not head.startswith(b":"):
            if not _COMMIT.fullmatch(head):
                raise GitError("git's list of changes has an unknown form")
            commit = head.decode()
            continue
        path = next(fields, None)
        if path is None:
            raise GitError("git's list of changes ends in the middle of a path")
        yield _change(head.decode(), path, commit)


def _change(head: str, path: bytes, commit: str) -> Change:
    # A history names the same paths and modes again and again: each is kept once.
    name = intern(path.decode("utf-8", "surrogateescape"))
    words = head.split(" ")
    if len(words) == _ONE_PARENT:  # nearly all
        before, mode, old, new, status = words
        olds: tuple[str, ...] = () if before[1:] in _NO_BLOB else (old,)
        new = "" if mode == GONE else new
        return Change(name, intern(mode), new, olds, commit, status == "U")
    parents = len(head) - len(head.lstrip(":"))
    words[0] = words[0][parents:]
    mode, status = words[parents], words[-1]
    *each, new = words[parents + 1 : -1]
    kept = zip(each, words[:parents], strict=True)
    olds = tuple(oid for oid, kind in kept if kind not in _NO_BLOB)
    return Change(name, mode, "" if mode == GONE else new, olds, commit, status == "U")
