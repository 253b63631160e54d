"""Long-term Amazon Bedrock keys: `ABSK` and base 64 of a name, an account and a secret.

`BedrockAPIKey-<name>-at-<account>:<secret>`; not documented, so another content says nothing.
https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts, parsed
from stanch.engine.proof.radix import BASE36, BASE62, decoded, encoded
from stanch.engine.proof.stem import characters, rest

_CONTENT = re.compile(rb"BedrockAPIKey-([A-Za-z0-9+=,.@_-]{1,64})-at-(\d{12}):[ -~]{16,200}")


def check(secret: bytes, now: int) -> Evidence:
    """Decode name and account."""
    del now
    data = decoded(secret[4:]) if secret.startswith(b"ABSK") and len(secret) <= 1024 else None
    content = _CONTENT.fullmatch(data) if data is not None else None
    if content is None:
        return NOTHING
    return parsed(facts(("key", b"BedrockAPIKey-" + content[1]), ("account", content[2])))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole key, or all behind its prefix."""
    content = b"BedrockAPIKey-%b-at-%012d:%b" % (
        characters(rng, BASE36, 4),
        rng.randrange(10**11, 10**12),
        characters(rng, BASE62, 44),
    )
    whole = b"ABSK" + encoded(content)
    return rest(stem, b"ABSK", whole)
