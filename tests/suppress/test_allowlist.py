from __future__ import annotations

from datetime import date
from time import perf_counter
from typing import TypedDict

import pytest

from stanch.errors import ConfigError
from stanch.suppress.allowlist import Allow
from suppress.made import finding, finding_in, rule


class Criteria(TypedDict, total=False):
    paths: tuple[str, ...]
    rules: tuple[str, ...]
    secrets: tuple[str, ...]
    lines: tuple[str, ...]
    stopwords: tuple[str, ...]
    until: date


@pytest.mark.parametrize(
    ("criteria", "is_covered"),
    [
        pytest.param({"paths": ("tests/",)}, True, id="its folder"),
        pytest.param({"paths": ("docs/",)}, False, id="another folder"),
        pytest.param({"paths": ("tests/", "!*.py")}, False, id="taken back by a later glob"),
        pytest.param({"rules": ("x", "acme-key")}, True, id="one of the rules"),
        pytest.param({"rules": ("acme",)}, False, id="part of a rule's id"),
        pytest.param({"rules": ("acme-old",)}, True, id="a former id"),
        pytest.param({"secrets": ("Sample",)}, True, id="found within"),
        pytest.param({"secrets": ("^Sample",)}, False, id="an anchor"),
        pytest.param({"secrets": ("no", r"\d{3}$")}, True, id="one of the patterns"),
        pytest.param({"stopwords": ("sAMPLe",)}, True, id="a word in another case"),
        pytest.param({"stopwords": ("smple",)}, False, id="no word"),
        pytest.param(
            {"paths": ("tests/",), "rules": ("acme-key",), "stopwords": ("sample",)},
            True,
            id="all criteria",
        ),
        pytest.param(
            {"paths": ("docs/",), "rules": ("acme-key",), "stopwords": ("sample",)},
            False,
            id="all but the path",
        ),
        pytest.param(
            {"paths": ("tests/",), "rules": ("x",), "secrets": ("Sample",)},
            False,
            id="all but the rule",
        ),
        pytest.param(
            {"rules": ("acme-key",), "stopwords": ("sample",), "secrets": ("no",)},
            False,
            id="all but the pattern",
        ),
        pytest.param(
            {"rules": ("acme-key",), "stopwords": ("no",), "secrets": ("Sample",)},
            False,
            id="all but the word",
        ),
    ],
)
def test_every_criterion_must_fit(criteria: Criteria, *, is_covered: bool) -> None:
    """With OR, an entry meant for one rule in one folder would silence the whole rule."""
    found = finding("a-Sample-123", "tests/a.py", rule("acme-key", "acme-old"))
    assert Allow(where="c", **criteria).covers(found) is is_covered


@pytest.mark.parametrize(
    "criteria",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"until": date(2027, 1, 1)}, id="only a day"),
        pytest.param({"stopwords": ("",)}, id="an empty word"),
        pytest.param({"secrets": ("",)}, id="an empty pattern"),
        pytest.param({"lines": ("",)}, id="an empty pattern for lines"),
        pytest.param({"rules": ("a", "")}, id="an empty rule"),
        pytest.param({"paths": ("",)}, id="an empty glob"),
        pytest.param({"paths": ("[a",)}, id="a malformed glob"),
    ],
)
def test_accidents_are_errors(criteria: Criteria) -> None:
    """Each of these would accept every finding, or none, without a word."""
    with pytest.raises(ConfigError, match=r"^c\.yaml: "):
        Allow(where="c.yaml", **criteria)


@pytest.mark.parametrize(
    ("criteria", "is_covered"),
    [
        pytest.param({"lines": ("^key = ", "no")}, True, id="what stands before it"),
        pytest.param({"lines": ("# a sample$",)}, True, id="what stands behind it"),
        pytest.param({"lines": ("^Sample", "other")}, False, id="neither: another line"),
        pytest.param({"lines": ("^key",), "secrets": ("no",)}, False, id="its line, not the value"),
    ],
)
def test_the_lines_round_a_secret(criteria: Criteria, *, is_covered: bool) -> None:
    """A comment or a name says what a value is; the next line says nothing about it."""
    found = finding_in("other\nkey = Sample-123  # a sample\nnext", "Sample-123")
    assert Allow(where="c", **criteria).covers(found) is is_covered


@pytest.mark.parametrize("pattern", ["(", "a|", "x*", "(?P<a>"])
def test_wrong_patterns_are_errors(pattern: str) -> None:
    """A trailing `|` is the classic that silences a scanner."""
    allow = Allow(where="c.yaml", secrets=(pattern,))
    with pytest.raises(ConfigError, match=r"^c\.yaml: secrets: "):
        allow.check()


def test_a_pattern_without_end_does_not_hold() -> None:
    """Catastrophic patterns must cost a moment, not a commit, and must not accept."""
    allow = Allow(where="c", secrets=(r"^(([a-z])+.)+[A-Z]([a-z])+$",))
    start = perf_counter()
    assert not allow.covers(finding("a" * 5000))
    assert perf_counter() - start < 5


def test_bytes_that_are_no_text() -> None:
    """Secrets may be any bytes."""
    assert Allow(where="c", stopwords=("key",)).covers(finding(b"\xff\x00KEY\xfe"))
