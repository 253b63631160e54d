"""Values that hide another one: `user:password` in base 64, percent signs, a token of JSON.

What is hidden is judged in place of what hides it.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from typing import NamedTuple

_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}){2,100}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_LOGIN = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,64}:([\x20-\x7e]{3,128})")
_NUMBERS = re.compile(rb"0x[0-9A-Fa-f]+|\d+")
_JWT = re.compile(rb"(eyJ[\w-]{5,2000})\.(e[wy][\w-]{2,6000})\.([\w-]*)")
_DEMO = ("John Doe", "jwt.io", "supabase-demo")


class Decoded(NamedTuple):
    """The text inside, and in what it was written."""

    text: bytes
    form: str


def inner(value: bytes) -> Decoded | None:
    """The text inside the value, or None where the value is what it is."""
    if _ESCAPE.search(value):
        text = _ESCAPE.sub(lambda code: bytes([int(code[0][1:], 16)]), value)
        if text != value:
            return Decoded(text, "percent signs")
    return _base64(value)


def _base64(value: bytes) -> Decoded | None:
    if not _BASE64.fullmatch(value):
        return None
    try:
        text = a2b_base64(value, strict_mode=True)
    except Error:
        return None
    login = _LOGIN.fullmatch(text)
    if login:
        return Decoded(login[1], "base 64 of a login")
    if len(text) >= 6 and text.isascii() and text.decode("ascii").isprintable():
        return Decoded(text.strip(), "base 64")
    return None


def is_worthless_jwt(value: bytes) -> str:
    """Why a JSON Web Token opens nothing: not signed, or the sample that everybody copies."""
    parts = _JWT.fullmatch(value)
    if not parts:
        return "the header of a token, without the rest" if "alg" in _object(value) else ""
    header, claims = _object(parts[1]), _object(parts[2])
    if str(header.get("alg", "")).lower() == "none":
        return "a token that is not signed (alg none)"
    if any(claims.get(key) in _DEMO for key in ("name", "iss")):
        return "the sample token of a documentation"
    return ""


def _object(part: bytes) -> dict[str, object]:
    import json

    plain = part.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(part) % 4)
    try:
        found = json.loads(a2b_base64(plain))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


_LIST = re.compile(rb"(?:0x[0-9A-Fa-f]+|\d+)[uUL]?\s*,[\s\S]*")


def is_list(value: bytes) -> bool:
    """Whether the value is a list of numbers."""
    return _LIST.fullmatch(value) is not None


def listed(value: bytes) -> bytes | None:
    """The bytes of a list of numbers, or None where one of them is no byte."""
    numbers = [_number(text) for text in _NUMBERS.findall(value)]
    return bytes(numbers) if numbers and max(numbers) < 256 else None


def _number(text: bytes) -> int:
    if text[:2].lower() == b"0x":
        return int(text, 16)
    return (
        int(text, 8)
        if len(text) == 3 and text[:1] == b"0" and not text.strip(b"01234567")
        else int(text)
    )
