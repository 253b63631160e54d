from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo import Repo
from stanch.errors import ConfigError
from stanch.suppress.ignorefile import IgnoreFile


@pytest.mark.parametrize(
    ("text", "path", "where"),
    [
        pytest.param("*.pem", "a/b.pem", "f:1", id="a name anywhere"),
        pytest.param("# c\n\nx\n*.pem", "b.pem", "f:4", id="the line is counted in the file"),
        pytest.param("*.pem\n!b.pem", "b.pem", None, id="taken back"),
        pytest.param("*.pem\n!b.pem\nb.*", "b.pem", "f:3", id="the last match decides"),
        pytest.param("docs/", "docs/a/b.md", "f:1", id="a folder"),
        pytest.param("docs/", "docs", None, id="a file of a folder's name"),
        pytest.param("/a.env", "x/a.env", None, id="at the root only"),
        pytest.param("a/**/z", "a/b/c/z", "f:1", id="any depth"),
        pytest.param("*\n!*/\n!*.py", "src/a.py", None, id="everything but one kind"),
        pytest.param("*\n!*/\n!*.py", "src/a.txt", "f:1", id="everything of another kind"),
        pytest.param("a/**/", "a/x.txt", None, id="only folders in a folder"),
        pytest.param("a/**/", "a/b/x.txt", "f:1", id="a folder in a folder"),
        pytest.param("*.pem\r\n*.env\r\n", "a.env", "f:2", id="CRLF"),
        pytest.param("\ufeff*.pem", "a.pem", "f:1", id="a byte-order mark"),
        pytest.param("\\#a", "#a", "f:1", id="an escaped sign"),
        pytest.param("[ab].txt", "b.txt", "f:1", id="a class"),
        pytest.param("a.txt", "a.txt\n", None, id="a name that ends with a line feed"),
        pytest.param("e*", "été/été", None, id="another letter"),
        pytest.param("caf\udce9", "caf\udce9", "f:1", id="bytes that are no UTF-8"),
        pytest.param("a\\\\b", "a\\b", "f:1", id="a backslash in a name"),
        pytest.param("", "a", None, id="an empty file"),
    ],
)
def test_covers(text: str, path: str, where: str | None) -> None:
    """People know gitignore by heart; a pattern must mean the same here."""
    assert IgnoreFile.parse(text, "f").covers(path) == where


@pytest.mark.parametrize("line", ["!", "/", "!/", "//", "a\\", "[a", "x/[", "[z-a]", "a\0b"])
def test_malformed_pattern_is_an_error_with_its_line(line: str) -> None:
    """A pattern that can match nothing would be believed to protect something."""
    with pytest.raises(ConfigError, match=r"^\.stanchignore:2: "):
        IgnoreFile.parse(f"ok\n{line}\n", ".stanchignore")


@given(st.text(st.characters(exclude_characters="[\\"), max_size=30))
def test_what_is_not_compiled_at_once_compiles(text: str) -> None:
    """A pattern that is refused only at the first finding would stop a commit half-way."""
    try:
        ignore = IgnoreFile.parse(text, "f")
    except ConfigError:
        return
    ignore.covers("a/b")


_SEGMENT = st.sampled_from(["a", "b", "*", "**", "a*", "?", "[ab]", "a.x", "*.x"])
_PATTERN = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(_SEGMENT, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "", "/"]),
)
_NAMES = ("a", "b", "a.x", "ab")
_PATHS = [
    *_NAMES,
    *(f"{x}/{y}" for x in _NAMES for y in _NAMES),
    "a/b/a.x",
    "b/a.x/ab/b",
    "a/a/a/a",
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(patterns=st.lists(_PATTERN, min_size=1, max_size=4))
def test_never_covers_what_git_would_not_ignore(repo: Repo, patterns: list[str]) -> None:
    """A difference to git that hides a finding is a secret lost."""
    repo.write(".gitignore", "\n".join(patterns) + "\n")
    ignore = IgnoreFile.parse("\n".join(patterns), "f")
    mine = {path for path in _PATHS if ignore.covers(path)}
    shown = repo.git("check-ignore", "--no-index", "--", *_PATHS, check=False)
    assert mine <= set(shown.split())
