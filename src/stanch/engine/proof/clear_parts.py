"""What some vendors write into their values in clear: user, region, project, day. No checksum.

https://developers.asana.com/docs/personal-access-token
https://developers.google.com/identity/protocols/oauth2
https://developer.paddle.com/api-reference/about/authentication (ids: https://github.com/ulid/spec)
The others: the documentation that their rules name.
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence, moments
from stanch.engine.proof.evidence import NOTHING, facts
from stanch.engine.proof.radix import DECIMAL, HEX
from stanch.engine.proof.stem import characters

_LONGEST = 400
_FORMS = tuple(
    re.compile(form)
    for form in (
        rb"[12]/(?P<user>\d{10,20})(?:/(?P<token_id>\d{10,20}))?:[0-9a-f]{32}",  # Asana
        rb"(?P<user>\d{9,25})-[0-9A-Za-z]{20,45}",  # X
        rb"pk_(?P<user>\d{6,10})_[0-9A-Z]{32}",  # ClickUp
        rb"pat-(?P<region>[a-z]{2}\d)-[0-9A-Fa-f-]{36}",  # HubSpot
        rb"api_(?:live|sandbox)_(?P<region>us|ca)\.[\w.-]{44}",  # Onfido
        rb"(?P<region>na1|eu1)\.[0-9A-Za-z+/=]{30,122}",  # FullStory
        rb"[0-9A-Za-z]{30,32}-(?P<data_centre>us\d{1,2})",  # Mailchimp
        rb"(?P<project_number>\d{8,21})-[0-9a-z]{32}\.apps\.googleusercontent\.com",
        rb"sgp_(?P<instance>[0-9a-f]{16}|local)_[0-9a-fA-F]{40}",  # Sourcegraph
        rb"pdl_(?:live|sdbx)_apikey_(?P<created>[0-7][0-9a-hjkmnp-tv-z]{9})\w{43}",  # Paddle
    )
)
_CROCKFORD = b"0123456789abcdefghjkmnpqrstvwxyz"


def check(secret: bytes, now: int) -> Evidence:
    """Name the parts."""
    del now
    found = next((m for m in (f.fullmatch(secret[:_LONGEST]) for f in _FORMS) if m), None)
    if found is None:
        return NOTHING
    parts: dict[str, object] = dict(found.groupdict())
    if "created" in parts:
        parts["created"] = moments.day(_moment(found["created"]))
    return Evidence(facts=facts(*((name.replace("_", " "), text) for name, text in parts.items())))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A token of Asana."""
    del stem
    number = b"1" + characters(rng, DECIMAL, 15)
    return b"2/" + number + b"/" + number + b":" + characters(rng, HEX, 32)


def _moment(text: bytes) -> int:
    """The seconds of a ULID's first ten characters, which count milliseconds."""
    number = 0
    for char in text:
        number = number * 32 + _CROCKFORD.index(char)
    return number // 1000
