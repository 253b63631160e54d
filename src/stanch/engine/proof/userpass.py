"""`user:password` in base 64, as HTTP, Docker and npm store it."""

from __future__ import annotations

import re
from typing import NamedTuple

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import dropped, facts, parsed
from stanch.engine.proof.placeholder import placeholder
from stanch.engine.proof.radix import decoded
from stanch.model.finding import Dropped, Reason
from stanch.model.rule import Confidence

_SAMPLES = frozenset(
    {"user:pass", "user:password", "username:password", "aladdin:opensesame", "foo:bar"}
)
# Where the user name is the key itself, vendors ask for nothing or for a fixed word here.
_NO_PASSWORD = frozenset({"", "x", "api_token", "x-oauth-basic"})
_KEY_LENGTH = 20
_TOKEN_PART = re.compile(r"(?=[A-Za-z]*\d)[A-Za-z0-9]{16}")


class Login(NamedTuple):
    """Both halves, in clear."""

    user: str
    password: str


def login(secret: bytes) -> Login | None:
    """Both halves, where the text decodes to printable characters with a colon."""
    data = decoded(secret)
    if data is None:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    user, colon, password = text.rstrip("\r\n").partition(":")
    if not colon or not (user + password).isprintable():
        return None
    return Login(user, password)


def judged(secret: bytes) -> Evidence:
    """The evidence for a value that must be a login."""
    pair = login(secret)
    if pair is None:
        return dropped(Reason.MALFORMED, "no base 64 of user:password")
    if f"{pair.user}:{pair.password}".lower().replace(" ", "") in _SAMPLES:
        return dropped(Reason.EXAMPLE, "a login of samples")
    if pair.password.lower() in _NO_PASSWORD:
        return _key_as_user(pair)
    why = placeholder(pair.password)
    if why is not None:
        return Evidence(dropped=why)
    evidence = parsed(facts(("user", _name(pair.user))))
    if pair.user.lower() == pair.password.lower():
        note = "user name and password are the same"
        return evidence._replace(confidence=Confidence.LOW, note=note)
    return evidence


def _key_as_user(pair: Login) -> Evidence:
    if len(pair.user) < _KEY_LENGTH or placeholder(pair.user):
        return Evidence(dropped=Dropped(Reason.OTHER_KIND, "no password"))
    return parsed(note="the user name is the key")


def _name(user: str) -> str:
    """The user, unless a part of it could be a token."""
    return "" if len(user) > 64 or _TOKEN_PART.search(user) else user
