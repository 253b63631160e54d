r"""Single characters, escapes and sets of a pattern: `\pL`, `[[:alpha:]]`, `\x{41}`, `é`.

Our patterns for rules are over bytes, where a letter beyond ASCII is two to four of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_SPECIAL = frozenset(".^$*+?{}[]|()\\#&~- \t\n\r\v\f")
_CONTROL = {"a": "\\x07", "f": "\\f", "t": "\\t", "n": "\\n", "r": "\\r", "v": "\\v"}
_ESCAPED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_KEPT = "dDwWsSbBA"
_DIGITS, _LOWER, _UPPER = set(range(48, 58)), set(range(97, 123)), set(range(65, 91))
_LETTERS = _LOWER | _UPPER
_HIGH = set(range(128, 256))
_GRAPH = set(range(33, 127))
_POSIX = {
    "alnum": _LETTERS | _DIGITS,
    "alpha": _LETTERS,
    "ascii": set(range(128)),
    "blank": {9, 32},
    "cntrl": {*range(32), 127},
    "digit": _DIGITS,
    "graph": _GRAPH,
    "lower": _LOWER,
    "print": _GRAPH | {32},
    "punct": _GRAPH - _LETTERS - _DIGITS,
    "space": {9, 10, 11, 12, 13, 32},
    "upper": _UPPER,
    "word": _LETTERS | _DIGITS | {95},
    "xdigit": _DIGITS | set(range(97, 103)) | set(range(65, 71)),
}
_SYMBOLS = frozenset(map(ord, "$+<=>^`|~"))
_UNICODE = {
    "L": _LETTERS | _HIGH, "Letter": _LETTERS | _HIGH, "Alphabetic": _LETTERS | _HIGH,
    "Ll": _LOWER, "Lowercase": _LOWER, "Lu": _UPPER, "Uppercase": _UPPER,
    "N": _DIGITS, "Nd": _DIGITS, "Number": _DIGITS,
    "P": _POSIX["punct"] - _SYMBOLS, "Punctuation": _POSIX["punct"] - _SYMBOLS,
    "S": _SYMBOLS, "Z": {32}, "Zs": {32}, "Cc": _POSIX["cntrl"], "C": _POSIX["cntrl"],
    "Any": set(range(256)),
}  # fmt: skip
_SETS = {
    "d": _DIGITS,
    "w": _POSIX["word"],
    "s": _POSIX["space"],
}
_PROPERTY = re.compile(r"\\([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))")
_HEX = re.compile(r"\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))|\\u([0-9A-Fa-f]{4})")
_OCTAL = re.compile(r"\\([0-3][0-7]{2}|0[0-7]?)")
_NAME = re.compile(r"\[:(\^?)([a-z]+):\]")


class UntranslatableError(Exception):
    """What a pattern holds that has no counterpart; the text says it without the pattern."""


def literal(char: str, *, bytes_: bool) -> str:
    """A character that stands for itself, so that a repeat behind it means all of it."""
    if char in "#- \t&~":  # special in sets and in the verbose form only
        return char
    if char in _SPECIAL:
        return f"\\{char}"
    if char.isprintable():
        return f"(?:{char})" if bytes_ and not char.isascii() else char
    return _code(ord(char), bytes_=bytes_)


def escape(text: str, at: int, *, bytes_: bool) -> tuple[str, int]:
    """What stands at a backslash outside of a set, and where it ends."""
    named = _property(text, at)
    if named:
        members, name, negated, end = named
        if not bytes_:
            return f"\\{'P' if negated else 'p'}{{{name}}}", end
        return f"[{_ranges(members)}]", end
    code, end = _number(text, at)
    if code >= 0:
        return _code(code, bytes_=bytes_), end
    char = text[at + 1 : at + 2]
    if char in {"z", "Z"} and char:
        return r"\Z", at + 2
    if char == "C":
        return r"[\x00-\xff]", at + 2
    if char and char in _KEPT:
        return f"\\{char}", at + 2
    if char in _CONTROL and char:
        return _CONTROL[char], at + 2
    if not char or char.isalnum():
        raise UntranslatableError(f"the escape \\{char}")
    return literal(char, bytes_=bytes_), at + 2


def bracket(text: str, at: int, *, bytes_: bool, posix: bool) -> tuple[str, int]:
    """The set that begins at `[`, and where it ends. In POSIX a backslash in it is one."""
    made = _Set(text, at + 1, bytes_=bytes_, posix=posix)
    return made.read(), made.at


class _Set:
    def __init__(self, text: str, at: int, *, bytes_: bool, posix: bool) -> None:
        self.text = text
        self.at = at
        self.bytes_ = bytes_
        self.posix = posix
        self.members: list[str] = []
        self.wide: list[str] = []

    def read(self) -> str:
        """The set as `regex` reads it."""
        negated = self.text.startswith("^", self.at)
        self.at += negated
        first = True
        while first or not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise UntranslatableError("a `[` that nothing closes")
            self._member()
            first = False
        self.at += 1
        body = "".join(self.members)
        if not self.wide:
            return f"[{'^' if negated else ''}{body}]"
        if negated:  # of a letter of several bytes no single one may be left out
            return f"[^{body}]" if body else r"[\x00-\xff]"
        return "(?:" + "|".join([*([f"[{body}]"] if body else []), *self.wide]) + ")"

    def _member(self) -> None:
        group = self._group()
        if group:
            self.members.append(group)
            return
        low = self._char()
        if not self._is_range():
            self._add(low)
            return
        self.at += 1
        high = self._char()
        if low > high:
            raise UntranslatableError("a range that ends before it begins")
        if self.bytes_ and high > 127:
            raise UntranslatableError("a range of characters beyond ASCII")
        self.members.append(f"{_member(low)}-{_member(high)}")

    def _is_range(self) -> bool:
        rest = self.text[self.at : self.at + 2]
        return len(rest) == 2 and rest[0] == "-" and rest[1] != "]"

    def _add(self, code: int) -> None:
        if self.bytes_ and code > 127:
            self.wide.append(chr(code))
        else:
            self.members.append(_member(code))

    def _group(self) -> str:
        r"""A class inside the set: of POSIX, of Unicode, or `\d`."""
        text, at = self.text, self.at
        named = _NAME.match(text, at)
        if named:
            if named[2] not in _POSIX:
                raise UntranslatableError(f"the class {named[0]}")
            self.at = named.end()
            posix = _POSIX[named[2]]
            return _ranges(set(range(256)) - posix if named[1] else posix)
        if self.posix or not text.startswith("\\", at):
            return ""
        wanted = _property(text, at)
        if wanted:
            members, name, negated, self.at = wanted
            if not self.bytes_:
                return f"\\{'P' if negated else 'p'}{{{name}}}"
            return _ranges(members)
        if text[at + 1 : at + 2] in set("dDwWsS"):
            self.at += 2
            return text[at : at + 2]
        return ""

    def _char(self) -> int:
        """The code of one member."""
        text, at = self.text, self.at
        if self.at >= len(text):
            raise UntranslatableError("a `[` that nothing closes")
        if self.posix and text[at : at + 2] in {"[.", "[="}:
            raise UntranslatableError("a collating element")
        if self.posix or text[at] != "\\":
            self.at += 1
            return ord(text[at])
        code, end = _number(text, at)
        if code >= 0:
            self.at = end
            return code
        char = text[at + 1 : at + 2]
        self.at += 2
        if char == "b":
            return 8
        if char in _CONTROL and char:
            return {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}[char]
        if not char or char.isalnum():
            raise UntranslatableError(f"the escape \\{char} in a set")
        return ord(char)


def _property(text: str, at: int) -> tuple[Collection[int], str, bool, int] | None:
    """The bytes that stand for a class of Unicode, its name, whether it is negated, its end."""
    found = _PROPERTY.match(text, at)
    if not found:
        return None
    name = found[3] or found[4]
    negated = (found[1] == "P") != bool(found[2])
    members = _UNICODE.get(name)
    if members is None:
        raise UntranslatableError(f"the class of Unicode {name!r}")
    return (set(range(256)).difference(members) if negated else members), name, negated, found.end()


def _number(text: str, at: int) -> tuple[int, int]:
    """The code that an escape gives, -1 when it gives none, and its end."""
    found = _HEX.match(text, at)
    if found:
        code = int(found[1] or found[2] or found[3], 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise UntranslatableError("a number that is no character")
        return code, found.end()
    octal = _OCTAL.match(text, at)
    return (int(octal[1], 8), octal.end()) if octal else (-1, at)


def _code(code: int, *, bytes_: bool) -> str:
    if code < 128:
        return f"\\x{code:02x}"
    if not bytes_:
        return re.escape(chr(code))
    return f"(?:{chr(code)})" if chr(code).isprintable() else _utf8(code)


def _utf8(code: int) -> str:
    return "(?:" + "".join(f"\\x{byte:02x}" for byte in chr(code).encode()) + ")"


def _member(code: int) -> str:
    char = chr(code)
    if code > 127:
        return char if char.isprintable() else f"\\u{code:04x}" if code < 65536 else char
    if char.isalnum() or char in "_/+=.,:;@!%\"'<> ":
        return char
    return _ESCAPED.get(char) or (f"\\{char}" if char.isprintable() else f"\\x{code:02x}")


def _ranges(codes: Iterable[int]) -> str:
    """Bytes as the inside of a set."""
    out: list[str] = []
    left = sorted(codes)
    while left:
        end = 0
        while end + 1 < len(left) and left[end + 1] == left[end] + 1:
            end += 1
        first, last = left[0], left[end]
        out.append(_byte(first) if end == 0 else f"{_byte(first)}-{_byte(last)}")
        del left[: end + 1]
    return "".join(out)


def _byte(code: int) -> str:
    char = chr(code)
    return char if char.isascii() and char.isalnum() else f"\\x{code:02x}"
