"""User names and passwords: in base 64, and the password of a URL."""

from __future__ import annotations

import random
from base64 import b64encode

import pytest

from stanch.engine.proof import validator
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence

NOW = 1_780_000_000
BASIC = validator("basic-auth")
DOCKER = validator("docker-auth")
URL = validator("connection-url")
KEY = "k3yk3yk3yk3yk3yk3yk3yk3y"


@pytest.mark.parametrize(
    ("pair", "user"),
    [
        pytest.param("robot:aB3:xY9-kL", "robot", id="a colon in the password"),
        pytest.param("a.b@example.com:aB3xY9kL", "a.b@example.com", id="a mail address"),
        pytest.param("AWS:eyJwYXlsb2FkIjoi", "AWS", id="a registry's fixed user"),
        pytest.param("gr\u00fcn:b\u00e4r-9Kq", "gr\u00fcn", id="UTF-8"),
        pytest.param("robot:aB3xY9kL\n", "robot", id="a line end, as echo leaves it"),
        pytest.param(f"{KEY}:aB3xY9kL", "", id="a user that may be a key is not told"),
    ],
)
def test_logins_are_proven(pair: str, user: str) -> None:
    """A password in base 64 would be no more than a guess; or its user would leak a key."""
    text = b64encode(pair.encode())
    for module, value in ((BASIC, text), (BASIC, b"Basic " + text), (DOCKER, text.rstrip(b"="))):
        evidence = module.check(value, NOW)
        assert evidence.proof is Proof.FITS
        assert dict(evidence.facts).get("user", "") == user


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        pytest.param("user:pass", Reason.EXAMPLE, id="user:pass"),
        pytest.param("Aladdin:open sesame", Reason.EXAMPLE, id="the example of the specification"),
        pytest.param("bob:password", Reason.PLACEHOLDER, id="a word"),
        pytest.param("bob:your-password-here", Reason.PLACEHOLDER, id="several words"),
        pytest.param("bob:<password>", Reason.PLACEHOLDER, id="brackets"),
        pytest.param("bob:********", Reason.PLACEHOLDER, id="a mask"),
        pytest.param("bob:${PASSWORD}", Reason.TEMPLATE, id="a variable"),
        pytest.param("browser:", Reason.OTHER_KIND, id="no password"),
        pytest.param("no colon", Reason.MALFORMED, id="no colon"),
        pytest.param("a:\x00\x01\x02", Reason.MALFORMED, id="control characters"),
    ],
)
def test_no_logins(pair: str, why: Reason) -> None:
    """Every page about HTTP authentication would be a finding."""
    for module in (BASIC, DOCKER):
        dropped = module.check(b64encode(pair.encode()), NOW).dropped
        assert dropped is not None
        assert dropped.reason is why


@pytest.mark.parametrize("value", [b"realm", b"\xff\xfe", b"YTpi\xff", b"gIGCg4SFhoc6"], ids=repr)
def test_words_behind_basic_are_dropped(value: bytes) -> None:
    """`Basic authentication` in a sentence would be a finding."""
    dropped = BASIC.check(value, NOW).dropped
    assert dropped is not None
    assert dropped.reason is Reason.MALFORMED


@pytest.mark.parametrize("password", ["", "x", "X", "x-oauth-basic", "api_token"])
def test_a_key_as_user_name_is_kept(password: str) -> None:
    """Stripe's and Zendesk's keys stand before the colon; they would be dropped or told."""
    evidence = BASIC.check(b64encode(f"{KEY}:{password}".encode()), NOW)
    assert evidence.proof is Proof.FITS
    assert evidence.note == "the user name is the key"
    assert KEY not in repr(evidence)


def test_the_same_user_and_password_is_low() -> None:
    """admin:admin in a test would block a commit."""
    evidence = BASIC.check(b64encode(b"admin:Admin"), NOW)
    assert evidence.confidence is Confidence.LOW


@pytest.mark.parametrize(
    "password",
    [
        "password", "PASSWORD", "pass", "passwd", "pwd", "secret", "my-secret", "yourpassword",
        "your_password_here", "db_password", "changeme", "change-me", "example", "foo",
        "***", "********", "xxxx", "XXXXXXXX", "...", "<password>", "%3Cpassword%3E", "[password]",
        "[YOUR-PASSWORD]", "",
    ],
)  # fmt: skip
def test_placeholders_in_urls_are_dropped(password: str) -> None:
    """Every README with a database URL would block a commit."""
    dropped = URL.check(password.encode(), NOW).dropped
    assert dropped is not None
    assert dropped.reason is Reason.PLACEHOLDER


@pytest.mark.parametrize(
    "password",
    [
        "${X}", "${DB_PASSWORD:-x}", "$DB_PASSWORD", "$password", "$dbPassword", "%s", "%d",
        "%(password)s", "%DB_PASSWORD%", "{password}", "{}", "{0}", "{{ db_password }}", "#{pass}",
        "$(get-secret)", "<%= password %>", "__PASSWORD__", "@@PASSWORD@@",
    ],
)  # fmt: skip
def test_templates_in_urls_are_dropped(password: str) -> None:
    """Code that puts a password into a URL would be taken for the password."""
    dropped = URL.check(password.encode(), NOW).dropped
    assert dropped is not None
    assert dropped.reason is Reason.TEMPLATE


@pytest.mark.parametrize(
    "password",
    [
        "aB3xY9kL", "$ecretPass1!", "correct-horse-battery", "p%40ssw0rd!9", "Passw0rd2024!", "x7",
        "secretive-otter", "$2b$10$abc", "\u00e4\u00f6\u00fc-9Kq",
    ],
)  # fmt: skip
def test_passwords_in_urls_are_kept(password: str) -> None:
    """A real password that looks a little like a word would be missed."""
    evidence = URL.check(password.encode(), NOW)
    assert evidence.dropped is None
    assert evidence.confidence is None
    assert evidence.facts == ()


@pytest.mark.parametrize("password", ["postgres", "root", "Admin", "guest", "test", "123456"])
def test_default_passwords_are_low(password: str) -> None:
    """The database of a test container would block a commit."""
    evidence = URL.check(password.encode(), NOW)
    assert evidence.confidence is Confidence.LOW
    assert evidence.note == "a default password"


def test_a_password_is_completed() -> None:
    """An example of a URL would hold a placeholder and not be found."""
    for stem in (b"", b"begun"):
        value = stem + URL.complete(stem, random.Random(0))
        assert len(value) == 20
        assert URL.check(value, NOW).dropped is None
