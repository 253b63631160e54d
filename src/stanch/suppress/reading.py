"""Finds the markers of a text and reads what is written around them.

What is only like a marker of ours is one that does not hold, so that somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stanch.model.place import Lines, Position
from stanch.suppress import expiry
from stanch.suppress.dialects import TABLE, Dialect
from stanch.suppress.marker import OWN, Marker, Reach

# Bounds for hostile input. What lies beyond is not read, so the finding is reported.
_PER_LINE = 20
_WIDE = 200
_LONGEST = 600
# A marker for the whole file stands where people look for it.
_TOP = 20

# `stanch:allowed` and `my-stanch:allow` are other words.
_BORDERS = rb"(?<!\w)(?<!\w-)%s(?![\w:]|-[A-Za-z0-9])"
_THEIR_BORDERS = rb"(?<!\w)(?<!-)%s(?!\w|-[A-Za-z0-9])"
# What opens a comment, before a word that means something in a comment only.
_OPENER = re.compile(
    r"(?:^|[\s\"'(\[{},;])#|<!--|(?<!:)//|/\*|\(\*|\{[#-]|<%--|^\s*\*\s"
    r"|(?:^|\s)(?:;|%|--(?=\s)|(?i:rem)\s)"
)
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
_QUOTES = "\"'`"
_COMMENT_WORDS = frozenset({"rem", "dnl", "comment", "_comment", "note", "_note"})


class _Place(NamedTuple):
    """Where a word stands, and whose it is; `None` for one that is only meant for ours."""

    start: int
    end: int
    dialect: Dialect | None


def read(data: bytes) -> list[Marker]:
    """Every marker, in order, with the ends of blocks put into their beginnings."""
    return list(_paired(_markers(data)))


def _markers(data: bytes) -> Iterator[Marker]:
    lines = Lines(data)
    line = column = here = count = 0
    for place in _places(data):
        number = lines.number(place.start)
        if number != line:
            line, count, column = number, 0, 1
            here = lines.span(number, number).start
        count += 1
        if count > _PER_LINE:
            continue
        # Counted on from the last marker: a line of a megabyte is decoded once.
        column += len(_text(data[here : place.start]))
        here = place.start
        marker = Marker(line, column, place.start)
        before, tail = _before(data, place.start), _tail(data, place.end)
        if place.dialect is None:
            yield marker._replace(broken=_MISSPELT)
            continue
        marker = marker._replace(
            dialect=place.dialect.name,
            reach=place.dialect.reach,
            string=_string(before, tail, column, len(_text(data[place.start : place.end]))),
        )
        if place.dialect.name == OWN:
            yield _read(marker, before, tail.split(OWN + ":allow")[0])
        elif not place.dialect.bare or _OPENER.search(before):
            yield _foreign(marker, before, tail, place.dialect)


def _places(data: bytes) -> list[_Place]:
    """Each word that is a marker, in order, and each that is only meant for one."""
    found: dict[int, _Place] = {}
    lowered = data.lower()
    for dialect in TABLE:
        if dialect.hint in lowered:
            borders = _BORDERS if dialect.name == OWN else _THEIR_BORDERS
            for match in re.finditer(borders % dialect.pattern, data):
                found[match.start()] = _Place(*match.span(), dialect)
    if b"stanch" in lowered or b":allow" in lowered:
        for match in re.finditer(_OTHERWISE, lowered):
            if match.start() not in found and _is_meant(match):
                found[match.start()] = _Place(*match.span(), None)
    return [found[start] for start in sorted(found)]


def _paired(found: Iterator[Marker]) -> Iterator[Marker]:
    """Blocks with their ends. Ours must have one; what is begun last ends first."""
    opened: list[Marker] = []
    for marker in _bounded(found):
        if marker.reach is Reach.BEGIN:
            opened.append(marker)
        elif marker.reach is Reach.END:
            ended = [one for one in opened if _ends(marker, one)]
            if marker.dialect == OWN:
                ended = ended[-1:]
            if marker.dialect == OWN and not ended:
                yield marker._replace(broken="nothing was begun before it")
            for one in ended:
                opened.remove(one)
                yield one._replace(end=Position(marker.line, marker.column))
        else:
            yield marker
    for marker in opened:
        open_ended = marker.dialect != OWN or marker.broken
        yield marker if open_ended else marker._replace(broken="no stanch:allow-end follows")


def _bounded(found: Iterator[Marker]) -> Iterator[Marker]:
    """Markers that reach far hold where people look for them, and not without number."""
    count = 0
    for marker in found:
        count += marker.wide
        if marker.wide and count > _WIDE:
            broken = "too many markers for blocks in this text"
            yield marker._replace(broken=broken, reach=Reach.LINE)
        elif marker.reach is Reach.FILE and marker.line > _TOP:
            yield marker._replace(broken=f"it stands below line {_TOP}")
        elif marker.reach is Reach.FILE and not marker.alone:
            yield marker._replace(broken=marker.broken or "it must stand alone on its line")
        else:
            yield marker


def _ends(end: Marker, begun: Marker) -> bool:
    """Whether a block ends here; one that names rules goes on when others are named."""
    if end.dialect != begun.dialect:
        return False
    both = end.theirs and begun.theirs
    return not both or not set(end.theirs).isdisjoint(begun.theirs)


def _is_meant(match: re.Match[bytes]) -> bool:
    """Whether a word like it was meant: a typo in the verb, or in the name before it."""
    from difflib import get_close_matches

    if match[0] == b":allow":
        name = re.search(rb"(?<![\w-])[a-z]{4,8}\Z", match.string[: match.start()][-12:])
        return bool(name and get_close_matches(name[0].decode(), ["stanch"], 1, 0.75))
    verb = (match[1] or match[2]).decode()
    return bool(get_close_matches(verb, _VERBS, 1, 0.75))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _before(data: bytes, end: int) -> str:
    """What stands before a marker on its line; of a long line the last part."""
    part = data[max(0, end - _LONGEST) : end]
    return _text(part[part.rfind(b"\n") + 1 :])


def _tail(data: bytes, start: int) -> str:
    """What follows a marker on its line."""
    return _text(re.split(rb"[\r\n\0]", data[start : start + _LONGEST], maxsplit=1)[0])


def _string(before: str, tail: str, column: int, size: int) -> tuple[int, int] | None:
    """The columns of the string in which a marker stands: from behind a quote up to the next."""
    left = max(before.rfind(quote) for quote in _QUOTES)
    right = re.search(f"[{_QUOTES}]", tail)
    if left < 0 or not right or right[0] != before[left] or before.count(before[left]) % 2 == 0:
        return None
    return column - (len(before) - left - 1), column + size + right.start()


def _foreign(marker: Marker, before: str, tail: str, dialect: Dialect) -> Marker:
    """A marker of another scanner with the rules that it names, up to a `--` or a comment's end."""
    if dialect.reach is Reach.AROUND:
        return marker._replace(alone=_is_comment(before) and _is_comment(tail))
    if not dialect.named or not re.match(dialect.named, tail):
        return marker
    head = re.split(rf"{_CLOSER}|(?<=\s)--(?=\s|$)|[{_QUOTES}]", tail, maxsplit=1)[0]
    words = re.findall(r"[\w@./-]*\w", head)
    if len(words) > _PER_LINE or len(head) >= _LONGEST:
        return marker._replace(broken="it names too much")
    return marker._replace(theirs=tuple(words))


def _read(marker: Marker, before: str, tail: str) -> Marker:
    """The marker with all that is written around it."""
    # Inside a string, as in JSON, the quote that opened it ends the marker too.
    quotes = [q for q in _QUOTES if before.count(q) % 2]
    inside, *behind = re.split("|".join([_CLOSER, *quotes]), tail, maxsplit=1)
    if quotes:  # a notebook's line ends inside its string
        inside = re.sub(r"(?:\\+[nrt])+\Z", "", inside)
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
