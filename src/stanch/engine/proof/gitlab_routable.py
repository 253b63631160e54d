"""GitLab's routable tokens tell where they belong and end in a CRC-32 in base 36.

Prefix, base64url payload, `.`, perhaps a version and `.`, the payload's length in two base-36
digits, the sum of all characters before in seven. The payload is 16 random bytes, lines of
`key:value` with integers in base 36, and one byte with the length of that text. Tokens of the
older form have no dot and say nothing.
https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
"""

from __future__ import annotations

import random
import re
from zlib import crc32

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, Facts, checksum, facts
from stanch.engine.proof.radix import BASE36, decoded, encoded, written

_FORM = re.compile(
    rb"(?P<prefix>[A-Za-z][A-Za-z0-9_]{1,20}-(?:t[0-9]_)?)(?P<payload>[\w-]{27,400})"
    rb"\.(?:[0-9a-z]{2}\.)?(?P<size>[0-9a-z]{2})(?P<sum>[0-9a-z]{7})"
)
_MEANING = {
    b"c": "cell",
    b"g": "group",
    b"o": "organization",
    b"p": "project",
    b"t": "runner type",
    b"u": "user",
}


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum and read the routing lines."""
    del now
    form = _FORM.fullmatch(secret)
    if form is None:
        return NOTHING
    fits = written(crc32(secret[:-7]), BASE36, 7) == form["sum"]
    return checksum(fits=fits, facts=_routing(form["payload"]))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A payload for one project and user behind the prefix, with length and sum."""
    prefix = stem or b"glpat-"
    lines = b"o:1\np:%b\nu:%b" % (
        written(rng.randrange(36, 10**6), BASE36, 1),
        written(rng.randrange(36, 10**6), BASE36, 1),
    )
    payload = encoded(rng.randbytes(16) + lines + bytes([len(lines)]), url=True).rstrip(b"=")
    head = prefix + payload + b".01." + written(len(payload), BASE36, 2)
    return (head + written(crc32(head), BASE36, 7))[len(stem) :]


def _routing(payload: bytes) -> Facts:
    data = decoded(payload)
    if data is None or not 16 <= len(data) - 1 - data[-1] <= 64:
        return ()
    pairs = (line.partition(b":") for line in data[-1 - data[-1] : -1].split(b"\n"))
    return facts(*((_MEANING[key], _number(value)) for key, _, value in pairs if key in _MEANING))


def _number(value: bytes) -> object:
    if not value or len(value) > 12 or value.strip(BASE36):
        return None
    return int(value, 36)
