"""Telegram bot tokens: the digits before the colon are the bot's user id. No checksum.

https://core.telegram.org/bots/api#authorizing-your-bot
"""

from __future__ import annotations

import random

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, facts
from stanch.engine.proof.radix import BASE62, DECIMAL
from stanch.engine.proof.stem import characters


def check(secret: bytes, now: int) -> Evidence:
    """Read the id."""
    del now
    bot, colon, _ = secret.partition(b":")
    if not colon or not bot.isdigit() or not 6 <= len(bot) <= 12:
        return NOTHING
    return Evidence(facts=facts(("bot", bot)))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token."""
    del stem
    return b"7" + characters(rng, DECIMAL, 9) + b":AA" + characters(rng, BASE62, 33)
