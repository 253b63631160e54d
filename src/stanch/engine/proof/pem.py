"""Private keys in armor: the body must decode to a structure of exactly its own length.

Labels of RFC 7468 and of OpenSSL (RSA, EC, DSA, PKCS#8, encrypted), OpenSSH and OpenPGP. What
decides is the content: OpenSSH keys with the label of an RSA key are common. A body that does not
decode is kept with the lowest confidence as long as it holds some base 64: keys are altered before
they are published, and lose lines on their way into a file. Words and masks are dropped.

https://datatracker.ietf.org/doc/html/rfc7468
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence, keymaker, openpgp, openssh
from stanch.engine.proof.armor import Armor, opened
from stanch.engine.proof.der import Key
from stanch.engine.proof.der import private_key as der_key
from stanch.engine.proof.evidence import broken, checksum, dropped, facts, parsed
from stanch.engine.proof.radix import decoded
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence, Severity

_LONGEST = 65536
_SHORTEST = 40  # an Ed25519 key in PKCS#8 has 48 bytes
_MASKED = re.compile(rb"\.\.\.|\xe2\x80\xa6|\*{3}|[xX]{10}|[<>$\[\]{}]|(?i:redacted)")
_OTHER = re.compile(rb"[^A-Za-z0-9+/=]")
# What no words look like: a digit among letters, and hardly a character twice.
_SOME = re.compile(rb"(?=[A-Za-z+/]{0,200}[0-9])(?=[0-9+/]{0,200}[A-Za-z])[A-Za-z0-9+/]{24,}")
_DIFFERENT, _FEW = 10, 5
_NOTE = "encrypted: of use only with its pass phrase"


def check(secret: bytes, now: int) -> Evidence:
    """Undo the armor and parse what it holds."""
    del now
    armor = opened(secret[:_LONGEST])
    body = armor.body
    data = None if _OTHER.search(body) or body.count(b"=", 0, -2) else decoded(body)
    if data is None or len(data) < _SHORTEST:
        return _remains(body, "no base 64" if data is None else "too short for a key")
    if len(set(body)) < _FEW:
        return dropped(Reason.PLACEHOLDER, "masked")
    return _judged(armor, data)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole Ed25519 key in PKCS#8."""
    del stem
    return keymaker.armored("PRIVATE KEY", keymaker.ed25519(rng))


def _remains(body: bytes, what: str) -> Evidence:
    """What is left of a key, or nothing that ever was one."""
    some = _SOME.search(body)
    if some and len(set(some[0])) >= _DIFFERENT:
        return broken(what)._replace(confidence=Confidence.LOW)
    return dropped(Reason.PLACEHOLDER if _MASKED.search(body) else Reason.MALFORMED, what)


def _judged(armor: Armor, data: bytes) -> Evidence:
    if armor.encrypted:
        return _found(Key(_family(armor.label), encrypted=True), armor, Proof.NONE)
    if data.startswith(openssh.MAGIC):
        key = openssh.private_key(data)
    elif "PGP" in armor.label:
        return _openpgp(armor, data)
    elif armor.label.startswith("SSH2"):
        return _found(Key("SSH2", encrypted="ENCRYPTED" in armor.label), armor, Proof.NONE)
    else:
        key = der_key(data)
    if key is None:
        evidence = broken("the key's structure does not parse")
        masked = _MASKED.search(armor.body)
        return evidence._replace(confidence=Confidence.LOW) if masked else evidence
    return _found(key, armor)


def _openpgp(armor: Armor, data: bytes) -> Evidence:
    total = decoded(armor.sum) if armor.sum else None
    if total is not None and int.from_bytes(total, "big") != openpgp.crc24(data):
        return checksum(fits=False)
    key = openpgp.private_key(data)
    return broken("the key's packets do not parse") if key is None else _found(key, armor)


def _found(key: Key, armor: Armor, proof: Proof = Proof.FITS) -> Evidence:
    known = facts(
        ("type", key.kind or _family(armor.label)),
        ("bits", key.bits or None),
        ("encrypted", "yes" if key.encrypted else "no"),
    )
    evidence = parsed(known)._replace(proof=proof)
    return evidence._replace(note=_NOTE, severity=Severity.MEDIUM) if key.encrypted else evidence


def _family(label: str) -> str:
    return label.removesuffix(" KEY BLOCK").removesuffix(" KEY").removesuffix("PRIVATE").strip()
