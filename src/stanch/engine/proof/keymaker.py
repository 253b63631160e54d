"""Keys for examples and tests: right in structure, random in content, of no use to anybody."""

from __future__ import annotations

import random

from stanch.engine.proof import openpgp, openssh
from stanch.engine.proof.der import INTEGER, OCTETS, OID, SEQUENCE, integer, written
from stanch.engine.proof.openssh import string
from stanch.engine.proof.radix import encoded

_ED25519 = bytes.fromhex("2b6570")
_RSA = bytes.fromhex("2a864886f70d010101")
_P256 = bytes.fromhex("2a8648ce3d030107")
_PBES2 = bytes.fromhex("2a864886f70d01050d")


def armored(label: str, data: bytes, width: int = 64, tail: bytes = b"") -> bytes:
    """Base 64 in lines between BEGIN and END."""
    text = encoded(data)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    name = label.encode("ascii")
    first, last = b"-----BEGIN " + name + b"-----", b"-----END " + name + b"-----"
    return b"\n".join([first, *lines, *([tail] if tail else []), last]) + b"\n"


def ed25519(rng: random.Random) -> bytes:
    """PKCS#8."""
    inner = written(OCTETS, rng.randbytes(32))
    algorithm = written(SEQUENCE, written(OID, _ED25519))
    return written(SEQUENCE, integer(0), algorithm, written(OCTETS, inner))


def rsa(rng: random.Random, bits: int = 2048) -> bytes:
    """PKCS#1, with numbers of the right sizes that are no key."""
    half = [_odd(rng, bits // 2) for _ in range(5)]
    numbers = (0, _odd(rng, bits), 65537, _odd(rng, bits), *half)
    return written(SEQUENCE, *(integer(n) for n in numbers))


def pkcs8_rsa(rng: random.Random) -> bytes:
    """The same in PKCS#8, as Google makes them."""
    algorithm = written(SEQUENCE, written(OID, _RSA), b"\5\0")
    return written(SEQUENCE, integer(0), algorithm, written(OCTETS, rsa(rng)))


def dsa(rng: random.Random) -> bytes:
    """OpenSSL's sequence of six numbers."""
    numbers = (0, *(_odd(rng, bits) for bits in (1024, 160, 1024, 1024, 160)))
    return written(SEQUENCE, *(integer(n) for n in numbers))


def ec(rng: random.Random) -> bytes:
    """SEC 1, on P-256."""
    secret = written(OCTETS, rng.randbytes(32))
    return written(SEQUENCE, written(INTEGER, b"\1"), secret, written(0xA0, written(OID, _P256)))


def encrypted(rng: random.Random) -> bytes:
    """PKCS#8 under a pass phrase."""
    algorithm = written(SEQUENCE, written(OID, _PBES2))
    return written(SEQUENCE, algorithm, written(OCTETS, rng.randbytes(128)))


def ssh(rng: random.Random, cipher: bytes = b"none") -> bytes:
    """OpenSSH's own format, Ed25519."""
    point = rng.randbytes(32)
    public = string(b"ssh-ed25519") + string(point)
    number = rng.randbytes(4)
    private = number * 2 + public + string(rng.randbytes(32) + point) + string(b"")
    private += bytes(range(1, 1 + -len(private) % 8))
    kdf = (
        (b"none", b"") if cipher == b"none" else (b"bcrypt", string(rng.randbytes(16)) + b"\0" * 4)
    )
    head = b"".join(string(text) for text in (cipher, *kdf))
    return openssh.MAGIC + head + b"\0\0\0\1" + string(public) + string(private)


def pgp(rng: random.Random, usage: int = 0) -> bytes:
    """One secret-key packet of version 4, EdDSA; `usage` is the octet that tells of encryption."""
    curve = bytes.fromhex("2b06010401da470f01")
    public = b"\4" + (1_700_000_000).to_bytes(4, "big") + b"\x16" + bytes([len(curve)]) + curve
    public += (263).to_bytes(2, "big") + b"\x40" + rng.randbytes(32)
    body = public + bytes([usage]) + (256).to_bytes(2, "big") + b"\x80" + rng.randbytes(33)
    return bytes([0xC0 | 5, len(body)]) + body


def pgp_sum(data: bytes) -> bytes:
    """The line that ends OpenPGP's armor."""
    return b"=" + encoded(openpgp.crc24(data).to_bytes(3, "big"))


def _odd(rng: random.Random, bits: int) -> int:
    return rng.getrandbits(bits) | 1 << (bits - 1) | 1
