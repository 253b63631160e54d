"""Markers in the scanned text: `stanch:allow [RULE[,RULE…]] [until=YYYY-MM-DD] [-- reason]`.

A marker speaks for the secret on its own line and, when nothing but a comment stands on that
line, for the line below; `stanch:allow-begin` up to its `stanch:allow-end`, `stanch:allow-file` in
the first lines for the whole text. The words of other scanners, which `dialects` lists, are
honoured too. It is read strictly: what cannot be understood does not hold, since a typo in a date
or a rule must bring the finding back and not silence it for ever.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from itertools import takewhile

from stanch.model.place import Location
from stanch.model.rule import Rule
from stanch.suppress.dialects import TABLE
from stanch.suppress.marker import Marker, last_line
from stanch.suppress.reading import read

# In a text without any of them, in whatever case, nobody tried to write a marker of ours.
_HINTS = (b"stanch", b":allow")
_OTHERS = dict.fromkeys(d.hint for d in TABLE if not any(hint in d.hint for hint in _HINTS))


def markers(data: bytes) -> tuple[Marker, ...]:
    """All markers of a text: first those that reach far, then the others, each in order.

    Costs a few searches where there is none.
    """
    lowered = data.lower()
    if not any(hint in lowered for hint in (*_HINTS, *_OTHERS)):
        return ()
    return tuple(sorted(read(data), key=lambda marker: (not marker.wide, marker.offset)))


def covering(
    found: tuple[Marker, ...],
    rule: Rule,
    at: Location,
    today: date,
    holds: Callable[[Marker], bool] = lambda _marker: True,
) -> Marker | None:
    """The marker that accepts a secret of `rule` at this place.

    `found` is what `markers` returned for the same text; `holds` may refuse one. A name or a link
    target has no line in it, so no marker reaches those.
    """
    if at.part != "content":
        return None

    def speaks(marker: Marker) -> bool:
        return (
            marker.reaches(at)
            and marker.names(rule)
            and not marker.problem(today)
            and holds(marker)
        )

    wide = sum(1 for _ in takewhile(lambda marker: marker.wide, found))
    last = last_line(at)
    for marker in found[bisect_left(found, at.start.line - 1, lo=wide, key=lambda m: m.line) :]:
        if marker.line > last + 1:
            break
        if speaks(marker):
            return marker
    return next(filter(speaks, found[:wide]), None)
