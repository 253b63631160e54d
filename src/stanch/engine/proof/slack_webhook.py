"""Slack webhooks name team and integration in the path. No checksum.

https://api.slack.com/messaging/webhooks
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, dropped, facts
from stanch.engine.proof.radix import BASE36, BASE62
from stanch.engine.proof.stem import characters
from stanch.model.finding import Reason

_PATH = re.compile(rb"(?:services|workflows|triggers)/(T[0-9A-Z]{6,14})/([AB][0-9A-Z]{6,14})/")
_HOST = b"//hooks.slack.com/services/"


def check(secret: bytes, now: int) -> Evidence:
    """Read both ids; the documentation's are nothing but zeros."""
    del now
    path = _PATH.search(secret[:400])
    if path is None:
        return NOTHING
    if not path[1].strip(b"T0") and not path[2].strip(b"AB0"):
        return dropped(Reason.EXAMPLE, "the ids of the vendor's documentation")
    return Evidence(facts=facts(("team", path[1]), ("integration", path[2])))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole address, or what follows its scheme and host."""
    team, integration = (characters(rng, BASE36, 9).upper() for _ in range(2))
    whole = b"https:" + _HOST + b"T0%b/B0%b/%b" % (team, integration, characters(rng, BASE62, 24))
    begun = next((b for b in (_HOST, b"//") if stem.endswith(b)), b"")
    return whole[whole.index(begun) + len(begun) :] if begun else whole
