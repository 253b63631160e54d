from __future__ import annotations

import pytest

import fakes
from stanch.engine.decode.colour import plain
from stanch.engine.scan import examine, finding
from stanch.model.blob import Blob
from tokens import token

RULE = fakes.rule(r"\b(?P<secret>acme_[0-9A-Za-z]{20})\b")
ENGINE = fakes.engine(fakes.only(RULE))
KEY = token("acme_", 20)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\x1b[94m{0}\x1b[0m", id="a coloured token"),
        pytest.param("key=\x1b[1;38;5;208m{0}\x1b[m", id="with parameters"),
        pytest.param("\x1b[01;31m\x1b[K{1}\x1b[m\x1b[K{2}", id="a token of which half is marked"),
        pytest.param("\x1b[?25l{0}\x1b[2K", id="a cursor that is hidden"),
        pytest.param("{0}", id="no colour at all"),
    ],
)
def test_colours_do_not_hide_a_token(text: str) -> None:
    """The letter that ends an escape would be the first of the token."""
    data = text.format(KEY, KEY[:12], KEY[12:]).encode()
    assert fakes.found(ENGINE, data) == {("acme-key", KEY.encode())}


def test_the_line_is_that_of_the_file() -> None:
    """A report that names another line sends people looking."""
    blob = Blob("ci.log", f"\x1b[32mok\x1b[0m\n\n\x1b[31m{KEY}\x1b[0m\n".encode())
    made = [finding(s.view, one) for s in examine(ENGINE, blob) for one in s.judged]
    assert [one.locations[0].start.line for one in made if one] == [3]


def test_what_only_begins_like_an_escape_stays() -> None:
    """An unfinished one, or another kind, is text."""
    for data in (b"\x1b[", b"\x1b]0;title\x07", b"\x1b[" + b"1;" * 60 + b"m", b"[0m"):
        assert plain(data) == data
