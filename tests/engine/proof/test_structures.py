"""Values that can be read: what comes out, what must not, and what is no secret at all."""

from __future__ import annotations

import random

import pytest

from stanch.engine.proof import Evidence, validator
from stanch.engine.proof.radix import encoded
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence, Environment

NOW = 1_780_000_000


def reason(evidence: Evidence) -> Reason | None:
    return evidence.dropped.reason if evidence.dropped else None


@pytest.mark.parametrize(
    ("name", "value", "facts"),
    [
        pytest.param(
            "aws-key-id", "AKIA" + "BZPUZDIKAAAQEAYE", {"account": "123456789012"}, id="an account"
        ),
        pytest.param(
            "aws-key-id", "ASIA" + "Y34FZKBOKMUTVV7A", {"account": "609629065308"}, id="published"
        ),
        pytest.param("aws-key-id", "AKIA" + "I234567234567234", {}, id="an id of before 2019"),
        pytest.param("aws-key-id", "AKIA" + "B189", {}, id="no key id"),
        pytest.param("telegram-bot", "1234567890:AA" + "b" * 33, {"bot": "1234567890"}, id="bot"),
        pytest.param(
            "slack-token",
            "xoxb-" + "123456789012-" + "210987654321-" + "a" * 24,
            {"workspace": "123456789012", "bot": "210987654321"},
            id="Slack's bot",
        ),
        pytest.param(
            "slack-token",
            "xoxp-" + "12345678901-" * 3 + "a" * 32,
            {"workspace": "12345678901", "user": "12345678901"},
            id="Slack's user",
        ),
        pytest.param(
            "slack-token",
            "xapp-" + "1-A0123456789-" + "1234567890123-" + "a" * 64,
            {"app": "A0123456789"},
            id="Slack's app",
        ),
        pytest.param("slack-token", "xoxb-" + "1-" + "a" * 24, {}, id="Slack without ids"),
        pytest.param(
            "slack-webhook",
            "https://hooks.slack.com/" + "services/T0ABCDEFG/B0ABCDEFG/" + "a" * 24,
            {"team": "T0ABCDEFG", "integration": "B0ABCDEFG"},
            id="Slack's webhook",
        ),
        pytest.param("stripe-key", "sk_test_" + "a" * 24, {"mode": "test"}, id="Stripe, short"),
        pytest.param(
            "stripe-key",
            "rk_live_" + "51" + "H" * 97,
            {"mode": "live", "account part": "1" + "H" * 15},
            id="Stripe, long",
        ),
    ],
)
def test_facts_without_proof(name: str, value: str, facts: dict[str, str]) -> None:
    """A pattern that anybody can write would be reported as proven."""
    evidence = validator(name).check(value.encode(), NOW)
    assert evidence.proof is Proof.NONE
    assert evidence.confidence is None
    assert dict(evidence.facts) == facts


@pytest.mark.parametrize(
    ("value", "environment"),
    [
        ("sk_live_", Environment.LIVE),
        ("sk_org_live_", Environment.LIVE),
        ("pk_test_", Environment.TEST),
    ],
)
def test_stripe_says_live_or_test(value: str, environment: Environment) -> None:
    """A test key would be as urgent as one that moves money."""
    evidence = validator("stripe-key").check((value + "a" * 30).encode(), NOW)
    assert evidence.environment is environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("aws-key-id", "AKIA" + "IOSFODNN7EXAMPLE", id="AWS's documentation"),
        pytest.param("stripe-key", "sk_test_" + "4eC39H" + "a" * 20, id="Stripe's documentation"),
        pytest.param(
            "slack-webhook",
            "https://hooks.slack.com/" + "services/T00000000/B00000000/" + "X" * 24,
            id="Slack's documentation",
        ),
    ],
)
def test_values_of_documentations_are_dropped(name: str, value: str) -> None:
    """Everybody who copies a page of documentation would be stopped."""
    assert reason(validator(name).check(value.encode(), NOW)) is Reason.EXAMPLE


SECRET = "S3cretS3cretS3cretS3cret"
VAULT_INNER = b"hvs." + SECRET.encode()


def vault(inner: bytes, tail: bytes) -> bytes:
    message = b"\x0a" + bytes([len(inner)]) + inner + tail
    data = b"\x08\x01\x12\x20" + bytes(32) + b"\x1a" + bytes([len(message)]) + message
    return b"hvs." + encoded(data, url=True).rstrip(b"=")


def macaroon(location: bytes, tail: bytes = b"\6\x20" + b"s" * 32) -> bytes:
    identifier = b"00000000-0000-4000-8000-000000000000"
    data = b"\2\1" + bytes([len(location)]) + location + b"\2\x24" + identifier + b"\0"
    data += b"\2\x08" + b'[0,1,"x"' + b"\0\0" + tail
    return b"pypi-" + encoded(data, url=True).rstrip(b"=")


READ = [
    pytest.param(
        "aws-bedrock",
        b"ABSK" + encoded(b"BedrockAPIKey-syn1-at-123456789012:" + SECRET.encode()),
        {"key": "BedrockAPIKey-syn1", "account": "123456789012"},
        id="Bedrock",
    ),
    pytest.param(
        "pypi-macaroon",
        macaroon(b"pypi.org"),
        {"location": "pypi.org", "token id": "00000000-0000-4000-8000-000000000000"},
        id="PyPI",
    ),
    pytest.param("vault-hvs", vault(VAULT_INNER, b""), {}, id="Vault"),
    pytest.param(
        "vault-hvs", vault(VAULT_INNER + b".ns1", b"\x10\x05\x18\x02"), {"namespace": "ns1"},
        id="Vault with a namespace",
    ),
    pytest.param(
        "sentry-token",
        b"sntrys_"
        + encoded(b'{"iat":1700000000.0,"url":"https://s.example","region_url":null,"org":"acme"}')
        + b"_"
        + b"A" * 43,
        {"organization": "acme", "region": "https://s.example", "created": "2023-11-14"},
        id="Sentry",
    ),
    pytest.param(
        "grafana-cloud",
        b"glc_" + encoded(b'{"o":"123","n":"stack","k":"' + SECRET.encode() + b'","m":{"r":"eu"}}'),
        {"organization": "123", "name": "stack", "region": "eu"},
        id="Grafana Cloud",
    ),
    pytest.param(
        "discord-bot",
        b"MTE3NDEwOTg0MDk5ODQxMjM0NQ" + b"." + b"a" * 6 + b"." + b"b" * 38,
        {"bot": "1174109840998412345", "created": "2023-11-14"},
        id="Discord",
    ),
    pytest.param(
        "openai-key", b"sk-proj-" + b"a" * 74 + b"T3BlbkFJ" + b"b" * 74, {"kind": "project"},
        id="OpenAI's project key",
    ),
    pytest.param(
        "openai-key", b"sk-" + b"a" * 20 + b"T3BlbkFJ" + b"b" * 20, {}, id="OpenAI's old key"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "facts"), READ)
def test_structures_are_read(name: str, value: bytes, facts: dict[str, str]) -> None:
    """Whoever has to revoke a token would not be told whose it is."""
    evidence = validator(name).check(value, NOW)
    assert evidence.proof is Proof.FITS
    assert dict(evidence.facts).items() >= facts.items()
    assert SECRET not in repr(evidence)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("pypi-macaroon", macaroon(b"pypi.org")[:-12], id="a macaroon cut off"),
        pytest.param("pypi-macaroon", macaroon(b"pypi.org", b"\6\x1f" + b"s" * 31), id="short sum"),
        pytest.param("vault-hvs", vault(VAULT_INNER, b"\x22\x05"), id="an unknown field"),
        pytest.param("vault-hvs", vault(VAULT_INNER, b"")[:-4], id="a message cut off"),
        pytest.param("vault-hvs", vault(b"s." + SECRET.encode(), b""), id="another inner token"),
        pytest.param("sentry-token", b"sntrys_" + b"eyJxxxx" + b"_" + b"A" * 43, id="no JSON"),
        pytest.param("grafana-cloud", b"glc_" + b"eyJxxxxxxxxx", id="Grafana without JSON"),
        pytest.param("discord-bot", b"Mabcdefghijklmnopqrstuvw" + b".a.b", id="no id"),
        pytest.param(
            "discord-bot", encoded(b"18446744073709551615").rstrip(b"=") + b".a.b", id="the future"
        ),
    ],
)
def test_a_broken_structure_is_said_and_lowers(name: str, value: bytes) -> None:
    """A masked token would be proven."""
    evidence = validator(name).check(value, NOW)
    assert evidence.proof is Proof.FAILS
    assert evidence.confidence is Confidence.MEDIUM
    assert evidence.note


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("aws-bedrock", b"ABSK" + b"A" * 120, id="Bedrock with other content"),
        pytest.param("vault-hvs", b"hvs." + b"a" * 24, id="Vault's root token"),
        pytest.param("grafana-cloud", b"glc_" + b"a" * 32, id="Grafana without JSON's start"),
        pytest.param("openai-key", b"sk-" + b"a" * 48, id="OpenAI without its marker"),
        pytest.param("telegram-bot", b"123:abc", id="too few digits"),
        pytest.param("slack-webhook", b"https://example.com/", id="another address"),
    ],
)
def test_says_nothing_where_nothing_is_promised(name: str, value: bytes) -> None:
    """A vendor that changes an undocumented form would make its tokens invisible."""
    assert validator(name).check(value, NOW) == Evidence()


def test_tokens_of_the_test_index_are_for_tests() -> None:
    """A token of test.pypi.org would be as urgent as one of pypi.org."""
    module = validator("pypi-macaroon")
    assert module.check(macaroon(b"test.pypi.org"), NOW).environment is Environment.TEST
    assert module.check(macaroon(b"pypi.org"), NOW).environment is None


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        pytest.param("aws-bedrock", b"ABSK", id="Bedrock"),
        pytest.param("aws-bedrock", b"ABSK" + b"QmVkcm9ja0FQSUtleS", id="Bedrock's start"),
        pytest.param("pypi-macaroon", b"pypi-" + b"AgEIcHlwaS5vcmc", id="PyPI"),
        pytest.param("pypi-macaroon", b"pypi-" + b"AgENdGVzdC5weXBpLm9yZw", id="PyPI's test index"),
        pytest.param("vault-hvs", b"hvs.CAES", id="Vault"),
        pytest.param("sentry-token", b"sntrys_" + b"eyJpYXQiO", id="Sentry"),
        pytest.param("grafana-cloud", b"glc_", id="Grafana Cloud"),
        pytest.param("openai-key", b"sk-svcacct-" + b"a" * 10, id="OpenAI"),
        pytest.param("aws-key-id", b"ASIA", id="AWS"),
        pytest.param("slack-token", b"xoxb-", id="Slack"),
        pytest.param("slack-webhook", b"//hooks.slack.com/services/", id="Slack's webhook"),
        pytest.param("stripe-key", b"sk_live_" + b"51" + b"a" * 30, id="Stripe"),
    ],
)
def test_completes_what_is_begun(name: str, stem: bytes) -> None:
    """Rule authors write the prefix themselves; the examples would not be tokens."""
    module = validator(name)
    evidence = module.check(stem + module.complete(stem, random.Random(1)), NOW)
    assert evidence.proof is not Proof.FAILS
    assert evidence.proof is Proof.FITS or evidence.facts
