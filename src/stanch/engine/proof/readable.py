"""Values that are text or JSON in base 64, between a prefix and a rest: one description a vendor.

Nothing in them is a checksum, but no accident produces such a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from stanch.engine.proof import Evidence, moments
from stanch.engine.proof.evidence import NOTHING, Facts, broken, facts, parsed
from stanch.engine.proof.jsontext import mapping
from stanch.engine.proof.radix import decoded
from stanch.model.rule import Confidence

_LONGEST = 4096


class Text(NamedTuple):
    """What the decoded text must be; its named groups are the facts, with `_` for a space."""

    shape: re.Pattern[bytes]
    # A vendor that documents no form may change it: what does not fit then says nothing.
    promised: bool = True

    def check(self, value: bytes, expires: str = "", now: int = 0) -> Evidence:
        """Decode and read. The group `expires` holds seconds since 1970; 0 is never."""
        if len(value) > _LONGEST:
            return NOTHING
        found = self.shape.fullmatch(decoded(value) or b"")
        if found is None:
            return broken("the text inside does not fit") if self.promised else NOTHING
        groups = found.groupdict()
        end = groups.pop(expires, b"") if expires else b""
        known = facts(*((name.replace("_", " "), text) for name, text in groups.items()))
        return aged(parsed(known), int(end) if end else None, now)


class Json(NamedTuple):
    """Which keys of the decoded object must be there, and which of them are facts."""

    needed: tuple[str, ...]
    named: Callable[[Mapping[str, object]], Facts]

    def check(self, value: bytes, now: int = 0) -> Evidence:
        """Decode and read; `exp` is the end, as in a JWT."""
        data = decoded(value) if len(value) <= _LONGEST else None
        content = mapping(data) if data is not None else None
        if content is None or any(key not in content for key in self.needed):
            return broken("the content does not parse")
        return aged(parsed(self.named(content)), moments.seconds(content.get("exp")), now)


def aged(evidence: Evidence, end: int | None, now: int) -> Evidence:
    """The same with its end, which lowers it where it has passed."""
    if end is None:
        return evidence
    known = (*evidence.facts, *facts(("expires", moments.day(end) or "never")))
    if not end or end > now:
        return evidence._replace(facts=known)
    note = f"expired on {moments.day(end)}"
    return evidence._replace(facts=known, confidence=Confidence.LOW, note=note)
