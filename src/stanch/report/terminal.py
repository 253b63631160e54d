"""The report for people: what was found, where, why it matters, what to do.

Everything is said in words; colour only repeats it. A clean run is one line and imports nothing
to draw it. The text of strangers goes through the redactor first and is then made harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from stanch.model.blob import Skipped
from stanch.model.outcome import Gate, Outcome, State, Summary
from stanch.report.base import Out, ReportOptions
from stanch.report.tally import Tally, ordered, tally
from stanch.report.words import Words

if TYPE_CHECKING:
    from stanch.report.redact import Redactor

_MOST_UNREAD = 20
_MOST_LISTED = 200
_BAD, _GOOD = "1;31", "32"
_PLAIN = {"…": "~", "·": "-"}  # as wide, so that the carets stay in place


def make(options: ReportOptions) -> TerminalReporter:
    """The reporter of this format."""
    return TerminalReporter(options)


class TerminalReporter:
    """Writes findings and counts for people."""

    def __init__(self, options: ReportOptions) -> None:
        self._options = options

    def write(self, summary: Summary, gate: Gate, out: Out) -> None:
        """Write the whole report, with what is no finding to the side if there is one."""
        options = self._options
        words = Words(partial(_redactor, summary, options), options)
        try:
            _put(out, _findings(words, summary, gate))
        finally:  # a reader who goes away while findings are written takes only those along
            if options.aside is None:
                _put(out, _rest(words, summary, gate))
            else:
                beside = Words(lambda: words.redactor, options._replace(color=options.aside_color))
                _put(options.aside, _rest(beside, summary, gate))


def _redactor(summary: Summary, options: ReportOptions) -> Redactor:
    from stanch.report.redact import Redactor

    return Redactor(summary.outcomes, show=options.show_secrets, look=options.look)


def _put(out: Out, texts: Iterable[str]) -> None:
    encoding = getattr(out, "encoding", None) or "utf-8"
    for text in texts:
        out.write(_encodable(text, encoding))


def _findings(words: Words, summary: Summary, gate: Gate) -> Iterator[str]:
    reported = ordered(summary.reported)
    if words.options.quiet:
        yield from (_one_line(words, outcome) for outcome in reported)
    elif reported:
        from stanch.report.drawing import drawn

        yield from drawn(words, reported, summary.failing(gate))


def _rest(words: Words, summary: Summary, gate: Gate) -> Iterator[str]:
    """All that is no finding. Of a quiet run that is clean and whole there is nothing to say."""
    options = words.options
    if options.verbose:
        yield from _suppressed(words, summary)
        yield from _by_policy(words, summary)
    yield from (f"Warning: {words.text(warning)}\n" for warning in summary.warnings)
    yield from _unread(words, summary)
    if not options.quiet or summary.reported or summary.skipped or summary.nothing:
        counts = tally(summary, gate)
        bad = counts.failing or summary.state is State.INCOMPLETE
        yield _painted(last_line(words, summary, counts), _BAD if bad else _GOOD, options) + "\n"


def _encodable(text: str, encoding: str) -> str:
    """The text as far as the stream can take it, so that an old console does not end the run."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for mark, plain in _PLAIN.items():
            text = text.replace(mark, plain)
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _painted(text: str, code: str, options: ReportOptions) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if options.color else text


def _one_line(words: Words, outcome: Outcome) -> str:
    finding = outcome.finding
    where = words.place(finding.locations[0]) if finding.locations else ""
    more = f" (and {len(finding.locations) - 1} more)" if len(finding.locations) > 1 else ""
    rule = f"{words.rule(finding.rule.name)} [{words.name(finding.rule.id)}]"
    severity = finding.verdict.severity.label
    life = f" ({outcome.life.state.value})" if outcome.life else ""
    return f"{where}: {severity}: {rule} {words.secret(finding)}{more}{life}\n"


def _bounded(title: str, lines: list[str], most: int) -> Iterator[str]:
    if not lines:
        return
    yield f"{title}\n"
    yield from (f"  {line}\n" for line in lines[:most])
    if len(lines) > most:
        yield f"  and {len(lines) - most} more\n"
    yield "\n"


def _suppressed(words: Words, summary: Summary) -> Iterator[str]:
    accepted = ordered(outcome for outcome in summary.outcomes if outcome.suppressed)
    lines = [_accepted(words, outcome) for outcome in accepted]
    return _bounded(f"Suppressed: {len(lines)}", lines, _MOST_LISTED)


def _accepted(words: Words, outcome: Outcome) -> str:
    finding, why = outcome.finding, outcome.suppressed
    where = words.place(finding.locations[0]) if finding.locations else ""
    more = f" (and {len(finding.locations) - 1} more)" if len(finding.locations) > 1 else ""
    line = f"{where}{more}: {words.name(finding.rule.id)}"
    if why is None:
        return line
    line += f", by {why.reason.value}"
    line += f" at {words.text(why.where)}" if why.where else ""
    return line + (f": {words.text(why.text)}" if why.text else "")


def _skips(words: Words, skipped: Iterable[Skipped]) -> list[str]:
    return [f"{words.path(s.path)}: {words.text(s.why)}" for s in skipped]


def _by_policy(words: Words, summary: Summary) -> Iterator[str]:
    lines = _skips(words, (s for s in summary.skipped if s.by_policy))
    return _bounded(f"Skipped by policy: {len(lines)}", lines, _MOST_LISTED)


def _unread(words: Words, summary: Summary) -> Iterator[str]:
    lines = _skips(words, (s for s in summary.skipped if not s.by_policy))
    most = _MOST_LISTED if words.options.verbose else _MOST_UNREAD
    were = "was" if len(lines) == 1 else "were"
    title = f"INCOMPLETE: {_count(len(lines), 'input')} {were} not read and may hold secrets:"
    return _bounded(_painted(title, _BAD, words.options), lines, most)


def last_line(words: Words, summary: Summary, counts: Tally) -> str:
    """What was found, suppressed, skipped and read, on one line."""
    parts = [_found(words, summary, counts)]
    if counts.suppressed:
        total = sum(counts.suppressed.values())
        kinds = ", ".join(f"{n} {reason.value}" for reason, n in counts.suppressed.items())
        parts.append(f"{total} suppressed ({kinds})")
    if counts.by_policy:
        parts.append(f"{counts.by_policy} skipped")
    if counts.unread:
        parts.append(f"{counts.unread} NOT READ")
    if not summary.nothing and summary.source != "message":
        parts.append(f"{_inputs(summary)}, {_size(summary.size)}")
    return " · ".join(parts)


def _found(words: Words, summary: Summary, counts: Tally) -> str:
    if counts.reported:
        kinds = ", ".join(f"{n} {severity.label}" for severity, n in counts.severities.items())
        passing = counts.reported - counts.failing
        note = f"; {passing} below the gate" if passing else ""
        return f"{_count(counts.reported, 'finding')} ({kinds}{note})"
    if summary.nothing:
        return f"nothing to scan: {words.text(summary.nothing)}"
    if summary.state is State.INCOMPLETE:
        return "INCOMPLETE: no secrets in what could be read"
    return "no new secrets found" if counts.suppressed else "no secrets found"


def _inputs(summary: Summary) -> str:
    counted = _count(summary.blobs, "blob" if summary.source.startswith("history") else "file")
    return f"{counted} ({summary.known:,} known from before)" if summary.known else counted


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _size(size: int) -> str:
    if size < 1000:
        return _count(size, "byte")
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"
