"""A damaged repository: what is lost is named and counted, the rest is scanned, and it is no 0."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo
from tokens import stripe


def key(number: int) -> str:
    """A line with a key of its own."""
    return f"key = {stripe(number)}\n"


def loose(repo: Repo, name: str) -> Path:
    """The file of a loose object."""
    oid = repo.git("rev-parse", name).strip()
    file = repo.path / ".git/objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    return file


@pytest.fixture
def four(repo: Repo) -> Repo:
    """Four commits, each with a folder and a key of its own."""
    for number in range(4):
        repo.commit(f"commit {number}", **{f"d{number}/a.py": key(number)})
    return repo


ALL = [f"d{number}/a.py:1" for number in range(4)]
WAYS = [
    pytest.param(lambda file: file.write_bytes(b"garbage"), id="damaged"),
    pytest.param(lambda file: file.write_bytes(b""), id="empty"),
    pytest.param(lambda file: file.unlink(), id="missing"),
]


@pytest.mark.parametrize("harm", WAYS)
@pytest.mark.parametrize(
    ("name", "places", "named"),
    [
        pytest.param("HEAD:d2/a.py", [p for p in ALL if "d2" not in p], "d2/a.py", id="a file"),
        pytest.param("HEAD~1^{tree}", ALL, "(tree ", id="a tree"),
        pytest.param("HEAD:d1", ALL, "d1/(tree ", id="the tree of a folder"),
        pytest.param("HEAD~1", ALL, "commit ", id="a commit"),
        pytest.param("HEAD", ALL, "refs/heads/main", id="the last commit"),
    ],
)
def test_an_object(
    four: Repo, harm: Callable[[Path], object], name: str, places: list[str], named: str
) -> None:
    """The files of a lost tree are still there, without their paths if nothing else has them."""
    harm(loose(four, name))
    ran = stanch("history", "--format", "json", at=four)
    found = [place["path"] for one in ran.report["findings"] for place in one["locations"]]
    keys = {f"{path}:1" for path in found if not path.startswith("(unreachable)")}
    lost = [path for path in found if path.startswith("(unreachable)")]
    assert len(keys) + len(lost) == len(places)
    assert keys <= set(places)
    assert ran.code == 1
    assert ran.report["scan"]["state"] == "incomplete"
    assert any(path.startswith(named) for path in ran.skipped), ran.skipped
    assert all("bug" not in why for why in ran.skipped.values())
    for number in range(4):
        assert stripe(number) not in ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ["HEAD:a.py", "HEAD^{tree}", "HEAD~1", "HEAD"])
def test_without_a_secret_it_is_not_clean(repo: Repo, name: str) -> None:
    """0 would mean that everything was read."""
    repo.commit("one", **{"a.py": "a\n"})
    repo.commit("two", **{"a.py": "b\n"})
    loose(repo, name).write_bytes(b"garbage")
    ran = stanch("history", at=repo)
    assert ran.code == 3
    assert "NOT READ" in ran.stderr
    assert stanch("history", "--allow-skipped", at=repo).code == 0


def test_a_file_that_nothing_leads_to(four: Repo) -> None:
    """Damaged and forgotten: still counted."""
    four.stage("lost.py", key(9))
    file = loose(four, ":lost.py")
    four.git("reset", "-q", "--hard")
    file.write_bytes(b"")
    ran = stanch("history", "--format", "json", at=four)
    assert ran.places == ALL
    assert [path for path in ran.skipped if path.startswith("(unreachable)")]


def test_a_damaged_pack(four: Repo) -> None:
    """One bad sector costs some objects, and not the scan."""
    four.git("gc", "-q")
    (pack,) = (four.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    pack.write_bytes(data)
    ran = stanch("history", "--format", "json", at=four)
    assert ran.code in {1, 3}
    assert ran.report["scan"]["state"] == "incomplete"


def test_a_ref_that_leads_nowhere(four: Repo) -> None:
    """Git itself gives up on all refs."""
    (four.path / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    ran = stanch("history", "--format", "json", at=four)
    assert ran.places == ALL
    assert "refs/heads/broken" in ran.skipped
    assert ran.code == 1


def test_a_damaged_index(four: Repo) -> None:
    """The history does not need it."""
    (four.path / ".git/index").write_bytes(b"garbage")
    ran = stanch("history", "--format", "json", at=four)
    assert (ran.code, ran.places, ran.skipped) == (1, ALL, {})


def test_a_commit_graph_that_lies(four: Repo) -> None:
    """A cache of git's, cut in the middle."""
    four.git("commit-graph", "write", "--reachable")
    file = four.path / ".git/objects/info/commit-graph"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:200])
    ran = stanch("history", "--format", "json", at=four)
    assert ran.places == ALL


def test_tags_and_merges_of_a_damaged_repository(four: Repo) -> None:
    """Messages and names are read as well."""
    four.git("tag", "-a", "-m", f"uses {stripe(7)}", "v1")
    four.git("tag", stripe(8))
    four.git("commit", "-q", "--allow-empty", "-m", f"uses {stripe(9)}")
    loose(four, "HEAD~2^{tree}").unlink()
    ran = stanch("history", "--format", "json", at=four)
    parts = {place["part"] for one in ran.report["findings"] for place in one["locations"]}
    assert parts == {"content", "message", "name"}
    assert len(ran.report["findings"]) == 7
    assert ran.report["scan"]["warnings"]
