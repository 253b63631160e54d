"""Supabase's opaque keys (`sb_secret_`, `sb_publishable_`) end in eight characters of a SHA-256.

base64url(SHA-256(project ref, `|`, prefix and the 22 characters)). Self-hosted installs use the
ref `supabase-self-hosted`; a hosted project's ref is not in the key, so only a fit says anything.
https://supabase.com/docs/guides/api/api-keys (generator: the self-hosting scripts of the vendor)
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts, parsed
from stanch.engine.proof.radix import BASE62, encoded
from stanch.engine.proof.stem import begun, filled

_PREFIXES = (b"sb_secret_", b"sb_publishable_")


def check(secret: bytes, now: int) -> Evidence:
    """Compare with the sum of a self-hosted install."""
    del now
    head, joint, digits = secret[:-9], secret[-9:-8], secret[-8:]
    if not head.startswith(_PREFIXES) or len(secret) > 64 or joint != b"_":
        return NOTHING
    return parsed(facts(("project", "self-hosted"))) if _digits(head) == digits else NOTHING


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a key of a self-hosted install."""
    start = begun(stem, _PREFIXES)
    head = start.prefix + filled(start.body[:22], 22, BASE62, rng)
    return (head + b"_" + _digits(head))[start.given :]


def _digits(head: bytes) -> bytes:
    from hashlib import sha256

    return encoded(sha256(b"supabase-self-hosted|" + head).digest(), url=True)[:8]
