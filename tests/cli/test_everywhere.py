"""`stanch history` finds a secret in every place where a repository keeps text, one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo
from tokens import stripe

KEY = stripe()
LINE = f"key = {KEY}\n"
Does = Callable[[Repo], object]


def _evil_merge(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", **{"a.py": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("main", **{"a.py": "main\n"})
    repo.git("merge", "-q", "side", check=False)
    repo.stage("a.py", LINE)
    repo.git("commit", "-q", "-m", "merged")


def _untracked_in_a_stash(repo: Repo) -> None:
    repo.write("a.py", LINE)
    repo.git("stash", "push", "-q", "--include-untracked")


def _index_of_a_stash(repo: Repo) -> None:
    repo.stage("base.py", LINE)
    repo.write("base.py", "clean\n")
    repo.git("stash", "push", "-q")


def _second_stash(repo: Repo) -> None:
    _index_of_a_stash(repo)
    repo.write("base.py", "other\n")
    repo.git("stash", "push", "-q")


def _reset(repo: Repo) -> None:
    repo.commit("a key", **{"a.py": LINE})
    repo.git("reset", "-q", "--hard", "HEAD~1")


def _forgotten(repo: Repo) -> None:
    _reset(repo)
    repo.git("reflog", "expire", "--expire=now", "--all")


def _dangling(repo: Repo) -> None:
    repo.stage("a.py", LINE)
    repo.git("reset", "-q")
    (repo.path / "a.py").unlink()


def _tag_of_a_blob(repo: Repo) -> None:
    repo.stage("a.py", LINE)
    repo.git("tag", "blob", repo.git("rev-parse", ":a.py").strip())
    repo.git("reset", "-q")


def _lost_tag(repo: Repo) -> None:
    repo.git("tag", "-a", "-m", f"see {KEY}", "gone")
    repo.git("tag", "-d", "gone")


def _packed(repo: Repo) -> None:
    _forgotten(repo)
    repo.git("repack", "-q", "-a", "-d", "--keep-unreachable")


def _linked(repo: Repo) -> None:
    linked = repo.path.parent / "linked"
    repo.git("worktree", "add", "-q", "--detach", str(linked))
    Repo(linked, init=False).commit("there", **{"a.py": LINE})


def _added_in_a_merge(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", **{"side.py": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("main", **{"main.py": "main\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.stage("a.py", LINE)
    repo.git("commit", "-q", "-m", "merged")


def _work_tree_of_a_stash(repo: Repo) -> None:
    repo.write("base.py", LINE)
    repo.git("stash", "push", "-q")


def _deleted_branch(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "gone")
    repo.commit("a key", **{"a.py": LINE})
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-q", "-D", "gone")


def _tag_of_a_lost_commit(repo: Repo) -> None:
    repo.commit("a key", **{"a.py": LINE})
    repo.git("tag", "-a", "-m", "kept", "kept")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("reflog", "expire", "--expire=now", "--all")


def _hidden(attribute: str, data: bytes = LINE.encode()) -> Does:
    def do(repo: Repo) -> None:
        repo.stage(".gitattributes", f"* {attribute}\n")
        repo.stage("a.py", data)
        repo.git("commit", "-q", "-m", "hidden")

    return do


def _replaced(repo: Repo) -> None:
    commit = repo.commit("a key", **{"a.py": LINE})
    tree = repo.git("rev-parse", "HEAD~1^{tree}").strip()
    clean = repo.git("commit-tree", "-p", "HEAD~1", "-m", "clean", tree).strip()
    repo.git("replace", commit, clean)


def _grafted(repo: Repo) -> None:
    repo.commit("a key", **{"a.py": LINE})
    repo.git("rm", "-q", "a.py")
    last = repo.commit("gone")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.write(".git/info/grafts", f"{last}\n")


def _replaced_blob(repo: Repo) -> None:
    repo.commit("a key", **{"a.py": LINE})
    clean = repo.write("../clean", "clean\n")
    repo.git("replace", "HEAD:a.py", repo.git("hash-object", "-w", str(clean)).strip())


def _link(repo: Repo) -> None:
    (repo.path / "link").symlink_to(f"/srv/{KEY}")
    repo.git("add", "link")
    repo.git("commit", "-q", "-m", "a link")


PLACES = [
    pytest.param(lambda r: r.commit("a", **{"a.py": LINE}), "a.py", "content", id="a file"),
    pytest.param(_evil_merge, "a.py", "content", id="what a merge brings"),
    pytest.param(
        lambda r: r.commit("a", **{f"{KEY}.txt": "x"}), "***.txt", "name", id="a file's name"
    ),
    pytest.param(_added_in_a_merge, "a.py", "content", id="a file that a merge adds"),
    pytest.param(
        lambda r: r.commit("a", **{f"deep/{KEY}/b.txt": "x"}), "deep/***", "name", id="a folder"
    ),
    pytest.param(_work_tree_of_a_stash, "base.py", "content", id="the work tree of a stash"),
    pytest.param(_deleted_branch, "a.py", "content", id="a branch that was deleted"),
    pytest.param(_tag_of_a_lost_commit, "a.py", "content", id="what only a tag leads to"),
    pytest.param(_replaced, "a.py", "content", id="a commit that another one replaces"),
    pytest.param(_replaced_blob, "a.py", "content", id="a file that another one replaces"),
    pytest.param(_grafted, "a.py", "content", id="commits that a graft cuts off"),
    pytest.param(_hidden("-diff"), "a.py", "content", id="an attribute: -diff"),
    pytest.param(_hidden("binary"), "a.py", "content", id="an attribute: binary"),
    pytest.param(_hidden("export-ignore"), "a.py", "content", id="an attribute: export-ignore"),
    pytest.param(_hidden("-text diff=nothing filter=x"), "a.py", "content", id="drivers"),
    pytest.param(
        _hidden("linguist-generated", LINE.encode("utf-16")), "a.py", "content", id="UTF-16"
    ),
    pytest.param(_hidden("a", LINE.encode("utf-32")), "a.py", "content", id="UTF-32"),
    pytest.param(
        _hidden("a", b"\x7fELF\0\1\2\0" * 50 + LINE.encode() + b"\0\xff" * 50),
        "a.py",
        "content",
        id="a binary file",
    ),
    pytest.param(
        lambda r: r.git("tag", "-a", "-m", "x", "v1", env={"GIT_COMMITTER_NAME": KEY}),
        "refs/tags/v1",
        "author",
        id="who made a tag",
    ),
    pytest.param(
        lambda r: r.git(
            "update-ref",
            "refs/anything/else",
            r.git("commit-tree", "-m", f"see {KEY}", "HEAD^{tree}").strip(),
        ),
        "commit",
        "message",
        id="a ref of any name",
    ),
    pytest.param(_link, "link", "link target", id="where a link leads"),
    pytest.param(lambda r: r.commit(f"uses {KEY}"), "commit", "message", id="a commit's message"),
    pytest.param(
        lambda r: r.commit(f"subject\n\nbody\n{KEY}\n"), "commit", "message", id="its last line"
    ),
    pytest.param(
        lambda r: r.git("commit", "-q", "--allow-empty", "-m", "x", f"--author={KEY} <a@b>"),
        "commit",
        "author",
        id="an author's name",
    ),
    pytest.param(
        lambda r: r.git(
            "commit", "-q", "--allow-empty", "-m", "x", env={"GIT_COMMITTER_EMAIL": f"{KEY}@b"}
        ),
        "commit",
        "author",
        id="a committer's address",
    ),
    pytest.param(
        lambda r: r.git("tag", "-a", "-m", f"see {KEY}", "v1"),
        "refs/tags/v1",
        "message",
        id="a tag's message",
    ),
    pytest.param(lambda r: r.git("tag", KEY), "refs/tags/***", "name", id="a tag's name"),
    pytest.param(lambda r: r.git("branch", KEY), "refs/heads/***", "name", id="a branch's name"),
    pytest.param(lambda r: r.git("notes", "add", "-m", KEY), "", "content", id="a note"),
    pytest.param(_tag_of_a_blob, "refs/tags/blob", "content", id="a tag on a file"),
    pytest.param(_index_of_a_stash, "base.py", "content", id="the index of a stash"),
    pytest.param(_untracked_in_a_stash, "a.py", "content", id="an untracked file of a stash"),
    pytest.param(_second_stash, "base.py", "content", id="an older stash"),
    pytest.param(_reset, "a.py", "content", id="a commit that only the log of HEAD remembers"),
    pytest.param(_forgotten, "a.py", "content", id="a commit that nothing remembers"),
    pytest.param(_packed, "a.py", "content", id="the same, packed"),
    pytest.param(_dangling, "(unreachable)", "content", id="a file that was only staged"),
    pytest.param(_lost_tag, "(unreachable) tag", "message", id="a tag that was deleted"),
    pytest.param(_linked, "a.py", "content", id="a linked work tree"),
    pytest.param(
        lambda r: r.commit(
            "a",
            **{
                ".gitattributes": "* -diff binary\n",
                "a.py": LINE.encode("utf-16").decode("latin-1"),
            },
        ),
        "a.py",
        "content",
        id="a binary file, hidden by attributes",
    ),
]


@pytest.mark.parametrize(("do", "path", "part"), PLACES)
def test_a_place(repo: Repo, do: Does, path: str, part: str) -> None:
    """A scanner that reads files only leaves the rest to whoever clones."""
    repo.commit("the base", **{"base.py": "clean\n"})
    do(repo)
    ran = stanch("history", "--format", "json", at=repo)
    assert ran.code == 1, ran.stderr
    (found,) = ran.report["findings"]
    assert {place["part"] for place in found["locations"]} == {part}
    assert found["locations"][0]["path"].startswith(path)
    assert KEY not in ran.stdout + ran.stderr


def test_what_git_has_thrown_away_in_part(repo: Repo) -> None:
    """Of a commit that nothing remembers the tree may be gone; its files are still read."""
    repo.commit("the base")
    _forgotten(repo)
    for line in repo.git("cat-file", "--batch-all-objects", "--batch-check").splitlines():
        oid, kind, _ = line.split()
        if kind == "tree":
            (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    ran = stanch("history", "--format", "json", at=repo)
    assert [place.split(":")[0][:13] for place in ran.places] == ["(unreachable)"]


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    """A server's copy has no work tree, and messages all the same."""
    repo.commit(f"uses {KEY}")
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    ran = stanch("history", "--format", "json", at=tmp_path / "bare")
    assert [place[:7] for place in ran.places] == ["commit "]
