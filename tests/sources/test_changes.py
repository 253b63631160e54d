"""What a change gives to read, and what is old about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from repo import ENVIRONMENT, Repo
from stanch.git.changes import Change
from stanch.git.objects import Objects
from stanch.git.plumbing import Git
from stanch.model.blob import Blob, Part, Skipped
from stanch.sources.base import Policy
from stanch.sources.changes import Changes, Unstaged, beyond, described

FILE, LINK, GITLINK, GONE = "100644", "120000", "160000", "000000"


class Store:
    """Blobs by their content, and changes made of them."""

    def __init__(self, repo: Repo, objects: Objects) -> None:
        self._repo = repo
        self._objects = objects

    def oid(self, content: str) -> str:
        """The id of a blob; the empty text is none."""
        if not content:
            return ""
        self._repo.write("../content", content)
        return self._repo.git("hash-object", "-w", "../content").strip()

    def change(self, path: str, new: str, *olds: str, mode: str = FILE, commit: str = "") -> Change:
        """A change between contents."""
        olds = tuple(map(self.oid, olds))
        return Change(path, mode if new else GONE, self.oid(new), olds, commit)

    def source(self, *changes: Change, policy: Policy | None = None) -> Changes:
        """A source of changes."""
        return Changes("test", "nothing", changes, self._objects, policy or Policy(1000))


@pytest.fixture
def store(repo: Repo) -> Iterator[Store]:
    """Blobs of up to a thousand bytes."""
    with Objects(Git.at(str(repo.path), ENVIRONMENT, local=False), 1000) as objects:
        yield Store(repo, objects)


def test_inputs(store: Store) -> None:
    """Names of what is new, contents of what changed, with the part they are."""
    source = store.source(
        store.change("new", "n\n", commit="c1"),
        store.change("changed", "b\n", "a\n"),
        store.change("gone", "", "g\n"),
        store.change("link", "target", mode=LINK),
        Change("sub", GITLINK, "12" * 20, ()),
    )
    inputs = [item._replace(id="") for item in source.inputs() if isinstance(item, Blob)]
    assert inputs == [
        Blob("new", b"new", Part.NAME, "c1"),
        Blob("link", b"link", Part.NAME),
        Blob("sub", b"sub", Part.NAME),
        Blob("new", b"n\n", Part.CONTENT, "c1"),
        Blob("changed", b"b\n"),
        Blob("link", b"target", Part.LINK),
    ]


def test_what_is_skipped(store: Store) -> None:
    """By the user's choice, or because it cannot be read; never without a word."""
    excluded = Policy(1000, lambda path: "excluded by me" if path.startswith("vendor") else "")
    source = store.source(
        store.change("vendor/a", "a\n"),
        store.change("large", "x" * 1001),
        Change("missing", FILE, "12" * 20, ()),
        Change("torn", GONE, "", (), unmerged=True),
        Change("vendor/torn", GONE, "", (), unmerged=True),
        policy=excluded,
    )._replace(missing=(Skipped("(history)", "cut"),))
    skips = [item for item in source.inputs() if isinstance(item, Skipped)]
    assert {skip.path: skip.by_policy for skip in skips} == {
        "(history)": False,
        "vendor/a": True,
        "torn": False,
        "vendor/torn": True,
        "large": True,
        "missing": False,
    }
    assert all(skip.why for skip in skips)


BEFORE = [
    pytest.param([("a", "2\n", "1\n", "")], {("a", "1\n", "")}, id="the old side of a change"),
    pytest.param([("a", "", "1\n", ""), ("b", "1\n", "", "")], {("a", "1\n", "")}, id="a rename"),
    pytest.param(
        [("a", "1\n", "2\n", ""), ("b", "2\n", "1\n", "")],
        {("a", "2\n", ""), ("b", "1\n", "")},
        id="files swap",
    ),
    pytest.param(
        [("a", "1\n", "", "c1"), ("a", "2\n", "1\n", "c2"), ("b", "3\n", "", "c3")],
        {("a", "1\n", "c2")},
        id="brought by an earlier commit: old for the one that changes it",
    ),
    pytest.param(
        [("a", "2\n", "1\n", "c1"), ("a", "1\n", "2\n", "c2")],
        {("a", "1\n", "c1 c2"), ("a", "2\n", "c2")},
        id="changed and put back",
    ),
    pytest.param(
        [("b", "1\n", "", "c1"), ("a", "2\n", "1\n", "c2")],
        {("a", "1\n", "c2")},
        id="there before, and no excuse for an earlier commit",
    ),
    pytest.param([("a", "2\n", "1\n", "c4")], set(), id="of a commit that nobody asks for"),
]


@pytest.mark.parametrize(("rows", "sides"), BEFORE)
def test_before(
    store: Store, rows: list[tuple[str, str, str, str]], sides: set[tuple[str, str, str]]
) -> None:
    """What counts as old decides what is called new: a leak, or a false alarm."""
    changes = [
        store.change(path, new, *([old] if old else []), commit=commit)
        for path, new, old, commit in rows
    ]
    before = list(store.source(*changes).before({"", "c1", "c2", "c3"}))
    found = [
        (b.path, b.data.decode(), " ".join(sorted(commits)))
        for b, commits in before
        if b.part is Part.CONTENT
    ]
    assert set(found) == sides
    assert len(found) == len(sides)
    assert {b.path for b, _ in before if b.part is Part.NAME} == {path for path, _, _ in sides}


def test_an_old_side_that_cannot_be_read(store: Store) -> None:
    """Then nothing is known to be old."""
    source = store.source(Change("a", FILE, store.oid("1\n"), ("12" * 20,)))
    assert [old.blob.part for old in source.before({""})] == [Part.NAME]


def test_unstaged(repo: Repo, store: Store) -> None:
    """New sides are files, whose ids nobody knows."""
    repo.write("changed", "b\n")
    repo.write("added", "n\n")
    zeros = "0" * 40
    changes = store.source(
        Change("changed", FILE, zeros, (store.oid("a\n"),)),
        Change("added", FILE, zeros, ()),
        Change("gone", GONE, "", (store.oid("g\n"),)),
        Change("lost", FILE, zeros, (store.oid("l\n"),)),
    )
    source = Unstaged(str(repo.path), changes)
    *found, lost = source.inputs()
    assert found == [
        Blob("changed", b"b\n"),
        Blob("added", b"added", Part.NAME),
        Blob("added", b"n\n"),
    ]
    assert isinstance(lost, Skipped)
    assert not lost.by_policy
    old = {b.data for b, _ in source.before({""}) if b.part is Part.CONTENT}
    assert old == {b"a\n", b"g\n", b"l\n"}


COMMITS = [
    pytest.param(
        b"Ada L <ada@example.org> 1767323045 +0100",
        ("Ada L", "ada@example.org", "2026-01-02T03:04:05Z"),
        id="as usual",
    ),
    pytest.param(
        b"A <b> c <d@e> 0 +0000", ("A", "b> c <d@e", "1970-01-01T00:00:00Z"), id="brackets"
    ),
    pytest.param(b"nobody", ("", "", ""), id="garbage"),
    pytest.param(b"A <a@b> 99999999999999999999 +0000", ("A", "a@b", ""), id="a date of no time"),
    pytest.param(b"\xff <\xfe> x +0000", ("\udcff", "\udcfe", ""), id="bytes that are no text"),
]


@pytest.mark.parametrize(("author", "described_as"), COMMITS)
def test_described(repo: Repo, author: bytes, described_as: tuple[str, str, str]) -> None:
    """Anybody may write anything into a commit; the report must still be made."""
    tree = repo.git("write-tree").strip().encode()
    text = b"tree %s\nauthor %s\ncommitter C <c@d> 0 +0000\n\nsummary\n\nauthor X\n" % (
        tree,
        author,
    )
    raw = repo.write("../raw", text)
    oid = repo.git("hash-object", "-t", "commit", "-w", "--literally", str(raw)).strip()
    with Objects(Git.at(str(repo.path), ENVIRONMENT, local=False), 1000) as objects:
        found = described(objects, {oid, "12" * 20})
    commit = found[oid]
    assert (commit.author, commit.email, commit.date) == described_as
    assert commit.summary == "summary"
    assert found["12" * 20].author == ""


@pytest.mark.parametrize(
    ("cut", "words"),
    [(set(), ""), ({"ab" * 20}, "commit abababababab"), ({"1" * 40, "2" * 40}, "2 commits (1")],
    ids=["whole", "one border", "two borders"],
)
def test_beyond(cut: set[str], words: str) -> None:
    """A shallow clone is not the history, and the way out is named."""
    skips = beyond(cut)
    assert len(skips) == bool(cut)
    for skip in skips:
        assert words in skip.why
        assert "git fetch --unshallow" in skip.why
        assert not skip.by_policy
