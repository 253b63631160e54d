r"""Text that somebody else wrote, made harmless for a terminal and storable in a file.

Paths, source lines and commit messages are the words of strangers: a file name may hold an
escape sequence that rewrites the screen, or a character that reverses the reading order.
Control characters therefore appear as what they are. A backslash is left alone, so a file that
is really called `a\x1b` looks the same as one with the control character: good enough to read,
and nothing acts on it.
"""

from __future__ import annotations

import re

# Text, compiled by `re` at the first use: a clean run would pay for it and need none.
_ACTS = (
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: begin escape sequences, move the cursor
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # change the reading order
    "\u2028\u2029"  # end a line
    "\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # cannot be seen
    "\ud800-\udfff"  # bytes that are no UTF-8 (PEP 383), or halves of characters
    "]"
    # Commands to the runner of a CI job, which reads them in what a step prints: those of GitHub
    # at the beginning of a line, those of Azure, TeamCity and older runners anywhere.
    r"|#(?=#(?:vso|teamcity)?\[)|(?<!\S):(?=:[A-Za-z])"
)
_SURROGATE = "[\ud800-\udfff]"
_HALF = "[\ud800-\udc7f\udd00-\udfff]"
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """The text with everything that acts instead of showing written as an escape."""
    if text.isascii() and text.isprintable() and "##" not in text and "::" not in text:
        return text
    return re.sub(_ACTS, _escape, text)


def storable(text: str) -> str:
    r"""The text with what UTF-8 cannot hold written as an escape: the byte 0xff as `\xff`."""
    return text if text.isascii() else re.sub(_SURROGATE, _escape, text)


def to_bytes(text: str) -> bytes:
    """The bytes that the text was read from; half characters are escaped."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return re.sub(_HALF, _escape, text).encode("utf-8", "surrogateescape")


def to_text(data: bytes) -> str:
    """The text of bytes that may not be UTF-8."""
    return data.decode("utf-8", "surrogateescape")
