"""Every blob that any ref reaches, once, with the commit that introduced it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

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
    """The first change that brings each blob, grouped by path, the oldest path first.

    Changes come oldest first, so the first is the introduction. Neighbours of one path are stored
    as deltas of each other: asked for together they cost git half as much. A blob is read again
    under another file name, as some rules are for files of one name. Excluded paths are kept once,
    to be counted.
    """
    blobs: set[tuple[str, str]] = set()
    paths: dict[str, int] = {}
    kept = []
    for change in changes:
        version = change.new, change.path.rpartition("/")[2]
        if not change.new or (version in blobs and change.path in paths):
            continue
        if excluded(change.path):
            if change.path not in paths:
                kept.append(change._replace(olds=()))
            paths.setdefault(change.path, len(paths))
            continue
        # A blob in another folder is not read again, but its path is.
        new = "" if version in blobs else change.new
        blobs.add(version)
        paths.setdefault(change.path, len(paths))
        kept.append(change._replace(new=new, olds=()))
    kept.sort(key=lambda change: paths[change.path])
    return tuple(kept)
