"""Stripe keys say live or test; the long ones begin with characters of the account. No checksum.

https://docs.stripe.com/keys
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, dropped, facts
from stanch.engine.proof.radix import BASE62
from stanch.engine.proof.stem import begun, characters
from stanch.model.finding import Reason
from stanch.model.rule import Environment

_FORM = re.compile(rb"[a-z]{2,3}_(?:org_)?(live|test)_([0-9A-Za-z]{16,250})")
_LONG = 90
_DOCUMENTED = b"4eC39H"


def check(secret: bytes, now: int) -> Evidence:
    """Read the environment and, where it is long enough to hold them, the account's characters."""
    del now
    form = _FORM.fullmatch(secret)
    if form is None:
        return NOTHING
    if form[2].startswith(_DOCUMENTED):
        return dropped(Reason.EXAMPLE, "the test key of the vendor's documentation")
    mode, body = form[1].decode("ascii"), form[2]
    account = body[1:17] if len(body) >= _LONG and body.startswith(b"51") else b""
    known = facts(("mode", mode), ("account part", account))
    return Evidence(facts=known, environment=Environment(mode))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a long key."""
    start = begun(
        stem, (b"sk_live_", b"sk_test_", b"rk_live_", b"rk_test_", b"pk_live_", b"pk_test_")
    )
    body = start.body or b"51"
    whole = start.prefix + body + characters(rng, BASE62, 99 - len(body))
    return whole[start.given :]
