"""What of a text may be a secret, for the texts that stanch is about to show.

A scan answers what is worth a report; this answers what must not leave, so every doubt counts the
other way: a checksum that does not fit, a word in the middle, a loser of an overlap may all be a
key that somebody altered a little. Only what is plainly no value is left to be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.engine.entropy import randomness
from stanch.engine.judge import RANDOM, Judged
from stanch.engine.placeholder import repeated
from stanch.engine.scan import Engine, Seen, examine
from stanch.errors import ScanError
from stanch.model.blob import Blob
from stanch.model.finding import Dropped, Reason
from stanch.model.place import Span

# A body that repeats as a whole, or is filled in later, has nothing to hide.
_NOTHING = frozenset({Reason.REPEATED, Reason.SEQUENCE, Reason.TEMPLATE})
# What decides about these may stand outside of the one line that is shown.
_ELSEWHERE = frozenset({Reason.NO_CONTEXT, Reason.WRONG_FILE})
_LONG = 16


def sensitive(engine: Engine, data: bytes, path: str = "") -> tuple[Span, ...]:
    """The places in the text that must not be shown; with a path it is a line of that file.

    Where a limit is hit, or the text holds another one, nothing of it may be shown.
    """
    try:
        seen = list(examine(engine, Blob(path, data)))
    except ScanError:
        return (Span(0, len(data)),)
    hidden = [(text, list(_hidden(text, line=bool(path)))) for text in seen]
    if any(spans and text.view.data != data for text, spans in hidden):
        return (Span(0, len(data)),)
    return tuple(span for _, spans in hidden for span in spans)


def _hidden(seen: Seen, *, line: bool) -> Iterator[Span]:
    return (one.candidate.span for one in seen.judged if _hides(one, line=line))


def _hides(one: Judged, *, line: bool) -> bool:
    if not isinstance(one.result, Dropped):
        return True
    reason, prefix = one.result.reason, one.candidate.rule.prefix.encode()
    if reason in _NOTHING:
        return False
    if reason is Reason.OVERLAP:
        return True
    value = one.candidate.secret.reveal()
    if prefix:
        return repeated(value.removeprefix(prefix) or value) is None
    doubtful = reason is Reason.MALFORMED or (line and reason in _ELSEWHERE)
    return doubtful and len(value) >= _LONG and randomness(value) >= RANDOM
