r"""The text around a key: the label, header lines, and base 64 as files of other kinds mangle it.

Keys are pasted into JSON and environment files (`\n` as two characters), indented in YAML, joined
from quoted pieces in source code, commented out, flattened to one line, quoted for URLs. All that
is undone here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# An EC key often stands behind its parameters, which have a label of their own.
_BEGIN = re.compile(
    rb"(?i)-{2,8} ?BEGIN[ _-]((?:[A-Z0-9]{1,12}[ _-]){0,3}PRIVATE[ _-]KEY(?:[ _-]BLOCK)?) ?-{2,8}"
)
_END = re.compile(rb"(?i)-{2,8} ?END[ _-]")
_QUOTED = re.compile(rb"(?i)BEGIN(?:%20|\+)")
ESCAPES = re.compile(rb"\\{1,4}r|\\{1,4}n|\\{1,4}t|&#(?:10|13|x0?[aAdD]);|%0[aAdD]|<br ?/?>")
_JUNCTION = re.compile(rb"""["'`][^0-9A-Za-z"'`/=]{0,200}["'`]""")
_ENCRYPTED = re.compile(rb"Proc-Type:\s{0,8}4,\s{0,8}ENCRYPTED")
_DEK = re.compile(rb"DEK-Info:\s{0,8}[\w-]{1,40},\s{0,8}[0-9A-Za-z]{0,64}")
_PROC = re.compile(rb"Proc-Type:\s{0,8}\S{1,40}")
_HEADER = re.compile(rb"[A-Z][A-Za-z-]{1,30}: ")
_SPACES = re.compile(r"[_-]")
_SUM = re.compile(rb"=[A-Za-z0-9+/]{4}")
_MARGINS = frozenset({b"//", b"#", b"*", b";", b">", b"|", b"--", b"+", b"-"})
_JOINTS = frozenset({b"+", b".", b"&", b"\\"})
_NOISE = b" \t\r\n\f\v\"'`,;\\|>#*()[]{}"


class Armor(NamedTuple):
    """What stood between the dashes and what is left of the body; `sum` is OpenPGP's line."""

    label: str
    body: bytes
    encrypted: bool
    sum: bytes


def opened(text: bytes) -> Armor:
    """The parts of an armored key. Without a BEGIN line all of the text is the body."""
    text = _unquoted(text)
    begin = _BEGIN.search(text)
    label = _SPACES.sub(" ", begin[1].decode("ascii").upper()) if begin else ""
    body = text[begin.end() :] if begin else text
    end = _END.search(body)
    body = body[: end.start()] if end else body
    body = ESCAPES.sub(b"\n", body).replace(b"\\/", b"/")
    body = _JUNCTION.sub(b"\n", body)
    encrypted = _ENCRYPTED.search(body) is not None
    lines = [_plain(line) for line in _PROC.sub(b"", _DEK.sub(b"", body)).splitlines()]
    words = b" ".join(_unmarked([line for line in lines if line])).split()
    words = [word for word in (word.strip(_NOISE) for word in words) if word]
    body, total = b"".join(words).translate(None, _NOISE), b""
    if "PGP" in label and _SUM.fullmatch(body[-5:]):
        body, total = body[:-5], body[-4:]
    return Armor(label, body, encrypted, total)


def _unquoted(text: bytes) -> bytes:
    """Without the signs of a URL, where the BEGIN line has them."""
    if not _QUOTED.search(text[:80]):
        return text
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(text.replace(b"+", b" "))


def _plain(line: bytes) -> bytes:
    """A line without comment sign, concatenation sign and white space; nothing for a header."""
    line = line.strip()
    first, gap, others = line.partition(b" ")
    if first in _MARGINS and (gap or not others):
        line = others.strip()
    others, gap, last = line.rpartition(b" ")
    if gap and last in _JOINTS:
        line = others.strip()
    return b"" if _HEADER.match(line) else line


def _unmarked(lines: list[bytes]) -> list[bytes]:
    """Without the sign that a patch puts before every line."""
    marked = all(line[:1] in {b"+", b"-"} for line in lines)
    # A line of base 64 may begin with a plus, but one alone has a length that tells.
    if marked and (len(lines) > 1 or len(b"".join(lines)) % 4 == 1):
        return [line[1:] for line in lines]
    return lines
