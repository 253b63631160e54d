"""Slack tokens hold decimal ids of workspace, bot or user, or the id of an app. No checksum.

https://api.slack.com/authentication/token-types
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts
from stanch.engine.proof.radix import BASE62, DECIMAL
from stanch.engine.proof.stem import begun, characters

_BOT = re.compile(rb"xoxb-(\d{9,14})-(\d{9,14})-[0-9A-Za-z]{18,40}")
_USER = re.compile(rb"xox[pco]-(\d{9,15})-(\d{9,15})-\d{9,15}-[0-9a-f]{10,64}")
_APP = re.compile(rb"xapp-\d-(A[0-9A-Z]{8,12})-\d{10,15}-[0-9a-f]{64}")


def check(secret: bytes, now: int) -> Evidence:
    """Read the ids."""
    del now
    forms = ((_BOT, ("workspace", "bot")), (_USER, ("workspace", "user")), (_APP, ("app",)))
    for form, names in forms:
        found = form.fullmatch(secret)
        if found:
            return Evidence(facts=facts(*zip(names, found.groups(), strict=True)))
    return NOTHING


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a bot's token."""
    start = begun(stem, (b"xoxb-",))
    body = b"1" + characters(rng, DECIMAL, 11) + b"-1" + characters(rng, DECIMAL, 12) + b"-"
    whole = start.prefix + body + characters(rng, BASE62, 24)
    return whole[start.given :]
