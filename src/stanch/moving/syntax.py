r"""Regular expressions of other programs, written anew for `regex`.

RE2 (https://github.com/google/re2/wiki/Syntax), Rust's crate
(https://docs.rs/regex/latest/regex/#syntax), POSIX ERE as GNU grep reads it
(https://www.gnu.org/software/grep/manual/grep.html#Regular-Expressions), JavaScript
(https://tc39.es/ecma262/#sec-patterns) and Python differ in flags that begin in the middle, in what
`$` means, in names of classes and in escapes. A pattern for a rule is over bytes and bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from itertools import groupby
from operator import itemgetter
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from stanch.moving import classes
from stanch.moving.classes import UntranslatableError


class Dialect(Enum):
    """Whose syntax a pattern is in."""

    RE2 = "RE2"
    RUST = "Rust"
    ERE = "grep -E"
    PYTHON = "Python"
    JAVASCRIPT = "JavaScript"


class Target(NamedTuple):
    """What the pattern is for.

    `bound` is the most that a repeat without an end may go round; 0 leaves it without one. Over
    `bytes_` letters beyond ASCII are several. `lines`: it is for `lines:`, where `^` and `$` are
    those of a line. `group` is the group that becomes `(?P<secret>…)`, by number or name; "" makes
    it the whole match, and `None` leaves the pattern without one.
    """

    bytes_: bool = False
    bound: int = 0
    lines: bool = False
    group: int | str | None = None


class Translated(NamedTuple):
    """A pattern that `regex` takes, and what was changed in it."""

    text: str
    notes: tuple[str, ...]


_LONGEST = 20_000
_DEEPEST = 100
_COUNT = re.compile(r"\{(\d{1,6})(?:(,)(\d{1,6})?)?\}")
_FROM_ZERO = re.compile(r"\{,(\d{1,6})\}")
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])")
_NAMED = re.compile(r"\(\?P?<([A-Za-z_]\w*)>")
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!", "(?>")
_ALL_FLAGS = "imsUxu"
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def translated(pattern: str, dialect: Dialect, target: Target = Target()) -> Translated:  # noqa: B008
    """The same pattern for `regex`.

    Raises:
        UntranslatableError: it holds something that has no counterpart, or is no pattern.
    """
    if len(pattern) > _LONGEST:
        raise UntranslatableError(f"a pattern of more than {_LONGEST:,} characters")
    walk = _Walk(pattern, dialect, target)
    body = walk.alternatives(_Flags(lines=target.lines or dialect is Dialect.ERE), 0)
    if walk.at < len(pattern):
        raise UntranslatableError("a `)` that nothing opens")
    if target.group == "":
        body = f"(?P<secret>{body})"
    elif target.group is not None and not walk.grouped:
        raise UntranslatableError(f"it has no group {target.group!r}")
    return Translated(body, tuple(walk.notes))


def groups(pattern: str, dialect: Dialect) -> int:
    """How many groups of a pattern capture; raises as `translated`."""
    walk = _Walk(pattern, dialect, Target())
    walk.alternatives(_Flags(), 0)
    return walk.groups


def is_certain(pattern: str) -> bool:
    """Whether the group `secret` takes part in every match, and holds something then."""
    try:
        tree = parser.parse(pattern)
    except re.error as error:
        raise UntranslatableError(f"it is no pattern: {error}") from None
    return _takes_part(tree, tree.state.groupdict.get("secret", 0))


def _takes_part(nodes: Iterable[Any], group: int) -> bool:
    for code, value in nodes:
        if code is op.SUBPATTERN and value[0] == group:
            low: int = value[3].getwidth()[0]
            return low > 0
        inner = value[-1] if code is op.SUBPATTERN else value if code is op.ATOMIC_GROUP else ()
        if code in _REPEATS and value[0] > 0:
            inner = value[2]
        if inner and _takes_part(inner, group):
            return True
    return False


class _Flags(NamedTuple):
    ignore: bool = False
    lines: bool = False
    dotall: bool = False
    swapped: bool = False
    verbose: bool = False

    def changed(self, letters: str, *, on: bool) -> _Flags:
        names = {"i": "ignore", "m": "lines", "s": "dotall", "U": "swapped", "x": "verbose"}
        for letter in letters:
            if letter not in _ALL_FLAGS:
                raise UntranslatableError(f"the flag {letter!r}")
            if letter in names:
                self = self._replace(**{names[letter]: on})  # noqa: PLW0642  # a value
        return self


class _Walk:
    """One pass over a pattern. `at` is the next character; `notes` say what was changed."""

    def __init__(self, text: str, dialect: Dialect, target: Target) -> None:
        self.text = text
        self.dialect = dialect
        self.target = target
        self.at = 0
        self.groups = 0
        self.grouped = False
        self.notes: dict[str, None] = {}

    def alternatives(self, flags: _Flags, depth: int) -> str:
        """Up to the end of the group. A flag set in the middle holds to the end of it."""
        if depth > _DEEPEST:
            raise UntranslatableError("too deeply nested")
        branches: list[str] = []
        parts: list[tuple[bool, str]] = []
        begun = flags.ignore
        while self.at < len(self.text) and self.text[self.at] != ")":
            if self.text[self.at] == "|":
                self.at += 1
                branches.append(_joined(parts, begun=begun))
                parts = []
                continue
            changed = self._flags_only(flags)
            if changed is not None:
                flags = changed
                continue
            if flags.verbose and self._blank():
                continue
            atom = self._atom(flags, depth)
            parts.append((flags.ignore, self._repeated(atom, flags)))
        branches.append(_joined(parts, begun=begun))
        return "|".join(branches)

    def _flags_only(self, flags: _Flags) -> _Flags | None:
        found = _FLAGS.match(self.text, self.at)
        if found is None or found[3] != ")" or self.dialect is Dialect.ERE:
            return None
        self.at = found.end()
        return flags.changed(found[1], on=True).changed(found[2] or "", on=False)

    def _blank(self) -> bool:
        """Pass over white space and comments of the verbose form."""
        if self.text[self.at].isspace():
            self.at += 1
            return True
        if self.text[self.at] == "#":
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end + 1
            return True
        return False

    def _atom(self, flags: _Flags, depth: int) -> str:
        char = self.text[self.at]
        if char == "(":
            return self._group(flags, depth)
        if char == "[":
            made, self.at = classes.bracket(
                self.text, self.at, bytes_=self.target.bytes_, posix=self.dialect is Dialect.ERE
            )
            return made
        if char == "\\":
            return self._escape()
        self.at += 1
        if char == "^":
            return "(?m:^)" if flags.lines and not self.target.lines else "^"
        if char == "$":
            return self._end(flags)
        if char == ".":
            return "(?s:.)" if flags.dotall else "."
        if char in "*+?" or _COUNT.match(self.text, self.at - 1):
            raise UntranslatableError(f"a {char!r} that repeats nothing")
        return classes.literal(char, bytes_=self.target.bytes_)

    def _end(self, flags: _Flags) -> str:
        if self.target.lines:
            return "$"
        if flags.lines:
            return "(?m:$)"
        return "$" if self.dialect is Dialect.PYTHON else r"\Z"

    def _group(self, flags: _Flags, depth: int) -> str:
        opening = self._opening()
        found = _FLAGS.match(self.text, self.at)
        inner = flags
        if self.dialect is not Dialect.ERE and found and found[3] == ":":
            self.at = found.end()
            inner = flags.changed(found[1], on=True).changed(found[2] or "", on=False)
            opening = "(?:" if inner.ignore == flags.ignore else "(?i:"
            opening = opening if inner.ignore >= flags.ignore else "(?-i:"
        elif not opening:
            raise UntranslatableError(f"a group that begins with {self.text[self.at :][:4]!r}")
        body = self.alternatives(inner, depth + 1)
        if self.at >= len(self.text):
            raise UntranslatableError("a `(` that nothing closes")
        self.at += 1
        return f"{opening}{body})"

    def _opening(self) -> str:
        """The opening of a group other than one with flags; empty for those and the unknown."""
        rest = self.text[self.at : self.at + 4]
        if self.dialect is Dialect.ERE or not rest.startswith("(?"):
            self.at += 1
            return self._captured("")
        look = next((look for look in _LOOKS if rest.startswith(look)), "")
        if look:
            if self.dialect in {Dialect.RE2, Dialect.RUST}:
                raise UntranslatableError(f"{look!r}, which is no part of {self.dialect.value}")
            self.at += len(look)
            return look
        named = _NAMED.match(self.text, self.at)
        if named:
            self.at = named.end()
            return self._captured(named[1])
        return ""

    def _captured(self, name: str) -> str:
        self.groups += 1
        wanted = self.target.group
        if self.grouped or not wanted or wanted not in {self.groups, name}:
            return "(?:"
        self.grouped = True
        return "(?P<secret>"

    def _escape(self) -> str:
        text, at = self.text, self.at
        if text.startswith(r"\Q", at) and self.dialect is Dialect.RE2:
            end = text.find(r"\E", at + 2)
            quoted = text[at + 2 : end if end >= 0 else len(text)]
            self.at = len(text) if end < 0 else end + 2
            chars = [classes.literal(char, bytes_=self.target.bytes_) for char in quoted]
            # A repeat behind it means the last character only, as everywhere.
            return "".join(chars)
        if self.dialect is Dialect.ERE and text[at + 1 : at + 2] in {"<", ">", "`", "'"}:
            self.at += 2
            return {"<": r"\b", ">": r"\b", "`": "^", "'": r"\Z"}[text[at + 1]]
        made, self.at = classes.escape(text, at, bytes_=self.target.bytes_)
        return made

    def _repeated(self, atom: str, flags: _Flags) -> str:
        """The atom with what says how often; `regex` must not read more into it."""
        out = atom
        while flags.verbose and self.at < len(self.text) and self._blank():
            pass
        low, high = self._count()
        if low < 0:
            return out
        lazy = self.text.startswith("?", self.at)
        possessive = self.text.startswith("+", self.at) and self.dialect is Dialect.PYTHON
        self.at += lazy or possessive
        lazy ^= flags.swapped
        if not atom:
            raise UntranslatableError("a repeat of nothing")
        if self._count()[0] >= 0:
            raise UntranslatableError("a repeat of a repeat")
        if high < 0 and self.target.bound:
            high = max(low, self.target.bound)
            self.notes[f"repeats without an end bounded to {self.target.bound}"] = None
        return out + _times(low, high) + ("+" if possessive else "?" if lazy else "")

    def _count(self) -> tuple[int, int]:
        """How often what comes before is repeated: -1 for no repeat, or for no end."""
        char = self.text[self.at : self.at + 1]
        if char and char in "*+?":
            self.at += 1
            return (1 if char == "+" else 0), (1 if char == "?" else -1)
        found = _COUNT.match(self.text, self.at)
        if found:
            self.at = found.end()
            low = int(found[1])
            high = low if not found[2] else int(found[3]) if found[3] else -1
            if 0 <= high < low:
                raise UntranslatableError(f"the repeat {found[0]}")
            return low, high
        upto = _FROM_ZERO.match(self.text, self.at)
        if upto and self.dialect in {Dialect.ERE, Dialect.PYTHON}:
            self.at = upto.end()
            return 0, int(upto[1])
        return -1, -1


def _joined(parts: list[tuple[bool, str]], *, begun: bool) -> str:
    """A sequence. `i` is the one flag that `regex` is told; the others are written out."""
    out = ""
    for ignore, run in groupby(parts, key=itemgetter(0)):
        text = "".join(part for _, part in run)
        out += text if ignore == begun else f"(?{'i' if ignore else '-i'}:{text})"
    return out


def _times(low: int, high: int) -> str:
    known = {(0, 1): "?", (0, -1): "*", (1, -1): "+"}
    if (low, high) in known:
        return known[low, high]
    return f"{{{low}}}" if low == high else f"{{{low},{'' if high < 0 else high}}}"
