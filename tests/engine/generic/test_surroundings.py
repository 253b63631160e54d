"""What stands round a value, in pairs: code that yields one, and a value that stands there."""

from __future__ import annotations

import pytest

from stanch.engine.generic import surroundings
from stanch.engine.generic.filekind import Kind
from stanch.model.finding import Dropped
from stanch.model.place import Span

VALUE = b"kJ8mQ2xW9vTz"


def cut(text: bytes, name: bytes = b"password") -> surroundings.Surroundings:
    start, at = text.index(name), text.index(VALUE)
    return surroundings.around(
        text, Span(at, at + len(VALUE)), Span(start, start + len(name)), Span(start, at)
    )


def test_the_pieces() -> None:
    """The name is read back to its beginning, the rest is cut at the line."""
    here = cut(b'a = 1\n  db.main_password: str = "' + VALUE + b'"  # old\nb = 2')
    assert here.name == b"db.main_password"
    assert here.head == b"  "
    assert here.between == b': str = "'
    assert here.tail == b'"  # old'
    assert here.quoted


@pytest.mark.parametrize(
    ("text", "kind", "is_value"),
    [
        pytest.param(b'password = "%s"', Kind.SOURCE, True, id="quoted"),
        pytest.param(b'password = os.environ["%s"]', Kind.SOURCE, False, id="an environment"),
        pytest.param(b'password = getenv("%s")', Kind.SOURCE, False, id="a look-up"),
        pytest.param(b'password = config.get("%s")', Kind.SOURCE, False, id="a setting"),
        pytest.param(b'password = info["%s"]', Kind.SOURCE, False, id="a subscript"),
        pytest.param(b'password: []string{"%s"}', Kind.SOURCE, True, id="a list of one"),
        pytest.param(b'password = Some("%s")', Kind.SOURCE, True, id="a wrapper"),
        pytest.param(b'password: t("%s")', Kind.SOURCE, False, id="a translation"),
        pytest.param(b'password = "%s" + suffix', Kind.SOURCE, False, id="put together"),
        pytest.param(b'password = "%s" + "a" * 31', Kind.SOURCE, False, id="repeated"),
        pytest.param(b'{"password": "%s": 1}', Kind.CONFIG, False, id="itself a name"),
        pytest.param(b'if password == "%s":', Kind.SOURCE, True, id="compared"),
        pytest.param(b'type password = "%s" | "other"', Kind.SOURCE, False, id="a type"),
        pytest.param(
            b'["user", "password", "%s", "name"]', Kind.SOURCE, False, id="a list of names"
        ),
        pytest.param(b'["password", "%s", "name"]', Kind.SOURCE, False, id="the first of a list"),
        pytest.param(b'["login", "password", "%s"]', Kind.SOURCE, True, id="the last of a list"),
        pytest.param(b"password=`%s x`", Kind.SHELL, False, id="a command"),
        pytest.param(b"password=%s", Kind.CONFIG, True, id="bare in configuration"),
        pytest.param(b"password = %s", Kind.SOURCE, False, id="bare in code"),
        pytest.param(b's = "password=%s"', Kind.SOURCE, True, id="bare in a text of code"),
        pytest.param(b"# password=%s", Kind.SOURCE, True, id="bare in a comment of code"),
        pytest.param(b"password=%s(x)", Kind.CONFIG, False, id="a call"),
        pytest.param(b"${password:%s}", Kind.CONFIG, False, id="a variable"),
        pytest.param(b"realm:password:%s", Kind.PROSE, False, id="a part between colons"),
        pytest.param(b"![badge](a.svg?password=%s)", Kind.PROSE, False, id="a badge"),
    ],
)
def test_whether_a_value_stands_there(text: bytes, kind: Kind, *, is_value: bool) -> None:
    """The same characters are a name in one place and a value in another."""
    text = text.replace(b"%s", VALUE)
    dropped = surroundings.none(cut(text), kind, VALUE)
    assert (dropped is None) is is_value, dropped
    assert dropped is None or isinstance(dropped, Dropped)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (b"  password: %s", "bare at the start of a line"),
        (b"- password=%s", "bare at the start of a line"),
        (b"export password=%s", "bare at the start of a line"),
        (b"GET /a?password=%s", "bare in a query"),
        (b"tool --password=%s", "bare in an option"),
        (b'send("a password=%s")', "bare in a text"),
        (b"call(password=%s)", "bare in a line"),
        (b'password = wrap("%s")', "in a call"),
        (b'password == "%s"', "compared"),
        (b'// password = "%s"', "in a comment"),
        (b'user = "ada", password = "%s"', "beside a user or a host"),
    ],
)
def test_signs(text: bytes, sign: str) -> None:
    """Each place has its own weight."""
    here = cut(text.replace(b"%s", VALUE))
    assert sign in set(surroundings.signs(here, Kind.SOURCE))


def test_one_long_line_is_cut() -> None:
    """A bundle of a megabyte in one line must not be copied for each candidate."""
    text = b"x" * 500_000 + b' password="' + VALUE + b'"' + b"y" * 500_000
    here = cut(text)
    assert max(map(len, here)) < 2000
    assert not surroundings.is_text(here)
