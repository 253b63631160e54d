from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.model.place import Lines, Position
from stanch.suppress.inline import covering, markers
from stanch.suppress.marker import Marker
from suppress.made import TODAY, finding_in, rule

SECRET = "hunter2-hunter2"


def covered(text: str, *, of: str = "acme-key", part: str = "content") -> bool:
    (location,) = (found := finding_in(text, SECRET, of, part)).locations
    return covering(markers(text.encode()), found.rule, location, TODAY) is not None


@pytest.mark.parametrize(
    ("tail", "rules", "until", "text"),
    [
        pytest.param("", (), None, "", id="the word alone"),
        pytest.param(" acme-key", ("acme-key",), None, "", id="a rule"),
        pytest.param(" a-b,c.d,e_f", ("a-b", "c.d", "e_f"), None, "", id="several rules"),
        pytest.param(" a-b, c.d", ("a-b", "c.d"), None, "", id="a blank behind the comma"),
        pytest.param(" until=2027-01-31", (), date(2027, 1, 31), "", id="a last day"),
        pytest.param(" -- test key", (), None, "test key", id="a reason"),
        pytest.param(" -- it's a -- b", (), None, "it's a -- b", id="a reason with signs"),
        pytest.param(" -- ключ", (), None, "ключ", id="a reason in another script"),
        pytest.param(
            " acme-key until=2027-01-31 --  a  b ",
            ("acme-key",),
            date(2027, 1, 31),
            "a b",
            id="everything",
        ),
        pytest.param("\r", (), None, "", id="CRLF"),
        pytest.param(" --", (), None, "", id="an empty reason"),
        pytest.param(".", (), None, "", id="a full stop"),
        pytest.param(" acme-key)", ("acme-key",), None, "", id="in brackets"),
        pytest.param(" acme-key */ f(x);", ("acme-key",), None, "", id="C"),
        pytest.param("*/", (), None, "", id="C without a blank"),
        pytest.param(" -- why */ f(x);", (), None, "why", id="C with a reason"),
        pytest.param(" -- why -->", (), None, "why", id="HTML"),
        pytest.param("-->", (), None, "", id="HTML without a blank"),
        pytest.param(" -- why --!>", (), None, "why", id="HTML as browsers read it"),
        pytest.param(" acme-key #}", ("acme-key",), None, "", id="Jinja"),
        pytest.param(" acme-key %}", ("acme-key",), None, "", id="Liquid"),
        pytest.param(" acme-key --}}", ("acme-key",), None, "", id="Handlebars"),
        pytest.param(" acme-key %>", ("acme-key",), None, "", id="ERB"),
        pytest.param(" acme-key ?>", ("acme-key",), None, "", id="PHP"),
        pytest.param(" acme-key *)", ("acme-key",), None, "", id="OCaml"),
        pytest.param(" acme-key |#", ("acme-key",), None, "", id="Lisp"),
        pytest.param(" acme-key -}", ("acme-key",), None, "", id="Haskell"),
        pytest.param(" acme-key ]]>", ("acme-key",), None, "", id="CDATA"),
        pytest.param(" acme-key --]]", ("acme-key",), None, "", id="Lua"),
    ],
)
def test_forms(tail: str, rules: tuple[str, ...], until: date | None, text: str) -> None:
    """Each is a way in which people write a marker; one unread is a commit blocked for nothing."""
    (marker,) = markers(f"x = 1  # stanch:allow{tail}\ny = 2".encode())
    assert (marker.rules, marker.until, marker.text, marker.broken) == (rules, until, text, "")


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(" until=2027-02-30", id="no such day"),
        pytest.param(" until=tomorrow", id="no date"),
        pytest.param(" until=", id="an empty date"),
        pytest.param(" until=2027-0\u0661-01", id="digits of another script"),
        pytest.param(" until=2027-01-01 until=2028-01-01", id="two dates"),
        pytest.param(" util=2027-01-01", id="a misspelt field"),
        pytest.param(" owner=ada", id="a field of the baseline"),
        pytest.param(" this is only a test", id="a reason without dashes"),
        pytest.param(" until=2027-01-01 acme-key", id="a rule behind the date"),
        pytest.param(" until=2026-02-28", id="a day that is over"),
        pytest.param(" -- until=2027-01-01", id="a day behind the dashes"),
        pytest.param(" -- a sample (until=2027-01-01)", id="a day in the reason"),
        pytest.param(" -- Until=2027-01-01", id="a day in capitals"),
        pytest.param(" until:2027-01-01", id="a colon"),
        pytest.param(" until 2027-01-01", id="no sign"),
        pytest.param(" until = 2027-01-01", id="blanks round the sign"),
        pytest.param(" (until=2027-01-01)", id="brackets"),
        pytest.param(",until=2027-01-01", id="a comma"),
        pytest.param(" acme-key,until=2027-01-01", id="a comma behind a rule"),
        pytest.param(" " * 1000 + "until=2020-01-01", id="a head too long to read"),
    ],
)
def test_what_is_not_understood_does_not_hold(tail: str) -> None:
    """A typo in a date must bring the finding back, with a word about it, not silence it."""
    text = f"key = {SECRET}  # stanch:allow{tail}"
    (marker,) = markers(text.encode())
    assert marker.problem(TODAY)
    assert not covered(text)


@pytest.mark.parametrize(
    "word",
    ["stanch:allow-begn", "stanch:allow-block", "stanch:allowed", "xstanch:allow", "stanch:allow:x",
     "Stanch:Allow", "STANCH:ALLOW", "stanch: allow", "stanch :allow", "stanch : allow",
     "stanch:alow", "stanch:alllow", "stanch:allwo", "stanch:ignore", "stanch:disable",
     "stanch:skip", "stanch;allow", "stanch-allow", "stanch::allow", "stanch allow",
     "staunch:allow", "stach:allow", "stanhc:allow"],
)  # fmt: skip
def test_a_misspelt_marker_is_told_and_does_not_hold(word: str) -> None:
    """`stanch:allow-block` of a later version must not act as a marker for one line now."""
    text = f"é = {SECRET}  # {word} -- a reason"
    (marker,) = markers(text.encode())
    assert "misspelt" in marker.problem(TODAY)
    assert Lines(text.encode()).position(marker.offset) == Position(marker.line, marker.column)
    assert not covered(text)
    assert covered(f"{text} stanch:allow")


@pytest.mark.parametrize(
    "word",
    ["my-stanch:allow", "leaks:allow", "my-gitleaks:allow", "branch:allow", "stanch: found",
     "stanch allows it", "stanch scan", "use stanch - it is fast", "stanch.yaml: allow: x",
     "policy:allow", ":allow", "stanch", "disallow: /stanch"],
)  # fmt: skip
def test_other_words_are_no_markers(word: str) -> None:
    """A warning about every mention of the program would be read by nobody."""
    assert markers(f"key = {SECRET}  # {word}".encode()) == ()


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        pytest.param(f"key = {SECRET}  # stanch:allow", True, id="behind it"),
        pytest.param(f"/* stanch:allow */ key = {SECRET}", True, id="before it"),
        pytest.param(f"# stanch:allow\nkey = {SECRET}", True, id="on the line above"),
        pytest.param(f"# stanch:allow -- ok\r\nkey = {SECRET}", True, id="above with CRLF"),
        pytest.param(f"\ufeff# stanch:allow\nkey = {SECRET}", True, id="above behind a BOM"),
        pytest.param(f"<!-- stanch:allow -->\n<key>{SECRET}", True, id="above in HTML"),
        pytest.param(f"<!--stanch:allow-->\n<key>{SECRET}", True, id="above in terse HTML"),
        pytest.param(f"--stanch:allow--\nSET key = {SECRET}", True, id="above in terse SQL"),
        pytest.param(f'"//": "stanch:allow",\n"key": "{SECRET}"', True, id="above in JSON"),
        pytest.param(f'"_comment": "stanch:allow",\n"k": "{SECRET}"', True, id="above in a field"),
        pytest.param(f"REM stanch:allow\nset key={SECRET}", True, id="above in a batch file"),
        pytest.param(f'{{"n": "stanch:allow", "k": "{SECRET}"}}', True, id="in JSON"),
        pytest.param(f"# stanch:allow\n\nkey = {SECRET}", False, id="two lines above"),
        pytest.param(f"key = {SECRET}\n# stanch:allow", False, id="on the line below"),
        pytest.param(
            f"other = 'x'  # stanch:allow\nkey = {SECRET}", False, id="behind the line above"
        ),
        pytest.param(
            f"/* stanch:allow */ other = 1;\nkey = {SECRET}", False, id="before the line above"
        ),
        pytest.param(
            f"имя = 1  # stanch:allow\nkey = {SECRET}", False, id="behind code of another script"
        ),
        pytest.param(f"# stanch:allow acme-key\nkey = {SECRET}", True, id="its rule"),
        pytest.param(f"# stanch:allow old-key\nkey = {SECRET}", False, id="an unknown rule"),
        pytest.param(
            f"# stanch:allow x\nkey = {SECRET}  # stanch:allow acme-key", True, id="one of two"
        ),
        pytest.param(f"# stanch:allow until=2026-03-01\nkey = {SECRET}", True, id="its last day"),
    ],
)
def test_reach(text: str, *, is_covered: bool) -> None:
    """A marker behind one secret must never silence the one on the next line."""
    assert covered(text) is is_covered


def test_former_id_counts() -> None:
    """An upgrade that renames a rule must not bring back what people accepted."""
    text = f"key = {SECRET}  # stanch:allow old-id"
    (location,) = finding_in(text, SECRET).locations
    assert covering(markers(text.encode()), rule("new-id", "old-id"), location, TODAY)


def test_part_of_the_secret_is_no_marker() -> None:
    """Otherwise a password that holds the word would excuse itself."""
    secret = f"{SECRET} stanch:allow {SECRET}"
    text = f"é = 1; key = {secret} # end"
    (location,) = (found := finding_in(text, secret)).locations
    assert covering(markers(text.encode()), found.rule, location, TODAY) is None
    text += " stanch:allow"
    assert covering(markers(text.encode()), found.rule, location, TODAY) is not None


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        pytest.param("BEGIN\nbody\nEND # stanch:allow", True, id="on the last line"),
        pytest.param("# stanch:allow\nBEGIN\nbody\nEND", True, id="above the first line"),
        pytest.param("x /*stanch:allow*/ BEGIN\nbody\nEND", True, id="on the first line"),
        pytest.param("BEGIN\nbody # stanch:allow\nEND", False, id="inside"),
        pytest.param("BEGIN\nbody\nEND\n# stanch:allow", False, id="below"),
    ],
)
def test_secret_of_several_lines(text: str, *, is_covered: bool) -> None:
    """A private key has no room for a comment but around it."""
    secret = text[text.index("BEGIN") : text.index("END") + 3]
    (location,) = (found := finding_in(text, secret)).locations
    assert (covering(markers(text.encode()), found.rule, location, TODAY) is not None) is is_covered


def test_secret_that_ends_with_its_line() -> None:
    """The line behind a final line feed is not one of the secret's lines."""
    text = "BEGIN\nEND\n# stanch:allow"
    (location,) = (found := finding_in(text, "BEGIN\nEND\n")).locations
    assert covering(markers(text.encode()), found.rule, location, TODAY) is None


def test_a_name_has_no_lines() -> None:
    """A secret in a file's name is at line 1 by convention; the text's markers do not mean it."""
    assert covered(f"{SECRET} # stanch:allow")
    assert not covered(f"{SECRET} # stanch:allow", part="name")


def test_reason_stops_at_the_quote_around_it() -> None:
    """In JSON the rest of the line holds the secret: it must not become part of a report."""
    (marker,) = markers(f'{{"n": "stanch:allow -- a sample", "k": "{SECRET}"}}'.encode())
    assert marker.text == "a sample"


def test_a_megabyte_on_one_line_takes_no_time() -> None:
    """A generated file must not stall a commit; what is not read is reported, never silent."""
    data = b"stanch:allow " * 80_000 + SECRET.encode()
    start = perf_counter()
    found = markers(data)
    assert perf_counter() - start < 2
    assert 0 < len(found) < 100


@given(st.text("a é€\r\n\t\"'-#/*=,.", max_size=60))
def test_place_is_that_of_lines(text: str) -> None:
    """Markers and secrets are compared by place, so both must count alike."""
    data = text.replace("a", "stanch:allow").encode()
    for marker in markers(data):
        assert data[marker.offset :].startswith(b"stanch:allow")
        assert Lines(data).position(marker.offset) == Position(marker.line, marker.column)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Scanned files are hostile: no bytes may end the run."""
    for marker in markers(b"\xff\n" + data + b" stanch:allow " + data):
        assert isinstance(marker, Marker)
