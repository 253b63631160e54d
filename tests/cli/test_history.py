"""`stanch history`: everything that any branch or tag remembers, and who brought it when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.run import Ran, stanch
from repo import Repo
from tokens import body, stripe

CLEAN = "key = load()\n"


def key(number: int) -> str:
    """A line with a key of its own."""
    return f"key = {stripe(number)}\n"


def history(at: Repo | Path, *arguments: str) -> Ran:
    """The history with a report that a test can read."""
    return stanch("history", "--format", "json", *arguments, at=at)


def place(ran: Ran) -> dict[str, Any]:
    """The one place of the one finding."""
    (found,) = ran.report["findings"]
    (only,) = found["locations"]
    return dict(only)


def test_every_ref(repo: Repo, tmp_path: Path) -> None:
    """A key on a forgotten branch is as public as one on main."""
    repo.commit("on main", **{"main.py": key(0)})
    for number, (name, command) in enumerate(
        {
            "branch": ["branch"],
            "light": ["tag"],
            "annotated": ["tag", "-a", "-m", "a tag"],
        }.items()
    ):
        repo.git("checkout", "-q", "--detach", "main")
        repo.commit(name, **{f"{name}.py": key(number + 1)})
        repo.git(*command, name)
    repo.git("checkout", "-q", "--detach", "main")
    repo.commit("a remote's", **{"remote.py": key(4)})
    repo.git("update-ref", "refs/remotes/origin/x", "HEAD")
    repo.commit("anything else", **{"other.py": key(5)})
    repo.git("update-ref", "refs/pull/1/head", "HEAD")
    repo.git("checkout", "-q", "--detach", "main")
    repo.commit("nowhere but in HEAD", **{"detached.py": key(6)})
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"), "main")
    Repo(tmp_path / "linked", init=False).commit("linked", **{"linked.py": key(7)})
    names = "annotated branch detached light linked main other remote".split()
    assert history(repo).places == [f"{name}.py:1" for name in names]


def test_the_stash(repo: Repo) -> None:
    """It is a ref as well, and pushed with `--mirror`."""
    repo.commit(**{"a.py": CLEAN})
    repo.stage("a.py", key(0))
    repo.git("stash", "-q")
    assert set(history(repo).places) == {"a.py:1"}


def test_a_note(repo: Repo) -> None:
    """Notes are commits of their own; their files are named after commits."""
    repo.commit()
    repo.git("notes", "add", "-m", key(0))
    assert len(history(repo).places) == 1


@pytest.mark.parametrize("annotated", [False, True], ids=["plain", "annotated"])
def test_a_tag_of_a_file_or_a_tree(repo: Repo, annotated: bool) -> None:  # noqa: FBT001  # a column of the table
    """No commit leads there, yet it is fetched with the tags."""
    repo.commit(**{"a.py": CLEAN})
    repo.stage("sub/b.py", key(0))
    tree = repo.git("write-tree").strip()
    repo.stage("c.py", key(1))
    blob = repo.git("rev-parse", ":c.py").strip()
    repo.git("rm", "-q", "-r", "-f", "sub", "c.py")
    options = ["-a", "-m", "a tag"] if annotated else []
    repo.git("tag", *options, "file", blob)
    repo.git("tag", *options, "tree", tree)
    repo.git("tag", *options, "again", "tree")
    assert history(repo).places == ["refs/tags/file:1", "sub/b.py:1"]


def test_a_deleted_file(repo: Repo) -> None:
    """Deleting a file takes nothing out of the history."""
    commit = repo.commit("a leak", **{"a.py": key(0)})
    repo.git("rm", "-q", "a.py")
    repo.commit("gone")
    assert place(history(repo))["commit"]["id"] == commit


def test_who_when_and_where(repo: Repo) -> None:
    """The report says which commit introduced it, not which one last kept it."""
    repo.commit("before", **{"a.py": CLEAN})
    commit = repo.commit("Add the key\n\nA longer text.", **{"a.py": CLEAN + key(0)})
    repo.commit("after", **{"b.py": CLEAN})
    found = place(history(repo))
    assert (found["path"], found["line"]) == ("a.py", 2)
    assert found["commit"] == {
        "id": commit,
        "author": "Ada",
        "email": "ada@example.org",
        "date": "2026-01-02T03:04:05Z",
        "summary": "Add the key",
    }


def test_an_author_of_any_kind(repo: Repo) -> None:
    """Names hold brackets, bytes that are no text, and secrets."""
    repo.stage("a.py", key(0))
    tree = repo.git("write-tree").strip()
    who = b"A <b> \xff " + stripe(0).encode() + b" <x@example.org> 99999999999999999999 +0000"
    content = b"tree %s\nauthor %s\ncommitter C <c@example.org> 0 +0000\n\n%s\n" % (
        tree.encode(),
        who,
        stripe(0).encode(),
    )
    raw = repo.write("../commit", content)
    commit = repo.git("hash-object", "-t", "commit", "-w", "--literally", str(raw)).strip()
    repo.git("update-ref", "refs/heads/main", commit)
    ran = history(repo)
    assert ran.code == 1
    assert stripe(0) not in ran.stdout
    (found,) = ran.report["findings"]
    assert {one["part"] for one in found["locations"]} == {"content", "message", "author"}
    assert {one["commit"]["id"] for one in found["locations"]} == {commit}
    assert {one["commit"]["date"] for one in found["locations"]} <= {"", None}


def test_the_same_blob_once(repo: Repo) -> None:
    """A file that comes, goes and comes back is one version, whatever branch it is on."""
    first = repo.commit("first", **{"a.py": key(0)})
    repo.commit("second", **{"a.py": CLEAN})
    repo.commit("third", **{"a.py": key(0)})
    repo.git("checkout", "-q", "-b", "other", first)
    repo.commit("fourth", **{"a.py": key(0) + CLEAN})
    repo.commit("fifth", **{"a.py": key(0)})
    ran = history(repo)
    assert ran.blobs == 3
    (found,) = ran.report["findings"]
    assert found["locations"][0]["commit"]["id"] == first


def test_a_merge_introduces_nothing(repo: Repo) -> None:
    """Both sides are scanned where they were written."""
    repo.commit("the base", **{"a.py": CLEAN})
    repo.git("checkout", "-q", "-b", "other")
    theirs = repo.commit("theirs", **{"b.py": key(0)})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", **{"c.py": CLEAN + "ours\n"})
    repo.git("merge", "-q", "--no-edit", "other")
    ran = history(repo)
    assert place(ran)["commit"]["id"] == theirs
    assert ran.blobs == 3


def test_an_evil_merge(repo: Repo) -> None:
    """What the merge commit itself brings is in no other commit."""
    repo.commit("the base", **{"a.py": CLEAN})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("theirs", **{"b.py": CLEAN + "theirs\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", **{"c.py": CLEAN + "ours\n"})
    repo.git("merge", "-q", "--no-commit", "other")
    merge = repo.commit("the merge", **{"a.py": key(0), "d.py": key(1)})
    ran = history(repo)
    assert ran.places == ["a.py:1", "d.py:1"]
    assert {f["locations"][0]["commit"]["id"] for f in ran.report["findings"]} == {merge}


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    """Servers have no work tree."""
    repo.commit(**{"a.py": key(0)})
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert history(tmp_path / "bare.git").places == ["a.py:1"]
    assert history(tmp_path, "bare.git").places == ["a.py:1"]


def test_another_repository(repo: Repo, tmp_path: Path) -> None:
    """By its folder, or one in it."""
    repo.commit(**{"sub/a.py": key(0)})
    assert history(tmp_path, "repo").places == ["sub/a.py:1"]
    assert history(repo.path / "sub").places == ["sub/a.py:1"]


@pytest.mark.parametrize("commits", [0, 1], ids=["no commit", "a commit without files"])
def test_an_empty_repository_is_said_aloud(repo: Repo, commits: int) -> None:
    """Clean, but nothing was read."""
    for _ in range(commits):
        repo.commit()
    ran = stanch("history", at=repo)
    assert ran.code == 0
    assert "no file was ever committed" in ran.stdout + ran.stderr


def test_no_repository(tmp_path: Path) -> None:
    """Nothing was looked at, and that is not clean."""
    assert history(tmp_path).code == 3
    assert history(tmp_path, "nowhere").code == 2


def test_a_sha256_repository(tmp_path: Path) -> None:
    """Ids are longer there."""
    repo = Repo(tmp_path / "long", object_format="sha256")
    repo.commit("first", **{"a.py": CLEAN})
    commit = repo.commit("second", **{"a.py": key(0)})
    assert place(history(repo))["commit"]["id"] == commit
    repo.stage("c.py", key(1))
    repo.git("tag", "-a", "-m", "a tag", "file", repo.git("write-tree").strip())
    assert history(repo).places == ["a.py:1", "c.py:1"]


def test_excluded_paths(repo: Repo) -> None:
    """A copy elsewhere counts, though its bytes were first seen where nobody wants to look."""
    repo.commit("first", **{"vendor/a.py": key(0)})
    repo.commit("second", **{"src/a.py": key(0)})
    repo.write(".stanch.yaml", "exclude: ['vendor/**']\n")
    ran = history(repo)
    assert ran.places == ["src/a.py:1"]
    assert list(ran.skipped) == ["vendor/a.py"]
    assert ran.report["scan"]["state"] == "complete"


def test_replaced_and_grafted_commits(repo: Repo) -> None:
    """Local make-up of the history must not hide what is pushed."""
    leak = repo.commit("a leak", **{"a.py": key(0)})
    repo.git("rm", "-q", "a.py")
    last = repo.commit("gone")
    clean = repo.git("commit-tree", "-m", "clean", repo.git("mktree").strip()).strip()
    repo.git("replace", leak, clean)
    repo.write(".git/info/grafts", f"{last}\n")
    assert history(repo).places == ["a.py:1"]


def test_links_and_submodules(repo: Repo) -> None:
    """A link's target is its content; a submodule's commit is none."""
    (repo.path / "link").symlink_to(f"/srv/{stripe(0)}")
    repo.git("add", "link")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'12' * 20},sub")
    repo.commit()
    ran = history(repo)
    assert ran.places == ["link:1"]
    assert place(ran)["part"] == "link target"
    assert ran.skipped == {"sub": "a submodule that is not checked out"}
    assert ran.report["scan"]["state"] == "complete"


def test_one_key_in_many_places(repo: Repo) -> None:
    """It has to be revoked once: one finding, with all its places."""
    first = repo.commit("first", **{"z.py": key(0)})
    repo.commit("second", **{"a.py": CLEAN + key(0)})
    ran = history(repo)
    assert ran.places == ["a.py:2", "z.py:1"]
    (found,) = ran.report["findings"]
    assert found["locations"][0]["commit"]["id"] == first


def test_a_version_under_another_file_name(repo: Repo) -> None:
    """Some rules are for files of one name: `.pgpass` means what `notes.txt` does not."""
    repo.commit("first", **{"notes.txt": f"db.example.net:5432:app:app:{stripe(3)[-12:]}\n"})
    repo.git("mv", "notes.txt", ".pgpass")
    repo.commit("second")
    assert ".pgpass:1" in history(repo).places


KUBE = "users:\n- user:\n    token: my-cluster-pw\n"


@pytest.mark.parametrize(
    ("files", "policy", "places"),
    [
        pytest.param(
            {"docs/x.py": key(0), "prod/x.py": key(0)},
            {".stanchignore": "/docs/\n"},
            ["prod/x.py:1"],
            id="ignored at its first place",
        ),
        pytest.param(
            {"docs/x.py": key(0), "prod/x.py": key(0)},
            {".stanch.yaml": "allow: [{paths: [docs/**], reason: samples}]\n"},
            ["prod/x.py:1"],
            id="allowed at its first place",
        ),
        pytest.param(
            {"a/config": KUBE, "b/.kube/config": KUBE},
            {},
            ["b/.kube/config:3"],
            id="a rule holds at its second place only",
        ),
        pytest.param({".kube/config": KUBE}, {}, [".kube/config:3"], id="a rule's file at the top"),
    ],
)
def test_each_place_of_a_file_counts(
    repo: Repo, files: dict[str, str], policy: dict[str, str], places: list[str]
) -> None:
    """What is accepted in the samples is not accepted in production."""
    for name, content in files.items():
        repo.commit(name, **{name: content})
    for name, content in policy.items():
        repo.write(name, content)
    assert history(repo).places == places
    assert stanch("scan", "--format", "json", at=repo).places == places


def test_every_place_is_named(repo: Repo) -> None:
    """Who cleans up must find each copy, and the commit that made it."""
    first = repo.commit("first", **{"a.py": key(0)})
    second = repo.commit("copied", **{"sub/b.py": key(0)})
    (found,) = history(repo).report["findings"]
    named = [(one["path"], one["commit"]["id"]) for one in found["locations"]]
    assert named == [("a.py", first), ("sub/b.py", second)]


def test_a_place_is_where_it_came_in(repo: Repo) -> None:
    """Forty versions of a file with one key are one place, and its line is of the first."""
    first = repo.commit("first", **{"a.py": CLEAN + key(0)})
    for number in range(5):
        repo.commit(f"version {number}", **{"a.py": "\n" * number + key(0) + key(0)})
    (found,) = history(repo).report["findings"]
    named = [(one["path"], one["line"], one["commit"]["id"]) for one in found["locations"]]
    assert named == [("a.py", 2, first)]


def test_a_clone_of_an_address(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to keep the clone, and a password in the address is in no message."""
    folder = tmp_path / "clones"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    repo.commit("a leak", **{"a.py": key(0)})
    ran = history(tmp_path, f"file://{repo.path}")
    assert (ran.code, ran.places) == (1, ["a.py:1"])
    secret = body(10)
    ran = history(tmp_path, f"https://ada:{secret}@127.0.0.1:1/none.git")
    assert ran.code == 3
    assert "cannot clone" in ran.stderr
    assert secret not in ran.stderr
    assert history(tmp_path, "ext::sh -c true").code == 2
    assert list(folder.iterdir()) == []
