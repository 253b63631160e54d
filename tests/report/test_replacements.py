"""The file for `git filter-repo --replace-text`, read as that program reads it."""

from __future__ import annotations

import io
import re

import pytest

from report.outcomes import PASSWORD, PEM, STRIPE, outcome
from stanch.report.replacements import replacements
from tokens import body, stripe

ONE = stripe()
DASHES = "-" * 5
KEY = f"""{DASHES}BEGIN RSA PRIVATE KEY{DASHES}
{body(64)}
{body(64, seed=1)}
{DASHES}END RSA PRIVATE KEY{DASHES}"""


def applied(text: str, data: bytes) -> bytes:
    """What the program makes of a file: its documentation tells how a line is read."""
    for line in text.encode().splitlines():
        what, _, instead = line.rpartition(b"==>")
        if what.startswith(b"regex:"):
            data = re.sub(what.removeprefix(b"regex:"), instead, data)
        else:
            data = data.replace(what.removeprefix(b"literal:"), instead)
    return data


def written(*outcomes: object) -> str:
    """The file."""
    out = io.StringIO()
    replacements(outcomes).write(out)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "file", "left"),
    [
        pytest.param(ONE, f"a = '{ONE}'\n", "a = '***REMOVED***'\n", id="a token"),
        pytest.param("a==>b" + ONE, f"a==>b{ONE}", "***REMOVED***", id="an arrow inside"),
        pytest.param("regex:.*" + ONE, f"x regex:.*{ONE}", "x ***REMOVED***", id="a prefix inside"),
        pytest.param(KEY, KEY.replace("\n", "\r\n  "), "***REMOVED***", id="a key, wrapped anew"),
        pytest.param(f"{ONE}é€", f"<{ONE}é€>", "<***REMOVED***>", id="no ASCII"),
        pytest.param(
            f"{ONE}\x01\t|", f"<{ONE}\x01\t|>", "<***REMOVED***>", id="control characters"
        ),
    ],
)
def test_a_value_goes(value: str, file: str, left: str) -> None:
    """What stays after the rewriting is thought to be gone."""
    text = written(outcome(PEM if value is KEY else STRIPE, value))
    assert applied(text, file.encode()).decode() == left
    assert text.isascii()
    assert len(text.splitlines()) == 1


def test_the_longest_goes_first() -> None:
    """Else the rest of the longer one would stay behind."""
    text = written(outcome(STRIPE, ONE), outcome(STRIPE, f"{ONE}{body(9)}"), outcome(STRIPE, ONE))
    assert applied(text, f"{ONE}{body(9)} {ONE}".encode()) == b"***REMOVED*** ***REMOVED***"
    assert len(text.splitlines()) == 2


def test_words_stay_whole() -> None:
    """A password may be a part of a word; a short one would tear up everything."""
    made = replacements(
        [outcome(PASSWORD, "sesameseed", weak=True), outcome(PASSWORD, "tiger", weak=True)]
    )
    assert made.left_out == 1
    (line,) = made.lines
    assert applied(line, b"'sesameseed' sesameseeds tiger") == b"'***REMOVED***' sesameseeds tiger"
