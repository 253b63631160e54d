r"""The file by which `git filter-repo` takes secrets out of a history. It holds them in full.

https://htmlpreview.github.io/?https://github.com/newren/git-filter-repo/blob/docs/html/git-filter-repo.html
(`--replace-text`): one line a value, `literal:` or `regex:` before it, `==>` and what takes its
place behind; the last `==>` of a line counts. The lines are ASCII. It is written only where a
person asks for it by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from stanch.model.outcome import Outcome
from stanch.report.base import Out

_INSTEAD = "==>***REMOVED***"
_PLAIN = re.compile(rb"[ -~]+")
_WORD = "[0-9A-Za-z_]"
# A shorter one that could be a word would tear up the rest of the repository.
_SHORTEST = 8


class Replacements(NamedTuple):
    """The lines of the file, and how many values it does without, as they may be words."""

    lines: tuple[str, ...]
    left_out: int

    def write(self, out: Out) -> None:
        """Write them."""
        out.write("".join(f"{line}\n" for line in self.lines))


def replacements(outcomes: Iterable[Outcome]) -> Replacements:
    """What replaces the values of these findings, the longest first: one may hold another."""
    weak: dict[bytes, bool] = {}
    for outcome in outcomes:
        value = outcome.finding.secret.reveal()
        weak[value] = weak.get(value, True) and outcome.finding.verdict.weak
    values = sorted(weak, key=lambda value: (-len(value), value))
    kept = [value for value in values if not weak[value] or len(value) >= _SHORTEST]
    lines = tuple(_line(value, weak=weak[value]) for value in kept)
    return Replacements(lines, len(values) - len(kept))


def _line(value: bytes, *, weak: bool) -> str:
    if not weak and _PLAIN.fullmatch(value):
        return f"literal:{value.decode('ascii')}{_INSTEAD}"
    # A key of several lines may be indented otherwise, or have other line ends, elsewhere.
    pattern = r"\s+".join(_escaped(piece) for piece in re.split(rb"\s*[\r\n]\s*", value) if piece)
    if weak:
        pattern = f"(?<!{_WORD}){pattern}(?!{_WORD})"
    return f"regex:{pattern}{_INSTEAD}"


def _escaped(piece: bytes) -> str:
    plain = (re.escape(chr(byte)) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in piece)
    return "".join(plain)
