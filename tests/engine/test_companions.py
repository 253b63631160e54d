from __future__ import annotations

import random
import time

import pytest

import fakes
from stanch.engine.proof import validator
from stanch.engine.scan import Engine, examine, finding
from stanch.model.blob import Blob
from stanch.model.finding import Finding
from stanch.model.rule import Confidence, Severity
from tokens import body

ID = fakes.rule(
    r"\b(?P<secret>id_[0-9]{12})\b",
    id="acme-id",
    pairs={"rules": ["acme-secret"], "within": 3, "alone": "low", "main": False},
)
SECRET = fakes.rule(
    r"\b(?P<secret>sec_[0-9A-Za-z]{20})\b",
    id="acme-secret",
    pairs={"rules": ["acme-id"], "within": 3, "alone": "medium", "main": True},
)
ENGINE = fakes.engine(fakes.only(ID, SECRET))


def key_id(seed: int = 0) -> str:
    return "id_" + body(12, "0123456789", seed)


def secret(seed: int = 0) -> str:
    return "sec_" + body(20, seed=seed)


def findings(by: Engine, text: str, path: str = "a.txt") -> list[Finding]:
    made = [
        finding(seen.view, one)
        for seen in examine(by, Blob(path, text.encode()))
        for one in seen.judged
    ]
    return [one for one in made if one]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{key_id()} {secret()}", id="on one line"),
        pytest.param(f"{key_id()}\n{secret()}", id="id first"),
        pytest.param(f"{secret()}\n\n\n{key_id()}", id="three lines below"),
    ],
)
def test_a_pair_is_one_finding_with_both_places(text: str) -> None:
    """Two findings for one credential are noise; without the id nobody knows what to revoke."""
    (one,) = findings(ENGINE, text)
    assert (one.rule.id, one.verdict.confidence) == ("acme-secret", Confidence.HIGH)
    (place,) = one.companions
    span = place.excerpt.span
    assert place.excerpt.text.reveal()[span.start : span.end] == key_id().encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(secret(), {("acme-secret", Confidence.MEDIUM)}, id="the secret alone"),
        pytest.param(key_id(), {("acme-id", Confidence.LOW)}, id="the id alone"),
        pytest.param(
            f"{key_id()}\n\n\n\n{secret()}",
            {("acme-secret", Confidence.MEDIUM), ("acme-id", Confidence.LOW)},
            id="too far apart",
        ),
    ],
)
def test_a_half_alone_is_less(text: str, expected: set[tuple[str, Confidence]]) -> None:
    """Half a credential opens nothing, but is worth a look."""
    found = findings(ENGINE, text)
    assert {(one.rule.id, one.verdict.confidence) for one in found} == expected
    assert all("other half" in " ".join(one.verdict.notes) for one in found)


def test_an_id_does_not_sink_with_a_secret_written_over() -> None:
    """Somebody masked the secret before the commit; the id is as real as before."""
    strong_id = fakes.rule(
        r"\b(?P<secret>id_[0-9]{12})\b",
        id="acme-id",
        prefix="id_",
        pairs={"rules": ["acme-secret"], "within": 3, "alone": "medium", "main": False},
    )
    by = fakes.engine(fakes.only(strong_id, SECRET))
    found = findings(by, f"{key_id()}\nsec_{'abcdefghij' * 2}")
    assert {one.rule.id for one in found} == {"acme-id", "acme-secret"}
    found = findings(by, f"{key_id()}\n{secret()}")
    assert {one.rule.id for one in found} == {"acme-secret"}


def test_each_secret_takes_the_id_beside_it() -> None:
    """Two profiles in one file are two credentials."""
    text = "\n".join([key_id(1), secret(1), key_id(2), secret(2)])
    found = findings(ENGINE, text)
    lines = [(one.locations[0].start.line, one.companions[0].start.line) for one in found]
    assert lines == [(2, 1), (4, 3)]


def test_one_id_may_belong_to_two_secrets() -> None:
    """A rotated key stands beside the old one."""
    found = findings(ENGINE, "\n".join([secret(1), key_id(1), secret(2)]))
    assert [len(one.companions) for one in found] == [1, 1]


def test_the_built_in_pair_of_aws(engine: Engine) -> None:
    """The most leaked credential of all."""
    from stanch import rulecheck

    rules = {rule.id: rule for rule in fakes.builtin()}
    key = rulecheck.filled(rules["aws-access-key-id"], "AKIA<proof>").text
    text = f"aws_access_key_id = {key}\naws_secret_access_key = {body(38, seed=9)}+7\n"
    (one,) = findings(engine, text)
    assert one.rule.id == "aws-secret-access-key"
    assert one.companions[0].start.line == 1
    assert any(name == "account" for name, _ in one.verdict.facts), one.verdict.facts
    (alone,) = findings(engine, f"aws_access_key_id = {key}\n")
    assert alone.verdict.confidence < one.verdict.confidence


def test_many_pairs_are_joined_soon() -> None:
    """A file of ten thousand keys must not take minutes."""
    text = "\n".join(f"{key_id(n)}\n{secret(n)}" for n in range(4_000))
    start = time.process_time()
    assert len(findings(ENGINE, text)) == 4_000
    assert time.process_time() - start < 10


def aws(account: int) -> str:
    """A key id of this account."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    number = account << 7 | 1 << 47
    return "AKIA" + "".join(digits[number << 2 >> 5 * n & 31] for n in range(9, -1, -1)) + "QXKZ2C"


@pytest.mark.parametrize(
    ("account", "confidence", "severity", "says"),
    [
        pytest.param(123456789012, Confidence.LOW, Severity.CRITICAL, "sample", id="a sample's"),
        pytest.param(595918472158, Confidence.HIGH, Severity.LOW, "canary", id="a canary's"),
        pytest.param(609629065308, Confidence.HIGH, Severity.CRITICAL, "", id="anybody's"),
    ],
)
def test_what_is_known_of_one_half_is_said_of_both(
    engine: Engine, account: int, confidence: Confidence, severity: Severity, says: str
) -> None:
    """A pair that was laid out as a trap would be reported as the most urgent of leaks."""
    text = f"aws_access_key_id = {aws(account)}\naws_secret_access_key = aB3{body(37)}\n"
    (one,) = findings(engine, text)
    assert (one.rule.id, one.verdict.confidence) == ("aws-secret-access-key", confidence)
    assert one.verdict.severity is severity
    assert says in " ".join(one.verdict.notes)
    assert len(one.companions) == 1


def test_a_half_that_is_proven_stays_proven(engine: Engine) -> None:
    """Its checksum fits, whether or not the client id stands beside it."""
    value = validator("entra-secret").complete(b"", random.Random(1)).decode()
    (one,) = findings(engine, f'client_secret = "{value}"')
    assert (one.rule.id, one.verdict.confidence) == ("azure-entra-client-secret", Confidence.PROVEN)
    assert "its other half" in " ".join(one.verdict.notes)
