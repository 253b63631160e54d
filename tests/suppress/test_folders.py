from __future__ import annotations

import pytest

from stanch.suppress.decide import Suppressor
from stanch.suppress.folders import Folder, Folders
from stanch.suppress.ignorefile import IgnoreFile
from suppress.made import TODAY, finding


def ignoring(**files: str) -> Suppressor:
    """Ignore files by folder; `root` is the root's."""
    read = {
        name.replace("_", "/"): Folder(
            ignore=IgnoreFile.parse(text, f"{name.replace('_', '/')}/.stanchignore")
        )
        for name, text in files.items()
        if name != "root"
    }
    root = IgnoreFile.parse(files.get("root", ""), ".stanchignore")
    folders = Folders(lambda path: read.get(path, Folder()))
    return Suppressor(TODAY, ignores=(root,), folders=folders)


@pytest.mark.parametrize(
    ("path", "where"),
    [
        pytest.param("a/b/x.py", "a/b/.stanchignore:1", id="the nearest"),
        pytest.param("a/b/kept.py", "", id="the nearest takes back"),
        pytest.param("a/b/y.txt", "a/.stanchignore:1", id="the nearest says nothing"),
        pytest.param("a/y.txt", "a/.stanchignore:1", id="the middle"),
        pytest.param("a/b/z.md", ".stanchignore:1", id="the root"),
        pytest.param("a/top.txt", "a/.stanchignore:1", id="any depth"),
        pytest.param("x.py", "", id="beside the folder"),
        pytest.param("b/x.py", "", id="a folder of the same name elsewhere"),
        pytest.param("a/c/b/only.go", "", id="an anchored pattern elsewhere"),
        pytest.param("a/b/only.go", "a/b/.stanchignore:3", id="an anchored pattern"),
    ],
)
def test_the_nearest_file_that_says_something_decides(path: str, where: str) -> None:
    """As git does it, so that nobody has to learn another way."""
    by = ignoring(root="*.md\nkept.py", a="*.txt\nkept.py", a_b="*.py\n!kept.py\n/only.go")
    decided = by.decide(finding(path=path))
    assert (decided.where if decided else "") == where


@pytest.mark.parametrize("path", ["/etc/a/x", "../a/x", "x", "-", ""])
def test_nothing_outside_of_the_root_has_a_say(path: str) -> None:
    """A file that was named by a path from elsewhere lies in no folder of the repository."""
    asked: list[str] = []

    def read(folder: str) -> Folder:
        asked.append(folder)
        return Folder()

    assert list(Folders(read).above(path)) == []
    assert asked == []


def test_each_folder_is_read_once() -> None:
    """A thousand findings in a folder must not read its files a thousand times."""
    asked: list[str] = []

    def read(folder: str) -> Folder:
        asked.append(folder)
        return Folder(warnings=(folder,))

    folders = Folders(read)
    for _ in range(3):
        assert len(list(folders.above("a/b/c.py"))) == 2
    assert asked == ["a/b", "a"]
    assert folders.warnings == ("a/b", "a")
