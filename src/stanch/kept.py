"""What is kept of a scan: how much there was, and where something was found, as a row of JSON."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from stanch.git.changes import Change
from stanch.model.blob import Skipped


class Kept(NamedTuple):
    """Where something was found, and how much there was in all.

    `found` says what was found in the `changes`; only `foundmemory` knows how. `packs` and the ids
    of `loose` objects, end to end, are where everything lay, and at `tips` pointed HEAD and refs.
    """

    changes: tuple[Change, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    blobs: int = 0
    size: int = 0
    trees: int = 0
    found: tuple[Any, ...] = ()
    packs: tuple[str, ...] = ()
    loose: str = ""
    tips: tuple[str, ...] = ()


def written(kept: Kept) -> bytes:
    """The row."""
    changes = [[c.path, c.mode, c.new, c.commit, c.others] for c in kept.changes]
    counts = kept.blobs, kept.size, kept.trees
    rows = [changes, kept.texts, kept.skipped, *counts, kept.found]
    rows += [kept.packs, kept.loose, kept.tips]
    return json.dumps(rows, separators=(",", ":")).encode()


def read(row: bytes) -> Kept:
    """What a row tells; raises what is raised where it is of another form."""
    changes, texts, skipped, blobs, size, trees, *rest = json.loads(row)
    found, packs, loose, tips = rest
    return Kept(
        tuple(
            Change(path, mode, new, (), commit, others=tuple((p, c) for p, c in others))
            for path, mode, new, commit, others in changes
        ),
        tuple((path, oid) for path, oid in texts),
        tuple(Skipped(*row) for row in skipped),
        blobs,
        size,
        trees,
        tuple(found),
        tuple(packs),
        loose,
        tuple(tips),
    )
