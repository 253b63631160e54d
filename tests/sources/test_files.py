"""Which files are read below the paths that were named, and under which names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sources.powerless import powerless
from stanch.errors import GitError
from stanch.model.blob import Blob, Part, Skipped
from stanch.sources.base import Policy
from stanch.sources.files import Files, read


def files(root: Path, *paths: Path, follow: bool = False, limit: int = 1000) -> Files:
    """Files where there is no repository."""
    named = tuple(map(str, paths or (root,)))
    return Files(str(root), named, Policy(limit), lambda _: None, follow=follow)


def names(source: Files) -> list[str]:
    """The paths of what was read."""
    blobs = (item for item in source.inputs() if isinstance(item, Blob))
    return [blob.path for blob in blobs if blob.part is not Part.NAME]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree."""
    tree = tmp_path / "tree"
    for name in ("b/two", "a", "b/one", ".hidden/x", ".git/config", "b/.git/HEAD"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name)
    return tree


def test_order(tree: Path) -> None:
    """A report is compared with the last one, so the order must not depend on the disk."""
    assert names(files(tree)) == [".hidden/x", "a", "b/one", "b/two"]
    assert names(files(tree, tree / "b", tree / "a", tree)) == ["b/one", "b/two", "a", ".hidden/x"]


def test_each_name_is_read_too(tree: Path) -> None:
    """The name first, so that both stand together."""
    one, two = files(tree, tree / "b/one").inputs()
    assert one == Blob("b/one", b"b/one", Part.NAME)
    assert two == Blob("b/one", b"b/one")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("{}/a", "a"),
        ("{}/b/../a", "a"),
        ("{}/./b//one", "b/one"),
        ("{}/../way/b/one", "b/one"),
        ("{}-not/a", "{}-not/a"),
        ("/", "/"),
    ],
)
def test_shown(tree: Path, path: str, shown: str) -> None:
    """Ignore files and baselines know a file by one name only."""
    (tree.parent / "way").symlink_to("tree")
    assert files(tree).shown(path.format(tree)) == shown.format(tree)


def test_excluded(tree: Path) -> None:
    """The user's choice is counted, and the file is not opened."""
    source = files(tree)._replace(policy=Policy(1000, lambda path: "no" if path == "a" else ""))
    assert Skipped("a", "no", by_policy=True) in list(source.inputs())
    assert "a" not in names(source)


def test_what_git_lists(tree: Path) -> None:
    """Its list holds files, folders of other repositories, and what is no longer there."""
    asked: list[str] = []

    def listing(folder: str) -> list[str] | None:
        asked.append(os.path.relpath(folder, tree))
        return ["a", "b/", "deleted", "a"] if len(asked) == 1 else ["one"]

    source = files(tree)._replace(listing=listing)
    assert names(source) == ["a", "b/one"]
    assert asked == [".", "b"]


def test_what_git_refuses(tree: Path) -> None:
    """One repository that git will not read must not end the scan, nor be passed over."""

    def listing(folder: str) -> list[str] | None:
        if folder.endswith("b"):
            raise GitError("git ls-files: no")
        return None

    items = list(files(tree)._replace(listing=listing).inputs())
    assert Skipped("b", "git ls-files: no") in items
    assert Blob("a", b"a") in items


def test_folders_that_may_not_be_opened(tree: Path) -> None:
    """A folder counts as one skip; who may not look does not know how many files it holds."""
    with powerless(tree) as copy:
        (copy / "b").chmod(0)
        (copy / "a").chmod(0)
        items = list(files(copy).inputs())
        skips = {i.path: i.why for i in items if isinstance(i, Skipped)}
        assert skips == {
            "a": "not readable: Permission denied",
            "b": "folder not readable: Permission denied",
        }
        assert not any(i.by_policy for i in items if isinstance(i, Skipped))
        assert names(files(copy)) == [".hidden/x"]


def test_folders_that_may_be_listed_only(tree: Path) -> None:
    """The names are there to see and the files are not: each is one that was not looked at."""
    expected = {f"b/{path.name}" for path in (tree / "b").iterdir() if path.name != ".git"}
    assert expected
    with powerless(tree) as copy:
        (copy / "b").chmod(0o444)
        skips = {i.path: i.why for i in files(copy).inputs() if isinstance(i, Skipped)}
        assert skips == dict.fromkeys(expected, "not readable: Permission denied")


@pytest.mark.parametrize(
    ("target", "followed"),
    [("a", b"a"), ("nowhere", b"nowhere"), ("link", b"link")],
    ids=["a file", "nowhere", "itself"],
)
def test_read_a_link(tree: Path, target: str, followed: bytes) -> None:
    """Its target's name is what git keeps; behind a broken one there is nothing else."""
    (tree / "link").symlink_to(target)
    path = str(tree / "link")
    assert read(path, "link", 1000, follow=False) == Blob("link", target.encode(), Part.LINK)
    part = Part.CONTENT if target == "a" else Part.LINK
    assert read(path, "link", 1000, follow=True) == Blob("link", followed, part)


@pytest.mark.parametrize(("size", "skipped"), [(999, False), (1000, False), (1001, True)])
def test_the_limit(tmp_path: Path, size: int, skipped: bool) -> None:  # noqa: FBT001  # a column of the table
    """The limit itself is still read."""
    (tmp_path / "file").write_bytes(b"x" * size)
    item = read(str(tmp_path / "file"), "file", 1000, follow=False)
    assert isinstance(item, Skipped) is skipped


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs the proc file system")
def test_a_file_that_lies_about_its_size(tmp_path: Path) -> None:
    """Files of the kernel have size 0; ones that grow are larger when they are read."""
    item = read("/proc/self/status", "status", 10, follow=False)
    assert isinstance(item, Skipped)
    assert item.by_policy


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """Between the list and the read."""
    item = read(str(tmp_path / "gone"), "gone", 1000, follow=False)
    assert item == Skipped("gone", "not readable: No such file or directory")
