"""What holds for every validator, whatever it is given."""

from __future__ import annotations

import random
import time
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fakes
from stanch.engine import proof
from stanch.engine.proof import Evidence, validator
from stanch.model.finding import Proof

NOW = 1_780_000_000
NAMES = [
    "age-key",
    "atlassian-crc32",
    "aws-bedrock",
    "aws-key-id",
    "azure-cask",
    "azure-devops-pat",
    "azure-key",
    "basic-auth",
    "bip39-mnemonic",
    "bitcoin-key",
    "cask-2025",
    "clear-parts",
    "clerk-publishable",
    "cloudflare-crc32",
    "connection-url",
    "discord-bot",
    "docker-auth",
    "elastic-api-key",
    "entra-secret",
    "flyio-macaroon",
    "github-crc32",
    "gitlab-routable",
    "google-service-account",
    "grafana-api-key",
    "grafana-cloud",
    "grafana-crc32",
    "intercom-token",
    "jfrog-reference",
    "jwt",
    "key-id",
    "mapbox-token",
    "miro-token",
    "neptune-token",
    "nostr-key",
    "npm-crc32",
    "nx-cloud-token",
    "openai-key",
    "pem",
    "pem-base64",
    "pem-dsa",
    "pem-ec",
    "pem-encrypted",
    "pem-openssh",
    "pem-pgp",
    "pem-remains",
    "pem-rsa",
    "polar-crc32",
    "putty-key",
    "pypi-macaroon",
    "ripple-seed",
    "sentry-token",
    "slack-token",
    "slack-webhook",
    "solana-keypair",
    "solana-keypair-bytes",
    "stellar-seed",
    "stripe-key",
    "supabase-key",
    "telegram-bot",
    "vault-hvs",
    "zuplo-crc32",
]
# They read facts, or nothing at all, from values without checksum or structure.
WITHOUT_PROOF = {
    "aws-key-id",
    "clear-parts",
    "connection-url",
    "pem-remains",
    "slack-token",
    "slack-webhook",
    "stripe-key",
    "telegram-bot",
}
# The bytes that formats are made of reach deeper than random ones.
PIECES = st.sampled_from(
    [
        b".",
        b"=",
        b"-",
        b"_",
        b":",
        b"\n",
        b"\\n",
        b"eyJ",
        b'"',
        b"+",
        b"/",
        b" ",
        b"\0",
        b"\xff",
        b"{}",
    ]
)


def test_the_list_is_complete() -> None:
    """A validator missing here would not be held to anything below."""
    found = {m.name for m in iter_modules(proof.__path__)}
    checking = {n for n in found if hasattr(import_module(f"{proof.__name__}.{n}"), "check")}
    assert checking == {name.replace("-", "_") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_source_is_named(name: str) -> None:
    """Nobody could tell whether the algorithm is the vendor's or a guess."""
    described = import_module(f"{proof.__name__}.{name.replace('-', '_')}").__doc__ or ""
    assert "https://" in described


def test_every_validator_serves_a_rule() -> None:
    """A check that no rule asks for would seem to protect somebody."""
    used = {rule.proof for rule in fakes.builtin()}
    # What `pem` does for all of them; they make its examples.
    made = {"pem-dsa", "pem-ec", "pem-encrypted", "pem-openssh", "pem-pgp"}
    assert set(NAMES) - used == made


def test_an_unknown_name_is_a_lookup_error() -> None:
    """A rule with a typo in `proof` would fail with a traceback."""
    with pytest.raises(LookupError):
        validator("no-such-thing")


@pytest.mark.parametrize("name", NAMES)
def test_completes_a_whole_value(name: str) -> None:
    """A rule's `<proof>` example would not be found by its own rule."""
    module = validator(name)
    for seed in range(20):
        value = module.complete(b"", random.Random(seed))
        evidence = module.check(value, NOW)
        assert evidence.dropped is None
        assert evidence.proof is (Proof.NONE if name in WITHOUT_PROOF else Proof.FITS)
        assert evidence.confidence is None


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_value(name: str) -> None:
    """Examples would differ from run to run, and failures could not be repeated."""
    module = validator(name)
    assert module.complete(b"", random.Random(7)) == module.complete(b"", random.Random(7))
    assert module.complete(b"", random.Random(7)) != module.complete(b"", random.Random(8))


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_short_and_printable(name: str) -> None:
    """A report would pass on escape sequences, or whole tokens, that somebody else wrote."""
    evidence = validator(name).check(validator(name).complete(b"", random.Random(3)), NOW)
    for key, value in evidence.facts:
        assert key
        assert value
        assert len(value) <= 80
        assert value.isprintable()


@given(st.sampled_from(NAMES), st.binary(max_size=400), st.integers(0, 2**40))
@settings(max_examples=600, deadline=None)
def test_any_bytes_get_an_answer(name: str, secret: bytes, now: int) -> None:
    """One strange value would end the scan of a repository."""
    assert isinstance(validator(name).check(secret, now), Evidence)


@given(
    st.sampled_from(NAMES),
    st.integers(0, 50),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 6), st.one_of(PIECES, st.binary(max_size=3))),
        max_size=6,
    ),
)
@settings(max_examples=1500, deadline=None)
def test_any_damage_gets_an_answer(
    name: str, seed: int, cuts: list[tuple[float, int, bytes]]
) -> None:
    """A token with a few bytes changed, missing or added would end the scan."""
    value = validator(name).complete(b"", random.Random(seed))
    for place, removed, added in cuts:
        at = int(place * len(value))
        value = value[:at] + added + value[at + removed :]
    evidence = validator(name).check(value, NOW)
    assert isinstance(evidence, Evidence)
    for _, text in evidence.facts:
        assert text.isprintable()
        assert len(text) <= 80


@given(st.sampled_from(NAMES), st.binary(max_size=120), st.integers(0, 10))
@settings(max_examples=400, deadline=None)
def test_any_stem_can_be_completed(name: str, stem: bytes, seed: int) -> None:
    """`rules test` would end in a traceback at a strange example."""
    assert isinstance(validator(name).complete(stem, random.Random(seed)), bytes)


HOSTILE = [
    b"A", b"0", b"x", b"=", b"$", b"[", b"{", b"'", b'"', b" ", b"\n", b"\0", b"+\n", b"\\n",
    b'" ', b"a: ", b"eyJ", b"-----BEGIN ", b"-----BEGIN PRIVATE KEY-----", b"A-Lines: 1\n",
    b"'project_id' ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_input_takes_linear_time(name: str, unit: bytes) -> None:
    """A megabyte made for it would hold up a commit."""
    module = validator(name)
    start = module.complete(b"", random.Random(0))[:24]
    begun = time.process_time()
    module.check((start + unit * (1_000_000 // len(unit)))[:1_000_000], NOW)
    assert time.process_time() - begun < 1
