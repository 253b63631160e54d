from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.model.place import Span
from stanch.report.values import Values, merged


def found(values: list[bytes], text: bytes) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in merged(Values(values).hits(text))]


@pytest.mark.parametrize(
    ("values", "text", "spans"),
    [
        pytest.param([b"abcdef"], b"xabcdefx", [(1, 7)], id="a long value inside a word"),
        pytest.param([b"abcdef"], b"abcde", [], id="a part of it is not it"),
        pytest.param([b"abcdef", b"abcdefgh"], b"abcdefgh", [(0, 8)], id="the longest"),
        pytest.param([b"abcdef", b"defghi"], b"abcdefghi", [(0, 9)], id="two that overlap"),
        pytest.param([b"abcdef", b"ghijkl"], b"abcdefghijkl", [(0, 6), (6, 12)], id="neighbours"),
        pytest.param([b"test"], b"tests/test.py", [(6, 10)], id="a word where it stands alone"),
        pytest.param([b"test"], b"my_test test_1", [], id="underscores belong to words"),
        pytest.param([b"a!"], b"xa! a!x", [(4, 6)], id="only a word character needs an end"),
        pytest.param([b"test"], "“test”".encode(), [(3, 7)], id="typographic quotes"),
        pytest.param([b"a"], b"a", [(0, 1)], id="one character"),
        pytest.param([], b"abc", [], id="nothing to look for"),
        pytest.param([b""], b"abc", [], id="the empty value"),
    ],
)
def test_hits(values: list[bytes], text: bytes, spans: list[tuple[int, int]]) -> None:
    """A value that is not found here is printed."""
    assert found(values, text) == spans


def test_few_and_many_values_are_found_alike() -> None:
    """They are looked for in two ways, and a text may hold them one in the other."""
    values = [b"aaaaaaa", b"abcabca", b"a!"]
    text = b"aaaaaaaaa abcabcabca x" * 40 + b" a! "
    more = [b"%06d value" % n for n in range(200)]
    assert found(values, text) == found([*values, *more], text)
    assert len(found(values, text)) == 81


@given(
    st.lists(st.binary(min_size=6, max_size=9), max_size=6),
    st.lists(st.binary(max_size=4), max_size=6),
)
def test_all_long_values_are_found(values: list[bytes], between: list[bytes]) -> None:
    """The dictionary must find what a plain search finds."""
    text = b"".join(a + b for a, b in zip(values, [*between, *[b""] * 6], strict=False))
    spans = merged(Values(values).hits(text))
    for value in values:
        at = text.find(value)
        assert any(span.start <= at and at + len(value) <= span.end for span in spans)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        pytest.param(b"klmnopqrst = 1", [(0, 10)], id="the end of a value at the beginning"),
        pytest.param(b"x = abcdefghij", [(4, 14)], id="the beginning of a value at the end"),
        pytest.param(b"x = abc", [], id="three characters say nothing"),
        pytest.param(b"x klmnopqrst = 1", [], id="a part in the middle was not cut"),
        pytest.param(b"", [], id="no text"),
    ],
)
def test_cuts(text: bytes, spans: list[tuple[int, int]]) -> None:
    """An excerpt that cuts a neighbour's secret would otherwise print half of it."""
    value = b"abcdefghijklmnopqrst"
    assert [tuple(span) for span in Values([value], [value]).cuts(text)] == spans


def test_merged_keeps_what_only_touches_apart() -> None:
    """A key directly behind another one is still a second mark."""
    spans = [Span(4, 6), Span(0, 3), Span(2, 4)]
    assert merged(spans) == [Span(0, 4), Span(4, 6)]


STEMS = {b"keyABCDEFGHIJ": 8, b"keyABCDEFxyz": 8, b"other1234567": 8}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        pytest.param(b"x keyABCDEFGHI y", [(2, 14)], id="all but the last"),
        pytest.param(b"keyABCDEFx", [(0, 10)], id="of those that begin alike the nearest"),
        pytest.param(b"keyABCDE!", [(0, 8)], id="just enough of it"),
        pytest.param(b"keyABCD", [], id="too little of it"),
        pytest.param(b"keyABCDEFGHIJ!", [(0, 13)], id="all of it"),
        pytest.param(b"keyABCDEFGHIJK keyABCDEFxyz", [(0, 13), (15, 27)], id="two"),
        pytest.param(b"otherABC", [], id="the beginning of the beginning"),
    ],
)
def test_stems(text: bytes, spans: list[tuple[int, int]]) -> None:
    """A copy without its last characters leaves almost nothing to guess."""
    values = Values((), stems=STEMS)
    assert [(span.start, span.end) for span in merged(values.hits(text))] == spans
