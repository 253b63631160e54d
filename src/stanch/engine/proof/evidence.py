"""The kinds of evidence that many validators return, so that they mean the same everywhere.

A checksum that does not fit belongs to no live token: confidence low. A structure that does not
parse may still be a masked copy of one, or a line broken on its way into the file: medium.
"""

from __future__ import annotations

from stanch.engine.proof import Evidence
from stanch.model.finding import Dropped, Proof, Reason
from stanch.model.rule import Confidence, Environment

Facts = tuple[tuple[str, str], ...]

NOTHING = Evidence()
_LONGEST = 80


def checksum(*, fits: bool, facts: Facts = ()) -> Evidence:
    """What a confirmed checksum says."""
    if fits:
        return Evidence(Proof.FITS, facts)
    return Evidence(
        Proof.FAILS,
        note="altered or placeholder: the checksum does not fit",
        confidence=Confidence.LOW,
    )


def parsed(facts: Facts = (), note: str = "", environment: Environment | None = None) -> Evidence:
    """A structure that no accident produces was read to its end."""
    return Evidence(Proof.FITS, facts, note, environment=environment)


def broken(what: str) -> Evidence:
    """The vendor's structure is promised and does not parse."""
    return Evidence(
        Proof.FAILS,
        note=f"altered or cut off: {what}",
        confidence=Confidence.MEDIUM,
    )


def dropped(reason: Reason, detail: str = "") -> Evidence:
    """Not a secret at all."""
    return Evidence(dropped=Dropped(reason, detail))


def facts(*pairs: tuple[str, object]) -> Facts:
    """Those of the pairs that say something, as short printable text."""
    tidied = ((name, tidy(value)) for name, value in pairs)
    return tuple((name, text) for name, text in tidied if text)


def tidy(value: object) -> str:
    """Text, a number or a list of texts on one line; nothing for anything else."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, list):
        value = " ".join(v for v in value[:8] if isinstance(v, str))
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 64:
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:200])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
