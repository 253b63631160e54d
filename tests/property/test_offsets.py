"""The law of places: what a location cuts out of its excerpt is exactly the secret."""

from __future__ import annotations

import codecs

from hypothesis import assume, given
from hypothesis import strategies as st

import fakes
from stanch.engine.scan import examine, finding
from stanch.model.blob import Blob
from stanch.model.finding import Finding
from stanch.model.place import Lines, Span
from tokens import token

ACME = fakes.engine(fakes.rule())
lines = st.lists(
    st.one_of(st.text("ab é文😀\t", max_size=12).map(str.encode), st.binary(max_size=9)), max_size=7
)
ends = st.sampled_from([b"\n", b"\r\n", b"\n\n"])
seeds = st.integers(0, 50)


def findings(data: bytes) -> list[Finding]:
    made = [finding(s.view, one) for s in examine(ACME, Blob("a", data)) for one in s.judged]
    return [one for one in made if one]


def key(seed: int) -> bytes:
    return token("acme_", 20, seed=seed).encode()


@given(lines, lines, ends, st.lists(seeds, min_size=1, max_size=3))
def test_an_excerpt_cuts_out_the_secret(
    before: list[bytes], after: list[bytes], end: bytes, which: list[int]
) -> None:
    """One byte beside it, and a report would show the end of a secret."""
    middle = [b"k = " + key(seed) + b" ;" for seed in which]
    data = end.join([*before, *middle, *after])
    assume(b"\0" not in data)
    assume(not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))
    found = findings(data)
    assert [one.secret.reveal() for one in found] == [key(seed) for seed in which]
    for one in found:
        (place,) = one.locations
        text, span = place.excerpt.text.reveal(), place.excerpt.span
        assert text[span.start : span.end] == one.secret.reveal()
        assert text in data


@given(lines, lines, ends, seeds)
def test_line_and_column_lead_to_the_secret(
    before: list[bytes], after: list[bytes], end: bytes, seed: int
) -> None:
    """An editor opens at `path:line:col`; columns count characters, as editors do."""
    data = end.join([*before, b"k = " + key(seed), *after])
    assume(b"\0" not in data)
    assume(not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))
    (one,) = findings(data)
    (place,) = one.locations
    line = data.split(b"\n")[place.start.line - 1].decode("utf-8", "surrogateescape")
    cut = line[place.start.column - 1 : place.end.column - 1]
    assert cut.encode("utf-8", "surrogateescape") == one.secret.reveal()
    assert place.start.line == place.end.line


@given(st.binary(max_size=80), st.data())
def test_any_offset_has_a_position_that_leads_back(data: bytes, draw: st.DataObject) -> None:
    """Bytes that are no text have lines and columns too."""
    offset = draw.draw(st.integers(0, len(data)))
    position = Lines(data).position(offset)
    starts = [0, *(n + 1 for n, byte in enumerate(data) if byte == 10)]
    assert starts[position.line - 1] <= offset
    assert position.line == len(starts) or offset < starts[position.line]
    text = data[starts[position.line - 1] : offset].decode("utf-8", "surrogateescape")
    assert position.column == len(text) + 1


@given(st.binary(max_size=300), st.integers(0, 40), st.data())
def test_an_excerpt_of_any_span(data: bytes, around: int, draw: st.DataObject) -> None:
    """A line of a megabyte is cut, and never inside the span."""
    assume(data)
    start = draw.draw(st.integers(0, len(data) - 1))
    span = Span(start, draw.draw(st.integers(start + 1, len(data))))
    excerpt = Lines(data).excerpt(span, around=around)
    text = excerpt.text.reveal()
    assert text[excerpt.span.start : excerpt.span.end] == data[span.start : span.end]
    assert len(text) <= len(data[span.start : span.end]) + 2 * around


@given(
    st.text("ab é文😀\n", max_size=30), seeds, st.sampled_from(["utf-16", "utf-32", "utf-8-sig"])
)
def test_places_in_wide_text_are_those_of_its_characters(
    before: str, seed: int, encoding: str
) -> None:
    """The file in an editor has these lines and columns, whatever bytes it is stored in."""
    text = f"{before}\nk = {key(seed).decode()}\n"
    (one,) = findings(text.encode(encoding))
    (place,) = one.locations
    line = text.split("\n")[place.start.line - 1]
    assert line[place.start.column - 1 : place.end.column - 1] == key(seed).decode()
