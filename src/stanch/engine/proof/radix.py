"""Numbers and bytes in other alphabets: base 36, 62 and 66, base 64 padded or not."""

from __future__ import annotations

LOWER = b"abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
DECIMAL = b"0123456789"
HEX = DECIMAL + LOWER[:6]
BASE36 = DECIMAL + LOWER
BASE62 = DECIMAL + UPPER + LOWER
BASE64 = UPPER + LOWER + DECIMAL + b"+/"
BASE64URL = UPPER + LOWER + DECIMAL + b"-_"
BASE66 = LOWER + UPPER + b"1234567890.-_~"

_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")


def written(number: int, digits: bytes, width: int) -> bytes:
    """The number in the base of `digits`, most significant first, at least `width` long."""
    out = bytearray()
    while number or len(out) < width:
        number, digit = divmod(number, len(digits))
        out.append(digits[digit])
    out.reverse()
    return bytes(out)


def decoded(text: bytes, *, canonical: bool = False) -> bytes | None:
    """Base 64 of either alphabet, padded or not; `canonical` refuses stray bits at the end."""
    from binascii import Error, a2b_base64

    bare = text.rstrip(b"=").translate(_TO_STANDARD)
    if len(text) - len(bare) > 2 or len(bare) % 4 == 1:
        return None
    try:
        data = a2b_base64(bare + b"=" * (-len(bare) % 4), strict_mode=True)
    except Error:
        return None
    if canonical and encoded(data).rstrip(b"=") != bare:
        return None
    return data


def encoded(data: bytes, *, url: bool = False) -> bytes:
    """Base 64 with padding, in the standard or the URL alphabet."""
    from binascii import b2a_base64

    text = b2a_base64(data, newline=False)
    return text.translate(_TO_URL) if url else text
