"""What is found now where other scanners accepted something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from stanch.engine.scan import Engine, examine, finding
from stanch.errors import ScanError
from stanch.git.objects import Objects
from stanch.model.blob import Blob, Skipped
from stanch.model.finding import Finding
from stanch.model.outcome import Suppression
from stanch.moving.item import Claim
from stanch.moving.resolve import Seen
from stanch.suppress.inline import Marker, markers

Decide = Callable[[Finding, tuple[Marker, ...]], Suppression | None]
_COMMIT = re.compile(r"[0-9a-f]{7,64}\Z")


def seen(
    engine: Engine, decide: Decide, inputs: Iterable[Blob | Skipped]
) -> Iterator[Seen | Skipped]:
    """Everything that is found in these, at any confidence; and what could not be looked at."""
    for blob in inputs:
        if isinstance(blob, Skipped):
            yield blob
            continue
        try:
            for text in examine(engine, blob):
                marked = markers(text.view.data)
                for one in text.judged:
                    made = finding(text.view, one)
                    if made is not None:
                        yield Seen(made, text.view.blob, decide(made, marked))
        except ScanError as error:
            yield Skipped(blob.path, str(error))


def committed(objects: Objects, claims: Iterable[Claim]) -> Iterator[Blob | Skipped]:
    """The versions of files that claims name by a commit, each once."""
    asked = {(claim.commit.lower(), claim.path) for claim in claims if claim.commit}
    for commit, path in sorted(asked):
        if not _COMMIT.match(commit) or not path or "\n" in path:
            continue
        found = objects.one(f"{commit}:{path}")
        if found.kind == "blob" and found.data is not None:
            yield Blob(path, found.data, commit=commit)
        elif found.size:
            yield Skipped(path, f"{found.size:,} bytes, over --max-size", by_policy=True)
