"""Raw lists of changes, parsed; and the commands that make them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from repo import ENVIRONMENT, Repo
from sources.powerless import powerless
from stanch.errors import GitError
from stanch.git import changes
from stanch.git.changes import EVERYTHING, Change
from stanch.git.repository import Repository, find

ONE, TWO, THREE = "1" * 40, "2" * 40, "3" * 40
NONE = "0" * 40


def at(repo: Repo) -> Repository:
    """The repository as plumbing sees it."""
    return find(str(repo.path), ENVIRONMENT)


RAW = [
    pytest.param(
        f":000000 100644 {NONE} {ONE} A\0a\0", [Change("a", "100644", ONE, ())], id="added"
    ),
    pytest.param(
        f":100644 100755 {ONE} {TWO} M\0new\nline\0",
        [Change("new\nline", "100755", TWO, (ONE,))],
        id="changed, with a line end in the name",
    ),
    pytest.param(
        f":100644 000000 {ONE} {NONE} D\0:a\0", [Change(":a", "000000", "", (ONE,))], id="deleted"
    ),
    pytest.param(
        f":160000 160000 {ONE} {TWO} M\0sub\0",
        [Change("sub", "160000", TWO, ())],
        id="a submodule's commit is no old blob",
    ),
    pytest.param(
        f":100644 000000 {ONE} {NONE} U\0a\0",
        [Change("a", "000000", "", (ONE,), unmerged=True)],
        id="in conflict",
    ),
    pytest.param(
        f"{THREE}\0"
        f"::100644 000000 100644 {ONE} {NONE} {TWO} MA\0a\0"
        f":000000 100644 {NONE} {ONE} A\0b\0",
        [
            Change("a", "100644", TWO, (ONE,), THREE),
            Change("b", "100644", ONE, (), THREE),
        ],
        id="a merge, then another path of the same commit",
    ),
    pytest.param(
        f"{'4' * 64}\0:000000 100644 {'0' * 64} {'5' * 64} A\0a\0",
        [Change("a", "100644", "5" * 64, (), "4" * 64)],
        id="SHA-256",
    ),
    pytest.param("", [], id="nothing"),
]


@pytest.mark.parametrize(("out", "parsed"), RAW)
@pytest.mark.parametrize("size", [1, 7, 1 << 18], ids="{} bytes at a time".format)
def test_parsed(out: str, parsed: list[Change], size: int) -> None:
    """However the stream is cut into blocks."""
    data = out.encode()
    blocks = (data[n : n + size] for n in range(0, len(data), size))
    assert list(changes.parsed(_split(blocks))) == parsed
    assert list(changes.parsed(data)) == parsed


def _split(blocks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\0")
        yield from whole


@pytest.mark.parametrize(
    "out",
    [
        b":000000 100644 " + NONE.encode() + b" " + ONE.encode() + b" A\0",
        b"something else\0",
        b"commit " + ONE.encode() + b"\0",
    ],
    ids=["no path", "words", "another form of a commit"],
)
def test_a_form_that_is_not_known(out: bytes) -> None:
    """A new git with another output must not look like nothing to scan."""
    with pytest.raises(GitError):
        list(changes.parsed(out))


def test_staged(repo: Repo) -> None:
    """From the index alone: renames stay a deletion and an addition."""
    repo.commit(a="1\n", b="2\n")
    repo.git("mv", "a", "c")
    repo.stage("b", "3\n")
    found = {c.path: (bool(c.new), len(c.olds)) for c in changes.staged(at(repo))}
    assert found == {"a": (False, 1), "b": (True, 1), "c": (True, 0)}


def test_staged_in_a_merge(repo: Repo) -> None:
    """New is what differs from both parents; what one parent holds is old, under any name."""
    repo.commit(both="1\n")
    repo.git("checkout", "-q", "-b", "other")
    repo.commit(both="2\n", theirs="t\n")
    repo.git("checkout", "-q", "main")
    repo.commit(both="3\n", ours="o\n")
    repo.git("merge", "-q", "other", check=False)
    repo.stage("both", "4\n")
    found = {c.path: (c.is_content, len(c.olds)) for c in changes.staged(at(repo))}
    assert found == {"both": (True, 2), "theirs": (False, 1), "ours": (False, 1)}


def test_unstaged_of_what_may_not_be_looked_at(repo: Repo) -> None:
    """Git only complains and leaves the file out."""
    repo.commit(**{"shut/a": "1\n", "b": "2\n"})
    with powerless(repo.path) as copy:
        (copy / "b").write_text("3\n")
        (copy / "shut").chmod(0)
        found = changes.unstaged(find(str(copy), ENVIRONMENT))
        assert {c.path for c in found if c.is_content} == {"shut/a", "b"}


def test_introduced_is_oldest_first(repo: Repo) -> None:
    """Who comes first brought it; dates may lie."""
    commits = [repo.commit(name, **{name: f"{name}\n"}) for name in ("first", "second", "third")]
    found = list(changes.introduced(at(repo), EVERYTHING))
    assert [c.commit for c in found] == commits
    assert list(changes.introduced(at(repo), ["HEAD~1..HEAD"])) == found[2:]


def test_a_reader_that_stops(repo: Repo) -> None:
    """Both processes must end with it, and not wait for ever."""
    for number in range(3):
        repo.commit(**{f"{number}": "x\n" * number})
    found = changes.introduced(at(repo), EVERYTHING)
    assert next(found).path == "0"
    del found


def test_many_complaints(repo: Repo) -> None:
    """A pipe for git's complaints that nobody reads is full after some hundred of them."""
    repo.commit(a="1\n")
    gone = "".join(f"/nowhere/{'long' * 20}/{number}\n" for number in range(1000))
    repo.write(".git/objects/info/alternates", gone)
    complaints = at(repo).git.heard("rev-list", "--all")[1]
    assert len(complaints) > 1 << 16
    assert [c.path for c in changes.introduced(at(repo), EVERYTHING)] == ["a"]


def test_unattached(repo: Repo) -> None:
    """Tags of files and trees, plain, annotated and twice so; ordinary ones name commits."""
    repo.commit(a="1\n")
    repo.git("tag", "commit")
    repo.git("tag", "-a", "-m", "t", "annotated")
    blob, tree = (repo.git("rev-parse", name).strip() for name in ("HEAD:a", "HEAD^{tree}"))
    assert list(changes.unattached(at(repo))) == []
    repo.git("tag", "-a", "-m", "t", "file", blob)
    repo.git("tag", "-a", "-m", "t", "twice", "file")
    repo.git("tag", "tree", tree)
    names = ["refs/tags/file", "a", "refs/tags/twice"]
    assert list(changes.unattached(at(repo))) == [Change(n, "100644", blob, ()) for n in names]
