"""What people answer about findings, as a text for scripts and for the next session.

    <fingerprint or path:line> real|harmless|later [-- reason]

One answer a line; a space in a path is written %20. Fingerprints give nothing away, so what is
kept between two sessions holds no secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from stanch.errors import UsageError
from stanch.model.outcome import Outcome
from stanch.suppress.entry import unquoted


class Answer(StrEnum):
    """What somebody says about a finding."""

    REAL = "real"
    HARMLESS = "harmless"
    LATER = "later"


class Answered(NamedTuple):
    """An answer, and which finding it is about."""

    key: str
    answer: Answer
    reason: str = ""
    line: int = 0


def read(text: str, where: str) -> tuple[Answered, ...]:
    """The answers of a text.

    Raises:
        UsageError: a line is none; nothing may be accepted by a guess.
    """
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        head, dashes, reason = f"{line} ".partition(" -- ")
        words = head.split()
        key = unquoted(words[0]) if words else ""
        if len(words) != 2 or not key or words[1] not in set(Answer) or (dashes and not reason):
            raise UsageError(
                f"{where}:{number}: no answer of the form KEY real|harmless|later [-- reason]",
                hint="KEY is a fingerprint of a report, or PATH:LINE with %20 for a space",
            )
        found.append(Answered(key, Answer(words[1]), " ".join(reason.split()), number))
    return tuple(found)


def write(answers: Iterable[Answered]) -> str:
    """The answers as a text that `read` takes."""
    lines = [f"{one.key} {one.answer}" + f" -- {one.reason}" * bool(one.reason) for one in answers]
    return "".join(f"{line}\n" for line in lines)


def about(key: str, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The findings that a key means: those of a fingerprint, or all that begin on a line."""
    return [
        outcome
        for outcome in outcomes
        if key == outcome.fingerprint
        or any(key == f"{place.path}:{place.start.line}" for place in outcome.finding.locations)
    ]
