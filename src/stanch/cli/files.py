"""Scanning files, folders and standard input, and what root and policy they have."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from stanch.assemble import (
    Place,
    Setup,
    World,
    find_repository,
    in_objects,
    in_work_tree,
    policy,
    tree_place,
)
from stanch.cli.asked import Asked
from stanch.cli.changes import revision
from stanch.cli.run import run, say
from stanch.config.options import MAX_SIZE
from stanch.errors import ExitCode, UsageError
from stanch.git import repository as repositories
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.sources.base import Source
from stanch.sources.files import Files, Listing
from stanch.sources.stdin import Stdin


def scan_files(
    here: World,
    paths: tuple[str, ...],
    asked: Asked,
    *,
    no_ignore: bool = False,
    follow: bool = False,
) -> ExitCode:
    """Scan files and folders."""
    listing: Listing = (lambda _folder: None) if no_ignore else listing_of(here)
    found = tuple(_expanded(paths, listing))
    place = file_place(here, found or [here.cwd], asked.config_from)
    if not follow:
        _remind_of_links(found)
    if not place.repository:
        _remind_of_history(here, found)

    def make(setup: Setup) -> Source:
        return Files(
            root=place.root,
            paths=found,
            policy=policy(setup.options),
            listing=listing,
            follow=follow,
        )

    return run(here, place, asked, "files", make)


def file_place(here: World, paths: Sequence[str], config_from: str = "") -> Place:
    """The root for paths: the repository that holds them, else the current or a common folder.

    The policy is the root's. Of paths in several repositories none has a say about the others.
    """
    whole = [os.path.abspath(path) for path in paths]
    folder = _enterable(whole[0])
    inside = all(_is_below(path, here.cwd) for path in whole)
    repository = find_repository(here, folder, local=_is_below(whole[0], here.cwd))
    if repository and repository.top:
        root = repository.top
        if all(_is_below(_real(path), os.path.realpath(root)) for path in whole):
            if config_from:
                return _place_of(root, repository, revision(repository, config_from))
            return Place(root, repository, in_work_tree(root))
    broken = None if repository else repositories.unreadable(folder)
    if broken:
        say(f"note: git cannot read {broken}, so nothing counts as ignored")
    root = here.cwd if inside else _enterable(os.path.commonpath(whole))
    return Place(root, None, in_work_tree(root))


def _enterable(path: str) -> str:
    """The folder itself, or the nearest one above that git can be started in."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    effective = os.access in os.supports_effective_ids
    while not os.access(folder, os.X_OK, effective_ids=effective):
        folder = os.path.dirname(folder)
    return folder


def _real(path: str) -> str:
    """The path without links on its way; a link itself lies where it lies."""
    folder, name = os.path.split(path)
    return (
        os.path.realpath(path)
        if os.path.isdir(path)
        else os.path.join(os.path.realpath(folder), name)
    )


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _place_of(root: str, repository: Repository, commit: str) -> Place:
    """The place of a tree, with a process for each policy file: nothing else is read from git."""
    objects = Objects(repository.git, MAX_SIZE)

    def read(name: str) -> bytes | None:
        with objects:
            return in_objects(objects, commit)(name)

    return tree_place(root, repository, objects, commit)._replace(read_policy=read)


def _remind_of_links(paths: Iterable[str]) -> None:
    for path in paths:
        if os.path.islink(path) and os.path.exists(path):
            say(f"note: {path} is a link: only its target's name is read without --follow-links")


def _remind_of_history(here: World, paths: Iterable[str]) -> None:
    """Inside a bare repository, or git's own folder, there are files, but none of a commit."""
    for path in paths:
        inside = find_repository(here, _enterable(os.path.abspath(path)), local=False)
        if inside and not inside.top:
            say(f"note: {path} lies in git's own folder; `stanch history` scans what it holds")
            return


def _expanded(paths: Iterable[str], listing: Listing) -> Iterator[str]:
    """Paths as they are, globs as what they match.

    Raises:
        UsageError: a path is not there, or a glob matches nothing.
    """
    import glob

    for path in paths:
        if os.path.lexists(path):
            yield path
        elif glob.has_magic(path):
            yield from _matches(path, listing)
        else:
            raise UsageError(f"{path} does not exist", hint="check the path")


def _matches(pattern: str, listing: Listing) -> list[str]:
    """What a glob matches among the files that git sees, where there is a repository."""
    import glob

    found = sorted(glob.glob(pattern, recursive=True, include_hidden=True))
    found = [path for path in found if ".git" not in path.split(os.sep)]
    if not found:
        hint = "quote globs that the shell must not touch"
        raise UsageError(f"{pattern} matches nothing", hint=hint)
    folder = pattern
    while glob.has_magic(folder):
        folder = os.path.dirname(folder)
    names = listing(folder or os.curdir)
    if names is None:
        return found
    seen = {os.path.normpath(os.path.join(folder, name)) for name in names}
    for path in tuple(seen):
        while (path := os.path.dirname(path)) not in seen and path:
            seen.add(path)
    kept = [path for path in found if os.path.normpath(path) in seen]
    if not kept:
        raise UsageError(f"{pattern} matches only what git ignores", hint="add --no-ignore")
    return kept


def listing_of(here: World) -> Listing:
    """What git sees below a folder: `git ls-files`, in the folder's own repository."""

    def listing(folder: str) -> list[str] | None:
        repository = find_repository(here, os.path.abspath(folder), local=False)
        if repository is None or not repository.top:
            return None
        names = repository.files()
        # A folder in which git sees nothing is ignored itself; whoever names it wants it read.
        return names if names or os.path.samefile(folder, repository.top) else None

    return listing


def scan_stdin(here: World, asked: Asked) -> ExitCode:
    """Scan what is piped in."""
    if not sys.stdin:
        raise UsageError("there is no standard input", hint="pipe something into `stanch scan -`")
    """Scan standard input."""
    place = file_place(here, (here.cwd,), asked.config_from)
    return run(
        here, place, asked, "stdin", lambda setup: Stdin(sys.stdin.buffer, setup.options.max_size)
    )
