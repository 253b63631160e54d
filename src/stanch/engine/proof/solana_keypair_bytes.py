"""Solana's key pair as a list of 64 numbers, which is what its tools write into a file.

Judged as the pair in base 58 is; what differs is the example that `complete` makes.
https://docs.anza.xyz/cli/wallets/file-system
"""

from __future__ import annotations

import random

from stanch.engine.proof import solana_keypair
from stanch.engine.proof.solana_keypair import check

__all__ = ["check", "complete"]


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole list, without its brackets."""
    del stem
    return b",".join(b"%d" % byte for byte in solana_keypair.made(rng))
