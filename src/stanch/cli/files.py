"""Scanning files, folders and standard input, and what root and policy they have."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

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
from stanch.cli.run import run
from stanch.config.options import MAX_SIZE
from stanch.errors import ExitCode, UsageError
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
    found = tuple(_expanded(paths))
    place = file_place(here, found[:1] or [here.cwd], asked.config_from)

    def make(setup: Setup) -> Source:
        listing = (lambda _folder: None) if no_ignore else listing_of(here)
        return Files(
            root=place.root,
            paths=found,
            policy=policy(setup.options),
            listing=listing,
            follow=follow,
        )

    return run(here, place, asked, "files", make)


def file_place(here: World, paths: Sequence[str], config_from: str = "") -> Place:
    """The root for paths: their repository, else the current folder if it holds them."""
    first = os.path.abspath(paths[0])
    folder = first if os.path.isdir(first) else os.path.dirname(first)
    inside = first == here.cwd or first.startswith(here.cwd.rstrip(os.sep) + os.sep)
    repository = find_repository(here, folder, local=inside)
    if repository and repository.top:
        root = repository.top
        if config_from:
            return _place_of(root, repository, revision(repository, config_from))
        return Place(root, repository, in_work_tree(root))
    root = here.cwd if inside else folder
    return Place(root, None, in_work_tree(root))


def _place_of(root: str, repository: Repository, commit: str) -> Place:
    """The place of a tree, with a process for each policy file: nothing else is read from git."""
    objects = Objects(repository.git, MAX_SIZE)

    def read(name: str) -> bytes | None:
        with objects:
            return in_objects(objects, commit)(name)

    return tree_place(root, repository, objects, commit)._replace(read_policy=read)


def _expanded(paths: tuple[str, ...]) -> list[str]:
    """Paths as they are, globs as what they match.

    Raises:
        UsageError: a path is not there, or a glob matches nothing.
    """
    found: list[str] = []
    for path in paths:
        if os.path.lexists(path):
            found.append(path)
            continue
        import glob

        matches = (
            glob.glob(path, recursive=True, include_hidden=True) if glob.has_magic(path) else []
        )
        if not matches:
            what = "matches nothing" if glob.has_magic(path) else "does not exist"
            raise UsageError(
                f"{path} {what}", hint="check the path; quote globs that the shell must not touch"
            )
        found += sorted(matches)
    return found


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
