"""AWS access key ids: the account number stands in the first bytes.

Base32 of the 16 characters behind the prefix; the first six bytes, big-endian, without the top bit
and the low seven, are the account. Ids of before 2019 begin with I or J there and hold none. An id
carries no checksum, so this proves nothing. Some accounts are known: those of the documentation,
and those of canarytokens.org, whose keys are laid out to be found.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
Accounts: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
https://onappsec.com/tag/canary-token/ https://github.com/0xCardinal/covert-canary-detection
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, dropped, facts
from stanch.engine.proof.radix import UPPER
from stanch.engine.proof.stem import begun, filled
from stanch.model.finding import Reason
from stanch.model.rule import Confidence, Severity

_ALPHABET = UPPER + b"234567"
_PREFIXES = (b"AKIA", b"ASIA", b"ABIA", b"ACCA")
_OLD = b"IJ"
_LARGEST = 999_999_999_999
_SAMPLES = frozenset(
    {
        "123456789012",
        "012345678901",
        *(f"{digit}" * 4 + f"{digit + 1}" * 4 + f"{digit + 2}" * 4 for digit in (1, 4, 7)),
        *(f"{digit}" * 12 for digit in range(10)),
    }
)
_CANARIES = frozenset({"595918472158", "992382622183"})


def check(secret: bytes, now: int) -> Evidence:
    """Drop the ids of the documentation, decode the account of the others."""
    del now
    body = secret[4:]
    if secret.endswith(b"EXAMPLE"):
        return dropped(Reason.EXAMPLE, "ends in EXAMPLE, as the vendor's documentation does")
    if len(body) != 16 or body.translate(None, _ALPHABET) or body[0] in _OLD:
        return NOTHING
    number = 0
    for character in body[:10]:
        number = number << 5 | _ALPHABET.index(character)
    account = (number >> 2 & 0x7FFFFFFFFF80) >> 7
    return _known(f"{account:012}") if account <= _LARGEST else NOTHING


def _known(account: str) -> Evidence:
    evidence = Evidence(facts=facts(("account", account)))
    if account in _SAMPLES:
        note = "a sample: the account is one of the vendor's documentation"
        return evidence._replace(note=note, confidence=Confidence.LOW)
    if account in _CANARIES:
        note = "a canary of canarytokens.org: it opens nothing, and tells its owner who tried it"
        return evidence._replace(note=note, severity=Severity.LOW)
    return evidence


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of an id."""
    start = begun(stem, _PREFIXES)
    body = filled(start.body or b"Q", 16, _ALPHABET, rng)
    return (start.prefix + body)[start.given :]
