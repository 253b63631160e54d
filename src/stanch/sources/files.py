"""Files and folders: inside a repository what git would see, elsewhere all there is."""

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from stanch.errors import GitError
from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Input, Old, Policy, names, too_large

# Gives the paths below a folder that git sees (tracked, or untracked and not ignored),
# or None when the folder is in no repository.
Listing = Callable[[str], list[str] | None]


class Files(NamedTuple):
    """Paths of the file system. `root` is what reported paths are relative to."""

    root: str
    paths: tuple[str, ...]
    policy: Policy
    listing: Listing
    follow: bool = False
    name: str = "files"
    nothing: str = "0 files to scan"
    total: int = 0

    def inputs(self) -> Iterator[Input]:
        """Every file, once, in a fixed order; links give their target's name."""
        seen: set[str] = set()
        for path in self.paths:
            for found in self._named(path):
                if isinstance(found, Skipped):
                    yield found
                    continue
                key = os.path.realpath(found) if self.follow else os.path.abspath(found)
                if key not in seen:
                    seen.add(key)
                    yield from self._read(found)

    def before(self, _commits: Collection[str]) -> Iterator[Old]:
        """Files have no old side."""
        return iter(())

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """Files have no commits."""
        return dict.fromkeys(ids, Commit(""))

    def _named(self, path: str) -> Iterator[str | Skipped]:
        """What the user named: a pipe or a socket must not pass for a file that was read."""
        if stat.S_ISDIR(self._mode(path)):
            yield from self._below(path, frozenset(), ask_git=True)
        elif os.path.isdir(path) or os.path.isfile(path) or not os.path.exists(path):
            yield path
        else:
            yield Skipped(self.shown(path), "not a regular file: pipe it into `stanch scan -`")

    def _below(
        self, folder: str, above: frozenset[str], *, ask_git: bool
    ) -> Iterator[str | Skipped]:
        if self.follow:  # a link may lead back up
            real = os.path.realpath(folder)
            if real in above:
                return
            above |= {real}
        names = self._names(folder, ask_git=ask_git)
        if isinstance(names, Skipped):
            yield names
            return
        for name in names:
            path = os.path.join(folder, name.rstrip("/"))
            mode = self._mode(path)
            if stat.S_ISDIR(mode):
                # Only one with a `.git` has rules of its own: a submodule, say.
                own = os.path.lexists(os.path.join(path, ".git"))
                yield from self._below(path, above, ask_git=own)
            elif mode:  # else tracked but deleted in the work tree: nothing to read
                yield path

    def _mode(self, path: str) -> int:
        """What kind of file it is (`st_mode`); 0 where there is none."""
        try:
            return _status(path, follow=self.follow).st_mode
        except OSError as error:  # reading it says what is wrong with one that is there
            return 0 if error.errno in {errno.ENOENT, errno.ENOTDIR} else stat.S_IFREG

    def _names(self, folder: str, *, ask_git: bool) -> list[str] | Skipped:
        """What git lists, which are whole paths below the folder, or what the folder holds."""
        try:
            listed = self.listing(folder) if ask_git else None
            if listed is not None:
                return list(dict.fromkeys(listed))
            return [name for name in sorted(os.listdir(folder)) if name != ".git"]
        except GitError as error:
            return Skipped(self.shown(folder), str(error))
        except OSError as error:
            return Skipped(self.shown(folder), f"folder not readable: {error.strerror}")

    def _read(self, path: str) -> Iterator[Input]:
        shown = self.shown(path)
        why = self.policy.excluded(shown)
        if why:
            yield Skipped(shown, why, by_policy=True)
            return
        yield from names(shown)
        yield read(path, shown, self.policy.limit, follow=self.follow)

    def shown(self, path: str) -> str:
        """The path as reports and ignore patterns know it: below the root, with `/`."""
        root = self.root.rstrip(os.sep) + os.sep
        whole = os.path.abspath(path)
        if not whole.startswith(root):  # git gives its root without links
            head, tail = os.path.split(whole)
            whole = os.path.join(os.path.realpath(head), tail)
        if whole.startswith(root):
            path = whole[len(root) :]
        return path.replace(os.sep, "/") if os.sep != "/" else path


def read(path: str, shown: str, limit: int, *, follow: bool) -> Input:
    """One file as a blob; a link, unless followed, as its target's name."""
    try:
        status = _status(path, follow=follow)
        if stat.S_ISLNK(status.st_mode):
            return Blob(shown, os.fsencode(os.readlink(path)), Part.LINK)
        if not stat.S_ISREG(status.st_mode):
            return Skipped(shown, "not a regular file", by_policy=True)
        if status.st_size > limit:
            return too_large(shown, status.st_size, limit)
        with open(path, "rb") as file:
            # Room for the whole limit would be asked of the system, and given back, for each file.
            data = file.read(status.st_size + 1)
            if len(data) > status.st_size:  # it grows, or has no size as those of /proc
                data += file.read(limit)
    except OSError as error:
        return Skipped(shown, f"not readable: {error.strerror or type(error).__name__}")
    return too_large(shown, len(data), limit) if len(data) > limit else Blob(shown, data)


def _status(path: str, *, follow: bool) -> os.stat_result:
    if follow:
        try:
            return os.stat(path)
        except OSError as error:  # a link that leads nowhere has only its target's name to read
            if error.errno not in {errno.ENOENT, errno.ELOOP}:
                raise
    return os.lstat(path)
