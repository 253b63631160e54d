"""Path patterns of other scanners as lines of `.stanchignore`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stanch.moving.item import Fate, Item, refused
from stanch.suppress.globs import problem


def ignored(where: str, patterns: Iterable[str]) -> Iterator[Item]:
    """Globs of whole paths, as shells and Python know them: a `*` alone stays in its folder.

    One with a slash, or none, is meant from the root; git takes one without a slash for any folder,
    which is what `**/` says.
    """
    for number, pattern in enumerate(patterns):
        place = f"{where}[{number}]"
        glob = pattern.strip().removeprefix("./")
        if not glob.startswith(("**/", "/")):
            glob = f"/{glob}"
        yield _item(place, pattern, glob)


def kept(place: str, pattern: str) -> Item:
    """A line that has the syntax of `.gitignore` already."""
    return _item(place, pattern, pattern)


def _item(place: str, pattern: str, glob: str) -> Item:
    if why := problem(glob):
        return refused(place, why)
    how = ".stanchignore"
    if glob == pattern:
        return Item(place, Fate.TAKEN, how, ignore=(glob,))
    return Item(place, Fate.TRANSLATED, f"{how}: from the root", ignore=(glob,))
