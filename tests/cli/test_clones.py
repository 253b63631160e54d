"""Repositories that hold less, or more, than their own folder: clones of all kinds, submodules."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo
from tokens import stripe

ALLOW = ("-c", "protocol.file.allow=always")


def key(number: int) -> str:
    """A line with a key of its own."""
    return f"key = {stripe(number)}\n"


@pytest.fixture
def three(repo: Repo) -> Repo:
    """Three commits: a key that stays, one that goes, a clean file."""
    repo.commit("stays", **{"stays.py": key(0)})
    repo.commit("goes", **{"sub/goes.py": key(1)})
    repo.git("rm", "-q", "sub/goes.py")
    repo.commit("gone", **{"clean.py": "x\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    return repo


def cloned(repo: Repo, *options: str) -> Repo:
    """A clone of it."""
    into = repo.path.parent / "clone"
    repo.git(*ALLOW, "clone", "-q", *options, f"file://{repo.path}", str(into))
    return Repo(into, init=False)


def test_a_shallow_clone(three: Repo) -> None:
    """What it lacks may hold secrets; who knows that says so."""
    clone = cloned(three, "--depth=1")
    (clone.path / "stays.py").write_text("")
    clone.git("config", "user.name", "A")
    ran = stanch("history", "--format", "json", at=clone)
    assert (ran.code, ran.report["scan"]["state"]) == (1, "incomplete")
    assert "git fetch --unshallow" in ran.skipped["(history)"]
    bare = cloned_empty(three)
    assert stanch("history", at=bare).code == 3
    allowed = stanch("history", "--format", "json", "--allow-shallow", at=bare)
    assert (allowed.code, allowed.report["scan"]["state"]) == (0, "complete")
    assert "(history)" in allowed.skipped


def cloned_empty(repo: Repo) -> Repo:
    """A shallow clone of a last commit without a key."""
    repo.git("rm", "-q", "stays.py")
    repo.commit("clean", **{"a.py": "x\n"})
    into = repo.path.parent / "empty"
    repo.git(*ALLOW, "clone", "-q", "--depth=1", f"file://{repo.path}", str(into))
    return Repo(into, init=False)


def test_a_range_inside_a_shallow_clone(three: Repo) -> None:
    """It needs nothing of what was cut off."""
    clone = cloned(three, "--depth=2")
    ran = stanch("history", "--format", "json", "--range", "HEAD~1..HEAD", at=clone)
    assert (ran.code, ran.places, ran.skipped) == (0, [], {})


@pytest.mark.parametrize(
    ("options", "places", "lost"),
    [
        pytest.param(["--filter=blob:none"], ["stays.py:1"], {"sub/goes.py"}, id="without files"),
        pytest.param(
            ["--filter=blob:none", "--bare"],
            [],
            {"stays.py", "sub/goes.py", "clean.py"},
            id="bare, without files",
        ),
        pytest.param(["--filter=tree:0"], ["stays.py:1"], {"(history)"}, id="without trees"),
    ],
)
def test_a_partial_clone(
    three: Repo, options: list[str], places: list[str], lost: set[str]
) -> None:
    """What is missing is counted; it is fetched only where that is asked for."""
    clone = cloned(three, *options)
    before = sorted(clone.path.rglob("*.pack"))
    ran = stanch("history", "--format", "json", at=clone)
    assert ran.report["scan"]["state"] == "incomplete"
    assert lost <= set(ran.skipped)
    assert ran.places == places
    assert ran.code == (1 if places else 3)
    assert any("--fetch" in why for why in ran.skipped.values())
    assert sorted(clone.path.rglob("*.pack")) == before
    ran = stanch("history", "--format", "json", "--fetch", at=clone)
    assert (ran.code, ran.skipped) == (1, {})
    assert ran.places == ["stays.py:1", "sub/goes.py:1"]
    assert "--fetch: getting" in ran.stderr


def test_fetching_runs_no_program_of_the_clone(three: Repo, tmp_path: Path) -> None:
    """`remote.*.uploadpack` is a command line; and some protocols are programs."""
    mark = tmp_path / "it-ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    clone = cloned(three, "--filter=blob:none", "--bare")
    clone.git("config", "remote.origin.uploadpack", str(program))
    clone.git("config", "core.hooksPath", str(tmp_path))
    ran = stanch("history", "--format", "json", "--fetch", at=clone)
    assert ran.places == ["stays.py:1", "sub/goes.py:1"]
    clone = Repo(tmp_path / "other", init=False)
    three.git(
        *ALLOW,
        "clone",
        "-q",
        "--filter=blob:none",
        "--bare",
        f"file://{three.path}",
        str(clone.path),
    )
    clone.git("config", "remote.origin.url", f"ext::{program}")
    ran = stanch("history", "--fetch", at=clone)
    assert ran.code == 3
    assert "cannot fetch from origin" in ran.stderr
    assert not mark.exists()


def test_nothing_to_fetch(three: Repo) -> None:
    """Of a whole clone there is nothing, and nobody is asked."""
    ran = stanch("history", "--fetch", at=three)
    assert ran.code == 1
    assert "no partial clone" in ran.stderr


def test_alternates(three: Repo) -> None:
    """The objects of a shared clone lie in another folder."""
    clone = Repo(three.path.parent / "shared", init=False)
    three.git("clone", "-q", "--bare", "--shared", str(three.path), str(clone.path))
    assert not list((clone.path / "objects").rglob("*.pack"))
    assert (clone.path / "objects/info/alternates").exists()
    ran = stanch("history", "--format", "json", at=clone)
    assert ran.places == ["stays.py:1", "sub/goes.py:1"]
    (clone.path / "objects/info/alternates").unlink()
    ran = stanch("history", "--format", "json", at=clone)
    assert ran.code == 3
    assert ran.skipped


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_both_kinds_of_ids(tmp_path: Path, object_format: str) -> None:
    """SHA-256 repositories have ids of another length, damaged ones too."""
    repo = Repo(tmp_path / object_format, object_format=object_format)
    first = repo.commit("stays", **{"stays.py": key(0)})
    repo.commit("goes", **{"goes.py": key(1)})
    repo.git("rm", "-q", "goes.py")
    last = repo.commit(f"uses {stripe(2)}", **{"sub/clean.py": "x\n"})
    ran = stanch("history", "--format", "json", at=repo)
    lives = {one["locations"][0]["path"]: one["life"] for one in ran.report["findings"]}
    assert lives["stays.py"]["introduced"]["id"] == first
    assert lives["goes.py"]["removed"]["id"] == last
    assert lives[f"commit {last[:12]}"]["state"] == "live"
    tree = repo.git("rev-parse", "HEAD:sub").strip()
    (repo.path / ".git/objects" / tree[:2] / tree[2:]).unlink()
    ran = stanch("history", "--format", "json", at=repo)
    assert f"sub/(tree {tree[:12]})" in ran.skipped
    assert len(ran.report["findings"]) == 3


def test_an_empty_repository(repo: Repo) -> None:
    """Nothing was ever committed: that is clean, and said."""
    for arguments in ([], ["--no-unreachable"], ["--life", "live"]):
        ran = stanch("history", *arguments, at=repo)
        assert (ran.code, ran.stdout) == (0, ""), arguments
        assert "nothing to scan" in ran.stderr


def test_no_repository(tmp_path: Path) -> None:
    """An error, whatever else is asked."""
    for arguments in ([], ["--ci"], ["--fetch"], ["--range", "a..b"]):
        ran = stanch("history", *arguments, at=tmp_path)
        assert ran.code in {2, 3}, arguments
        assert ran.stdout == ""
    assert "not a git repository" in stanch("history", at=tmp_path).stderr


@pytest.fixture
def outer(three: Repo, tmp_path: Path) -> Repo:
    """A repository with `three` as a submodule, which itself has one; each has a key."""
    inner = Repo(tmp_path / "inner")
    inner.commit("inner", **{"deep.py": key(5)})
    three.git(*ALLOW, "submodule", "-q", "add", f"file://{inner.path}", "deep")
    three.commit("with a submodule")
    made = Repo(tmp_path / "outer")
    made.commit("outer", **{"outer.py": key(6)})
    made.git(*ALLOW, "submodule", "-q", "add", f"file://{three.path}", "vendor/lib")
    made.git(*ALLOW, "submodule", "-q", "update", "--init", "--recursive")
    made.commit("with a submodule")
    return made


def test_submodules(outer: Repo) -> None:
    """What is checked out below is part of what one has; paths say where."""
    ran = stanch("history", "--format", "json", at=outer)
    assert (ran.code, ran.report["scan"]["state"]) == (1, "complete")
    assert ran.places == [
        "outer.py:1",
        "vendor/lib/deep/deep.py:1",
        "vendor/lib/stays.py:1",
        "vendor/lib/sub/goes.py:1",
    ]
    lives = {one["locations"][0]["path"]: one["life"] for one in ran.report["findings"]}
    assert lives["vendor/lib/sub/goes.py"]["state"] == "removed"
    assert lives["vendor/lib/sub/goes.py"]["removed"]["summary"] == "gone"
    assert lives["vendor/lib/deep/deep.py"]["in_head"]
    assert "vendor/lib:refs/heads/main" in lives["vendor/lib/stays.py"]["branches"]
    assert lives["outer.py"]["branches"] == ["refs/heads/main"]
    ran = stanch("history", at=outer)
    assert "vendor/lib:main" in ran.stdout


def test_one_secret_in_a_repository_and_its_submodule(outer: Repo) -> None:
    """One finding; it lives as long as one of them has it."""
    outer.commit("copied", **{"copy.py": key(1)})
    ran = stanch("history", "--format", "json", at=outer)
    (found,) = [
        one
        for one in ran.report["findings"]
        if {"copy.py", "vendor/lib/sub/goes.py"} == {p["path"] for p in one["locations"]}
    ]
    assert found["life"]["state"] == "live"
    assert found["life"]["branches"] == ["refs/heads/main"]


def test_a_baseline_accepts_what_a_submodule_has(outer: Repo) -> None:
    """What `stanch history` reports, `baseline create --history` accepts."""
    assert stanch("baseline", "create", "--history", "--reason", "known", at=outer).code == 0
    assert stanch("history", at=outer).code == 0


def test_the_policy_of_the_outer_repository_counts(outer: Repo) -> None:
    """Its paths are those of the report."""
    outer.write(".stanch.yaml", "exclude: [vendor/**]\n")
    ran = stanch("history", "--format", "json", at=outer)
    assert ran.places == ["outer.py:1"]


def test_a_submodule_that_is_not_checked_out(outer: Repo) -> None:
    """It is another repository, of which nothing is here; counted, and no failure."""
    outer.git("submodule", "-q", "deinit", "-f", "vendor/lib")
    ran = stanch("history", "--format", "json", at=outer)
    assert ran.places == ["outer.py:1"]
    assert ran.skipped == {"vendor/lib": "a submodule that is not checked out"}
    assert ran.report["scan"]["state"] == "complete"


def test_a_submodule_that_leads_elsewhere(outer: Repo, tmp_path: Path) -> None:
    """A link in the work tree must not make another folder part of this repository."""
    (outer.path / "vendor").rename(tmp_path / "away")
    (outer.path / "vendor").symlink_to(tmp_path / "away")
    ran = stanch("history", "--format", "json", at=outer)
    assert ran.places == ["outer.py:1"]
    assert ran.report["scan"]["state"] == "incomplete"


def test_a_damaged_submodule(outer: Repo) -> None:
    """The outer one is scanned all the same."""
    (outer.path / "vendor/lib/.git").write_text("gitdir: /nowhere\n")
    ran = stanch("history", "--format", "json", at=outer)
    assert ran.places == ["outer.py:1"]
    assert "cannot be read" in ran.skipped["vendor/lib"]


def test_the_address_of_a_submodule(repo: Repo) -> None:
    """People put their token into it, and git keeps it in a file."""
    token = stripe(3)
    repo.commit(
        "x", **{".gitmodules": f'[submodule "a"]\n\tpath = a\n\turl = https://ci:{token}@x/a\n'}
    )
    ran = stanch("history", "--format", "json", at=repo)
    assert ".gitmodules:3" in ran.places


def test_a_range_leaves_submodules_out(outer: Repo) -> None:
    """Its commits are those of one repository."""
    ran = stanch("history", "--format", "json", "--branch", "main", at=outer)
    assert ran.places == ["outer.py:1"]
