"""Keys of Bitcoin in Base58Check: WIF, extended private keys (BIP-32), encrypted keys (BIP-38).

https://en.bitcoin.it/wiki/Wallet_import_format
https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki
https://github.com/bitcoin/bips/blob/master/bip-0038.mediawiki
Versions of other derivations: https://github.com/satoshilabs/slips/blob/master/slip-0132.md
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

from stanch.engine.proof import Evidence, base58
from stanch.engine.proof.evidence import checksum, facts
from stanch.model.rule import Environment


class _Kind(NamedTuple):
    """What a version says, how long the whole is, and what stands at its end."""

    name: str
    network: str
    size: int
    tail: bytes = b""


_MAIN, _TEST = "main", "test"
_KINDS: Mapping[bytes, tuple[_Kind, ...]] = {
    b"\x80": (_Kind("WIF", _MAIN, 34, b"\1"), _Kind("WIF, uncompressed", _MAIN, 33)),
    b"\xef": (_Kind("WIF", _TEST, 34, b"\1"), _Kind("WIF, uncompressed", _TEST, 33)),
    bytes.fromhex("0488ade4"): (_Kind("xprv", _MAIN, 78),),
    bytes.fromhex("049d7878"): (_Kind("yprv", _MAIN, 78),),
    bytes.fromhex("04b2430c"): (_Kind("zprv", _MAIN, 78),),
    bytes.fromhex("04358394"): (_Kind("tprv", _TEST, 78),),
    bytes.fromhex("044a4e28"): (_Kind("uprv", _TEST, 78),),
    bytes.fromhex("045f18bc"): (_Kind("vprv", _TEST, 78),),
    b"\x01\x42": (_Kind("BIP-38, encrypted", _MAIN, 39),),
    b"\x01\x43": (_Kind("BIP-38, encrypted", _MAIN, 39),),
}
_TRIES = 40


def check(secret: bytes, now: int) -> Evidence:
    """Compare the sum; say what the version says."""
    del now
    data = base58.checked(secret)
    if data is None:
        return checksum(fits=False)
    kind = _kind(data)
    if kind is None:
        return checksum(fits=True)
    evidence = checksum(fits=True, facts=facts(("type", kind.name), ("network", kind.network)))
    return evidence._replace(environment=Environment.TEST if kind.network == _TEST else None)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """The rest of the kind that the last characters of `stem` begin; else a whole WIF."""
    begun = stem[len(stem.rstrip(base58.BITCOIN)) :]
    for _ in range(_TRIES):
        for version, kinds in _KINDS.items():
            for kind in kinds:
                made = base58.summed(_payload(version, kind, rng))
                if made.startswith(begun):
                    return made[len(begun) :]
    return base58.summed(b"\x80" + rng.randbytes(32) + b"\1")


def _kind(data: bytes) -> _Kind | None:
    for version, kinds in _KINDS.items():
        for kind in kinds:
            if data.startswith(version) and len(data) == kind.size and data.endswith(kind.tail):
                return kind
    return None


def _payload(version: bytes, kind: _Kind, rng: random.Random) -> bytes:
    body = rng.randbytes(kind.size - len(version) - len(kind.tail))
    if kind.size == 78:  # depth, parent and index of a master key, its chain code, and the key
        body = bytes(9) + body[9:41] + b"\0" + body[42:]
    if kind.size == 39:  # its flags: of a compressed address or not
        body = rng.choice((b"\xc0", b"\xe0")) + body[1:]
    return version + body + kind.tail
