"""Google service account keys: a JSON file with account, project and a private key.

https://cloud.google.com/iam/docs/keys-create-delete
"""

from __future__ import annotations

import random
import re

from stanch.engine.proof import Evidence, keymaker, pem
from stanch.engine.proof.evidence import Facts, facts
from stanch.engine.proof.radix import BASE36, HEX
from stanch.engine.proof.stem import characters
from stanch.model.finding import Dropped, Reason

_LONGEST = 65536
_FIELD = re.compile(
    rb"\\{0,3}[\"'](project_id|client_email|private_key_id)\\{0,3}[\"']\s{0,8}:\s{0,8}"
    rb"\\{0,3}[\"']([\w.@:-]{1,200})\\{0,3}[\"']"
)
_SAMPLE = re.compile(rb"(?i)your|example|x{6}|\.{3}|<|\[|placeholder|dummy")


def check(secret: bytes, now: int) -> Evidence:
    """Judge the key inside; name the account it belongs to."""
    text = secret[:_LONGEST]
    found = dict(_FIELD.findall(text))
    known = _facts(found)
    if b"-----BEGIN" not in text:
        return Evidence(facts=known)
    evidence = pem.check(text[text.index(b"-----BEGIN") :], now)
    sample = _SAMPLE.search(b" ".join(found.values()))
    if evidence.dropped is not None and sample is not None:
        return Evidence(dropped=Dropped(Reason.PLACEHOLDER, "a sample of the file"))
    return evidence._replace(facts=known + evidence.facts if evidence.dropped is None else ())


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole file, on one line."""
    del stem
    project = b"project-" + characters(rng, BASE36, 6)
    key = keymaker.armored("PRIVATE KEY", keymaker.pkcs8_rsa(rng))
    return (
        b'{"type": "service_account", "project_id": "%b", "private_key_id": "%b", '
        b'"private_key": "%b", "client_email": "robot@%b.iam.gserviceaccount.com"}'
    ) % (project, characters(rng, HEX, 40), key.replace(b"\n", b"\\n"), project)


def _facts(found: dict[bytes, bytes]) -> Facts:
    return facts(
        ("project", found.get(b"project_id")),
        ("account", found.get(b"client_email")),
        ("key id", found.get(b"private_key_id")),
    )
