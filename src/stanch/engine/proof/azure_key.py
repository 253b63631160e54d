"""Azure's identifiable keys: a signature of four characters and a Marvin32 hash at the end.

The key decodes to N bytes, the last four are the little-endian hash of the others; the signature
stands before the last six characters, padding ignored. The seed that fits tells the kind of key.
Keys made before the signatures came (2021 for storage) are plain random and say nothing.
https://github.com/microsoft/security-utilities
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

from stanch.engine.proof import Evidence
from stanch.engine.proof.evidence import NOTHING, checksum, dropped, facts
from stanch.engine.proof.marvin import marvin32
from stanch.engine.proof.radix import BASE62, decoded, encoded
from stanch.engine.proof.stem import filled
from stanch.model.finding import Reason


class Kind(NamedTuple):
    """One service: how many bytes its keys have, and what each seed means."""

    service: str
    size: int
    seeds: Mapping[bytes, str]


_SHARED_ACCESS = {b"Send0000": "send", b"Listen00": "listen", b"Manage00": "manage"}
_KINDS: Mapping[bytes, Kind] = {
    b"+ASt": Kind("Storage", 64, {b"Default0": "account"}),
    b"ACDb": Kind(
        "Cosmos DB",
        64,
        {
            b"MastRW00": "master, read and write",
            b"MastRO00": "master, read-only",
            b"Resour00": "resource",
            b"SysAll00": "system",
            b"SystRW00": "system, read and write",
            b"SystRO00": "system, read-only",
            b"Encryp00": "encryption",
        },
    ),
    b"+ABa": Kind("Batch", 64, {b"AbAcct00": "account"}),
    b"APIM": Kind(
        "API Management",
        64,
        {
            b"Tenant00": "direct management",
            b"IoTHub00": "subscription",
            b"Gatewy00": "gateway",
            b"GitKey00": "git repository",
        },
    ),
    b"+AMC": Kind("ML Studio classic", 64, {b"Classic0": "web service"}),
    b"+ASb": Kind("Service Bus", 32, _SHARED_ACCESS),
    b"+AEh": Kind("Event Hubs", 32, _SHARED_ACCESS),
    b"+ARm": Kind("Relay", 32, _SHARED_ACCESS),
    b"AIoT": Kind(
        "IoT",
        32,
        {b"IoTHub00": "hub", b"DpsKey00": "device provisioning", b"Device00": "device"},
    ),
    b"AZEG": Kind("Event Grid", 32, {b"Default0": "topic"}),
    b"AzCa": Kind("Cache for Redis", 32, {b"Access00": "access"}),
    b"+ACR": Kind("Container Registry", 39, {b"ACRDflt0": "password"}),
    b"AzSe": Kind("AI Search", 39, {b"PAdmin00": "admin", b"Query000": "query"}),
    b"AzFu": Kind(
        "Functions",
        40,
        {b"Functi00": "function", b"Master00": "host master", b"System00": "system"},
    ),
}
_URL_ALPHABET = frozenset({b"AzFu"})
# Redis replaced + and / in some keys after the hash had been written, in the hash too.
_REDIS = bytes.maketrans(b"+/", b"PF")
# https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
# https://learn.microsoft.com/azure/cosmos-db/emulator
_EMULATORS = (b"Eby8vdM02xNO" + b"cqFlqUwJPLlmEtlCDXJ1", b"C2y6yDjf5/R+" + b"ob0N8A7Cgv30VRDJ")


def check(secret: bytes, now: int) -> Evidence:
    """Find the seed under which the hash fits."""
    del now
    if secret.startswith(_EMULATORS):
        return dropped(Reason.EXAMPLE, "the emulator's key")
    bare = secret.rstrip(b"=")
    kind = _KINDS.get(bare[-10:-6])
    data = decoded(secret, canonical=True) if len(secret) <= 88 else None
    if kind is None or data is None or len(data) != kind.size:
        return _unreadable(bare, kind)
    named = next((n for seed, n in kind.seeds.items() if _fits(data, bare, seed)), None)
    return checksum(fits=named is not None, facts=facts(("service", kind.service), ("kind", named)))


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of a key; the signature that `stem` ends in names the service, else storage."""
    given = next((s for s in _KINDS if stem.endswith(s)), b"")
    kind = _KINDS[given or b"+ASt"]
    size = _text_size(kind)
    head = stem[6 - size :] if given else filled(stem, size - 10, BASE62, rng) + b"+ASt"
    data = decoded(head.ljust(size, b"A"))
    if data is None:
        return b""
    seed = next(iter(kind.seeds))
    text = encoded(_hashed(data, seed), url=given in _URL_ALPHABET)
    return text[size - 6 if given else len(stem) :]


def _text_size(kind: Kind) -> int:
    """Characters without padding."""
    return -(-kind.size * 8 // 6)


def _hashed(data: bytes, seed: bytes) -> bytes:
    return data[:-4] + marvin32(data[:-4], seed).to_bytes(4, "little")


def _fits(data: bytes, bare: bytes, seed: bytes) -> bool:
    right = _hashed(data, seed)
    if right == data:
        return True
    if bare[-10:-6] != b"AzCa":
        return False
    return encoded(right).rstrip(b"=").translate(_REDIS) == bare


def _unreadable(bare: bytes, kind: Kind | None) -> Evidence:
    """A signature at the right place of a text of the right length is no accident."""
    if kind is not None and len(bare) == _text_size(kind):
        return checksum(fits=False)
    return NOTHING
