"""Markers in the scanned text: `stanch:allow [RULE[,RULE…]] [until=YYYY-MM-DD] [-- reason]`.

A marker speaks for the secret on its own line and, when nothing but a comment stands on that
line, for the line below. It is read strictly: what cannot be understood does not hold, since a
typo in a date or a rule must bring the finding back and not silence it for ever. What is only like
a marker is one that does not hold, so that somebody says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from stanch.model.place import Lines, Location, Position
from stanch.model.rule import Rule
from stanch.suppress import expiry

WORD = b"stanch:allow"
# In a text without it, in whatever case, nobody tried to write a marker.
_HINTS = (b"stanch", b":allow")

# Bounds for hostile input. What lies beyond is not read, so the finding is reported.
_PER_LINE = 20
_LONGEST = 600

# `stanch:allow-begin`, `stanch:allowed` and `my-stanch:allow` are other words.
_MARKER = rb"(?<!\w)(?<!\w-)stanch:allow(?![\w:]|-[A-Za-z0-9])"
# What people write instead: other signs or blanks, another case, a longer word, another verb.
_OTHERWISE = (
    rb"stanch(?<![\w-]stanch)(?:[ \t]{0,3}[:;-]{1,2}[ \t]{0,3}([a-z]{2,12})|[ \t](allow))(?!\w)"
    rb"|:allow(?<=[a-z]:allow)(?![\w:-])"
)
_VERBS = ("allow", "ignore", "disable", "skip", "suppress")
_MISSPELT = "it is misspelt; write stanch:allow"
# What ends the comment in which a marker stands, in C, HTML, Lua, Jinja, Mustache, PHP, ERB,
# XML, OCaml, Lisp and Haskell.
_CLOSER = r"\*/|--!?>|--\]\]|[#%-]\}|\}\}|[%?]>|\]\]>|\*\)|\|#"
_PUNCTUATION = ";,.:)]>"
_RULES = r"[A-Za-z0-9][\w.-]*(?:,[A-Za-z0-9][\w.-]*)*"
_COMMENT_WORDS = frozenset({"rem", "dnl", "comment", "_comment", "note", "_note"})


class Marker(NamedTuple):
    """One marker. `broken` says why it does not hold; no rules means every rule.

    `alone`: only a comment stands on its line, so it speaks for the line below as well.
    """

    line: int
    column: int
    offset: int
    rules: tuple[str, ...] = ()
    until: date | None = None
    text: str = ""
    broken: str = ""
    alone: bool = False

    def problem(self, today: date) -> str:
        """Why it does not hold today; empty when it does."""
        if not self.broken and expiry.past(self.until, today):
            return expiry.notice(self.until, today)
        return self.broken

    def names(self, rule: Rule) -> bool:
        """Whether it speaks about this rule, under its present or a former id."""
        return not self.rules or any(i in self.rules for i in (rule.id, *rule.former_ids))


def markers(data: bytes) -> tuple[Marker, ...]:
    """All markers of a text, in order. Costs one search where there is none."""
    if WORD in data:
        return tuple(_markers(data))
    lowered = data.lower()
    return tuple(_markers(data)) if any(hint in lowered for hint in _HINTS) else ()


def covering(found: tuple[Marker, ...], rule: Rule, at: Location, today: date) -> Marker | None:
    """The marker that accepts a secret of `rule` at this place.

    `found` is what `markers` returned for the same text. A name or a link target has no line in
    it, so no marker reaches those.
    """
    if at.part != "content":
        return None
    last = _last_line(at)
    for marker in found[bisect_left(found, at.start.line - 1, key=lambda m: m.line) :]:
        if marker.line > last:
            break
        if _reaches(marker, at) and marker.names(rule) and not marker.problem(today):
            return marker
    return None


def _last_line(at: Location) -> int:
    # `end` is just behind the last character: a secret that ends with a line feed ends above.
    return at.end.line - (at.end.column == 1 and at.end.line > at.start.line)


def _reaches(marker: Marker, at: Location) -> bool:
    if marker.line < at.start.line:
        return marker.alone
    # Part of the secret's own text is no marker, or a secret could excuse itself.
    return not at.start <= Position(marker.line, marker.column) < at.end


def _markers(data: bytes) -> Iterator[Marker]:
    lines = Lines(data)
    line = column = here = count = 0
    for offset, end, is_misspelt in _places(data):
        number = lines.number(offset)
        if number != line:
            line, count, column = number, 0, 1
            here = lines.span(number, number).start
        count += 1
        if count > _PER_LINE:
            continue
        # Counted on from the last marker: a line of a megabyte is decoded once.
        column += len(data[here:offset].decode("utf-8", "surrogateescape"))
        here = offset
        marker = Marker(line, column, offset)
        if is_misspelt:
            yield marker._replace(broken=_MISSPELT)
        else:
            yield _read(marker, _before(data, offset), _tail(data, end))


def _places(data: bytes) -> list[tuple[int, int, bool]]:
    """Start and end of each marker, in order, and whether it is only meant for one."""
    found = [(match.start(), match.end(), False) for match in re.finditer(_MARKER, data)]
    right = {start for start, _, _ in found}
    near = (match for match in re.finditer(_OTHERWISE, data.lower()) if match.start() not in right)
    return sorted([*found, *((*match.span(), True) for match in near if _is_meant(match))])


def _is_meant(match: re.Match[bytes]) -> bool:
    """Whether a word like it was meant: a typo in the verb, or in the name before it."""
    from difflib import get_close_matches

    if match[0] == b":allow":
        name = re.search(rb"(?<![\w-])[a-z]{4,8}\Z", match.string[: match.start()][-12:])
        return bool(name and get_close_matches(name[0].decode(), ["stanch"], 1, 0.75))
    verb = (match[1] or match[2]).decode()
    return bool(get_close_matches(verb, _VERBS, 1, 0.75))


def _before(data: bytes, end: int) -> str:
    """What stands before a marker on its line; of a long line the last part."""
    part = data[max(0, end - _LONGEST) : end]
    return part[part.rfind(b"\n") + 1 :].decode("utf-8", "replace")


def _tail(data: bytes, start: int) -> str:
    """What follows a marker on its line, up to the next one."""
    part = data[start : start + _LONGEST]
    return re.split(rb"[\r\n\0]|stanch:allow", part, maxsplit=1)[0].decode("utf-8", "replace")


def _read(marker: Marker, before: str, tail: str) -> Marker:
    """The marker with all that is written around it."""
    # Inside a string, as in JSON, the quote that opened it ends the marker too.
    quotes = [q for q in "\"'`" if before.count(q) % 2]
    inside, *behind = re.split("|".join([_CLOSER, *quotes]), tail, maxsplit=1)
    head, *reason = re.split(r"(?:^|(?<=\s))--(?=\s|$)", inside, maxsplit=1)
    if len(head) >= _LONGEST:
        return marker._replace(broken="the line goes on for too long behind it")
    if re.search(r"(?<![\w-])until=", "".join(reason), re.IGNORECASE):
        return marker._replace(broken="until= stands behind `--`; write it before")
    marker = marker._replace(
        text=" ".join("".join(reason).split()),
        alone=len(before) < _LONGEST and _is_comment(before) and _is_comment("".join(behind)),
    )
    for word in re.sub(r"\s*,\s*", ",", head).split():
        marker = _word(marker, word.rstrip(_PUNCTUATION))
    return marker


def _is_comment(text: str) -> bool:
    """Whether there is nothing but signs in it, and words that open a comment somewhere."""
    return all(word in _COMMENT_WORDS for word in re.findall(r"\w+", text.lower()))


def _word(marker: Marker, word: str) -> Marker:
    """The marker with one more word of its head; the first complaint stays."""
    if marker.broken or not any(map(str.isalnum, word)):
        return marker
    if word.startswith("until=") and marker.until is None:
        until = expiry.day(word.removeprefix("until="))
        return marker._replace(until=until, broken="" if until else "until= needs YYYY-MM-DD")
    if marker.rules or marker.until or not re.fullmatch(_RULES, word, re.ASCII):
        return marker._replace(broken="write rule ids, then until=, then `--` before the reason")
    return marker._replace(rules=tuple(word.split(",")))
