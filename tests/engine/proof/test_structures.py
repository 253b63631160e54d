"""Values that can be read: what comes out, what must not, and what is no secret at all."""

from __future__ import annotations

import random

import pytest

from stanch.engine.proof import Evidence, messagepack, validator
from stanch.engine.proof.radix import encoded
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence, Environment, Severity

NOW = 1_780_000_000


def reason(evidence: Evidence) -> Reason | None:
    return evidence.dropped.reason if evidence.dropped else None


@pytest.mark.parametrize(
    ("name", "value", "facts"),
    [
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
            "clear-parts",
            "2/1234567890123456/" + "6543210987654321:" + "a1" * 16,
            {"user": "1234567890123456", "token id": "6543210987654321"},
            id="Asana's user",
        ),
        pytest.param(
            "clear-parts", "1/1234567890:" + "a1" * 16, {"user": "1234567890"}, id="Asana before"
        ),
        pytest.param("clear-parts", "987654321-" + "aB" * 20, {"user": "987654321"}, id="X"),
        pytest.param("clear-parts", "pk_7654321_" + "A1" * 16, {"user": "7654321"}, id="ClickUp"),
        pytest.param(
            "clear-parts",
            "pat-na1-" + "01234567-89ab-4cde-8f01-23456789abcd",
            {"region": "na1"},
            id="HubSpot's region",
        ),
        pytest.param(
            "clear-parts",
            "api_live_us." + "a" * 11 + "." + "b" * 32,
            {"region": "us"},
            id="Onfido's region",
        ),
        pytest.param("clear-parts", "eu1." + "aB3" * 20, {"region": "eu1"}, id="FullStory"),
        pytest.param("clear-parts", "a1" * 16 + "-us14", {"data centre": "us14"}, id="Mailchimp"),
        pytest.param(
            "clear-parts",
            "123456789012-" + "a1" * 16 + ".apps.googleusercontent.com",
            {"project number": "123456789012"},
            id="Google's project",
        ),
        pytest.param(
            "clear-parts",
            "sgp_" + "8ea8cbff6dc1ac20_" + "a1" * 20,
            {"instance": "8ea8cbff6dc1ac20"},
            id="Sourcegraph's instance",
        ),
        pytest.param(
            "clear-parts",
            "pdl_live_apikey_" + "01hfa3vp00" + "a" * 16 + "_" + "b" * 22 + "_" + "c" * 3,
            {"created": "2023-11-15"},
            id="the day in Paddle's id",
        ),
        pytest.param("clear-parts", "pk_live_" + "A1" * 16, {}, id="nothing in clear"),
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
    ("account", "says", "confidence", "severity"),
    [
        pytest.param("123456789012", "documentation", Confidence.LOW, None, id="AWS's sample"),
        pytest.param("111122223333", "documentation", Confidence.LOW, None, id="another sample"),
        pytest.param("595918472158", "canary", None, Severity.LOW, id="canarytokens.org"),
        pytest.param("609629065308", "", None, None, id="anybody's account"),
    ],
)
def test_known_accounts_are_named(
    account: str, says: str, confidence: Confidence | None, severity: Severity | None
) -> None:
    """A key that is laid out as a trap would be revoked, and a sample would block a commit."""
    number = int(account) << 7 | 1 << 47
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    body = "".join(digits[number << 2 >> 5 * place & 31] for place in reversed(range(10)))
    evidence = validator("aws-key-id").check(b"AKIA" + body.encode() + b"QXYZ23", NOW)
    assert evidence.facts == (("account", account),)
    assert says in evidence.note
    assert bool(says) is bool(evidence.note)
    assert (evidence.confidence, evidence.severity) == (confidence, severity)


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


def text(prefix: bytes, content: bytes, tail: bytes = b"") -> bytes:
    return prefix + encoded(content) + tail


REFERENCE = b"reftkn:01:%010d:" + b"aB3" * 9
JSON_USER = b'{"u":"acme","a":"cabc","exp":%d}'


def fly(caveats: bytes, tail: int = 32) -> bytes:
    """A macaroon of Fly.io with these caveats, as its MessagePack is specified."""
    nonce = b"\x93\xc4\x03kid\xc4\x10" + b"r" * 16 + b"\xc3"
    location = b"\xd9\x12https://api.fly.io"
    data = b"\x94" + nonce + location + caveats + b"\xc4" + bytes([tail]) + b"t" * tail
    return b"fm2_" + encoded(data)


ORGANIZATION = b"\x00\x92\xcd\x12\x71\x1f"
WINDOW = b"\x04\x92\xce\x65\x53\xf1\x00\xce"  # from 1,700,000,000 to four more bytes


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
    pytest.param(
        "jfrog-reference",
        b"cmVmdGtuOjAxOjAwMDAwMDAwMDA6U3lu" + b"dGhldGljTm90UmVhbFN5bnRoZXRpY05v",
        {"version": "01", "expires": "never"},
        id="JFrog",
    ),
    pytest.param(
        "jfrog-reference", text(b"", REFERENCE % 1_900_000_000), {"expires": "2030-03-17"},
        id="JFrog with an end",
    ),
    pytest.param(
        "intercom-token",
        b"dG9rOjAwMDAwMDAwXzAwMDBfMDAwMF8w" + b"MDAwXzAwMDAwMDAwMDAwMDoxOjA=",
        {},
        id="Intercom",
    ),
    pytest.param(
        "clerk-publishable",
        b"pk_test_" + b"ZXhhbXBsZS5jbGVyay5hY2NvdW50cy5kZXYk",
        {"host": "example.clerk.accounts.dev"},
        id="Clerk",
    ),
    pytest.param(
        "key-id", text(b"sk_live_", b"key_01HABCDEFGHJ,aB3" * 2), {"key": "key_01HABCDEFGHJ"},
        id="WorkOS",
    ),
    pytest.param(
        "elastic-api-key",
        text(b"", b"VuaCfGcBCdbkQm-e5aOx:" + b"ui2lp2axTNmsyakw9tvNuw"),
        {"key id": "VuaCfGcBCdbkQm-e5aOx"},
        id="Elasticsearch",
    ),
    pytest.param(
        "nx-cloud-token",
        text(b"", b"01234567-89ab-4cde-8f01-23456789abcd|read-write"),
        {"access": "read-write"},
        id="Nx Cloud",
    ),
    pytest.param(
        "mapbox-token",
        b"pk." + b"eyJ1IjoiZXhhbXBsZSIsImEiOiJjanN5bnRoZXRpY25vdHJlYWwwMDAwMDAwMSJ9" + b".S"
        + b"a" * 21,
        {"user": "example", "token id": "cjsyntheticnotreal00000001"},
        id="Mapbox",
    ),
    pytest.param(
        "mapbox-token", text(b"tk.", JSON_USER % 1_900_000_000, b"." + b"a" * 22),
        {"user": "acme", "expires": "2030-03-17"},
        id="Mapbox for an hour",
    ),
    pytest.param(
        "grafana-api-key",
        text(b"", b'{"k":"' + SECRET.encode() + b'","n":"ci","id":7}'),
        {"name": "ci", "organization": "7"},
        id="Grafana's old key",
    ),
    pytest.param(
        "neptune-token",
        text(b"", b'{"api_address":"https://n.example","api_key":"' + SECRET.encode() + b'"}'),
        {"address": "https://n.example"},
        id="Neptune",
    ),
    pytest.param(
        "miro-token", text(b"", b'{"miro.origin":"eu01"}').rstrip(b"=") + b"_" + b"a" * 27,
        {"region": "eu01"},
        id="Miro",
    ),
    pytest.param(
        "flyio-macaroon",
        fly(b"\x94" + ORGANIZATION + WINDOW + (1_900_000_000).to_bytes(4, "big")),
        {"location": "https://api.fly.io", "organization": "4721", "expires": "2030-03-17"},
        id="Fly.io",
    ),
    pytest.param(
        "flyio-macaroon", b"FlyV1 " + fly(b"\x90") + b",fm2_aaaa",
        {"location": "https://api.fly.io"},
        id="two of Fly.io in a header",
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
        pytest.param("jfrog-reference", text(b"", b"reftkn:01:soon:" + b"a" * 27), id="no end"),
        pytest.param("intercom-token", text(b"", b"tok:abc:1:0"), id="Intercom with a short id"),
        pytest.param("clerk-publishable", text(b"pk_live_", b"no host"), id="Clerk without host"),
        pytest.param("elastic-api-key", text(b"", b"a" * 43), id="Elasticsearch without a colon"),
        pytest.param("mapbox-token", b"sk." + b"eyJ1xxxx." + b"a" * 22, id="Mapbox without JSON"),
        pytest.param("grafana-api-key", text(b"", b'{"k":"a"}'), id="Grafana without a name"),
        pytest.param("neptune-token", text(b"", b'{"api_address":1}'), id="Neptune without a key"),
        pytest.param("miro-token", b"eyJtaXJv" + b"xxxx_" + b"a" * 27, id="Miro without JSON"),
        pytest.param("flyio-macaroon", fly(b"\x90", tail=31), id="Fly.io with a short sum"),
        pytest.param("flyio-macaroon", fly(b"\x91\x00"), id="Fly.io with half a caveat"),
        pytest.param("flyio-macaroon", fly(b"\x90")[:-8], id="a macaroon of Fly.io cut off"),
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
        pytest.param("nx-cloud-token", b"A" * 60, id="Nx Cloud with other content"),
        pytest.param("key-id", b"pk_live_" + b"a" * 30, id="a key without an encoded id"),
        pytest.param("clerk-publishable", b"pk_prod_" + b"a" * 30, id="another environment"),
        pytest.param("mapbox-token", b"pk." + b"a" * 60 + b"." + b"b" * 22, id="Mapbox's old form"),
        pytest.param("flyio-macaroon", b"fm1r_" + b"a" * 90, id="Fly.io's first form"),
        pytest.param("miro-token", b"eyJtaXJv" + b"a" * 30, id="Miro without its second part"),
        pytest.param("slack-webhook", b"https://example.com/", id="another address"),
    ],
)
def test_says_nothing_where_nothing_is_promised(name: str, value: bytes) -> None:
    """A vendor that changes an undocumented form would make its tokens invisible."""
    assert validator(name).check(value, NOW) == Evidence()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("jfrog-reference", text(b"", REFERENCE % 1_700_000_000), id="JFrog"),
        pytest.param(
            "mapbox-token", text(b"tk.", JSON_USER % 1_700_000_000, b"." + b"a" * 22), id="Mapbox"
        ),
        pytest.param(
            "flyio-macaroon",
            fly(b"\x92" + WINDOW + (1_700_000_000).to_bytes(4, "big")),
            id="Fly.io",
        ),
    ],
)
def test_what_has_expired_is_low(name: str, value: bytes) -> None:
    """A token of last year would block a commit."""
    evidence = validator(name).check(value, NOW)
    assert evidence.proof is Proof.FITS
    assert evidence.confidence is Confidence.LOW
    assert evidence.note == "expired on 2023-11-14"


@pytest.mark.parametrize(
    ("data", "value"),
    [
        pytest.param(b"\x7f", 127, id="a small number"),
        pytest.param(b"\xff", -1, id="a small negative number"),
        pytest.param(b"\xcf" + b"\xff" * 8, 2**64 - 1, id="a large number"),
        pytest.param(b"\xd1\xff\xfe", -2, id="a negative number"),
        pytest.param(b"\x93\xc0\xc2\xc3", (None, False, True), id="constants in an array"),
        pytest.param(b"\xa2ab", b"ab", id="a text"),
        pytest.param(b"\xda\0\x01a", b"a", id="a text with a long length"),
        pytest.param(b"\x81\xa1a\x01", (b"a", 1), id="a map"),
        pytest.param(b"\xdc\0\x01\x05", (5,), id="an array with a long length"),
    ],
)
def test_messagepack(data: bytes, value: object) -> None:
    """A macaroon with one item of another kind would be called altered."""
    assert messagepack.read(data) == (value, True)
    assert messagepack.read(data + b"\0") == (None, False)
    assert messagepack.read(data[:-1]) == (None, False)


@pytest.mark.parametrize(
    "data",
    [b"\x91" * 100 + b"\0", b"\xdd" + b"\xff" * 4 + b"\0" * 99, b"\xc1", b"\xc7\x01\x05a"],
    ids=["deep", "a long array", "no type", "an extension"],
)
def test_hostile_messagepack_is_nothing(data: bytes) -> None:
    """A value made for it would end the scan."""
    assert messagepack.read(data) == (None, False)


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
        pytest.param("jfrog-reference", b"cmVmdGtu", id="JFrog"),
        pytest.param("intercom-token", b"dG9rO", id="Intercom"),
        pytest.param("clerk-publishable", b"pk_live_", id="Clerk"),
        pytest.param("key-id", b"sk_test_a2V5X", id="WorkOS"),
        pytest.param("mapbox-token", b"tk.eyJ1", id="Mapbox"),
        pytest.param("grafana-api-key", b"eyJrIjoi", id="Grafana's old key"),
        pytest.param("miro-token", b"eyJtaXJv", id="Miro"),
        pytest.param("neptune-token", b"eyJhcGlfYWRkcmVzcyI6", id="Neptune"),
        pytest.param("flyio-macaroon", b"fm2_", id="Fly.io"),
    ],
)
def test_completes_what_is_begun(name: str, stem: bytes) -> None:
    """Rule authors write the prefix themselves; the examples would not be tokens."""
    module = validator(name)
    evidence = module.check(stem + module.complete(stem, random.Random(1)), NOW)
    assert evidence.proof is not Proof.FAILS
    assert evidence.proof is Proof.FITS or evidence.facts
