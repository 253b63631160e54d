"""The second run of a history, where what was known comes to stand at another path.

What is clean at one path may be a finding at another, and what is accepted here may not be there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cli.run import stanch
from repo import Repo
from tokens import body, stripe

PASSWORD = "Tr4in-" + body(9, seed="place")
KEY = f"k = '{stripe(1)}'\n"
ALLOWED = "allow:\n  - paths: ['test/**']\n    reason: samples\n"
EXCLUDED = "exclude:\n  - vendor/**\n"
Step = Callable[[Repo], object]


def commit(*files: tuple[str, str]) -> Step:
    """A step that commits files."""

    def step(repo: Repo) -> None:
        for path, text in files:
            repo.stage(path, text)
        repo.commit("step")

    return step


def stage(path: str, text: str) -> Step:
    return lambda repo: repo.stage(path, text)


def move(old: str, new: str) -> Step:
    def step(repo: Repo) -> None:
        (repo.path / new).parent.mkdir(parents=True, exist_ok=True)
        repo.git("mv", old, new)

    return step


def object_of(path: str, text: str) -> Step:
    """A step that stores a file of which git knows no path."""

    def step(repo: Repo) -> None:
        repo.write(path, text)
        repo.git("hash-object", "-w", path)

    return step


def amend(repo: Repo) -> None:
    repo.git("commit", "-q", "--amend", "-m", "other words")


def picked(repo: Repo) -> None:
    """The commit that was thrown away comes back as another one."""
    stray = repo.git("rev-parse", "HEAD@{1}").strip()
    repo.stage("between.txt", "a\n")
    repo.commit("between")
    repo.git("cherry-pick", stray)


def thrown_away(repo: Repo) -> None:
    repo.git("reset", "-q", "--hard", "HEAD~1")


def tagged(repo: Repo) -> None:
    """A tag comes and goes; its message stays in the store."""
    repo.git("tag", "-a", "gone", "-m", f"it is {stripe(2)}")
    repo.git("tag", "-d", "gone")


def tag_of_a_tree(repo: Repo) -> None:
    """A ref leads to files that no commit has."""
    repo.stage("only/here.py", KEY)
    tree = repo.git("write-tree").strip()
    repo.git("reset", "-q", "--hard")
    repo.git("tag", "tree", tree)


CASES: dict[str, tuple[Step, ...]] = {
    "a copy beside one that is accepted": (
        commit((".stanch.yaml", ALLOWED), ("test/a.py", KEY)),
        commit(("b.py", KEY)),
        commit(("test/c.py", KEY)),
    ),
    "a copy of a copy": (
        commit(("a.py", KEY)),
        commit(("b.py", KEY)),
        commit(("c.py", KEY)),
    ),
    "staged out of an excluded folder": (
        commit((".stanch.yaml", EXCLUDED)),
        stage("vendor/a.py", KEY),
        move("vendor/a.py", "src/a.py"),
        commit(),
    ),
    "staged, then committed": (
        commit(("a.txt", "a\n")),
        stage("b.py", KEY),
        commit(),
        commit(("a.txt", "b\n")),
    ),
    "thrown away, then brought back": (
        commit(("a.txt", "a\n")),
        commit(("b.py", KEY)),
        thrown_away,
        picked,
    ),
    "stored, then staged": (
        commit(("a.txt", "a\n")),
        object_of("b.py", KEY),
        stage("b.py", KEY),
        commit(),
    ),
    "a path that was clean": (
        commit(("app.yaml", "hi\n")),
        commit(("z.zzz", f'password = "{PASSWORD}"\n')),
        commit(("app.yaml", f'db:\n  password: "{PASSWORD}"\n')),
    ),
    "a tag that is gone": (commit(("a.txt", "a\n")), tagged, commit(("a.txt", "b\n"))),
    "a tag of a tree": (commit(("a.txt", "a\n")), tag_of_a_tree, commit(("a.txt", "b\n"))),
    "the same again under other words": (
        commit(("a.py", KEY), ("b.txt", "b\n")),
        amend,
        amend,
    ),
}


@pytest.mark.parametrize("steps", CASES.values(), ids=CASES.keys())
def test_what_comes_again_is_judged_where_it_stands(repo: Repo, steps: tuple[Step, ...]) -> None:
    """After each step the run that remembers says what one says that does not."""
    for step in steps:
        step(repo)
        assert said(repo) == said(repo, "--no-cache")


def said(repo: Repo, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the report without what the clock and the memory say."""
    done = stanch("history", "--format", "json", *options, at=repo)
    report = done.report
    for one in report["findings"]:
        one["life"].pop("until", None)
    scan = {key: report["scan"][key] for key in ("state", "blobs", "bytes", "skipped")}
    return done.code, {"scan": scan, "findings": report["findings"]}
