"""UTF-16 and UTF-32, with and without a byte-order mark, whole files and parts of them.

Byte-order marks: The Unicode Standard, section 23.8, table 23-5.
"""

from __future__ import annotations

import re

# The mark of UTF-32 in little-endian order begins with that of UTF-16: longer ones first.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Where no NUL parts them: the halves of a character that is not ASCII, in UTF-16 with an ASCII
# one behind it (little-endian) or before it.
_GLUED = {
    "utf-16-le": re.compile(rb"[^\0]+(?=[^\0])"),
    "utf-16-be": re.compile(rb"(?<=[^\0])[^\0]+"),
    "utf-32-le": re.compile(rb"[^\0]{2,}"),
    "utf-32-be": re.compile(rb"[^\0]{2,}"),
}
# Of English text in UTF-16 every other byte is NUL; of other scripts fewer, but line ends remain.
_SHARE = 0.4


def decoded(data: bytes) -> tuple[bytes, ...]:
    """The texts in UTF-8, none where no character takes several bytes.

    A mark may lie, and what begins in one form may go on in another. So what holds NULs is also
    read without them: this finds ASCII text of either width and order at any alignment, and keeps
    its line ends. Characters of other scripts become blanks there, or their halves would be taken
    for letters of the word beside them.
    """
    encoding, start = _marked(data)
    if b"\0" not in data:
        return (_replaced(data[start:], encoding),) if encoding else ()
    text = _replaced(data[start:], encoding) if encoding else b""
    if not encoding:
        encoding = _regular(data)
        try:
            text = data.decode(encoding).encode() if encoding else b""
        except UnicodeError:
            encoding = ""
    if not encoding:
        return (data.translate(None, b"\0"),)
    bare = _GLUED[encoding].sub(b" ", data).translate(None, b"\0")
    return tuple(dict.fromkeys((text, bare)))


def _replaced(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, "replace").encode("utf-8", "replace")


def _marked(data: bytes) -> tuple[str, int]:
    """The encoding that a byte-order mark names and the mark's length; or none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return "", 0


def _regular(data: bytes) -> str:
    """The width and order whose NULs stand where that encoding would put them."""
    sample = data[: 1 << 14]
    size = len(sample)
    if len(data) % 4 == 0 and sample.count(0) > size * 0.7:
        if sample[1::4].count(0) + sample[2::4].count(0) + sample[3::4].count(0) > size * 0.7:
            return "utf-32-le"
        return "utf-32-be"
    if len(data) % 2 == 0:
        if sample[1::2].count(0) > size / 2 * _SHARE:
            return "utf-16-le"
        if sample[0::2].count(0) > size / 2 * _SHARE:
            return "utf-16-be"
    return ""
