"""PuTTY's key files, versions 2 and 3: without encryption their MAC can be computed by anybody.

HMAC over the length-prefixed algorithm, encryption, comment, public and private blobs: SHA-256
with an empty key in version 3, SHA-1 keyed with SHA-1("putty-private-key-file-mac-key") in 2.
https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from stanch.engine.proof import Evidence, armor
from stanch.engine.proof.evidence import broken, checksum, dropped, facts, parsed
from stanch.engine.proof.openssh import string
from stanch.engine.proof.radix import decoded, encoded
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Severity

_START = re.compile(rb"PuTTY-User-Key-File-([23]): ([\w.@-]{1,64})")
_LONGEST = 65536
_MOST_LINES = 1024
# What quotes, comments, patches and concatenation put round a line; base 64 may begin with a plus.
_NOISE = b" \t\"'`,;.#*()\\"


class _File(NamedTuple):
    """The lines of a key file that matter."""

    version: int
    algorithm: bytes
    encryption: bytes
    comment: bytes
    public: bytes
    private: bytes
    mac: bytes


def check(secret: bytes, now: int) -> Evidence:
    """Parse the file; compare the MAC where it needs no pass phrase."""
    del now
    start = _START.search(secret)
    if start is None:
        return dropped(Reason.MALFORMED, "no PuTTY key")
    file = _read(secret[start.start() : _LONGEST])
    if file is None:
        return broken("the key file does not parse")
    encrypted = file.encryption != b"none"
    known = facts(("type", file.algorithm), ("encrypted", "yes" if encrypted else "no"))
    if encrypted:
        evidence = parsed(known, "encrypted: of use only with its pass phrase")
        return evidence._replace(proof=Proof.NONE, severity=Severity.MEDIUM)
    return checksum(fits=_mac(file) == file.mac.lower(), facts=known)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole file of version 3, not encrypted."""
    del stem
    kind = b"ssh-ed25519"
    public = string(kind) + string(rng.randbytes(32))
    private = string(rng.randbytes(32))
    file = _File(3, kind, b"none", b"example", public, private, b"")
    text = encoded(public)
    return b"\n".join(
        (
            b"PuTTY-User-Key-File-3: " + kind,
            b"Encryption: none",
            b"Comment: " + file.comment,
            b"Public-Lines: 2",
            text[:64],
            text[64:],
            b"Private-Lines: 1",
            encoded(private),
            b"Private-MAC: " + _mac(file) + b"\n",
        )
    )


def _read(text: bytes) -> _File | None:
    lines = [line.strip(_NOISE) for line in armor.ESCAPES.sub(b"\n", text).splitlines()]
    lines = [line for line in lines if line]
    values: dict[bytes, bytes] = {}
    at = 0
    while at < len(lines) and len(values) < 16:
        name, _, value = lines[at].partition(b": ")
        at += 1
        if name.endswith(b"-Lines"):
            count = _count(value)
            value = b"".join(lines[at : at + count])
            at += count
        values[name] = value
    return _file(values)


def _count(value: bytes) -> int:
    return min(int(value), _MOST_LINES) if value.isdigit() and len(value) < 6 else 0


def _file(values: dict[bytes, bytes]) -> _File | None:
    public = decoded(values.get(b"Public-Lines", b""))
    private = decoded(values.get(b"Private-Lines", b""))
    version = 3 if b"PuTTY-User-Key-File-3" in values else 2
    mac = values.get(b"Private-MAC", b"")[: 64 if version == 3 else 40]
    if not public or not private or not mac:
        return None
    return _File(
        version,
        values.get(b"PuTTY-User-Key-File-%d" % version, b""),
        values.get(b"Encryption", b""),
        values.get(b"Comment", b""),
        public,
        private,
        mac,
    )


def _mac(file: _File) -> bytes:
    import hashlib
    import hmac

    fields = (file.algorithm, file.encryption, file.comment, file.public, file.private)
    message = b"".join(string(field) for field in fields)
    if file.version == 3:
        return hmac.new(b"", message, hashlib.sha256).hexdigest().encode()
    key = hashlib.sha1(b"putty-private-key-file-mac-key", usedforsecurity=False).digest()
    return hmac.new(key, message, hashlib.sha1).hexdigest().encode()
