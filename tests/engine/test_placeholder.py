"""What stands where a secret would be, in pairs with what only looks like it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.engine import placeholder
from stanch.model.finding import Dropped, Reason
from tokens import HEX, body


def marked(*rows: tuple[str, str]) -> list[object]:
    return [pytest.param(value.encode(), id=name) for value, name in rows]


@pytest.mark.parametrize(
    "value",
    marked(
        ("${API_KEY}", "shell"),
        ("$API_KEY", "shell without braces"),
        ("$(cat key)", "the output of a command"),
        ("{{ token }}", "a template"),
        ("{{token}}", "a template without blanks"),
        ("{% key %}", "a tag"),
        ("<%= ENV['KEY'] %>", "erb"),
        ("#{key}", "ruby"),
        ("<your-api-key>", "brackets"),
        ("[key]", "square brackets"),
        ("{key}", "a format field"),
        ("%(key)s", "a named format"),
        ("%s", "a format"),
        ("@@KEY@@", "between signs"),
        ("__KEY__", "between underscores"),
        ("%KEY%", "windows"),
        ("process.env.API_KEY", "node"),
        ("import.meta.env.KEY", "vite"),
        ('os.environ["KEY"]', "python"),
        ('getenv("KEY")', "C"),
        ("ENV['KEY']", "ruby's environment"),
        ("secrets.API_KEY", "a workflow"),
        ("var.password", "terraform"),
        ("!Ref Password", "cloudformation"),
        ("vault:/secret/app", "a vault"),
        ("abc${X}def", "a variable inside"),
    ),
)
def test_a_template_is_no_value(value: bytes) -> None:
    """Each of these stands in thousands of repositories."""
    dropped = placeholder.template(value)
    assert dropped
    assert dropped.reason is Reason.TEMPLATE


@pytest.mark.parametrize(
    "value",
    marked(
        ("$2y-" + "kf8J29", "a dollar in front"),
        ("pa$$word9K", "dollars inside"),
        ("<" + "k3J9x", "an open bracket"),
        ("x{9K}f", "braces inside"),
        ("k9%fJ3", "a percent sign"),
        ("#kf83jK", "a hash sign"),
        ("environment9K", "a word that begins so"),
        ("secretsauce", "no dot"),
        (body(40), "random"),
    ),
)
def test_a_value_is_no_template(value: bytes) -> None:
    """A password with a strange sign in it is a password."""
    assert placeholder.template(value) is None


@pytest.mark.parametrize(
    "value",
    marked(
        ("your-api-key", "yours"),
        ("YOUR_ACCESS_TOKEN", "yours in capitals"),
        ("your_secret_here", "here"),
        ("changeme", "a wish"),
        ("change-me", "a wish with a hyphen"),
        ("REPLACE_WITH_KEY", "another wish"),
        ("insert-token", "and another"),
        ("example-key", "an example"),
        ("AKIAIOSFODNN7" + "EXAMPLE", "the vendor's own"),
        ("xxxxxxxxxxxx", "filled with x"),
        ("sk_test_xxxxxxxx", "a prefix filled up"),
        ("********", "stars"),
        ("abc...xyz", "dots"),
        ("dummy-password", "dummy"),
        ("redacted", "redacted"),
        ("foobar", "foobar"),
        ("my-secret-token", "mine"),
        ("placeholder", "the word itself"),
        ("YourPwdShouldBeLong", "what yours should be"),
        ("not-a-real-key", "honest"),
        ("•••••••", "bullets"),
    ),
)
def test_a_placeholder_is_seen(value: bytes) -> None:
    """Documentation is full of them."""
    dropped = placeholder.placeholder(value)
    assert dropped
    assert dropped.reason is Reason.PLACEHOLDER


@pytest.mark.parametrize("seed", range(60))
def test_random_text_is_no_placeholder(seed: int) -> None:
    """A word that chance writes into a key would hide it."""
    for value in (body(40, seed=seed), body(64, HEX, seed), body(86, seed=seed)):
        data = value.encode()
        assert placeholder.placeholder(data) is None
        assert placeholder.template(data) is None
        assert placeholder.repeated(data) is None
        assert placeholder.sequence(data, whole=True) is None


@pytest.mark.parametrize(
    ("value", "is_repeated"),
    [
        pytest.param(b"aaaaaaaa", True, id="one character"),
        pytest.param(b"abababab", True, id="two characters"),
        pytest.param(b"abcabcabc", True, id="a group of three"),
        pytest.param(b"abcabcabca", True, id="cut in its last round"),
        pytest.param(b"deadbeefdeadbeefdeadbeef", True, id="a group of eight"),
        pytest.param(b"000000000001", True, id="nearly one character"),
        pytest.param(b"abcdefgh", False, id="all different"),
        pytest.param(b"k3J9xP2mQ7", False, id="random"),
        pytest.param(b"hubbub12Kq", False, id="a few twice"),
    ],
)
def test_repetition(value: bytes, *, is_repeated: bool) -> None:
    """Nobody is given such a key; but random text repeats a little as well."""
    dropped = placeholder.repeated(value)
    assert bool(dropped) is is_repeated
    assert not dropped or dropped.reason is Reason.REPEATED


@pytest.mark.parametrize(
    ("value", "whole", "part"),
    [
        pytest.param(b"abcdefghijkl", True, True, id="the alphabet"),
        pytest.param(b"zyxwvutsrqpo", True, True, id="backwards"),
        pytest.param(b"123456789012", True, True, id="round the corner"),
        pytest.param(b"qwertyuiop", True, True, id="along the keyboard"),
        pytest.param(b"0123456789abcdef", True, True, id="hex digits in order"),
        pytest.param(b"k3J9xP2mQ7vL0123456789tR5w", False, True, id="inside"),
        pytest.param(b"k3J9xP2mQ7vLabcdtR5w", False, False, id="four in a row by chance"),
        pytest.param(b"k3J9xP2mQ7", False, False, id="random"),
    ],
)
def test_sequences(value: bytes, *, whole: bool, part: bool) -> None:
    """`whole` is for what has no prefix to vouch for it, `part` for a long run inside a token."""
    assert bool(placeholder.sequence(value, whole=True)) is whole
    assert bool(placeholder.sequence(value, whole=False)) is part


CHECKS: list[Callable[[bytes], Dropped | None]] = [
    placeholder.template,
    placeholder.placeholder,
    placeholder.repeated,
    lambda value: placeholder.sequence(value, whole=True),
    lambda value: placeholder.sequence(value, whole=False),
]


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(value: bytes) -> None:
    """A value may be anything; an answer holds no piece of it that could be secret."""
    for check in CHECKS:
        dropped = check(value)
        assert dropped is None or isinstance(dropped.reason, Reason)


@pytest.mark.parametrize(
    "unit", ["a", "ab", "{", "{{", "$(", "<%", "x-", "A1_", "\\", "é", "${", "a.b", "0", "%("]
)
def test_a_long_value_takes_no_time(unit: str) -> None:
    """A value made to be slow must not stop a scan: nothing here has a time limit of its own."""
    value = (unit * 20_000)[:20_000].encode()[:20_000]
    start = time.process_time()
    for check in CHECKS:
        check(value)
    assert time.process_time() - start < 2
