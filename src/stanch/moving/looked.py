"""What is found now where other scanners accepted something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from stanch.engine.scan import Engine, examined, finding
from stanch.engine.scan import Seen as Text
from stanch.errors import ScanError
from stanch.git.objects import Objects
from stanch.model.blob import Blob, Skipped
from stanch.model.finding import Finding
from stanch.model.outcome import Suppression
from stanch.moving.item import Claim
from stanch.moving.resolve import Seen
from stanch.suppress.inline import markers
from stanch.suppress.marker import Marker

Decide = Callable[[Finding, tuple[Marker, ...]], Suppression | None]
_COMMIT = re.compile(r"[0-9a-f]{7,64}\Z")


def seen(
    engine: Engine, decide: Decide, inputs: Sequence[Blob | Skipped]
) -> Iterator[Seen | Skipped]:
    """Everything that is found in these, at any confidence; and what could not be looked at."""
    blobs = [one for one in inputs if isinstance(one, Blob)]
    yield from (one for one in inputs if isinstance(one, Skipped))
    try:
        for blob, texts in zip(blobs, examined(engine, blobs), strict=True):
            try:
                for text in texts:
                    yield from _found(text, decide)
            except ScanError as error:
                yield Skipped(blob.path, str(error))
    except ScanError as error:  # too large to be looked at together
        yield from (Skipped(blob.path, str(error)) for blob in blobs)


def _found(text: Text, decide: Decide) -> Iterator[Seen]:
    marked = markers(text.view.data)
    for one in text.judged:
        made = finding(text.view, one)
        if made is not None:
            yield Seen(made, text.view.blob, decide(made, marked))


def committed(objects: Objects, claims: Iterable[Claim]) -> Iterator[Blob | Skipped]:
    """The versions of files that claims name by a commit, each once."""
    asked = {(claim.commit.lower(), claim.path) for claim in claims if claim.commit}
    good = [one for one in sorted(asked) if _COMMIT.match(one[0]) and one[1] and "\n" not in one[1]]
    answers = objects.read(f"{commit}:{path}" for commit, path in good)
    for (commit, path), found in zip(good, answers, strict=True):
        if found.kind == "blob" and found.data is not None:
            yield Blob(path, found.data, commit=commit)
        elif found.size:
            yield Skipped(path, f"{found.size:,} bytes, over --max-size", by_policy=True)
