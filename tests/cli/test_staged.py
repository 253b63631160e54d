"""`stanch scan --staged`: of a change, what it introduces, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.run import staged, stanch
from repo import Repo
from tokens import github, stripe

KEY = stripe()
LINE = f"key = {KEY}\n"
OTHER = f"key = {stripe(1)}\n"
LONG = "".join(f"line {number}\n" for number in range(50))

Does = Callable[[Repo], object]


def _mode(repo: Repo) -> None:
    (repo.path / "a.py").chmod(0o755)
    repo.git("add", "a.py")


def _moved(repo: Repo) -> None:
    repo.git("mv", "a.py", "sub/b.py")


def _moved_and_edited(repo: Repo) -> None:
    _moved(repo)
    repo.stage("sub/b.py", LONG + "one more\n" + LINE)


def _to_link(repo: Repo) -> None:
    (repo.path / "link").symlink_to(f"/srv/{KEY}")
    repo.git("add", "link")


SITUATIONS = [
    pytest.param({}, lambda r: r.stage("new.py", LINE), ["new.py:1"], id="a new file"),
    pytest.param(
        {"a.py": LONG}, lambda r: r.stage("a.py", LONG + LINE), ["a.py:51"], id="a line is added"
    ),
    pytest.param(
        {"a.py": LINE},
        lambda r: r.stage("a.py", OTHER),
        ["a.py:1"],
        id="another key takes its place",
    ),
    pytest.param(
        {"a.py": LINE}, lambda r: r.stage("a.py", LINE + OTHER), ["a.py:2"], id="one more beside it"
    ),
    pytest.param(
        {"a.py": LINE + LONG},
        lambda r: r.stage("a.py", LINE + LONG + "more\n"),
        [],
        id="an old secret in a part that was not touched",
    ),
    pytest.param(
        {"a.py": LINE + LONG}, lambda r: r.stage("a.py", LONG + LINE), [], id="it moves in its file"
    ),
    pytest.param(
        {"a.py": LINE}, lambda r: r.stage("a.py", "    " + LINE), [], id="it is indented anew"
    ),
    pytest.param(
        {"a.py": LINE}, lambda r: r.stage("a.py", LINE + LINE), [], id="it is copied in its file"
    ),
    pytest.param(
        {"a.py": LINE},
        lambda r: (r.stage("b.py", LINE), r.stage("a.py", "key = load()\n")),
        [],
        id="it moves to another file of the same change",
    ),
    pytest.param(
        {"a.py": LINE},
        lambda r: (r.stage("b.py", LINE), r.stage("a.py", LINE + LONG)),
        [],
        id="it is copied to another file of the same change",
    ),
    pytest.param(
        {"a.py": LINE}, lambda r: r.stage("a.py", LINE.replace("\n", "\r\n")), [], id="CRLF now"
    ),
    pytest.param(
        {"a.py": LINE},
        lambda r: r.stage("a.py", ("\ufeff" + LINE).encode("utf-16-le")),
        [],
        id="UTF-16 now",
    ),
    pytest.param({"a.py": LONG + LINE}, _moved, [], id="a pure rename"),
    pytest.param({"a.py": LONG + LINE}, _moved_and_edited, [], id="a rename with an edit"),
    pytest.param({"a.py": LINE}, _mode, [], id="a change of mode"),
    pytest.param({"a.py": LINE}, lambda r: r.git("rm", "-q", "a.py"), [], id="a deletion"),
    pytest.param({"a.py": LONG + LINE}, lambda r: r.stage("a.py", LONG), [], id="a removed line"),
    pytest.param(
        {"a.py": LINE, "b.py": OTHER},
        lambda r: (r.stage("a.py", OTHER), r.stage("b.py", LINE)),
        [],
        id="two files swap what they hold",
    ),
    pytest.param({}, _to_link, ["link:1"], id="the target of a symbolic link"),
    pytest.param({}, lambda r: r.stage("empty", ""), [], id="an empty file"),
    pytest.param(
        {},
        lambda r: (r.stage("a.py", LINE), r.write("a.py", "clean\n")),
        ["a.py:1"],
        id="staged and then cleaned in the work tree",
    ),
    pytest.param(
        {},
        lambda r: (r.stage("a.py", LINE), (r.path / "a.py").unlink()),
        ["a.py:1"],
        id="staged and then deleted in the work tree",
    ),
    pytest.param(
        {"a.py": "clean\n"},
        lambda r: (r.stage("b.py", "clean\n"), r.write("a.py", LINE)),
        [],
        id="dirty but not staged",
    ),
    pytest.param(
        {},
        lambda r: (r.write("a.py", LINE), r.git("add", "-N", "a.py")),
        [],
        id="only the intent to add it",
    ),
]


@pytest.mark.parametrize(("before", "do", "places"), SITUATIONS)
def test_what_is_introduced(
    repo: Repo, before: dict[str, str], do: Does, places: list[str]
) -> None:
    """A missed line is a leak; a line that was there before is a false alarm at every commit."""
    (repo.path / "sub").mkdir()
    for name, content in before.items():
        repo.stage(name, content)
    repo.commit()
    do(repo)
    ran = staged(repo)
    assert ran.places == places
    assert ran.code == bool(places), ran.stderr


@pytest.mark.parametrize(("before", "do", "places"), SITUATIONS)
def test_the_hook_says_the_same(
    repo: Repo, before: dict[str, str], do: Does, places: list[str]
) -> None:
    """The hook has a way in of its own, without click: it must not judge in another way."""
    (repo.path / "sub").mkdir()
    for name, content in before.items():
        repo.stage(name, content)
    repo.commit()
    do(repo)
    ran = stanch("scan", "--staged", at=repo)
    assert ran.code == bool(places), ran.stderr
    assert all(place.partition(":")[0] in ran.stdout for place in places)
    assert KEY not in ran.stdout + ran.stderr


def test_a_repository_without_commits(repo: Repo) -> None:
    """The first commit of all is where keys are committed most."""
    repo.stage("a.py", LINE)
    assert staged(repo).places == ["a.py:1"]


@pytest.mark.parametrize("commits", [0, 1], ids=["before the first commit", "after it"])
def test_nothing_staged_is_said_aloud(repo: Repo, commits: int) -> None:
    """Silence would look the same as a scan that never took place."""
    for _ in range(commits):
        repo.commit()
    ran = stanch("scan", "--staged", at=repo)
    assert ran.code == 0
    assert "0 files staged" in ran.stdout + ran.stderr
    assert staged(repo).report["scan"]["nothing"] == "0 files staged"


def test_intent_to_add_is_nothing_staged(repo: Repo) -> None:
    """`git commit` would leave the file out, so it is no file that was scanned."""
    repo.write("a.py", LINE)
    repo.git("add", "-N", "a.py")
    assert staged(repo).report["scan"]["nothing"] == "0 files staged"


def test_from_a_subdirectory(repo: Repo) -> None:
    """The whole index is committed from wherever one stands, and paths must be right there."""
    repo.stage("a.py", LINE)
    repo.stage("sub/b.py", OTHER)
    assert staged(repo.path / "sub").places == ["a.py:1", "sub/b.py:1"]
    shown = stanch("scan", "--staged", at=repo.path / "sub").stdout
    assert "../a.py:1:7" in shown
    assert "\n   b.py:1:7" in shown


def test_from_a_path_through_a_link(repo: Repo, tmp_path: Path) -> None:
    """Git answers with the real path, the shell with the one that was typed."""
    repo.stage("sub/b.py", LINE)
    (tmp_path / "way").symlink_to(repo.path)
    assert staged(tmp_path / "way" / "sub").places == ["sub/b.py:1"]


def test_a_linked_worktree(repo: Repo, tmp_path: Path) -> None:
    """Each worktree has its own index and HEAD."""
    repo.commit(**{"a.py": "clean\n"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repo(tmp_path / "linked", init=False)
    linked.stage("a.py", LINE)
    assert staged(linked).places == ["a.py:1"]
    assert staged(repo).report["scan"]["nothing"] == "0 files staged"


def test_a_submodule(repo: Repo, tmp_path: Path) -> None:
    """Inside, it is a repository like others; outside, only its commit changes."""
    inner = Repo(tmp_path / "inner")
    inner.commit(**{"a.py": LINE})
    repo.git("-c", "protocol.file.allow=always", "submodule", "-q", "add", str(inner.path), "sub")
    ran = staged(repo)
    assert ran.code == 0
    assert ran.blobs == 1  # .gitmodules
    sub = Repo(repo.path / "sub", init=False)
    sub.stage("b.py", OTHER)
    assert staged(sub).places == ["b.py:1"]


def test_a_file_takes_the_place_of_a_submodule(repo: Repo, tmp_path: Path) -> None:
    """The old side is a commit, which cannot be read as a blob."""
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'12' * 20},sub")
    repo.commit()
    repo.git("rm", "-q", "--cached", "sub")
    repo.stage("sub", LINE)
    assert staged(repo).places == ["sub:1"]


def test_a_sha256_repository(tmp_path: Path) -> None:
    """Ids are longer there, and the empty tree has another name."""
    repo = Repo(tmp_path / "long", object_format="sha256")
    repo.stage("a.py", LINE)
    assert staged(repo).places == ["a.py:1"]
    repo.commit()
    repo.stage("a.py", LINE + OTHER)
    assert staged(repo).places == ["a.py:2"]


def test_a_sparse_checkout(repo: Repo) -> None:
    """What is not in the work tree is still in the index, as a folder even."""
    repo.stage("in/a.py", "clean\n")
    repo.stage("out/b.py", LINE)
    repo.commit()
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert not (repo.path / "out").exists()
    assert staged(repo).report["scan"]["nothing"] == "0 files staged"
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{_blob(repo, OTHER)},out/c.py")
    repo.stage("in/a.py", f"token = {github()}\n")
    assert staged(repo).places == ["in/a.py:1", "out/c.py:1"]


def test_a_split_index(repo: Repo) -> None:
    """Most of the index is then in another file."""
    repo.git("config", "core.splitIndex", "true")
    repo.commit(**{"a.py": "clean\n"})
    repo.git("update-index", "--split-index")
    repo.stage("a.py", LINE)
    assert staged(repo).places == ["a.py:1"]


def test_borrowed_objects(repo: Repo, tmp_path: Path) -> None:
    """`git clone --shared` keeps the old versions elsewhere."""
    repo.commit(**{"a.py": LINE})
    repo.git("clone", "-q", "--shared", ".", str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone", init=False)
    clone.stage("a.py", LINE + OTHER)
    assert staged(clone).places == ["a.py:2"]


def test_outside_a_repository(tmp_path: Path) -> None:
    """There is no index, so nothing was looked at, and that is not clean."""
    ran = staged(tmp_path)
    assert ran.code == 3
    assert "not a git repository" in ran.stderr
    assert "stanch scan PATH" in ran.stderr


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    """It has no index."""
    repo.commit()
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    ran = staged(tmp_path / "bare")
    assert ran.code == 2
    assert "stanch history" in ran.stderr


def test_over_the_limit(repo: Repo) -> None:
    """The limit is the user's own choice: counted, and no reason to block the commit."""
    repo.stage("large.bin", LINE + "x" * 5000)
    ran = staged(repo, "--max-size", "1kB")
    assert ran.code == 0
    assert "over --max-size" in ran.skipped["large.bin"]
    assert ran.report["scan"]["state"] == "complete"


def _blob(repo: Repo, content: str) -> str:
    repo.write("../blob", content)
    return repo.git("hash-object", "-w", "../blob").strip()
