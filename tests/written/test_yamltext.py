from __future__ import annotations

import time
from itertools import starmap

import pytest

from stanch.errors import ConfigError, RuleError
from stanch.written import yamltext
from tokens import stripe


def bomb(line: str, rounds: int = 12) -> bytes:
    """Each line names the one before nine times."""
    aliases = [(n, ", ".join([f"*a{n - 1}"] * 9)) for n in range(1, rounds)]
    return ("a0: &a0 {x: 1}\n" + "".join(starmap(line.format, aliases))).encode()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(bomb("a{0}: &a{0} [{1}]\n"), "aliases multiply", id="a billion laughs"),
        pytest.param(bomb("a{0}: &a{0} {{<<: [{1}]}}\n"), "aliases multiply", id="merged keys"),
        pytest.param(b"a: &a [*a]\n", "aliases multiply", id="a list that holds itself"),
        pytest.param(b"[" * 100_000, "nested", id="deep lists"),
        pytest.param(b"- " * 100_000, "nested", id="deep lists on one line"),
        pytest.param(b"{a: " * 150, "nested", id="deep mappings"),
        pytest.param(b"".join(b" " * n + b"a:\n" for n in range(2000)), "nested", id="a staircase"),
        pytest.param(b"a: 1\n" * 1_000_000, "more than", id="megabytes"),
        pytest.param(b"a:\n\t- b\n", "cannot start any token", id="a tab"),
        pytest.param(b"a: \xe9\n", "cannot be read", id="not UTF-8"),
        pytest.param(b"a: \0\n", "cannot be read", id="a NUL"),
        pytest.param(b"a: !!python/object/apply:os.system [id]\n", "tag", id="a Python object"),
        pytest.param(b"a: !!python/name:os.system\n", "tag", id="a Python name"),
        pytest.param(b"a: !mine x\n", "tag", id="an own tag"),
        pytest.param(b"a: 1\n---\nb: 2\n", "another document", id="two documents"),
        pytest.param(b"? [a]\n: 1\n", "unhashable", id="a list as key"),
        pytest.param(b"a: " + b"9" * 5000, "c.yaml:1:4: .*no int", id="a number of 5,000 digits"),
        pytest.param(b"a: 1\nb: [!!int x]\n", "c.yaml:2:5: .*no int", id="a number that is none"),
        pytest.param(b"a: !!timestamp x\n", "c.yaml:1:4: .*no timestamp", id="a date that is none"),
        pytest.param(b"a: !!float ''\n", "c.yaml:1:4: .*no float", id="an empty number"),
        pytest.param(b"a: !!bool x\n", "c.yaml:1:4: .*no bool", id="a truth that is none"),
        pytest.param(b"a: *b\n", "alias", id="an alias to nowhere"),
        pytest.param(b"a: 1\na: 2\n", "'a' stands twice", id="a key twice"),
        pytest.param(b"x: [{b: 1, c: 2, 'b': 3}]\n", "'b' stands twice", id="twice, deeper"),
    ],
)
def test_hostile_text_is_an_error_at_once(text: bytes, says: str) -> None:
    """Configuration comes with the repository: it must not hang, crash or run anything."""
    start = time.process_time()
    with pytest.raises(ConfigError, match=says) as raised:
        yamltext.parse(text, "c.yaml")
    assert time.process_time() - start < 2
    assert str(raised.value).startswith("c.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"# only a remark\n", None, id="a remark"),
        pytest.param(b"a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}, id="an alias"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", {"a": 1}, id="a byte-order mark"),
        pytest.param(b"a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}, id="CRLF"),
        pytest.param("a: é\n".encode(), {"a": "é"}, id="UTF-8"),
        pytest.param(b"1: a\n'1': b\n", {1: "a", "1": "b"}, id="a number and a text as keys"),
        pytest.param(b"a: 2026-13-45\nb: 2026-12-31\n", {"a": "2026-13-45", "b": "2026-12-31"},
                     id="dates, which whoever reads them checks"),
        pytest.param(b"a: 1e-9\nb: 2E3\nc: 1.5\n", {"a": 1e-9, "b": 2000.0, "c": 1.5},
                     id="numbers with an exponent"),
        pytest.param(b"a: 1e\nb: e9\nc: 1e-9x\n", {"a": "1e", "b": "e9", "c": "1e-9x"},
                     id="texts that look like numbers"),
        pytest.param(b"- a: 1\n- a: 2\n", [{"a": 1}, {"a": 2}], id="one key in two mappings"),
    ],
)  # fmt: skip
def test_plain_text_is_read(text: bytes, value: object) -> None:
    """What people write every day must not be taken for an attack."""
    assert yamltext.parse(text, "c.yaml") == value


def test_an_error_has_line_and_column_and_its_kind() -> None:
    """A pack's author looks for the place."""
    with pytest.raises(RuleError, match=r"p\.yaml:2:4"):
        yamltext.parse(b"a: 1\nb: ]\n", "p.yaml", RuleError)
    with pytest.raises(RuleError, match=r"p\.yaml:3:3"):
        yamltext.parse(b"a:\n  b: 1\n  b: 2\n", "p.yaml", RuleError)


def test_an_error_repeats_no_key_that_may_be_a_secret() -> None:
    """A token that stands as a key must not go on into the log of a build."""
    secret = stripe(1)
    with pytest.raises(ConfigError, match="the key that begins here") as raised:
        yamltext.parse(f"{secret}: 1\n{secret}: 2\n".encode(), "c.yaml")
    assert secret not in str(raised.value)
