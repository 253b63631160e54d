from __future__ import annotations

import hashlib
import hmac
import random
import subprocess
import sys

import pytest

from stanch.engine.proof import keymaker
from stanch.model.secret import Secret
from stanch.suppress.fingerprint import Fingerprints, Salt

SALT = Salt.of(bytes(range(32)))


def test_construction_never_changes() -> None:
    """Any other value here and every baseline in the world is void."""
    prints = Fingerprints(SALT)
    assert SALT.kid == hashlib.sha256(bytes(range(32))).hexdigest()[:8] == "630dcd29"
    fast = hmac.new(SALT.value, b"acme-key\0secret", "sha256").hexdigest()[:32]
    assert prints.of("acme-key", Secret(b"secret"), weak=False) == f"630dcd29:h:{fast}"
    slow = hashlib.scrypt(
        b"secret", salt=SALT.value + b"acme-key", n=2**14, r=8, p=1, dklen=16
    ).hex()
    assert prints.of("acme-key", Secret(b"secret"), weak=True) == f"630dcd29:s:{slow}"
    assert Salt.from_root("0" * 40).kid == "4eb0b214"


def test_different_things_have_different_names() -> None:
    """Equal names for two secrets, rules or repositories would accept what nobody has seen."""
    of = Fingerprints(SALT).of
    other = Fingerprints(Salt.from_root("a" * 40)).of
    names = {
        of("a", Secret(b"bc"), weak=False),
        of("a", Secret(b"bd"), weak=False),
        of("ab", Secret(b"c"), weak=False),
        of("a", Secret(b"bc"), weak=True),
        of("ab", Secret(b"c"), weak=True),
        other("a", Secret(b"bc"), weak=False),
    }
    assert len(names) == 6
    assert of("a", Secret(b"bc"), weak=False) == Fingerprints(SALT).of(
        "a", Secret(b"bc"), weak=False
    )


def test_a_key_has_one_name_however_it_is_written() -> None:
    """A checkout with CRLF must not void a baseline."""
    text = keymaker.armored("PRIVATE KEY", keymaker.ed25519(random.Random(1)))
    of = Fingerprints(SALT).of
    for weak in (False, True):
        names = {
            of("acme-key", Secret(written), weak=weak)
            for written in (text, text.replace(b"\n", b"\r\n"), text.replace(b"\n", b"\\n"))
        }
        assert len(names) == 1


def test_branches_of_one_repository_agree_on_the_salt() -> None:
    """Two people who both create a baseline must not get two that know nothing of each other."""
    assert Salt.from_root("a" * 40) == Salt.from_root("a" * 40)
    assert Salt.from_root("a" * 40) != Salt.from_root("b" * 64)
    assert Salt.random() != Salt.random()
    assert len(Salt.random().value) == 32


def test_slow_hash_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password found in a hundred places must cost 50 ms and not five seconds."""
    calls: list[str] = []

    def counted(_: Fingerprints, rule_id: str, __: Secret) -> str:
        calls.append(rule_id)
        return "0" * 32

    # The real one is slow by design, and only its calls are counted.
    monkeypatch.setattr(Fingerprints, "_scrypt", counted)
    prints = Fingerprints(SALT)
    for _ in range(3):
        prints.of("a", Secret(b"x"), weak=True)
        prints.of("b", Secret(b"x"), weak=True)
    assert calls == ["a", "b"]


def test_imports_stay_light() -> None:
    """A commit without a finding must not wait for hashes, patterns and path libraries."""
    code = (
        "import sys; before = set(sys.modules); import stanch.suppress.decide; "
        "print(*(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "stanch.suppress.baseline" in loaded
    assert not loaded & {"hashlib", "hmac", "pathspec", "regex", "yaml", "pathlib", "tempfile"}
