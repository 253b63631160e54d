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

    Changes come oldest first, so the first is the introduction; the blob's other paths follow from
    it, as rules and acceptances may hold for one and not for another. Neighbours of one path are
    stored as deltas of each other: asked for together they cost git half as much. Excluded paths
    are kept once, to be counted.
    """
    first: dict[str, int] = {}
    others: dict[str, dict[str, str]] = {}
    paths: dict[str, int] = {}
    kept: list[Change] = []
    for change in changes:
        oid, path = change.new, change.path
        if not oid or (oid in first and kept[first[oid]].path == path):
            continue
        if excluded(path):
            if path not in paths:
                kept.append(change._replace(olds=()))
            paths.setdefault(path, len(paths))
            continue
        if oid not in first:
            first[oid] = len(kept)
            kept.append(change._replace(olds=()))
        else:
            others.setdefault(oid, {}).setdefault(path, change.commit)
            if path not in paths:  # the path itself is something to look at
                kept.append(change._replace(new="", olds=()))
        paths.setdefault(path, len(paths))
    for oid, places in others.items():
        at = first[oid]
        kept[at] = kept[at]._replace(others=tuple(places.items()))
    kept.sort(key=lambda change: paths[change.path])
    return tuple(kept)
