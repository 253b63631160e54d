"""`name = value`: in pairs of what is a credential and what only has its syntax."""

from __future__ import annotations

import time

import pytest

from stanch.engine import assignment
from stanch.engine.assignment import Belief
from stanch.model.finding import Dropped, Reason
from stanch.model.rule import Confidence
from tokens import HEX, body

RANDOM = body(32, seed=5)


def judge(name: str, value: str, path: str = "app.py", *, quoted: bool = True) -> Belief | Dropped:
    return assignment.judge(name.encode(), value.encode(), path, quoted=quoted)


@pytest.mark.parametrize(
    "name",
    [
        "password", "db_password", "DB_PASSWORD", "dbPassword", "userPasswd", "passphrase", "pwd",
        "client_secret", "clientSecret", "secret", "api_key", "apiKey", "API-KEY", "x-api-key",
        "access_key", "private_key", "auth_token", "self.token", "jwt_secret", "signing_key",
        "password_prod", "token_v2", "encryptionKey", "app.secret_key", 'config["password"]',
        "kennwort", "senha", "credentials",
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [RANDOM, body(40, HEX, seed=5)], ids=["base 62", "hex"])
def test_a_name_that_says_credential(name: str, value: str) -> None:
    """These are the names under which keys leak."""
    believed = judge(name, value)
    assert isinstance(believed, Belief), believed
    assert believed.confidence >= Confidence.MEDIUM


@pytest.mark.parametrize(
    "name",
    [
        "public_key", "publicKey", "primary_key", "foreign_key", "key_id", "password_url",
        "tokenEndpoint", "token_uri", "password_field", "secret_name", "passwordHint", "token_type",
        "password_file", "token_length", "max_tokens", "total_tokens", "csrf_token", "secretArn",
        "passwordLabel", "token_expiry", "next_page_token", "cache_key", "sort_key", "compass",
        "password_policy", "secret_version", "token_count", "passwordPlaceholder",
    ],
)  # fmt: skip
def test_a_name_that_means_something_else(name: str) -> None:
    """Each of these is a false alarm that somebody else's scanner is known for."""
    believed = judge(name, RANDOM)
    assert isinstance(believed, Dropped), believed
    assert believed.reason is Reason.OTHER_KIND


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param("${DB_PASSWORD}", Reason.TEMPLATE, id="a variable"),
        pytest.param("{{ password }}", Reason.TEMPLATE, id="a template"),
        pytest.param("your-password-here", Reason.PLACEHOLDER, id="a placeholder"),
        pytest.param("xxxxxxxxxxxx", None, id="filled up"),
        pytest.param("changeme", None, id="to be changed"),
        pytest.param("password", None, id="the word itself"),
        pytest.param("postgres", None, id="a default"),
        pytest.param("aaaaaaaaaaaa", Reason.REPEATED, id="repeated"),
        pytest.param("abcdefghijkl", None, id="the alphabet"),
        pytest.param("12345678", None, id="counting"),
        pytest.param("https://login.acme.io/oauth/token", Reason.OTHER_KIND, id="an address"),
        pytest.param("/run/secrets/db_password", Reason.OTHER_KIND, id="a path"),
        pytest.param("config/secrets.yaml", Reason.OTHER_KIND, id="a file"),
        pytest.param("ops@acme.io", Reason.OTHER_KIND, id="a mail address"),
        pytest.param("2026-01-02", Reason.OTHER_KIND, id="a date"),
        pytest.param("v1.2.3", Reason.OTHER_KIND, id="a version"),
        pytest.param("#a1b2c3", Reason.OTHER_KIND, id="a colour"),
        pytest.param(
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301", Reason.OTHER_KIND, id="a UUID"
        ),
        pytest.param("$2b$12$" + body(53), Reason.OTHER_KIND, id="a hash of a password"),
        pytest.param("The password is wrong, try again.", Reason.WORD, id="a sentence"),
        pytest.param("PasswordField", Reason.WORD, id="a class"),
        pytest.param("user_password_input", Reason.WORD, id="an identifier"),
        pytest.param("invalid credentials", None, id="a message"),
    ],
)  # fmt: skip
def test_a_value_that_is_none(value: str, reason: Reason | None) -> None:
    """A strong name alone must not make a finding."""
    believed = judge("password", value)
    assert isinstance(believed, Dropped), believed
    assert reason in {None, believed.reason}


@pytest.mark.parametrize(
    ("value", "least"),
    [
        pytest.param(RANDOM, Confidence.HIGH, id="random"),
        pytest.param(body(24, HEX, seed=1), Confidence.HIGH, id="random hex"),
        pytest.param("tr0ub4dor&3", Confidence.MEDIUM, id="a person's password"),
        pytest.param("S3cr3t!Pa55", Confidence.MEDIUM, id="with signs"),
        pytest.param("kJ8#mQ2x", Confidence.MEDIUM, id="short and mixed"),
    ],
)
def test_a_value_that_may_be_one(value: str, least: Confidence) -> None:
    """People's own passwords are not random, and are the ones that leak most."""
    believed = judge("db_password", value)
    assert isinstance(believed, Belief), believed
    assert believed.confidence >= least


def test_a_weak_name_needs_a_random_value() -> None:
    """`tokens_seen` or the like says little; the value has to speak for itself."""
    assert isinstance(judge("secret_things", "kJ8#mQ2x"), Dropped)
    believed = judge("secret_things", RANDOM)
    assert isinstance(believed, Belief)
    assert believed.confidence == Confidence.MEDIUM


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        pytest.param(".env", True, id="dotenv"),
        pytest.param("deploy/.env.production", True, id="dotenv of a stage"),
        pytest.param("values.yaml", True, id="YAML"),
        pytest.param("app.properties", True, id="properties"),
        pytest.param("run.sh", True, id="a shell script"),
        pytest.param("Dockerfile", True, id="Dockerfile"),
        pytest.param("main.tfvars", True, id="terraform variables"),
        pytest.param("app.py", False, id="python"),
        pytest.param("src/Main.java", False, id="java"),
        pytest.param("lib/a.ts", False, id="typescript"),
    ],
)
def test_a_bare_word_is_a_value_in_configuration_only(path: str, *, is_kept: bool) -> None:
    """`password = token_from_request` is code; in `.env` the same would be a password."""
    assert isinstance(judge("password", RANDOM, path, quoted=False), Belief) is is_kept


@pytest.mark.parametrize("value", ["get_password()", "$PASSWORD", "settings.PASSWORD", "&anchor"])
def test_an_unquoted_look_up_is_no_value(value: str) -> None:
    """Shell scripts and YAML hold code as well."""
    assert isinstance(judge("password", value, "run.sh", quoted=False), Dropped)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("abcdefghij" * 30 + "0é", id="small letters"),
        pytest.param("ABCDEFGHIJ" * 30 + "-+", id="capitals"),
        pytest.param("aBcDeFgHiJ" * 30 + "\x01", id="both"),
        pytest.param("ab12-" * 60 + "\x01", id="words and numbers"),
        pytest.param("a.b/c-d_" * 40 + "\x01", id="paths"),
        pytest.param("x(" * 150, id="brackets"),
        pytest.param("-----BEGIN" * 30, id="armour"),
        pytest.param("a@b." * 70 + "\x01", id="mail addresses"),
        pytest.param(body(256, "abcdefghijklmnopqrstuvwxyz", seed=3) + "0Z0", id="random letters"),
    ],
)
@pytest.mark.parametrize("quoted", [True, False], ids=["quoted", "bare"])
def test_no_value_takes_long(value: str, *, quoted: bool) -> None:
    """Nothing here has a time limit, so one value that backtracks would hang a commit for good."""
    start = time.process_time()
    judge("password", value, ".env", quoted=quoted)
    assert time.process_time() - start < 0.5
