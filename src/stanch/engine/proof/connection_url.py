"""The password of a connection URL: no structure, but many of them are samples or defaults.

https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence
from stanch.engine.proof.placeholder import placeholder
from stanch.engine.proof.radix import BASE62
from stanch.engine.proof.stem import characters
from stanch.model.rule import Confidence

_LONGEST = 1024
_DEFAULT = re.compile(
    r"(?:postgres(?:ql)?|mysql|mariadb|redis|mongo(?:db)?|rabbit(?:mq)?|minio(?:admin)?|elastic|sa"
    r"|root|toor|admin(?:istrator)?|guest|docker|dev|local|test(?:ing)?|1234(?:5(?:6)?)?|qwerty)"
)


def check(secret: bytes, now: int) -> Evidence:
    """Drop what nobody uses; lower what every installation starts with."""
    del now
    from urllib.parse import unquote

    text = secret[:_LONGEST].decode("utf-8", "replace")
    password = unquote(text)
    why = placeholder(text) or placeholder(password)
    if why is not None:
        return Evidence(dropped=why)
    if _DEFAULT.fullmatch(password.lower()):
        return Evidence(confidence=Confidence.LOW, note="a default password")
    return Evidence()


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A random password, or the rest of one."""
    return characters(rng, BASE62, max(4, 20 - len(stem)))
