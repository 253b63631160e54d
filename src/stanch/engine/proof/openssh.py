"""OpenSSH's own key format: cipher, public key, private key.

Where it is not encrypted, the private part begins with the same random number twice.

https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
"""

from __future__ import annotations

from stanch.engine.proof.der import Key

MAGIC = b"openssh-key-v1\0"


def string(data: bytes) -> bytes:
    """A length-prefixed string."""
    return len(data).to_bytes(4, "big") + data


def strings(data: bytes, count: int) -> tuple[list[bytes], bytes] | None:
    """The first `count` length-prefixed strings and what follows; None where they do not fit."""
    found = []
    for _ in range(count):
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size or len(data) < 4:
            return None
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found, data


def private_key(data: bytes) -> Key | None:
    """The key that `data` holds; None where the structure or the check numbers do not fit."""
    head = strings(data[len(MAGIC) :], 3)
    if head is None or not data.startswith(MAGIC) or head[1][:4] != b"\0\0\0\1":
        return None
    both = strings(head[1][4:], 2)
    if both is None:
        return None
    (public, private), rest = both
    encrypted = head[0][0] != b"none"
    # An authenticated cipher puts its tag behind the last string.
    if len(rest) > (16 if encrypted else 0):
        return None
    if not encrypted and (len(private) < 8 or private[:4] != private[4:8]):
        return None
    kind, bits = _kind(public)
    return Key(kind, bits, encrypted)


def _kind(public: bytes) -> tuple[str, int]:
    parts = strings(public, 1)
    name = parts[0][0].decode("ascii", "replace") if parts else ""
    if name == "ssh-rsa":
        numbers = strings(public, 3)
        bits = int.from_bytes(numbers[0][2], "big").bit_length() if numbers else 0
        return "RSA", bits
    if name.startswith("ecdsa-sha2-nistp") and name[16:].isdigit() and len(name) < 24:
        return f"EC P-{name[16:]}", int(name[16:])
    return {"ssh-ed25519": ("Ed25519", 0), "ssh-dss": ("DSA", 0)}.get(name, (name, 0))
