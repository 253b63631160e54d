"""UTF-16 and UTF-32, with and without a byte-order mark, whole files and parts of them.

Byte-order marks: The Unicode Standard, section 23.8, table 23-5.
"""

from __future__ import annotations

# The mark of UTF-32 in little-endian order begins with that of UTF-16: longer ones first.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Of English text in UTF-16 every other byte is NUL; of other scripts fewer, but line ends remain.
_SHARE = 0.4


def decoded(data: bytes) -> tuple[bytes, ...]:
    """The texts in UTF-8, none where no character takes several bytes.

    A mark may lie, and what begins in one form may go on in another. So what holds NULs is also
    read without them: this finds ASCII text of either width and order at any alignment, and keeps
    its line ends.
    """
    text = _marked(data)
    if b"\0" not in data:
        return () if text is None else (text,)
    if text is None:
        text = _unmarked(data)
    bare = data.translate(None, b"\0")
    return (bare,) if text is None or text == bare else (text, bare)


def _marked(data: bytes) -> bytes | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return None


def _unmarked(data: bytes) -> bytes | None:
    encoding = _regular(data)
    try:
        return data.decode(encoding).encode() if encoding else None
    except UnicodeError:
        return None


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
