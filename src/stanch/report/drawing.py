"""Draws the findings of the terminal report; imported only by a run that has some.

Lines that hold a path or an address are never broken, so that they can be clicked. Paragraphs are
wrapped to the width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stanch.model.finding import Proof
from stanch.model.outcome import Outcome
from stanch.model.place import Commit, Location
from stanch.model.rule import Environment, Severity
from stanch.report import advice, lifetime
from stanch.report.base import ReportOptions
from stanch.report.cells import cell_len
from stanch.report.clip import breaks, clipped
from stanch.report.escape import visible
from stanch.report.redact import SourceLine, length
from stanch.report.styled import (
    BLUE,
    BOLD,
    CYAN,
    DIM,
    RED,
    REVERSE,
    YELLOW,
    Line,
    Piece,
    divided,
    line,
    plain,
)
from stanch.report.words import Words

_STYLES = {
    Severity.CRITICAL: (BOLD, RED),
    Severity.HIGH: (RED,),
    Severity.MEDIUM: (YELLOW,),
    Severity.LOW: (CYAN,),
    Severity.INFO: (BLUE,),
}
_INDENT = "   "
_DOT = " · "
_MOST_PLACES = 5
_NARROWEST = 40
_WEB = ("https://", "http://")
_PROOFS = {Proof.FITS: "checksum or structure fits", Proof.FAILS: "checksum does not fit"}


def drawn(words: Words, found: Sequence[Outcome], failing: Sequence[Outcome]) -> Iterator[str]:
    """The text of each finding, the worst first."""
    fails = {id(outcome) for outcome in failing}
    told: dict[str, int] = {}
    for number, outcome in enumerate(found, 1):
        card = _Card(words, outcome, number).draw(fails=id(outcome) in fails, told=told)
        color = words.options.color
        for each in card:
            yield "".join(piece.drawn(color=color) for piece in each) + "\n"
    yield from lifetime.overview(words, found, _width(words.options))


def _width(options: ReportOptions) -> int:
    return max(_NARROWEST, options.width)


class _Card:
    """One finding, drawn line by line."""

    def __init__(self, words: Words, outcome: Outcome, number: int) -> None:
        self._words = words
        self._finding = outcome.finding
        self._life = outcome.life
        self._number = number
        self._width = _width(words.options)
        self._lines: list[Line] = []

    def draw(self, *, fails: bool, told: dict[str, int]) -> list[Line]:
        """The card; `told` remembers in which one the advice for a rule stands."""
        self._title(fails=fails)
        self._places(self._finding.locations[:1])
        self._about()
        self._source()
        first = told.setdefault(self._finding.rule.id, self._number)
        if first == self._number and self._finding.rule.why:
            self._paragraph("Why it matters: ", self._words.rule(self._finding.rule.why))
        self._details()
        if self._life:
            self._paragraph("Life: ", lifetime.told(self._words, self._life))
        self._others()
        if first == self._number:
            self._advice()
        else:
            self._advice_again(first)
        self._line()
        return self._lines

    def _line(self, *pieces: Piece | str) -> None:
        """A line that is never broken."""
        self._lines.append(line(*pieces))

    def _paragraph(self, label: str, text: str, indent: str = _INDENT, between: str = " ") -> None:
        """Text wrapped to the width, later lines under the first one's text."""
        hang = len(label) if label[:1].isdigit() else 2 * bool(label)
        content = line(Piece(label, (BOLD,)), *self._linked(text))
        room = self._width - len(indent) - hang
        for number, part in enumerate(divided(content, breaks(plain(content), room, between))):
            self._line(indent + (" " * hang if number else ""), *part)

    def _linked(self, text: str) -> Iterator[Piece]:
        """The text, where wanted with web addresses to follow."""
        if not self._words.options.hyperlinks:
            yield Piece(text)
            return
        for number, word in enumerate(text.split(" ")):
            yield Piece(" " * bool(number))
            yield Piece(word, link=word if word.startswith(_WEB) and word.isascii() else "")

    def _title(self, *, fails: bool) -> None:
        severity = self._finding.verdict.severity
        self._line(
            f"{self._number}. ",
            Piece(severity.label.upper(), _STYLES[severity]),
            ": ",
            Piece(self._words.rule(self._finding.rule.name), (BOLD,)),
            "" if fails else " (below the gate, does not fail this run)",
        )

    def _places(self, locations: Sequence[Location]) -> None:
        for place in locations:
            self._line(_INDENT, self._placed(place))
            if place.commit:
                self._paragraph("in commit ", self._commit(place.commit), _INDENT + "  ")

    def _placed(self, place: Location) -> Piece:
        text, link = self._words.place(place), self._words.options.link_path
        safe = self._words.redactor.text(place.path) == place.path
        if link is None or not self._words.options.hyperlinks or not safe:
            return Piece(text, (CYAN,))
        return Piece(text, (CYAN,), visible(link(place.path)))

    def _commit(self, commit: Commit) -> str:
        author = f"{commit.author} <{commit.email}>" if commit.email else commit.author
        known = (advice.short(commit.id), commit.date.partition("T")[0], author)
        text = ", ".join(part for part in known if part)
        return self._words.text(f"{text}: {commit.summary}" if commit.summary else text)

    def _about(self) -> None:
        verdict = self._finding.verdict
        parts = [self._words.name(self._finding.rule.id), f"{verdict.confidence.label} confidence"]
        if verdict.environment is not Environment.ANY:
            parts.append(f"{verdict.environment.value} environment")
        if verdict.proof in _PROOFS:
            parts.append(_PROOFS[verdict.proof])
        parts.append(f"{length(self._finding.secret)} characters")
        self._paragraph("", _DOT.join(parts), between=_DOT)

    def _source(self) -> None:
        """The line of the first place, the secret marked by reverse video and by carets."""
        if not self._finding.locations:
            return
        place = self._finding.locations[0]
        line = self._words.redactor.line(self._finding, place)
        number = str(place.start.line) if place.part == "content" else ""
        gutter = f"{_INDENT}{number:>4} | "
        more = f" ({line.lines} lines)" if line.lines > 1 else ""
        shown = clipped(_readable(line), self._width - len(gutter) - len(more))
        self._line()
        secret = Piece(shown.secret, (BOLD, REVERSE))
        self._line(Piece(gutter, (DIM,)), shown.before, secret, shown.after, more)
        below = " " * (len(gutter) - 2) + "| " + " " * cell_len(shown.before)
        carets = "^" * max(1, cell_len(shown.secret))
        self._line(Piece(below, (DIM,)), Piece(carets, (RED,)))
        if self._words.options.show_secrets:
            self._line(_INDENT, Piece("Value: ", (BOLD,)), self._words.secret(self._finding))
        self._line()

    def _details(self) -> None:
        verdict, words = self._finding.verdict, self._words
        for name, value in verdict.facts:
            self._paragraph(f"{_capital(words.rule(name))}: ", words.text(value))
        for note in verdict.notes:
            self._paragraph("Note: ", words.text(note))

    def _others(self) -> None:
        self._more("Also here:", self._finding.locations[1:])
        self._more("Found with its other half:", self._finding.companions)

    def _more(self, title: str, places: Sequence[Location]) -> None:
        if not places:
            return
        self._line(_INDENT, Piece(title, (BOLD,)))
        for place in places[:_MOST_PLACES]:
            commit = advice.short(place.commit.id) if place.commit else ""
            since = f" (commit {self._words.name(commit)})" if commit else ""
            self._line(f"{_INDENT}  ", self._placed(place), since)
        if len(places) > _MOST_PLACES:
            self._line(f"{_INDENT}  and {len(places) - _MOST_PLACES} more")

    def _advice(self) -> None:
        steps = [self._words.rule(step) for step in advice.steps(self._finding, self._life)]
        if len(steps) == 1:
            self._paragraph("What to do: ", steps[0])
        else:
            self._line(_INDENT, Piece("What to do:", (BOLD,)))
            for number, step in enumerate(steps, 1):
                self._paragraph(f"{number}. ", step, _INDENT + "  ")
        accept = advice.acceptance(self._finding)
        self._paragraph("If it is harmless: ", self._words.rule(accept))

    def _advice_again(self, first: int) -> None:
        step = advice.steps(self._finding, self._life)[0]
        again = f"as for finding {first}. {self._words.rule(step)}"
        self._paragraph("Why and what to do: ", again)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _readable(line: SourceLine) -> SourceLine:
    """The line without its indentation, and with nothing in it that acts on a terminal."""
    before = line.before.lstrip().replace("\t", "    ")
    after = line.after.rstrip().replace("\t", "    ")
    return SourceLine(visible(before), visible(line.secret), visible(after), line.lines)
