"""Draws the findings of the terminal report. Imports rich, so only a run with findings does.

Each line is a `rich.text.Text`, never markup, and lines that hold a path or an address are never
broken, so that they can be clicked. Paragraphs are wrapped to the width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from stanch.model.finding import Proof
from stanch.model.outcome import Outcome
from stanch.model.place import Commit, Location
from stanch.model.rule import Environment, Severity
from stanch.report import advice, lifetime
from stanch.report.base import ReportOptions
from stanch.report.clip import breaks, clipped
from stanch.report.escape import visible
from stanch.report.redact import SourceLine, length
from stanch.report.words import Words

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "blue",
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
        file = StringIO()
        card = _Card(words, outcome, number).draw(fails=id(outcome) in fails, told=told)
        _console(words.options, file).print(card, soft_wrap=True)
        yield file.getvalue()
    yield from lifetime.overview(words, found, _width(words.options))


def _width(options: ReportOptions) -> int:
    return max(_NARROWEST, options.width)


def _console(options: ReportOptions, file: StringIO) -> Console:
    """A console that takes nothing from the environment and nothing for markup."""
    escapes = options.color or options.hyperlinks
    return Console(
        file=file,
        width=_width(options),
        color_system="standard" if escapes else None,
        force_terminal=escapes,
        no_color=not options.color,
        force_jupyter=False,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )


class _Card:
    """One finding, drawn line by line."""

    def __init__(self, words: Words, outcome: Outcome, number: int) -> None:
        self._words = words
        self._finding = outcome.finding
        self._life = outcome.life
        self._number = number
        self._width = _width(words.options)
        self._lines: list[Text] = []

    def draw(self, *, fails: bool, told: dict[str, int]) -> Text:
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
        return Text("\n").join(self._lines)

    def _line(self, *parts: Text | str | tuple[str, str | Style]) -> None:
        """A line that is never broken."""
        self._lines.append(Text.assemble(*parts))

    def _paragraph(self, label: str, text: str, indent: str = _INDENT, between: str = " ") -> None:
        """Text wrapped to the width, later lines under the first one's text."""
        hang = len(label) if label[:1].isdigit() else 2 * bool(label)
        content = Text.assemble((label, "bold"), self._linked(text))
        room = self._width - len(indent) - hang
        for number, line in enumerate(content.divide(breaks(content.plain, room, between))):
            line.rstrip()
            self._line(indent + (" " * hang if number else ""), line)

    def _linked(self, text: str) -> Text:
        """The text, where wanted with web addresses to follow."""
        result = Text(text)
        if not self._words.options.hyperlinks:
            return result
        start = 0
        for word in text.split(" "):
            if word.startswith(_WEB) and word.isascii():
                result.stylize(Style(link=word), start, start + len(word))
            start += len(word) + 1
        return result

    def _title(self, *, fails: bool) -> None:
        severity = self._finding.verdict.severity
        self._line(
            f"{self._number}. ",
            (severity.label.upper(), _STYLES[severity]),
            ": ",
            (self._words.rule(self._finding.rule.name), "bold"),
            "" if fails else " (below the gate, does not fail this run)",
        )

    def _places(self, locations: Sequence[Location]) -> None:
        for place in locations:
            self._line(_INDENT, (self._words.place(place), self._place_style(place)))
            if place.commit:
                self._paragraph("in commit ", self._commit(place.commit), _INDENT + "  ")

    def _place_style(self, place: Location) -> Style:
        link = self._words.options.link_path
        safe = self._words.redactor.text(place.path) == place.path
        if link is None or not self._words.options.hyperlinks or not safe:
            return Style(color="cyan")
        return Style(color="cyan", link=visible(link(place.path)))

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
        secret = (shown.secret, "bold reverse")
        self._line((gutter, "dim"), shown.before, secret, shown.after, more)
        below = " " * (len(gutter) - 2) + "| " + " " * cell_len(shown.before)
        self._line((below, "dim"), ("^" * max(1, cell_len(shown.secret)), "red"))
        if self._words.options.show_secrets:
            self._line(_INDENT, ("Value: ", "bold"), self._words.secret(self._finding))
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
        self._line(_INDENT, (title, "bold"))
        for place in places[:_MOST_PLACES]:
            commit = advice.short(place.commit.id) if place.commit else ""
            since = f" (commit {self._words.name(commit)})" if commit else ""
            self._line(f"{_INDENT}  ", (self._words.place(place), self._place_style(place)), since)
        if len(places) > _MOST_PLACES:
            self._line(f"{_INDENT}  and {len(places) - _MOST_PLACES} more")

    def _advice(self) -> None:
        steps = [self._words.rule(step) for step in advice.steps(self._finding, self._life)]
        if len(steps) == 1:
            self._paragraph("What to do: ", steps[0])
        else:
            self._line(_INDENT, ("What to do:", "bold"))
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
