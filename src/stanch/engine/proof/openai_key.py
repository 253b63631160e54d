"""OpenAI keys hold `T3BlbkFJ`, the base 64 of "OpenAI", between two random halves.

A marker, not a checksum: it tells the vendor, not whether a character was altered.
https://platform.openai.com/docs/api-reference/authentication
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts, parsed
from stanch.engine.proof.radix import BASE62
from stanch.engine.proof.stem import begun, filled

_MARKER = b"T3BlbkFJ"
_FORM = re.compile(rb"sk-(?:(proj|svcacct|admin)-)?[\w-]{20,100}T3BlbkFJ[\w-]{20,100}")
_KINDS = {b"proj": "project", b"svcacct": "service account", b"admin": "admin"}
_HALVES = {b"sk-": 20, b"sk-admin-": 58}


def check(secret: bytes, now: int) -> Evidence:
    """Look for the marker between halves of a possible length."""
    del now
    form = _FORM.fullmatch(secret) if len(secret) < 256 else None
    return NOTHING if form is None else parsed(facts(("kind", _KINDS.get(form[1]))))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a key; both halves are as long as its kind has them."""
    start = begun(stem, (b"sk-proj-", b"sk-svcacct-", b"sk-admin-", b"sk-"))
    half = _HALVES.get(start.prefix, 74)
    first, marker, second = start.body.partition(_MARKER)
    if not marker:
        first = filled(first, half, BASE62, rng)
    second = filled(second, half, BASE62, rng)
    return (start.prefix + first + _MARKER + second)[start.given :]
