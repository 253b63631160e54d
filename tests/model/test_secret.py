from __future__ import annotations

import copy
import logging
import random
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.engine.proof import keymaker
from stanch.model.secret import Secret
from tokens import BASE62, body

VALUE = b"correct-horse-battery"
SECRET = Secret(VALUE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(str(SECRET), id="str"),
        pytest.param(repr(SECRET), id="repr"),
        pytest.param(f"{SECRET}", id="a format string"),
        pytest.param(f"{SECRET:>60}", id="a width"),
        pytest.param(f"{SECRET!s} {SECRET!r} {SECRET!a}", id="conversions"),
        pytest.param("%s %r" % (SECRET, SECRET), id="the old way"),  # noqa: UP031  # the point
        pytest.param(str([SECRET]) + str({"a": (SECRET,)}), id="inside other values"),
    ],
)
def test_it_does_not_print(text: str) -> None:
    """A log line or a traceback would otherwise be the leak."""
    assert "horse" not in text
    assert "21 characters" in text


def test_it_does_not_show_in_logs_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    """CI keeps both for years."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("dropped %r %s", SECRET, SECRET)
    shown = "".join(traceback.format_exception(ValueError(SECRET)))
    assert "horse" not in caplog.text + shown


def test_it_is_its_value() -> None:
    """The same secret in two files is one finding."""
    assert Secret(VALUE) == SECRET
    assert hash(Secret(VALUE)) == hash(SECRET)
    assert Secret(b"other") != SECRET
    assert SECRET != VALUE
    assert len(SECRET) == 21
    assert SECRET.reveal() == VALUE
    assert copy.copy(SECRET) == SECRET


def test_it_has_no_other_door() -> None:
    """Whoever wants the value has to be on the list of those who may call `reveal`."""
    assert not hasattr(SECRET, "__dict__")
    with pytest.raises(TypeError):
        bytes(SECRET)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        b"" + SECRET  # type: ignore[operator]
    with pytest.raises(TypeError):
        list(SECRET)  # type: ignore[call-overload]


KEY = keymaker.armored("PRIVATE KEY", keymaker.ed25519(random.Random(1))).decode().strip()
RSA = keymaker.armored("RSA PRIVATE KEY", keymaker.rsa(random.Random(2))).decode().strip()
PUTTY = "\n".join(
    ["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: a key", "Public-Lines: 1",
     body(64), "Private-Lines: 1", body(48), "Private-MAC: " + body(64, "0123456789abcdef")]
)  # fmt: skip
BODY = "\n".join(body(64, BASE62 + "+/", seed) for seed in range(4)) + "=="


def wrapped(text: str, width: int) -> str:
    """The same base 64 in lines of another length."""
    first, *lines, last = text.split("\n")
    joined = "".join(lines)
    parts = [joined[at : at + width] for at in range(0, len(joined), width)]
    return "\n".join([first, *parts, last])


def each(before: str, behind: str = "") -> Callable[[str], str]:
    """Something before and behind every line but for the ends of the text."""
    return lambda text: f"{behind}\n{before}".join(text.split("\n"))


WRITTEN = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "indented": each("    "),
    "indented by tabs": each("\t\t"),
    "blanks at the ends of lines": each("", "  "),
    "blank lines": each("", "\n"),
    "`\\n` in a string": lambda text: text.replace("\n", "\\n") + "\\n",
    "`\\r\\n` in a string": lambda text: text.replace("\n", "\\r\\n"),
    "escaped twice": lambda text: text.replace("\n", "\\\\n"),
}
OF_KEYS = {
    "on one line": lambda text: text.replace("\n", " "),
    "joined": lambda text: text.replace("\n", ""),
    "comment signs": each("# "),
    "a comment block": each(" * "),
    "slashes": each("// "),
    "a patch": each("+"),
    "quoted pieces with signs between": each('    "', '\\n" +'),
    "quoted pieces without signs": each("  '", "'"),
    "lines that go on": each("", "\\"),
    "JSON in JSON": lambda text: text.replace("/", "\\/").replace("\n", "\\\\n"),
    "signs as code points": lambda text: text.replace("=", "\\u003d").replace("\n", "\\u000a"),
    "percent signs": lambda text: text.replace("\n", "%0A").replace("=", "%3D"),
    "XML": lambda text: text.replace("\n", "&#10;"),
}
KEYS = {"Ed25519": KEY, "RSA": RSA, "PuTTY": PUTTY}


@pytest.mark.parametrize("form", [pytest.param(f, id=n) for n, f in (WRITTEN | OF_KEYS).items()])
@pytest.mark.parametrize("key", [pytest.param(text, id=name) for name, text in KEYS.items()])
def test_a_key_written_otherwise_is_the_same(key: str, form: Callable[[str], str]) -> None:
    """Or a checkout with CRLF, or an indent, brings back every key that was accepted."""
    other = Secret(form(key).encode())
    assert other.canonical == Secret(key.encode()).canonical
    assert other != Secret(key.encode())


@pytest.mark.parametrize("form", [pytest.param(f, id=n) for n, f in WRITTEN.items()])
def test_a_value_without_armor_is_the_same_over_other_lines(form: Callable[[str], str]) -> None:
    """A key store in base 64 is wrapped as it pleases whoever pastes it."""
    assert Secret(form(BODY).encode()).canonical == Secret(BODY.encode()).canonical
    assert Secret(BODY.replace("\n", "").encode()).canonical == Secret(BODY.encode()).canonical


def test_a_key_with_lines_of_another_length_is_the_same() -> None:
    """OpenSSL breaks after 64 characters, others after 76."""
    assert Secret(wrapped(RSA, 76).encode()).canonical == Secret(RSA.encode()).canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(RSA, RSA.replace("A", "B", 1), id="keys that differ in a character"),
        pytest.param(KEY, RSA, id="two keys"),
        pytest.param(BODY, BODY.replace("+", "/", 1), id="base 64 that differs in a sign"),
        pytest.param(r"C:\new", "C:ew", id="passwords with a backslash"),
        pytest.param("a\nb", "ab", id="words on lines of their own"),
        pytest.param("p%0Aw", "pw", id="a percent sign in a password"),
        pytest.param(rf"\xfd\n{body(90)}!", f"{body(90)}!", id="escapes in a long byte string"),
    ],
)
def test_other_secrets_stay_others(one: str, other: str) -> None:
    """Two secrets under one name: accepting the first would silence the second."""
    assert Secret(one.encode()).canonical != Secret(other.encode()).canonical


@given(st.binary(max_size=120))
def test_any_bytes_have_a_canonical_form(value: bytes) -> None:
    """It must be stable, or the baseline of a baseline's secret would not hold."""
    once = Secret(value).canonical
    assert once.canonical == once
    if not set(value) & set(b"\r\n\\") and b"-BEGIN" not in value:
        assert once == Secret(value)
