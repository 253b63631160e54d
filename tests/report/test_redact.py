from __future__ import annotations

from base64 import b64encode
from time import process_time

import pytest

from report.outcomes import PASSWORD, PEM, STRIPE, location, outcome, rule
from stanch.model.outcome import Outcome
from stanch.model.place import Span
from stanch.model.rule import Detector, Rule
from stanch.model.secret import Secret
from stanch.report.look import Look
from stanch.report.redact import MARK, Redactor, length, redacted
from tokens import BASE62, HEX, body, github, stripe, token

LIVE = "sk" + "_live_"
BEGIN = "-----BEGIN RSA PRIVATE KEY-----"
LINES = [body(64, seed=n) for n in range(3)]
KEY = "\n".join([BEGIN, *LINES, "-----END RSA PRIVATE KEY-----"])


@pytest.mark.parametrize(
    ("of", "value", "shown"),
    [
        pytest.param(STRIPE, LIVE + body(32), LIVE + body(32)[:6] + "…", id="prefix and six"),
        pytest.param(STRIPE, LIVE + body(20), LIVE + body(20)[:2] + "…", id="less of less"),
        pytest.param(STRIPE, LIVE + body(12), LIVE + "…", id="nothing where the rest is short"),
        pytest.param(STRIPE, LIVE + "ab" * 30, LIVE + "…", id="nothing where the rest is weak"),
        pytest.param(STRIPE, LIVE, MARK, id="a value that is only the prefix"),
        pytest.param(STRIPE, LIVE + "ü" * 40, LIVE + "…", id="no bytes that are not ASCII"),
        pytest.param(STRIPE, LIVE + "a\x1b" + body(40), LIVE + "a…", id="no control character"),
        pytest.param(rule(), body(40), body(40)[:6] + "…", id="no prefix, but long"),
        pytest.param(rule(), body(24), MARK, id="no prefix: a person may have chosen it"),
        pytest.param(rule(), body(32, HEX), MARK, id="hexadecimal holds less"),
        pytest.param(rule(), "correct horse battery staple", MARK, id="a sentence"),
        pytest.param(PEM, KEY, BEGIN + "…", id="a private key: its first line"),
        pytest.param(PEM, KEY.replace("\n", "\\n"), BEGIN + "…", id="the same in one line"),
        pytest.param(PEM, "\n" + KEY, MARK, id="several lines that begin with something else"),
        pytest.param(rule(prefix="\x1bx"), "\x1bx" + body(40), MARK, id="a prefix that acts"),
    ],
)
def test_redacted(of: Rule, value: str, shown: str) -> None:
    """What is shown goes into logs that many people read."""
    assert redacted(Secret(value.encode()), of, weak=False) == shown


@pytest.mark.parametrize("value", [LIVE + body(32), KEY, "tulip"])
def test_nothing_of_a_weak_value_is_shown(value: str) -> None:
    """Two characters of a word are enough to guess it."""
    assert redacted(Secret(value.encode()), STRIPE, weak=True) == MARK


def test_a_detected_value_counts_as_chosen_by_a_person() -> None:
    """The generic detectors also find sentences."""
    of = rule(prefix=LIVE, detector=Detector.ASSIGNMENT)
    assert redacted(Secret((LIVE + body(20)).encode()), of, weak=False) == LIVE + "…"


@pytest.mark.parametrize("size", range(1, 200, 7))
@pytest.mark.parametrize("alphabet", [BASE62, HEX, "01"])
def test_at_most_a_quarter_is_shown(size: int, alphabet: str) -> None:
    """The law of redaction, over lengths and alphabets."""
    variable = body(size, alphabet)
    shown = redacted(Secret((LIVE + variable).encode()), STRIPE, weak=False)
    assert shown.endswith("…")
    visible = shown.removesuffix("…").removeprefix(LIVE)
    assert variable.startswith(visible)
    assert len(visible) <= min(6, size // 4)


def test_length_counts_characters() -> None:
    """The length stands beside columns, which count characters too."""
    assert length(Secret("größe".encode() + b"\xff")) == 6


def found(of: Rule, value: str, *, weak: bool = False, before: str = "k=") -> Outcome:
    data = (before + value).encode()
    return outcome(of, value, location("a.py", data, value.encode()), weak=weak)


@pytest.mark.parametrize(
    ("values", "text", "clean"),
    [
        pytest.param([body(32)], f"a {body(32)}b", "a ***b", id="anywhere in a text"),
        pytest.param([body(32)], f"\ud800{body(32)}\udcff", "\\ud800***\udcff", id="odd bytes"),
        pytest.param([body(32)], f"a {body(31)}", f"a {body(31)}", id="nothing else"),
        pytest.param([KEY], f"see {LINES[1]} there", "see *** there", id="one line of many"),
        pytest.param([KEY], KEY, "***", id="the whole of many lines"),
        pytest.param([KEY], f"a {BEGIN} is a header", f"a {BEGIN} is a header", id="a header"),
        pytest.param([KEY.replace("\n", "\\n")], f"{LINES[0]}", "***", id="escaped line ends"),
        pytest.param([KEY.replace("\n", "\r\n")], f"{LINES[0]}\n", "***\n", id="CRLF"),
        pytest.param(["test"], "tests/test/a", "tests/***/a", id="a word, alone"),
        pytest.param(["größe!"], "die größe! so", "die ***! so".replace("!", ""), id="UTF-8"),
        pytest.param(["abcdefgh", "efghijkl"], "abcdefghijkl", "***", id="overlapping"),
        pytest.param(["abcdef", "abcdefghij"], "abcdefghij", "***", id="one begins the other"),
        pytest.param(["   "], "a    b", "a    b", id="spaces are no secret"),
        pytest.param([], "a text", "a text", id="no secret"),
    ],
)
def test_text(values: list[str], text: str, clean: str) -> None:
    """Every text of a report passes here."""
    assert Redactor([found(PASSWORD, value) for value in values]).text(text) == clean


def test_what_is_known_besides_the_value() -> None:
    """An encoded place and the other half of a pair hold as much as the value."""
    plain, encoded, half = body(32, seed=1), body(44, seed=2), body(20, seed=3)
    of = outcome(
        PASSWORD,
        plain,
        location("a", f"x={encoded}".encode(), encoded.encode()),
        companions=(location("a", f"id={half}".encode(), half.encode()),),
    )
    assert Redactor([of]).text(f"{plain} {encoded} {half}") == "*** *** ***"


def test_weak_words_stay_in_the_text_of_rules() -> None:
    """Hiding the password `postgres` in a rule's name would tell what it is."""
    strong = body(32)
    redactor = Redactor([found(PASSWORD, "postgres", weak=True), found(PASSWORD, strong)])
    assert redactor.words(f"postgres {strong}") == f"postgres {MARK}"
    assert redactor.text("postgres") == MARK


def test_show_leaves_all() -> None:
    """--show-secrets is asked for by a person who wants to see."""
    value = LIVE + body(32)
    of = found(STRIPE, value)
    redactor = Redactor([of], show=True)
    assert redactor.text(value) == value
    assert redactor.secret(of.finding) == value
    line = redactor.line(of.finding, of.finding.locations[0])
    assert line.secret == value


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        pytest.param(body(32)[2:20], LIVE + body(32)[:2] + "…", id="that begins in what is shown"),
        pytest.param(body(32)[:12], LIVE + "…", id="that begins with it"),
        pytest.param(body(32)[10:20], LIVE + body(32)[:6] + "…", id="in the hidden part"),
    ],
)
def test_a_secret_inside_a_secret(inner: str, shown: str) -> None:
    """A weak password in a longer value would otherwise be shown by the longer one."""
    outer = found(STRIPE, LIVE + body(32))
    redactor = Redactor([outer, found(PASSWORD, inner, weak=True)])
    assert redactor.secret(outer.finding) == shown


def test_line_hides_the_neighbours() -> None:
    """Two tokens on a line: a report of one must not print the other."""
    first, second = stripe(1), github(2)
    data = f"import os\nuse('{first}', '{second}')\n".encode()
    one = outcome(STRIPE, first, location("a.py", data, first.encode()))
    two = outcome(rule(), second, location("a.py", data, second.encode()))
    redactor = Redactor([one, two])
    line = redactor.line(one.finding, one.finding.locations[0])
    shown = redactor.secret(one.finding)
    assert line == ("use('", shown, f"', '{MARK}')", 1)


def test_line_hides_a_neighbour_cut_by_the_excerpt() -> None:
    """An excerpt ends 400 bytes from the secret, perhaps in the middle of another one."""
    first, second = stripe(1), body(60, seed=2)
    data = (second + " " * 370 + first + " " * 370 + second).encode()
    one = outcome(STRIPE, first, location("a.js", data, first.encode()))
    two = outcome(rule(), second, location("a.js", data, second.encode()))
    text = one.finding.locations[0].excerpt.text.reveal()
    assert second.encode() not in text
    line = Redactor([one, two]).line(one.finding, one.finding.locations[0])
    assert (line.before.strip(), line.after.strip()) == (MARK, MARK)


def test_line_of_overlapping_secrets() -> None:
    """What of a neighbour reaches out of the secret is a fragment of that neighbour."""
    text = body(40)
    data = f"x {text} y".encode()
    one = outcome(rule(), text[:24], location("a", data, text[:24].encode()))
    two = outcome(rule(), text[12:], location("a", data, text[12:].encode()))
    line = Redactor([one, two]).line(one.finding, one.finding.locations[0])
    assert (line.before, line.after) == ("x ", " y")


def looks(*values: str) -> Look:
    """Sees these values, wherever they stand."""

    def look(data: bytes, path: str = "") -> list[Span]:
        starts = [(data.find(v.encode()), len(v.encode())) for v in values]
        return [Span(start, start + size) for start, size in starts if start >= 0]

    return look


def test_what_the_run_did_not_report() -> None:
    """An old key on a changed line is no finding, and stands in the line of the new one."""
    new, old = stripe(1), github(2)
    data = f"use('{old}', '{new}')".encode()
    of = outcome(STRIPE, new, location("a.py", data, new.encode()))
    redactor = Redactor([of], look=looks(old))
    line = redactor.line(of.finding, of.finding.locations[0])
    assert (line.before, line.after) == (f"use('{MARK}', '", "')")
    for text in (redactor.text, redactor.words):
        assert text(f"replaces {old}") == f"replaces {MARK}"
    assert redactor.name(old) == old
    shown = Redactor([of], look=looks(old), show=True)
    assert shown.text(old) == old
    assert old in shown.line(of.finding, of.finding.locations[0]).before


def test_a_look_is_told_the_file() -> None:
    """Some rules hold for a file of one name; the line of another text has no name."""
    paths = []

    def look(data: bytes, path: str = "") -> list[Span]:
        paths.append(path)
        return []

    value = stripe(1)
    of = outcome(
        STRIPE,
        value,
        location(".npmrc", value.encode(), value.encode()),
        location(value, value.encode(), value.encode(), part="name"),
    )
    redactor = Redactor([of], look=look)
    for place in of.finding.locations:
        redactor.line(of.finding, place)
    assert paths == [".npmrc", ""]


VALUE = stripe(7)
BODY = VALUE.removeprefix(LIVE)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(VALUE[:-2], id="without the last two"),
        pytest.param(VALUE[: len(LIVE) + 12], id="twelve characters"),
        pytest.param(b64encode(VALUE.encode()).decode(), id="in base64"),
        pytest.param(b64encode(f"u:{VALUE}".encode()).decode(), id="in base64, behind a name"),
        pytest.param(b64encode(f"me:{VALUE};".encode()).decode(), id="the same, other bits"),
    ],
)
def test_copies_of_a_value(copy: str) -> None:
    """What is nearly the value, or is the value to every program that reads it."""
    of = found(STRIPE, VALUE)
    assert copy[6:-6] not in Redactor([of]).text(f"was {copy} before")
    data = f"was='{copy}'; k='{VALUE}'".encode()
    beside = outcome(STRIPE, VALUE, location("a", data, VALUE.encode() + b"'"))
    line = Redactor([beside]).line(beside.finding, beside.finding.locations[0])
    assert copy[6:-6] not in line.before


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(BODY, id="without its prefix"),
        pytest.param(BODY[4:], id="its end"),
        pytest.param(BODY[:15] + "_" + BODY[16:], id="with a character changed"),
        pytest.param(b64encode(VALUE[:-6].encode()).decode(), id="the beginning in base64"),
    ],
)
def test_parts_of_a_value_on_its_line(copy: str) -> None:
    """People write the old key beside the new one, with something changed."""
    data = f"was='{copy}'; k='{VALUE}'; now='{copy}'".encode()
    of = outcome(STRIPE, VALUE, location("a", data, f"{VALUE}'".encode()))
    line = Redactor([of]).line(of.finding, of.finding.locations[0])
    for side in (line.before, line.after):
        assert not any(copy[at : at + 12] in side for at in range(len(copy) - 11))
        assert MARK in side


def test_what_is_too_little_for_a_copy() -> None:
    """Chance and the vendor's prefix are no copies."""
    text = f"{LIVE} and {BODY[:11]}"
    assert Redactor([found(STRIPE, VALUE)]).text(text) == text


def test_copies_of_a_weak_value_stay() -> None:
    """The beginning of a word is another word."""
    redactor = Redactor([found(PASSWORD, "administrator-2", weak=True)])
    assert redactor.text("administrators") == "administrators"


def test_a_word_cut_by_the_excerpt_is_hidden() -> None:
    """The rest of an unreported key has no form by which a rule would know it."""
    cut, value = body(60, seed=3), stripe(1)
    data = f"{cut}{' ' * 370}{value}{' ' * 370}{cut}".encode()
    of = outcome(STRIPE, value, location("a.js", data, value.encode()))
    line = Redactor([of]).line(of.finding, of.finding.locations[0])
    assert (line.before.strip(), line.after.strip()) == (MARK, MARK)
    whole = f"{cut} {value} {cut}".encode()
    of = outcome(STRIPE, value, location("a.js", whole, value.encode()))
    line = Redactor([of]).line(of.finding, of.finding.locations[0])
    assert (line.before, line.after) == (f"{cut} ", f" {cut}")


@pytest.mark.parametrize(
    ("line", "after"),
    [
        pytest.param("k = 'tulip7\"<\\x9c0@,w'  # x", "***'  # x", id="the rest of a string"),
        pytest.param('k = "tulip7 and more" + y', '***" + y', id="words of it"),
        pytest.param("k = 'tulip7', 'other'", "', 'other'", id="it ends with the secret"),
        pytest.param("k = 'tulip7 without an end", " without an end", id="no other quote"),
        pytest.param("k = tulip7 'other'", " 'other'", id="no quote before it"),
        pytest.param("tulip7 'other'", " 'other'", id="nothing before it"),
    ],
)
def test_the_rest_of_a_string_is_hidden(line: str, after: str) -> None:
    """A rule may stop at a sign that belongs to the value, which would stand there readable."""
    place = location("a.py", f"{line}\n".encode(), b"tulip7")
    one = outcome(PASSWORD, "tulip7", place, weak=True)
    shown = Redactor([one]).line(one.finding, place)
    assert (shown.secret, shown.after) == (MARK, after)


def test_line_of_several_lines_and_of_an_encoded_value() -> None:
    """Only the first line of a key is drawn; what is encoded in the file is not shown decoded."""
    key = outcome(PEM, KEY, location("a", f'k = """{KEY}"""'.encode(), KEY.encode()))
    line = Redactor([key]).line(key.finding, key.finding.locations[0])
    assert line == ('k = """', BEGIN + "…", "", 5)
    encoded = outcome(STRIPE, stripe(), location("a", b"k = " + body(60).encode(), b"k"))
    assert Redactor([encoded]).line(encoded.finding, encoded.finding.locations[0]).secret == MARK


def test_line_without_an_excerpt() -> None:
    """A source may know the place and not the text."""
    of = outcome(STRIPE, stripe(), location("a", b"x", b""))
    redactor = Redactor([of])
    line = redactor.line(of.finding, of.finding.locations[0])
    assert line == ("", redactor.secret(of.finding), "", 1)


def test_twenty_thousand_secrets() -> None:
    """A history may hold that many, and each text of its report is searched for all of them."""
    keys = [token(LIVE, 24 + n % 40, seed=n) for n in range(20_000)]
    redactor = Redactor([found(STRIPE, key) for key in keys])
    text = " ".join(["lorem ipsum dolor sit amet"] * 10_000 + keys[:500])
    start = process_time()
    clean = redactor.text(text)
    assert process_time() - start < 5  # 0.1 s; an alternation of the values takes minutes
    assert clean.count(MARK) == 500
