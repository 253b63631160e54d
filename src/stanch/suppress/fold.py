"""Several baselines made one, and what two of them differ in.

No line depends on another, so lines of any origin may stand together. Folding leaves one line for
what several say about one secret, the strictest. With the text that two branches began from, what
only one of them changed or deleted stays changed or deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import reduce
from typing import NamedTuple

from stanch.errors import BaselineError
from stanch.suppress.baseline import checked, is_entry
from stanch.suppress.entry import Entry, Scope, read
from stanch.suppress.update import HEADER

# What a line is about: rule, hash and file of an entry; a line that is none is its own text.
_Key = tuple[str, str, str]
_Lines = list[tuple[_Key, str]]
_BLANK: _Key = ("", "", "")


class Sides(NamedTuple):
    """A file with conflict markers, taken apart; `base` only where git wrote it (diff3)."""

    ours: str
    theirs: str
    base: str | None = None


class Sign(StrEnum):
    """What became of an entry from one baseline to another."""

    ADDED = "+"
    REMOVED = "-"
    CHANGED = "~"


class Difference(NamedTuple):
    """One entry that two baselines do not share; `old` for what changed."""

    sign: Sign
    entry: Entry
    old: Entry | None = None


def folded(text: str | bytes, where: str) -> str:
    """The text with one line where several speak of one secret: the strictest.

    Raises:
        BaselineError: it is no text, or has conflict markers that do not fit each other.
    """
    return merged([text], where)


def merged(texts: Sequence[str | bytes], where: str, base: str | bytes | None = None) -> str:
    """The lines of all texts, folded; `base` is what two of them began from.

    Raises:
        BaselineError: one is no text.
    """
    plain = [checked(text, where) for text in texts]
    began = None if base is None else dict(_lines(checked(base, where), where))
    made = reduce(lambda a, b: _joined(a, b, began), (_lines(text, where) for text in plain))
    end = "\r\n" if b"\r\n" in _bytes(texts[0]) else "\n"
    return "".join(line + end for line in _without_wide(made))


def sides(text: str | bytes, where: str) -> Sides | None:
    """Both sides of a file that a merge left with conflict markers; `None` without any.

    Raises:
        BaselineError: the markers do not fit each other.
    """
    parts: dict[str, list[str]] = {"<": [], "|": [], ">": []}
    now, saw = "", False
    for number, line in enumerate(checked(text, where).split("\n"), 1):
        found = re.match(r"([<>|])\1{6}(?: |$)|(=){7}$", line)
        if not found:
            for side in now or parts:
                parts[side].append(line)
            continue
        sign = found[1] or "="
        if {"": "<", "<": "|=", "|": "=", ">": ">"}[now].find(sign) < 0:
            raise BaselineError("has half a conflict", where=f"{where}:{number}")
        now, saw = {"=": ">", ">": ""}.get(sign, sign), saw or sign == "|"
    if now:
        raise BaselineError("has half a conflict", where=where)
    ours, old, theirs = ("\n".join(lines) for lines in parts.values())
    return None if ours == theirs == old else Sides(ours, theirs, old if saw else None)


def differences(old: str | bytes, new: str | bytes, where: tuple[str, str]) -> list[Difference]:
    """What `new` accepts that `old` does not, and the other way round."""
    before, after = (
        {key: read(line) for key, line in _lines(checked(text, name), name) if key[1]}
        for text, name in zip((old, new), where, strict=True)
    )
    found = []
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        if one is None and other is not None:
            found.append(Difference(Sign.ADDED, other))
        elif one is not None and other is None:
            found.append(Difference(Sign.REMOVED, one))
        elif one is not None and other is not None and one != other:
            found.append(Difference(Sign.CHANGED, other, one))
    return sorted(found, key=lambda one: (one.entry.rule, one.entry.path, one.entry.mark))


def _lines(text: str, where: str) -> _Lines:
    """The lines by what they are about, one for each; a conflict has both sides' lines."""
    both = sides(text, where)
    if both:
        ours, theirs = _lines(both.ours, where), _lines(both.theirs, where)
        return _joined(ours, theirs, None if both.base is None else dict(_lines(both.base, where)))
    kept: _Lines = []
    at: dict[_Key, int] = {}
    for line in text.removesuffix("\n").split("\n"):
        key = _key(line)
        if key not in at or key == _BLANK or not (key[1] or key[0] == "salt" or line in _HEADER):
            at[key] = len(kept)
            kept.append((key, line))
        else:
            kept[at[key]] = (key, _strictest(kept[at[key]][1], line))
    return kept


_HEADER = frozenset(HEADER.splitlines())


def _key(line: str) -> _Key:
    if not line.strip():
        return _BLANK
    if line.lstrip().startswith("salt"):
        return "salt", "", " ".join(line.split())
    if not is_entry(line):
        return "#", "", line
    entry = read(line)
    if entry.problem:
        return "?", "", line
    return entry.rule, entry.mark, (entry.file or entry.path) if entry.scope is Scope.FILE else ""


def _strictest(*lines: str) -> str:
    """Of lines about one secret the one that ends first; of equal ones the first."""
    return lines[0] if len(set(lines)) == 1 else min(lines, key=lambda line: read(line).last_day)


def _joined(ours: _Lines, theirs: _Lines, base: dict[_Key, str] | None) -> _Lines:
    mine, other = dict(ours), dict(theirs)
    made: _Lines = []
    for key, line in ours:
        decided = line if key == _BLANK else _decided(key, mine, other, base)
        if decided is not None:
            made.append((key, decided))
    for key in other:
        decided = None if key in mine else _decided(key, mine, other, base)
        if decided is not None:
            made.append((key, decided))
    return made


def _decided(
    key: _Key, ours: dict[_Key, str], theirs: dict[_Key, str], base: dict[_Key, str] | None
) -> str | None:
    """The line that is left of what two sides say, if any is."""
    one, two = ours.get(key), theirs.get(key)
    if base is not None and key[0] != "salt":
        old = base.get(key)
        if old in (one, two):
            return two if one == old else one
        if one is None or two is None:
            return None  # deleted here and changed there: what accepts less
    return _strictest(*(line for line in (one, two) if line is not None))


def _without_wide(lines: _Lines) -> Iterator[str]:
    """Without entries for everywhere whose secret has narrower ones that end no later."""
    narrow: dict[tuple[str, str], list[Entry]] = {}
    for (rule, mark, file), line in lines:
        if mark and file:
            narrow.setdefault((rule, mark), []).append(read(line))
    for (rule, mark, file), line in lines:
        beside: Iterable[Entry] = () if file else narrow.get((rule, mark), ())
        end = read(line).last_day if beside else None
        if end is None or any(end < entry.last_day for entry in beside):
            yield line


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
