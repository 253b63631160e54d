"""Path patterns cover what the expression is found in, and nothing else."""

from __future__ import annotations

import random
import re

import pytest

from stanch.moving.classes import UntranslatableError
from stanch.moving.paths import ignoring, of_rule
from stanch.moving.syntax import Dialect
from stanch.suppress.globs import Globs, problem

NAMES = (
    "gitleaks.toml", "a.jpg", "x", "doc", "tests", "test", "fixtures", "node_modules", "go.mod",
    "vendor", "b.json", "docs", "r.md", "README", "src", "gen", "a", "b", "a.min.js", "v1",
    "package-lock.json", "ab", "it's (1).txt",
)  # fmt: skip
EXPRESSIONS = (
    r"gitleaks\.toml", r"(.*?)(jpg|gif|doc)$", r"^tests/fixtures/", r"node_modules/", r"^docs/?",
    r"go\.(mod|sum|work)$", r"(^|/)vendor/", r"tests?/.*\.json$", r"^docs/[^/]+\.md$", r"^a$",
    r"package-lock.json", r"(?i)readme", r"src/.*/gen/.*", r"a.*b", r"/x$", r"\.min\.js$",
    r"^v[0-9]/", r"^(?:src|docs)/.+$", r"/gen/", r"\(1\)", r".*/a/.*", r"[^/]*\.md", r"a{2}|ab",
)  # fmt: skip


def paths() -> list[str]:
    """Paths of all depths."""
    rng = random.Random(7)
    return ["/".join(rng.choices(NAMES, k=rng.randint(1, 4))) for _ in range(2000)]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_globs_cover_the_same_paths(expression: str) -> None:
    """Wider would hide findings; narrower would bring accepted ones back."""
    globs = ignoring(expression, Dialect.RE2)
    assert globs
    assert not any(map(problem, globs))
    covers = Globs(globs)
    there = re.compile(expression)
    found = 0
    for path in paths():
        # A pattern that fits a folder covers what is in it.
        folders = [path[: m.start()] for m in re.finditer("/", path)]
        wanted = bool(there.search(path)) or any(map(there.search, folders))
        found += wanted
        assert (covers.deciding(path) is not None) == wanted, path
    assert found


@pytest.mark.parametrize(
    "expression",
    [
        "",
        ".*",
        ".",
        r"\bfoo\b",
        r"v[0-9]+/",
        r"[^a]+/b",
        "(?:a|b){9}",
        "a(?:/|b)*c",
        "a^b",
        "[/a]",
        "^[^/]+$",
    ],
)
def test_what_no_pattern_can_say_is_refused(expression: str) -> None:
    """A wider one would hide findings, and one for every path all of them."""
    with pytest.raises(UntranslatableError):
        ignoring(expression, Dialect.RE2)


@pytest.mark.parametrize(
    ("expression", "globs"),
    [
        (r"\.env$", ("**/*.env",)),
        (r"^config/.*\.ya?ml$", ("config/*.yml", "config/*.yaml")),
        (r"secrets", ("**/*secrets*",)),
    ],
)
def test_paths_of_a_rule_pass_folders(expression: str, globs: tuple[str, ...]) -> None:
    """Its globs are those of a shell."""
    assert of_rule(expression, Dialect.RE2) == globs
