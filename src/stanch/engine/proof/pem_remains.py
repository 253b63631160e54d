"""What follows the first line of a private key and is no key: cut, altered, or never one.

There is nothing to prove here. Masks and words that ask for a key are dropped; what may be left of
one is kept, as low as the rule has it.

https://datatracker.ietf.org/doc/html/rfc7468
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, dropped
from stanch.engine.proof.radix import BASE64
from stanch.engine.proof.stem import characters
from stanch.model.finding import Reason

_HEAD = re.compile(rb"(?i)KEY(?:[ _-]BLOCK)? ?-{2,8}(?:\s|\\{1,4}[rn])*")
_MASK = re.compile(
    rb"(?i)\W*(?:x{3,}|\.{2,}|[a-z0-9+/=]{0,16}\.{3}|\*{3,}|#{3,}|-{3,}|_{3,}|\xe2\x80\xa6"
    rb"|[<\[{$%(])"
)
_ASKED = re.compile(
    rb"(?i)\b(?:your|my|the|an?|put|paste|insert|enter|replace|add|some|secret|private|rsa|ssh|key"
    rb"|here|content|contents|of|with|goes|actual|real|own|base64|encoded|data|body|this|pem|file"
    rb"|redacted|removed|omitted|placeholder|snip|example|sample|dummy|fake|test|truncated)\b"
)
_WORD = re.compile(rb"[A-Za-z0-9+/]+")
_LONGEST = 400


def check(secret: bytes, now: int) -> Evidence:
    """Look at the first line behind the head."""
    del now
    head = _HEAD.search(secret[:_LONGEST])
    if head is None:
        return NOTHING
    lines = secret[head.end() : head.end() + _LONGEST].splitlines() or [b""]
    line = lines[0].replace(b"_", b" ")
    if _MASK.match(line):
        return dropped(Reason.PLACEHOLDER, "masked")
    words = _WORD.findall(line)
    asked = sum(_ASKED.fullmatch(word) is not None for word in words)
    if words and asked == len(words):
        return dropped(Reason.PLACEHOLDER, "words that ask for a key")
    return Evidence(note="altered, cut off or no key: what follows its head cannot be read")


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A line that is too short to be a key; behind a head that stands already, the line alone."""
    line = characters(rng, BASE64[:-2], 21)
    return line if b"KEY-----" in stem else b"-" * 5 + b"BEGIN PRIVATE KEY-----\n" + line
