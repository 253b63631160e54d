"""A checksum in the whole engine: right is proven, wrong is low with the reason, for every rule."""

from __future__ import annotations

import pytest

import fakes
from stanch import rulecheck
from stanch.engine.scan import Engine, Seen, examine, finding
from stanch.model.blob import Blob
from stanch.model.finding import Finding, Proof
from stanch.model.rule import Confidence, Rule

# Every sum that the vendor confirms, so that a wrong one lowers.
CHECKSUMS = {
    "age-key",
    "atlassian-crc32",
    "azure-cask",
    "azure-devops-pat",
    "azure-key",
    "bip39-mnemonic",
    "bitcoin-key",
    "cloudflare-crc32",
    "entra-secret",
    "github-crc32",
    "gitlab-routable",
    "grafana-crc32",
    "nostr-key",
    "npm-crc32",
    "polar-crc32",
    "ripple-seed",
    "solana-keypair",
    "solana-keypair-bytes",
    "stellar-seed",
    "zuplo-crc32",
}


def proving() -> list[Rule]:
    """Rules whose first example holds a value that their check made."""
    return [
        rule
        for rule in fakes.builtin()
        if rule.proof in CHECKSUMS and "<proof>" in rule.examples.match[0]
    ]


def findings(engine: Engine, blob: Blob) -> list[tuple[Seen, Finding]]:
    made = (
        (seen, finding(seen.view, one)) for seen in examine(engine, blob) for one in seen.judged
    )
    return [(seen, one) for seen, one in made if one]


def altered(data: bytes, at: int) -> bytes:
    """Another character of the same kind there, so that the pattern still matches."""
    char = data[at : at + 1]
    two = b"23" if char.isdigit() else b"QZ" if char.isupper() else b"ae"
    return data[:at] + two.replace(char, b"")[:1] + data[at + 1 :]


def test_each_checksum_has_its_rule() -> None:
    """The walk below would be green with nothing to walk over."""
    assert {rule.proof for rule in proving()} == CHECKSUMS


@pytest.mark.parametrize("rule", proving(), ids=lambda rule: rule.id)
def test_right_is_proven_and_wrong_is_low(engine: Engine, rule: Rule) -> None:
    """An edited sample would block a commit, or a live token pass as one."""
    example = rulecheck.filled(rule, rule.examples.match[0])
    (right,) = [one for _, one in findings(engine, example.blob) if one.rule.id == rule.id]
    assert right.verdict.confidence is Confidence.PROVEN
    value = right.secret.reveal()
    data = example.blob.data
    at = data.index(value) + len(value) // 3
    while not data[at : at + 1].isalnum():
        at += 1
    wrong = [one for _, one in findings(engine, Blob(example.path, altered(data, at)))]
    assert all(one.verdict.proof is not Proof.FITS for one in wrong)
    for one in wrong:
        if one.rule.id == rule.id:
            assert one.verdict.confidence is Confidence.LOW
            assert any("altered" in note for note in one.verdict.notes)
