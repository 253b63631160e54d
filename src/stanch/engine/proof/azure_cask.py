"""Azure's CASK keys (`JQQJ99`, 84 or 88 characters) carry their issuer, age and a Marvin32 hash.

0-51 random, 52-55 `JQQJ`, 56 `9`, 57 kind, 58 year (A = 2024), 59 month (A = January), 60-71
platform, 72-75 provider data, 76-79 provider signature, then the hash of the 60 bytes that the
first 80 characters decode to: its four bytes, little-endian, read as a big-endian number in base
62, padded on the right with `0` to six. The short form keeps four of them; the long form all six
and `==`, the last one rounded down to what base 64 may end in.
https://github.com/microsoft/security-utilities
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, Facts, checksum, facts
from stanch.engine.proof.marvin import marvin32
from stanch.engine.proof.radix import BASE62, BASE64, decoded, written
from stanch.engine.proof.stem import filled

_FORM = re.compile(
    rb"[A-Za-z0-9+/]{52}JQQJ9[A-Za-z0-9][A-Z][A-L][A-Za-z0-9+/]{20}[A-Za-z0-9+/]{4}"
    rb"(?:[A-Za-z0-9+/]{2}==)?"
)
_SERVICES: Mapping[bytes, str] = {
    b"AZDO": "Azure DevOps",
    b"AZAC": "App Configuration",
    b"AZEG": "Event Grid",
    b"AZFR": "Fluid Relay",
    b"AZMR": "Mixed Reality",
    b"AZMP": "Maps",
    b"AZCS": "Communication Services",
    b"ACOG": "AI services",
}
_AI_SERVICES: Mapping[bytes, str] = {
    b"AAAA": "AI services",
    b"AAAB": "OpenAI",
    b"AAAY": "Speech",
    b"AAAb": "Translator",
    b"AAAa": "Language",
    b"AAAF": "Vision",
    b"AAAL": "Document Intelligence",
    b"AAAH": "Content Safety",
}
_KINDS: Mapping[bytes, str] = {b"9": "key", b"D": "derived key", b"H": "hash"}
_DEFAULT = b"JQQJ99BCAAAAAAAAAAAAAAAAAZEG"


def check(secret: bytes, now: int) -> Evidence:
    """Compare the hash and read the fields."""
    del now
    if _FORM.fullmatch(secret) is None:
        return NOTHING
    right = _hash(secret[:80])
    right = right[:4] if len(secret) == 84 else _rounded(right)
    return checksum(fits=secret[80:] == right, facts=_fields(secret))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a key in the short form; what is missing of the fields is an Event Grid key's."""
    random_part = filled(stem[:52], 52, BASE62, rng)
    fields = stem[52:80] + _DEFAULT[len(stem[52:80]) :]
    head = random_part + fields
    return (head + _hash(head)[:4])[len(stem) :]


def _hash(head: bytes) -> bytes:
    data = decoded(head) or b""
    number = int.from_bytes(marvin32(data, b"Default0").to_bytes(4, "little"), "big")
    return written(number, BASE62, 1).ljust(6, b"0")


def _rounded(digits: bytes) -> bytes:
    last = BASE64[BASE64.index(digits[5]) & 0x30]
    return digits[:5] + bytes([last]) + b"=="


def _fields(secret: bytes) -> Facts:
    signature = secret[76:80]
    service = _SERVICES.get(signature.upper(), "")
    if signature.upper() == b"ACOG":
        service = _AI_SERVICES.get(secret[72:76], service)
    year, month = 2024 + secret[58] - ord("A"), 1 + secret[59] - ord("A")
    return facts(
        ("service", service or signature),
        ("kind", _KINDS.get(secret[57:58])),
        ("created", f"{year}-{month:02}"),
    )
