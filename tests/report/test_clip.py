from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from stanch.report.clip import breaks, clipped
from stanch.report.redact import SourceLine


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param(("a" * 5, "S" * 5, "b" * 5), "aaaaaSSSSSbbbbb", id="it fits"),
        pytest.param(("a" * 50, "S" * 5, ""), "…" + "a" * 14 + "SSSSS", id="long before"),
        pytest.param(("", "S" * 5, "b" * 50), "SSSSS" + "b" * 14 + "…", id="long behind"),
        pytest.param(("a" * 50, "S" * 5, "b" * 50), "…aaaaaaaaaSSSSSbbbb…", id="long both"),
        pytest.param(("a" * 50, "S" * 50, "b"), "S" * 19 + "…", id="the secret is too long"),
        pytest.param(("文" * 50, "S", ""), "…" + "文" * 9 + "S", id="wide characters"),
    ],
)
def test_clipped(line: tuple[str, str, str], shown: str) -> None:
    """The secret stays in sight in a minified file too."""
    result = clipped(SourceLine(*line, 1), 20)
    assert result.before + result.secret + result.after == shown


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_clipped_fits(before: str, secret: str, after: str) -> None:
    """A line that is too long wraps and moves the carets away from the secret."""
    result = clipped(SourceLine(before, secret, after, 1), 20)
    assert cell_len(result.before) + cell_len(result.secret) + cell_len(result.after) <= 20


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("one two three", ["one two ", "three"], id="between words"),
        pytest.param("see https://acme.test/a", ["see ", "https://acme.test/a"], id="an address"),
        pytest.param("https://acme.test/a", ["https://acme.test/a"], id="only an address"),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_breaks(text: str, lines: list[str]) -> None:
    """A broken address cannot be clicked."""
    ends = [0, *breaks(text, 8), len(text)]
    assert [text[a:b] for a, b in pairwise(ends)] == lines
