"""What a report may show of a secret, and how every other text is kept free of all of them.

A second secret on the same line, a token in a commit message, a key in a file name: each would
leave through a report that only hides the one it is about. So one `Redactor` a run knows all
values, and every text that did not come from stanch itself passes through it. What the run did not
report (an old secret, a rule that is off) is no value of it: so each text is looked at as well, by
every rule. This module and no other one of the reports looks into a `Secret`.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from math import log2
from typing import NamedTuple

from stanch.model.blob import Part
from stanch.model.finding import Finding
from stanch.model.outcome import Outcome
from stanch.model.place import AROUND, Location, Span
from stanch.model.rule import Detector, Rule
from stanch.model.secret import Secret
from stanch.report.escape import to_bytes, to_text
from stanch.report.look import Look, blind
from stanch.report.values import FRAGMENT, Values, merged

MARK = "***"
"""Stands for a value of which nothing is shown."""
ELLIPSIS = "…"

_VISIBLE = 6  # enough to tell two keys apart, whatever their length
_HIDDEN_BITS = 64.0  # what must stay unknown: out of reach for guessing
_RULE_TEXT = 12  # a shorter value may be a word of a rule's text by chance
_COPIED = 12  # so much of the part that varies is a copy, not chance

# Text, compiled by `re` at the first use: a clean run would pay for it and need none.
_ARMOUR = (
    rb"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----"
    rb"|---- (?:BEGIN|END) SSH2 [A-Z ]{1,30} ----"
    rb"|PuTTY-User-Key-File-\d: [a-z0-9-]{1,30}"
)
_PRINTABLE = rb"[!-~]*"
_LINE_END = rb"(?:\r|\n|\\+[rn])+"  # as a line end, or written as \n inside quotes
_AROUND_LINE = b" \t\"'+,;\\"
# What may be the rest of a value that the end of an excerpt cuts.
_FRAYED = rb"[^\s\"'`<>(){}\[\],;]*"
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_PADDING = (0, 2, 3)  # base64 digits that also hold bits of 0, 1 or 2 bytes before the value


class SourceLine(NamedTuple):
    """The line of a secret as it may be shown. `lines`: how many the secret stands on."""

    before: str
    secret: str
    after: str
    lines: int


def length(secret: Secret) -> int:
    """The number of characters; bytes that are no UTF-8 count one each, as in columns."""
    return len(to_text(secret.reveal()))


def redacted(secret: Secret, rule: Rule, *, weak: bool) -> str:
    """The vendor's public prefix, at most a quarter of the rest while that stays strong, `…`."""
    return _redacted(secret.reveal(), rule, weak=weak)


def _redacted(value: bytes, rule: Rule, *, weak: bool, limit: int | None = None) -> str:
    if weak:
        return MARK
    armour = re.match(_ARMOUR, value)
    if armour:
        return armour[0].decode("ascii") + ELLIPSIS
    prefix = _prefix(rule)
    if not value.startswith(prefix) or not re.fullmatch(_PRINTABLE, prefix):
        prefix = b""
    variable = value[len(prefix) :]
    made = bool(prefix) and rule.detector is Detector.PATTERN
    count = _visible(variable, made=made)
    if limit is not None:
        count = max(0, min(count, limit - len(prefix)))
    shown = prefix + variable[:count] if variable else b""
    return shown.decode("ascii") + ELLIPSIS if shown else MARK


def _prefix(rule: Rule) -> bytes:
    return rule.prefix.encode("utf-8", "surrogateescape")


def _visible(variable: bytes, *, made: bool) -> int:
    """How many bytes can be shown so that what stays hidden cannot be guessed."""
    readable = re.match(_PRINTABLE, variable)
    count = min(len(variable) // 4, _VISIBLE, readable.end() if readable else 0)
    while count and _bits(variable[count:], made=made) < _HIDDEN_BITS:
        count -= 1
    return count


def _bits(hidden: bytes, *, made: bool) -> float:
    """A careful estimate of what an attacker must guess.

    Characters are counted as they are spread in this very value, which is less than their
    alphabet allows; half of that where no vendor's prefix says that a machine chose them.
    """
    total = len(hidden)
    counts = (hidden.count(byte) for byte in set(hidden))
    bits = sum(count * log2(total / count) for count in counts)
    return bits if made else bits / 2


def _pieces(value: bytes) -> list[bytes]:
    """The lines of a value of several lines that are secret by themselves."""
    lines = re.split(_LINE_END, value)
    if len(lines) == 1:
        return []
    stripped = (line.strip(_AROUND_LINE) for line in lines)
    return [line for line in stripped if len(line) >= FRAGMENT and not re.fullmatch(_ARMOUR, line)]


class _Known(NamedTuple):
    value: bytes
    weak: bool
    prefix: bytes = b""


def _encoded(value: bytes) -> Iterator[bytes]:
    """The value as base64 holds it (RFC 4648), whatever stands before it in what was encoded."""
    for before, cut in enumerate(_PADDING):
        digits = b2a_base64(bytes(before) + value, newline=False)
        digits = digits[cut : 8 * (before + len(value)) // 6]
        yield digits
        yield digits.translate(_URL_SAFE)


def _stems(known: Iterable[_Known]) -> dict[bytes, int]:
    """How much of each strong value is enough to know it for a copy."""
    stems: dict[bytes, int] = {}
    for value, weak, prefix in known:
        if not weak:
            start = len(prefix) if value.startswith(prefix) else 0
            stems |= dict.fromkeys(_pieces(value), _COPIED) or {value: start + _COPIED}
    return {value: size for value, size in stems.items() if len(value) > size}


def _copies(value: bytes, prefix: bytes, text: bytes) -> Iterator[Span]:
    """What of a text is a part of the value or of its base64, edited copies included."""
    body = value.removeprefix(prefix)
    parts: set[bytes] = set()
    for whole in _pieces(value) or [body, *_encoded(body)]:
        parts.update(whole[at : at + _COPIED] for at in range(len(whole) - _COPIED + 1))
    span = Span(0, 0)
    for at in range(len(text) - _COPIED + 1):
        if text[at : at + _COPIED] in parts:
            if span.end and at > span.end:
                yield span
            start = span.start if span.end and at <= span.end else at
            span = Span(start, at + _COPIED)
    if span.end:
        yield span


def _frayed(text: bytes, own: Span) -> Iterator[Span]:
    """The words that the ends of an excerpt cut: no rule knows the rest of a key for one."""
    if own.start >= AROUND:
        yield Span(0, _run(text[: own.start]))
    if len(text) - own.end >= AROUND:
        yield Span(len(text) - _run(text[own.end :][::-1]), len(text))


def _unquoted(text: bytes, own: Span) -> Iterator[Span]:
    """The rest of the string that the secret begins: its rule may stop short of the end."""
    quote = text[own.start - 1 : own.start] if own.start else b""
    if quote and quote in b"'\"`":
        line = text[own.end :].partition(b"\n")[0]
        end = line.find(quote)
        if end > 0:
            yield Span(own.end, own.end + end)


def _run(text: bytes) -> int:
    found = re.match(_FRAYED, text)
    return found.end() if found else 0


def _at(location: Location) -> bytes:
    """What stands at the place, which differs from the secret where it is encoded."""
    text, span = location.excerpt
    return text.reveal()[span.start : span.end]


def _known(finding: Finding) -> Iterator[_Known]:
    weak, prefix = finding.verdict.weak, _prefix(finding.rule)
    yield _Known(finding.secret.reveal(), weak, prefix)
    for location in finding.locations:
        yield _Known(_at(location), weak, prefix)
    for location in finding.companions:
        yield _Known(_at(location), weak=False)


class Redactor:
    """Replaces every secret of a run, in any text, by `***`.

    Known are the values of all findings, reported or not, of their places and companions, and
    each line of a value of several lines; of strong ones also the base64 and what begins like
    them. `look` finds the places of what the run did not report. All places of all values are
    found first and what they cover together is replaced, so where two overlap nothing of either is
    left over.

    Values of fewer than 6 bytes are words like `test`: they are replaced only where they stand
    alone between non-word characters, so that a password `test` does not tear up `tests/`.

    `show` leaves everything as it is: what a person asked for with --show-secrets.
    """

    __slots__ = ("_all", "_look", "_show", "_strong")

    def __init__(
        self, outcomes: Iterable[Outcome], *, show: bool = False, look: Look = blind
    ) -> None:
        values: set[bytes] = set()
        strong: set[bytes] = set()
        cut: set[bytes] = set()
        known = set() if show else {k for outcome in outcomes for k in _known(outcome.finding)}
        for value, weak, _ in known:
            if not value.strip():
                continue
            pieces = _pieces(value)
            values.update(pieces, (value,))
            cut.update(pieces or (value,))
            if not weak:
                strong.update(v for v in (value, *pieces) if len(v) >= _RULE_TEXT)
                if len(value) >= _RULE_TEXT:
                    strong.update(_encoded(value))
        stems = _stems(known)
        self._show = show
        self._look = blind if show else look
        self._all = Values(values | strong, cut, stems)
        self._strong = Values(strong, stems=stems)

    def text(self, text: str) -> str:
        """A text from the scanned input or its authors, free of every secret."""
        return _replaced(text, self._all, self._look)

    def words(self, text: str) -> str:
        """A text from a rule: only values that cannot be words of it by chance are replaced.

        To hide the weak password `postgres` in a rule's name would not protect, it would tell.
        """
        return _replaced(text, self._strong, self._look)

    def name(self, text: str) -> str:
        """A hash, such as a fingerprint or the id of a commit, which only looks like a secret."""
        return _replaced(text, self._strong)

    def secret(self, finding: Finding) -> str:
        """The finding's value as it may be shown: nothing of another secret inside it either."""
        value = finding.secret.reveal()
        if self._show:
            return to_text(value)
        whole = Span(0, len(value))
        others = (hit.start for hit in self._all.hits(value) if hit != whole)
        limit = min(others, default=len(value))
        shown = _redacted(value, finding.rule, weak=finding.verdict.weak, limit=limit)
        return _replaced(shown, self._all)

    def line(self, finding: Finding, location: Location) -> SourceLine:
        """The first line of a place, with the secret as it may be shown."""
        text, own = location.excerpt.text.reveal(), location.excerpt.span
        lines = location.end.line - location.start.line + 1
        if own.start >= own.end:
            return SourceLine("", self.secret(finding), "", lines)
        spans = merged((own, *(() if self._show else self._on_line(finding, location))))
        middle = next(i for i, span in enumerate(spans) if span.start <= own.start < span.end)
        start, end = spans[middle]
        before = _masked(text, spans[:middle], 0, start)
        after = _masked(text, spans[middle + 1 :], end, len(text))
        return SourceLine(
            before=before.rpartition("\n")[2],
            secret=self._at(finding, location),
            after=after.partition("\n")[0] if lines == 1 else "",
            lines=lines,
        )

    def _on_line(self, finding: Finding, location: Location) -> Iterator[Span]:
        """What must not be shown round a secret: others, copies of it, and what is cut off."""
        text, own = location.excerpt.text.reveal(), location.excerpt.span
        yield from self._all.hits(text)
        yield from self._all.cuts(text)
        yield from self._look(text, location.path if location.part == Part.CONTENT.value else "")
        yield from _copies(finding.secret.reveal(), _prefix(finding.rule), text)
        yield from _frayed(text, own)
        yield from _unquoted(text, own)

    def _at(self, finding: Finding, location: Location) -> str:
        if self._show:
            return to_text(_at(location)).partition("\n")[0]
        same = _at(location) == finding.secret.reveal()
        return self.secret(finding) if same else MARK


def _replaced(text: str, values: Values, look: Look = blind) -> str:
    if not text:
        return text
    data = to_bytes(text)
    spans = merged((*values.hits(data), *look(data)))
    return _masked(data, spans, 0, len(data)) if spans else text


def _masked(data: bytes, spans: Iterable[Span], start: int, end: int) -> str:
    """`data[start:end]` with a mark for each span."""
    parts: list[str] = []
    for span in spans:
        parts += (to_text(data[start : span.start]), MARK)
        start = span.end
    parts.append(to_text(data[start:end]))
    return "".join(parts)
