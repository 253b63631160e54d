"""Forms in pairs: what is never a secret, and what may be one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.engine.generic import forms
from stanch.model.finding import Dropped, Reason
from tokens import HEX, body


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param("${DB_PASSWORD}", Reason.TEMPLATE, id="a variable"),
        pytest.param("{{ password }}", Reason.TEMPLATE, id="a template"),
        pytest.param("process.env.API_KEY", Reason.TEMPLATE, id="a look-up"),
        pytest.param("settings.SECRET", Reason.TEMPLATE, id="an attribute"),
        pytest.param("getToken()", Reason.TEMPLATE, id="a call"),
        pytest.param("unchecked((int)0x80)", Reason.TEMPLATE, id="a cast"),
        pytest.param("%{password}", Reason.TEMPLATE, id="a macro"),
        pytest.param('257 "%s"', Reason.TEMPLATE, id="a format"),
        pytest.param("@DB_PASSWORD", Reason.TEMPLATE, id="a hole of a template"),
        pytest.param("user['password']", Reason.TEMPLATE, id="a subscript"),
        pytest.param("your-password-here", Reason.PLACEHOLDER, id="a placeholder"),
        pytest.param("xxxxxxxxxxxx", None, id="filled up"),
        pytest.param("tok-cccccccccccccc", Reason.REPEATED, id="one character again and again"),
        pytest.param("abcdefghijkl", None, id="the alphabet"),
        pytest.param("https://login.acme.io/oauth/token", Reason.OTHER_KIND, id="an address"),
        pytest.param("/run/secrets/db_password", Reason.OTHER_KIND, id="a path"),
        pytest.param("C:\\keys\\a", Reason.OTHER_KIND, id="a path of windows"),
        pytest.param("config/secrets.yaml", Reason.OTHER_KIND, id="a file"),
        pytest.param("ops@acme.io", Reason.OTHER_KIND, id="a mail address"),
        pytest.param("db.acme.io:5432", Reason.OTHER_KIND, id="a host"),
        pytest.param("2026-01-02", Reason.OTHER_KIND, id="a date"),
        pytest.param("v1.2.3", Reason.OTHER_KIND, id="a version"),
        pytest.param("#a1b2c3", Reason.OTHER_KIND, id="a colour"),
        pytest.param("text/html", Reason.OTHER_KIND, id="a type of media"),
        pytest.param("aes-256-cfb", Reason.OTHER_KIND, id="an algorithm"),
        pytest.param("latin1", Reason.OTHER_KIND, id="a character set"),
        pytest.param("utf-16-le", Reason.OTHER_KIND, id="a character set and its order"),
        pytest.param("windows-1252", Reason.OTHER_KIND, id="a character set of windows"),
        pytest.param("a-zA-Z0-9", Reason.OTHER_KIND, id="a range of characters"),
        pytest.param("AGPL-3.0", Reason.OTHER_KIND, id="a licence"),
        pytest.param("CVE-2024-56201", Reason.OTHER_KIND, id="a number of a register"),
        pytest.param("$2b$12$" + body(53), Reason.OTHER_KIND, id="a hash of a password"),
        pytest.param("sha256:" + body(64, HEX), Reason.OTHER_KIND, id="a digest"),
        pytest.param("ENC[AES256_GCM,data:" + body(8) + "]", Reason.OTHER_KIND, id="of SOPS"),
        pytest.param("$ANSIBLE_VAULT;1.1;AES256", Reason.OTHER_KIND, id="of Ansible's vault"),
        pytest.param("AgB" + body(220), Reason.OTHER_KIND, id="a sealed secret"),
        pytest.param("ssh-ed25519 AAAAC3Nza", Reason.OTHER_KIND, id="a public key"),
        pytest.param("The password is wrong, try again.", Reason.WORD, id="a sentence"),
        pytest.param("Enter your name", None, id="a prompt"),
        pytest.param("请输入密码", Reason.WORD, id="a prompt of another script"),
        pytest.param("login.password.label", Reason.WORD, id="a dotted name"),
        pytest.param("#login-form", Reason.OTHER_KIND, id="a selector"),
        pytest.param("^[a-z]{3,8}$", Reason.OTHER_KIND, id="a regular expression"),
        pytest.param("required", Reason.WORD, id="a word for no value"),
        pytest.param("HS256", None, id="a name of JWT"),
        pytest.param("a\0bcd", Reason.OTHER_KIND, id="binary"),
    ],
)
def test_what_is_no_secret(value: str, reason: Reason | None) -> None:
    """A strong name alone must not make a finding."""
    dropped = forms.none(value.encode())
    assert isinstance(dropped, Dropped), value
    assert reason in {None, dropped.reason}


@pytest.mark.parametrize(
    "value",
    [body(32), body(24, HEX), "tr0ub4dor&3", "S3cr3t!Pa55", "kJ8#mQ2x", "dmmgch", "pa$$word9K",
     "open sesame", "k3J9/xP2+mQ7", "0wd3Rpt@5Lqu2nf@m7zF9h15Jb*of#", "itnc ptx8 wk2t m3mk q4lx",
     "changeme", "`-08iOR~zZik6ko^", "canela", "A:J$NL9~6:u:L$"],
)  # fmt: skip
def test_what_may_be_one(value: str) -> None:
    """People's own passwords are not random, and are the ones that leak most."""
    assert forms.none(value.encode()) is None


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(value: bytes) -> None:
    """A value may be anything."""
    dropped = forms.none(value)
    assert dropped is None or isinstance(dropped.reason, Reason)


@pytest.mark.parametrize(
    "unit",
    ["abcdefghij", "ABCDEFGHIJ", "aBcDeFgHiJ", "ab12-", "a.b/c-d_", "x(", "-----BEGIN", "a@b.",
     "{", "$(", "a b ", "[a-", "a:b;", "\\d", "//", "12:30 "],
)  # fmt: skip
def test_no_value_takes_long(unit: str) -> None:
    """Nothing here has a time limit, so one value that backtracks would hang a commit for good."""
    value = (unit * 1000)[:4000].encode() + b"\x01"
    start = time.process_time()
    forms.none(value[:-1])
    forms.none(value)
    assert time.process_time() - start < 0.5
