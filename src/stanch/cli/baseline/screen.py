"""What the review shows of one finding, made to fit the terminal.

Each line is free of secrets until somebody asks for this one's value.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stanch.model.finding import Finding
from stanch.model.outcome import Outcome
from stanch.model.place import Location
from stanch.model.rule import Environment
from stanch.report import advice
from stanch.report.base import ReportOptions
from stanch.report.clip import clipped
from stanch.report.escape import visible
from stanch.report.redact import Redactor, SourceLine, length
from stanch.report.words import Words

_AROUND = 3
_PLACES = 3
# On fewer rows there is no room for why it matters.
_TALL = 20
LEGEND = (
    "h harmless   r real   l later   s skip   u undo   v show or hide the secret",
    "w save       q save and quit",
)

Text = Callable[[Location], list[str]]
"""The lines of the file that a place is in, empty where it is not at hand."""


class Screen(NamedTuple):
    """How findings are drawn: `hidden` takes secrets out, `shown` does not."""

    hidden: Redactor
    shown: Redactor
    options: ReportOptions
    lines: Text

    def draw(self, outcome: Outcome, head: str, size: tuple[int, int], *, show: bool) -> list[str]:
        """The lines of a screen of so many columns and rows."""
        width, height = max(40, size[0]), max(12, size[1])
        finding, rule = outcome.finding, "-" * width
        words = Words(lambda: self.hidden, self.options)
        top = [head, rule, *self._about(finding, words, width)]
        bottom = [
            *_advised(finding, words, width, why=height >= _TALL),
            rule,
            *(part for line in LEGEND for part in _wrapped(line, width)),
        ]
        room = height - len(top) - len(bottom) - 3  # for blank lines and the answer
        context = self._context(finding, width, max(3, room), show=show)
        return [*top, "", *context, "", *bottom]

    def _about(self, finding: Finding, words: Words, width: int) -> Iterator[str]:
        verdict = finding.verdict
        yield from _wrapped(
            f"{verdict.severity.label.upper()}: {words.rule(finding.rule.name)}", width
        )
        for place in finding.locations[:_PLACES]:
            commit = f" in commit {advice.short(place.commit.id)}" if place.commit else ""
            yield f"{words.place(place)}{commit}"
        if len(finding.locations) > _PLACES:
            yield f"and {len(finding.locations) - _PLACES} more places"
        facts = [words.name(finding.rule.id), f"{verdict.confidence.label} confidence"]
        if verdict.environment is not Environment.ANY:
            facts.append(f"{verdict.environment.value} environment")
        yield from _wrapped(" · ".join([*facts, f"{length(finding.secret)} characters"]), width)

    def _context(self, finding: Finding, width: int, room: int, *, show: bool) -> list[str]:
        """The line of the secret with those round it, a mark before it and carets below."""
        place = finding.locations[0]
        redactor = self.shown if show else self.hidden
        number = place.start.line
        lines = self.lines(place)
        around = min(_AROUND, (room - 2) // 2)
        first, last = max(1, number - around), min(len(lines), place.end.line + around)
        inside = range(number, place.end.line + 1)
        made: list[str] = []
        for at in range(first, max(last, number) + 1):
            if at == number:
                made += _marked(redactor.line(finding, place), number, width)
            elif at not in inside:
                text = self.hidden.text(lines[at - 1])
                made.append(_clip(f"  {at:>5} | {_plain(text)}", width))
        return made[: room + 1]


def _marked(line: SourceLine, number: int, width: int) -> list[str]:
    more = f" ({line.lines} lines)" if line.lines > 1 else ""
    gutter = f"> {number:>5} | "
    plain = SourceLine(_plain(line.before), _plain(line.secret), _plain(line.after), line.lines)
    shown = clipped(plain, width - len(gutter) - len(more))
    carets = " " * (len(gutter) + len(shown.before)) + "^" * max(1, len(shown.secret))
    return [f"{gutter}{shown.before}{shown.secret}{shown.after}{more}", carets[:width]]


def _advised(finding: Finding, words: Words, width: int, *, why: bool) -> Iterator[str]:
    if why and finding.rule.why:
        yield from _wrapped(words.rule(finding.rule.why), width)
    yield from _wrapped(words.rule(advice.steps(finding)[0]), width)


def _plain(text: str) -> str:
    return visible(text.replace("\t", "    "))


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
