"""Policy files and packs of the index or of a commit, read through git.

They obey the rules of `written.files`: bounded, and inside of the repository. A link's blob is the
name of its target; taken for the content it would be a policy that nobody wrote.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from stanch.errors import ConfigError
from stanch.git.changes import LINK
from stanch.git.objects import Object, Objects
from stanch.written import files

_MOST_LINKS = 8
_LONGEST_PATH = 4096


def read(
    objects: Objects, revision: str, name: str, found: Object | None = None, links: int = 0
) -> bytes | None:
    """A file of the tree, or None where it has none; the empty revision is the index.

    `found` is what it holds, where that was asked for before.

    Raises:
        ConfigError: it is too large, or leads out of the tree.
    """
    path = _below(name, name)
    if found is None:
        kept, objects.limit = objects.limit, files.LARGEST
        try:
            found = objects.one(f"{revision}:{path}")
        finally:
            objects.limit = kept
    if found.size > files.LARGEST or (found.data is None and found.size):
        raise files.too_large(name)
    if found.kind != "blob" or found.data is None:
        return None
    if not _is_link(objects, revision, path, found):
        return found.data
    if links == _MOST_LINKS:
        raise ConfigError("a link that leads to itself", where=name)
    target = os.path.join(os.path.dirname(path), os.fsdecode(found.data))
    return read(objects, revision, _below(target, name), links=links + 1)


def packs(objects: Objects, revision: str, name: str) -> Sequence[tuple[str, bytes]]:
    """The file of that name, or the files of that folder, with their paths."""
    name = _below(name, name)
    listed: tuple[str, ...]
    if revision:
        listed = ("ls-tree", "-r", "--full-tree", "--name-only", "-z", revision, "--", name)
    else:
        listed = ("ls-files", "-z", "--", f":(top,literal){name}")
    found = sorted(os.fsdecode(file) for file in objects.git.run(*listed).split(b"\0"))
    below = [file for file in found if file == name or os.path.dirname(file) == name]
    return [(file, read(objects, revision, file) or b"") for file in below]


def _below(path: str, where: str) -> str:
    """The path from the root of the tree: git would take `./` for the folder it runs in."""
    made = os.path.normpath(path).replace(os.sep, "/")
    if os.path.isabs(path) or made.split("/")[0] == "..":
        raise ConfigError(
            "leads out of the repository, so it is not read", where=where, hint=files.OUTSIDE
        )
    return made


def _is_link(objects: Objects, revision: str, path: str, found: Object) -> bool:
    """Whether the blob is a link's target. One line without an end is all that it can be."""
    if found.size > _LONGEST_PATH or b"\n" in (found.data or b""):
        return False
    in_tree = ("ls-tree", "--full-tree", "-z", revision, "--", path)
    in_index = ("ls-files", "-s", "-z", "--", f":(top,literal){path}")
    return objects.git.run(*(in_tree if revision else in_index)).startswith(LINK.encode())
