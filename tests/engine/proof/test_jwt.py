"""JSON Web Tokens: what comes out, what must not, and what is none at all."""

from __future__ import annotations

import json
import random

import pytest

from stanch.engine.proof import Evidence, validator
from stanch.engine.proof.radix import encoded
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence, Severity

NOW = 1_780_000_000  # 2026-05-28
HS256 = {"alg": "HS256", "typ": "JWT"}


def segment(value: object) -> bytes:
    return encoded(json.dumps(value).encode(), url=True).rstrip(b"=")


def jwt(claims: object, header: object = HS256, signature: int = 32) -> Evidence:
    tail = encoded(b"s" * signature, url=True).rstrip(b"=")
    return validator("jwt").check(b".".join((segment(header), segment(claims), tail)), NOW)


def reason(evidence: Evidence) -> Reason | None:
    return evidence.dropped.reason if evidence.dropped else None


@pytest.mark.parametrize(
    ("claims", "facts"),
    [
        pytest.param(
            {"iss": "https://a.example", "sub": "u1", "aud": ["x", "y"], "exp": NOW + 86400},
            {
                "alg": "HS256",
                "iss": "https://a.example",
                "sub": "u1",
                "aud": "x y",
                "exp": "2026-05-29",
            },
            id="the usual claims",
        ),
        pytest.param({"sub": 17}, {"sub": "17", "exp": "never"}, id="a number, and no end"),
        pytest.param({"role": "service_role"}, {"role": "service_role"}, id="a role"),
        pytest.param({"iss": "a\x1b[31m"}, {"iss": "a\ufffd[31m"}, id="terminal escapes"),
        pytest.param({"sub": {"a": 1}, "aud": None}, {"alg": "HS256"}, id="claims of odd types"),
    ],
)
def test_a_jwt_is_read(claims: dict[str, object], facts: dict[str, str]) -> None:
    """Whoever has to revoke a token would have to decode it by hand."""
    evidence = jwt(claims)
    assert evidence.proof is Proof.FITS
    assert dict(evidence.facts).items() >= facts.items()
    assert "signature cannot be checked" in evidence.note


@pytest.mark.parametrize(
    ("claims", "header", "signature"),
    [
        pytest.param({"sub": "u1"}, {"alg": "none"}, 0, id="not signed"),
        pytest.param({"sub": "u1"}, HS256, 0, id="without its signature"),
        pytest.param({}, HS256, 32, id="without claims"),
    ],
)
def test_what_opens_nothing_is_low(claims: object, header: object, signature: int) -> None:
    """A token that anybody can write would be reported as a proven leak."""
    evidence = jwt(claims, header, signature)
    assert evidence.dropped is None
    assert evidence.confidence is Confidence.LOW


@pytest.mark.parametrize(
    "exp",
    [
        pytest.param(NOW - 1, id="a number"),
        pytest.param(NOW - 0.5, id="a fraction"),
        pytest.param(str(NOW - 1), id="text"),
    ],
)
def test_an_expired_jwt_is_low(exp: object) -> None:
    """Old tokens in test data would block every commit."""
    evidence = jwt({"exp": exp})
    assert evidence.confidence is Confidence.LOW
    assert evidence.note == "expired on 2026-05-28"


@pytest.mark.parametrize(
    "exp",
    [NOW + 10, 10**30, 1e300, -5, True, "soon", None, [NOW]],
    ids=repr,
)
def test_a_date_that_is_none_does_not_expire(exp: object) -> None:
    """A token with an odd date would be waved through, or end the scan."""
    assert jwt({"exp": exp}).confidence is None


@pytest.mark.parametrize(
    ("token", "why"),
    [
        pytest.param(b"eyJhbGciOi.eyJ.x", Reason.MALFORMED, id="cut off"),
        pytest.param(segment([1]) + b"." + segment({}), Reason.MALFORMED, id="a list as header"),
        pytest.param(segment(HS256), Reason.MALFORMED, id="one part"),
        pytest.param(segment(HS256) + b"." + b"eyJxx", Reason.MALFORMED, id="no claims"),
        pytest.param(
            segment(HS256) + b"." + segment({"sub": "1234567890", "name": "John Doe"}) + b".x",
            Reason.EXAMPLE,
            id="the sample of jwt.io",
        ),
        pytest.param(
            segment(HS256) + b"." + segment({"iss": "supabase-demo", "role": "anon"}) + b".x",
            Reason.EXAMPLE,
            id="the keys of Supabase's development stack",
        ),
    ],
)
def test_no_jwt(token: bytes, why: Reason) -> None:
    """Everything that begins with eyJ would be a finding."""
    assert reason(validator("jwt").check(token, NOW)) is why


@pytest.mark.parametrize(
    ("algorithm", "size", "fits"),
    [
        pytest.param("HS256", 32, True, id="HS256"),
        pytest.param("HS256", 31, False, id="HS256 cut off"),
        pytest.param("ES512", 132, True, id="ES512"),
        pytest.param("EdDSA", 64, True, id="EdDSA"),
        pytest.param("RS256", 256, True, id="RS256"),
        pytest.param("RS256", 4, False, id="RS256 with a word"),
        pytest.param("own", 20, True, id="an algorithm of their own"),
    ],
)
def test_the_signature_has_the_length_of_its_algorithm(
    algorithm: str, size: int, *, fits: bool
) -> None:
    """Samples that end in the word signature would be proven."""
    evidence = jwt({"a": 1}, {"alg": algorithm}, size)
    assert evidence.proof is (Proof.FITS if fits else Proof.FAILS)
    assert evidence.confidence is (None if fits else Confidence.MEDIUM)


def test_a_published_supabase_key_is_information() -> None:
    """The key that stands in every web page of a project would block it."""
    claims = {"iss": "supabase", "ref": "a" * 20, "role": "anon"}
    assert jwt(claims).severity is Severity.INFO
    assert jwt(claims | {"role": "service_role"}).severity is None
    assert jwt({"role": "anon"}).severity is None


def test_an_encrypted_jwt_is_read_as_far_as_it_goes() -> None:
    """Session tokens would be dropped, because nothing of them can be read."""
    header = segment({"alg": "dir", "enc": "A256GCM"})
    evidence = validator("jwt").check(header + b"..iv.text.tag", NOW)
    assert evidence.proof is Proof.FITS
    assert evidence.facts == (("alg", "dir"), ("enc", "A256GCM"))


def test_a_jwt_inside_a_vendors_token() -> None:
    """GitHub's new installation tokens hold a JWT behind their own prefix."""
    module = validator("jwt")
    value = b"ghs_12_" + module.complete(b"ghs_12_", random.Random(0))
    assert module.check(value, NOW).proof is Proof.FITS


def test_a_jwt_is_completed_part_by_part() -> None:
    """A rule could not give an example with its own header."""
    module = validator("jwt")
    for stem in (b"", segment({"alg": "HS256"}) + b".", segment(HS256) + b"." + segment({}) + b"."):
        value = stem + module.complete(stem, random.Random(0))
        assert value.count(b".") == 2
        assert module.check(value, NOW).proof is Proof.FITS


def test_deep_json_is_no_object() -> None:
    """A hostile token would end the scan with a recursion error."""
    deep = encoded(b'{"a":' + b"[" * 50_000, url=True).rstrip(b"=")
    assert reason(validator("jwt").check(deep + b".e30.x", NOW)) is Reason.MALFORMED
