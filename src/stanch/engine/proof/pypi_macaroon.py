"""PyPI tokens (`pypi-`) are macaroons of version 2: location, id (a UUID) and limits can be read.

02, then fields of type, length and data: 1 location, 2 id, 0 ends the header; caveats likewise,
0 ends them; 6 is the signature of 32 bytes.
https://pypi.org/help/#apitoken, https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, broken, facts, parsed
from stanch.engine.proof.radix import decoded, encoded
from stanch.engine.proof.stem import rest
from stanch.engine.proof.varint import field, varint
from stanch.model.rule import Environment

_LONGEST = 4096
_TEST = b"AgENdGVzdC"  # what tokens of test.pypi.org begin with
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Macaroon(NamedTuple):
    location: bytes
    id: bytes
    caveats: tuple[bytes, ...]


def check(secret: bytes, now: int) -> Evidence:
    """Read the macaroon to its end."""
    del now
    if not secret.startswith(b"pypi-") or len(secret) > _LONGEST:
        return NOTHING
    data = decoded(secret[5:])
    macaroon = None if data is None else _read(data)
    if macaroon is None:
        return broken("the macaroon does not parse")
    test = macaroon.location == b"test.pypi.org"
    return parsed(
        facts(
            ("location", macaroon.location),
            ("token id", macaroon.id),
            ("limits", b" ".join(macaroon.caveats)),
        ),
        environment=Environment.TEST if test else None,
    )


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token limited to one user."""
    from uuid import UUID

    identifier = str(UUID(int=rng.getrandbits(128), version=4)).encode()
    user = b'{"version": 1, "permissions": "user"}'
    location = b"test.pypi.org" if _TEST in stem else b"pypi.org"
    data = b"\2" + _field(1, location) + _field(2, identifier) + b"\0"
    data += _field(2, user) + b"\0\0" + _field(6, rng.randbytes(32))
    whole = b"pypi-" + encoded(data, url=True).rstrip(b"=")
    return rest(stem, b"pypi-", whole)


def _field(kind: int, data: bytes) -> bytes:
    return bytes([kind]) + varint(len(data)) + data


def _read(data: bytes) -> _Macaroon | None:
    if data[:1] != b"\2" or len(data) < 36 or data[-35:-32] != b"\0\x06\x20":
        return None
    end = len(data) - 34
    sections: list[dict[int, bytes]] = [{}]
    at = 1
    while at < end and len(sections) < 64:
        if data[at] == 0:
            sections.append({})
            at += 1
            continue
        read = field(data, at)
        if read is None:
            return None
        kind, value, at = read
        sections[-1][kind] = value
    head = sections[0]
    if at != end or sections[-1] or not _ID.fullmatch(head.get(2, b"")):
        return None
    caveats = tuple(s.get(2, b"") for s in sections[1:] if s)
    return _Macaroon(head.get(1, b""), head[2], caveats)
