"""Every blob that any ref reaches, once, with the commit that introduced it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from operator import attrgetter

from stanch.git.changes import Change
from stanch.model.blob import Skipped


def beyond(cut: Collection[str]) -> tuple[Skipped, ...]:
    """What a shallow clone lacks: nobody may call it clean."""
    if not cut:
        return ()
    first = min(cut)[:12]
    which = f"commit {first}" if len(cut) == 1 else f"{len(cut):,} commits ({first} and others)"
    why = f"shallow clone: what came before {which} is not here; run `git fetch --unshallow`"
    return (Skipped("(history)", why),)


def unique(
    changes: Iterable[Change], excluded: Callable[[str], str] = lambda _path: ""
) -> tuple[Change, ...]:
    """The first change that brings each blob, grouped by path.

    Changes come oldest first, so the first is the introduction. Neighbours of one path are stored
    as deltas of each other: asked for together they cost git half as much. A blob is left to its
    first path that is not excluded; excluded ones are kept once, to be counted.
    """
    blobs: set[str] = set()
    paths: set[str] = set()
    kept = []
    for change in changes:
        if not change.new or (change.new in blobs and change.path in paths):
            continue
        if excluded(change.path):
            if change.path not in paths:
                kept.append(change._replace(olds=()))
            paths.add(change.path)
            continue
        # A blob that only got a new name is not read again, but the name is.
        new = "" if change.new in blobs else change.new
        blobs.add(change.new)
        paths.add(change.path)
        kept.append(change._replace(new=new, olds=()))
    kept.sort(key=attrgetter("path"))
    return tuple(kept)
