"""Path patterns in gitignore syntax, for the ignore file and for allowlists.

pathspec does the matching. Where it and git differ, it covers less than git would ignore: a `!`
pattern brings a file back even out of an ignored folder. A difference in that direction shows a
finding; one in the other would hide it, and a test against git looks for those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Globs:
    """Patterns of which the last that matches decides. Compiled when first asked.

    pathspec takes some 40 ms to import, and most runs have nothing to suppress.
    """

    __slots__ = ("_compiled", "_patterns")

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        self._compiled: GitIgnoreSpec | None = None

    def deciding(self, path: str) -> int | None:
        """The index of the pattern that covers `path`, `None` when none does."""
        index, covers = self.last(path)
        return index if covers else None

    def last(self, path: str) -> tuple[int | None, bool]:
        """The index of the last pattern that matches, and whether it covers or takes back."""
        if not self._patterns:
            return None, False
        if self._compiled is None:
            self._compiled = _compile(self._patterns)
        # For a regular expression a line feed in a name is an end, for git it is a character.
        result = self._compiled.check_file(path.replace("\n", "\r"), separators=())
        return result.index, bool(result.include)


def problem(pattern: str) -> str:
    """Why a pattern can never match anything; empty when it may."""
    body = pattern.rstrip().removeprefix("!")
    if not body.strip("/"):
        return "the pattern is empty"
    if pattern.startswith("#"):
        return "the pattern is a comment; write `\\#` for a name that begins with `#`"
    if "\0" in body or "\n" in body:
        return "a pattern holds no NUL and no line feed"
    if "[" in body or "\\" in body:
        return _refused(pattern)
    return ""


def _refused(pattern: str) -> str:
    """What pathspec says to a pattern with brackets or escapes."""
    import re

    try:
        compiled = _compile((pattern,))
        compiled.check_file("a")
    except (ValueError, re.error):
        return "a bracket is not closed, or nothing follows a backslash"
    return "" if compiled.patterns[0].include is not None else "a bracket is not closed"


def _compile(patterns: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    # One backend everywhere: the fastest one installed, pathspec's default, differs by machine
    # and compiles longer than a run's few questions take.
    return GitIgnoreSpec.from_lines([_only_folders(p) for p in patterns], backend="simple")


def _only_folders(pattern: str) -> str:
    """`a/**/` is every folder in `a`; pathspec would take `a` and all files in it."""
    body = pattern.rstrip()
    return body[:-1] + "/*/" if body.endswith("**/") else pattern
