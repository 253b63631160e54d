"""`stanch scan --range A..B`: what the commits of a range introduce, for CI and pull requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.run import scan, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
OTHER = f"key = {stripe(1)}\n"
CLEAN = "key = load()\n"
LONG = "".join(f"line {number}\n" for number in range(50))


def _steps(*versions: dict[str, str]) -> Callable[[Repo], None]:
    """One commit a version; a file that is empty in it is deleted."""

    def do(repo: Repo) -> None:
        for version in versions:
            for name, content in version.items():
                if content:
                    repo.stage(name, content)
                else:
                    repo.git("rm", "-q", name)
            repo.commit()

    return do


@pytest.mark.parametrize(
    ("before", "do", "places"),
    [
        pytest.param({}, _steps({"a.py": LINE}), ["a.py:1"], id="a new file"),
        pytest.param(
            {},
            _steps({"a.py": LINE}, {"a.py": CLEAN}),
            ["a.py:1"],
            id="introduced, then removed: it stays in the history",
        ),
        pytest.param(
            {}, _steps({"a.py": LINE}, {"a.py": ""}), ["a.py:1"], id="introduced, then deleted"
        ),
        pytest.param({"a.py": LINE}, _steps({"a.py": LINE + LONG}), [], id="there before"),
        pytest.param(
            {"a.py": LINE}, _steps({"a.py": CLEAN}), [], id="there before and removed in the range"
        ),
        pytest.param(
            {"a.py": LINE},
            _steps({"a.py": CLEAN}, {"a.py": LINE}),
            [],
            id="there before, removed and put back",
        ),
        pytest.param(
            {"a.py": LINE}, _steps({"b.py": LINE, "a.py": ""}), [], id="there before and renamed"
        ),
        pytest.param(
            {"a.py": LINE},
            _steps({"a.py": ""}, {"b.py": LINE}),
            [],
            id="there before and moved in two steps",
        ),
        pytest.param(
            {"a.py": LINE}, _steps({"a.py": LINE + OTHER}), ["a.py:2"], id="one beside an old one"
        ),
        pytest.param(
            {},
            _steps({f"{stripe()}.txt": CLEAN}, {f"{stripe()}.txt": CLEAN + LONG}),
            ["***.txt:1"],
            id="in a name, of a file that is changed later",
        ),
        pytest.param({"a.py": CLEAN}, _steps({"a.py": CLEAN + LONG}), [], id="nothing secret"),
    ],
)
def test_what_is_introduced(
    repo: Repo, before: dict[str, str], do: Callable[[Repo], None], places: list[str]
) -> None:
    """A pull request answers for its own commits, each of them, and for no older ones."""
    for name, content in before.items():
        repo.stage(name, content)
    base = repo.commit("the base")
    do(repo)
    ran = scan("--range", f"{base}..HEAD", at=repo)
    assert ran.places == places
    assert ran.code == bool(places), ran.stderr


def test_the_commit_is_named(repo: Repo) -> None:
    """Who reads the report must know which commit to rewrite, and whom to ask."""
    repo.commit("the base")
    commit = repo.commit("a leak", **{"a.py": LINE})
    (found,) = scan("--range", "HEAD~1..HEAD", at=repo).report["findings"]
    assert found["locations"][0]["commit"] == {
        "id": commit,
        "author": "Ada",
        "email": "ada@example.org",
        "date": "2026-01-02T03:04:05Z",
        "summary": "a leak",
    }


@pytest.fixture
def merged(repo: Repo) -> Repo:
    """`work` forked from the base and merged `main`, on which a secret had landed meanwhile."""
    repo.commit("the base", **{"a.py": CLEAN})
    repo.git("tag", "base")
    repo.git("checkout", "-q", "-b", "work")
    repo.commit("on work", **{"w.py": OTHER})
    repo.git("checkout", "-q", "main")
    repo.commit("on main", **{"m.py": LINE})
    repo.git("checkout", "-q", "work")
    repo.git("merge", "-q", "--no-edit", "main")
    return repo


@pytest.mark.parametrize(
    ("revisions", "places"),
    [
        pytest.param("main..work", ["w.py:1"], id="what main has is not the branch's"),
        pytest.param("base..work", ["m.py:1", "w.py:1"], id="both sides since the fork"),
        pytest.param("work^1..work", ["m.py:1"], id="what the merge brought to the branch"),
        pytest.param("main...work", ["w.py:1"], id="three dots"),
        pytest.param("base..", ["m.py:1", "w.py:1"], id="up to HEAD"),
        pytest.param(" base .. work ", ["m.py:1", "w.py:1"], id="spaces round the names"),
        pytest.param("base..base", [], id="no commit"),
    ],
)
def test_merges(merged: Repo, revisions: str, places: list[str]) -> None:
    """A branch that merged main must not answer for main."""
    ran = scan("--range", revisions, at=merged)
    assert ran.places == places, ran.stderr
    assert ran.code == bool(places)


def test_an_evil_merge(merged: Repo) -> None:
    """What a merge commit holds that no parent does is in no other commit's diff."""
    merged.stage("a.py", f"key = {stripe(2)}\n")
    merged.git("commit", "-q", "--amend", "--no-edit", "--no-verify")
    assert scan("--range", "main..work", at=merged).places == ["a.py:1", "w.py:1"]


def test_an_empty_range_is_said_aloud(repo: Repo) -> None:
    """Silence would look the same as a scan that never took place."""
    repo.commit()
    ran = stanch("scan", "--range", "HEAD..HEAD", at=repo)
    assert ran.code == 0
    assert "0 files changed in HEAD..HEAD" in ran.stdout + ran.stderr


@pytest.mark.parametrize("revisions", ["", " ", "..", "..."])
def test_variables_that_are_not_set(repo: Repo, revisions: str) -> None:
    """`--range "$BASE..$HEAD"` in a CI job without the variables must not pass."""
    repo.commit(**{"a.py": CLEAN})
    ran = scan("--range", revisions, at=repo)
    assert ran.code == 2
    assert "A..B" in ran.stderr


@pytest.mark.parametrize(
    ("revisions", "name"),
    [
        ("nowhere..HEAD", "nowhere"),
        ("HEAD..nowhere", "nowhere"),
        (f"{'12' * 20}..HEAD", "12" * 20),
        (f"{'0' * 40}..HEAD", "0" * 40),
        ("HEAD..^HEAD", "^HEAD"),
        ("HEAD..HEAD ^HEAD", "HEAD ^HEAD"),
        ("HEAD^{tree}..HEAD", "HEAD^{tree}"),
    ],
)
def test_revisions_that_do_not_exist(repo: Repo, revisions: str, name: str) -> None:
    """A typo: nothing was looked at, and the name that is wrong is said."""
    repo.commit(**{"a.py": LINE})
    ran = scan("--range", revisions, at=repo)
    assert ran.code == 2, ran.stdout
    assert f"stanch: {name!r} names no commit\nhint: see `git branch -a`" in ran.stderr


@pytest.mark.parametrize(
    ("revisions", "hint"),
    [
        ("HEAD", "HEAD~..HEAD for that commit alone"),
        ("main", "write main..HEAD for what came after it"),
        ("a.py", "a.py..HEAD"),
        ("^HEAD", "write A..B"),
        ("main ^work", "write A..B"),
        ("--all", "write A..B"),
    ],
)
def test_what_is_no_range(repo: Repo, revisions: str, hint: str) -> None:
    """One commit would mean all that led to it, and `^HEAD` nothing at all."""
    repo.commit(**{"a.py": LINE})
    ran = scan(f"--range={revisions}", at=repo)
    assert ran.code == 2
    assert f"{revisions!r} is no range" in ran.stderr
    assert hint in ran.stderr


@pytest.mark.parametrize(
    "revisions",
    [
        *("--output={}", "--all --output={}", "HEAD --output={}", "--stdin", "--not", "-n0 HEAD"),
        *("--output={}..HEAD", "HEAD..--output={}", "--all..HEAD", "--..HEAD", "HEAD..--not"),
    ],
)
def test_options_in_a_range(repo: Repo, tmp_path: Path, revisions: str) -> None:
    """In CI a range is made of names that strangers choose."""
    repo.commit(**{"a.py": LINE})
    written = tmp_path / "written"
    ran = scan(f"--range={revisions.format(written)}", at=repo)
    assert ran.code == 2, ran.stdout
    assert not written.exists()


def test_with_other_modes(repo: Repo) -> None:
    """One of them would be left out silently."""
    repo.commit()
    assert scan("--range", "HEAD", "--staged", at=repo).code == 2
    assert scan("--range", "HEAD", "a.py", at=repo).code == 2
    assert scan("--staged", "a.py", at=repo).code == 2


@pytest.fixture
def shallow(repo: Repo, tmp_path: Path) -> Repo:
    """A clone of the last two commits of four; the second one leaks."""
    for name in ("one", "two", "three", "four"):
        repo.commit(name, **{f"{name}.py": LINE if name == "two" else f"# {name}\n"})
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(tmp_path / "shallow"))
    return Repo(tmp_path / "shallow", init=False)


def test_a_shallow_clone(shallow: Repo) -> None:
    """A CI job that fetched too little must not report clean."""
    ran = scan("--range", "HEAD~3..HEAD", at=shallow)
    assert ran.code == 3
    assert "shallow" in ran.stderr
    tree = shallow.git("mktree").strip()
    root = shallow.git("commit-tree", "-m", "apart from all", tree).strip()
    cut = scan("--range", f"{root}..HEAD", "--min-confidence", "high", at=shallow)
    assert cut.report["scan"]["state"] == "incomplete"
    assert "git fetch --unshallow" in cut.stdout
    assert scan("--range", "HEAD~1..HEAD", at=shallow).code == 0


def test_a_shallow_clone_has_no_whole_history(shallow: Repo) -> None:
    """The same for `history`."""
    ran = stanch("history", "--format", "json", at=shallow)
    assert ran.report["scan"]["state"] == "incomplete"
    assert "(history)" in ran.skipped


def test_a_sha256_repository(tmp_path: Path) -> None:
    """Ids are longer there."""
    repo = Repo(tmp_path / "long", object_format="sha256")
    repo.commit("the base", **{"a.py": CLEAN})
    repo.commit("a leak", **{"a.py": LINE})
    assert scan("--range", "HEAD~1..HEAD", at=repo).places == ["a.py:1"]


def test_many_commits(repo: Repo) -> None:
    """Ids go to git in windows; at their borders nothing may be lost or shift."""
    count = 1203
    base = repo.commit("the base")
    stream = [f"reset refs/heads/more\nfrom {base}\n"]
    for number in range(count):
        leak = number % 400 == 399
        content = f"key = {stripe(number)}\n" if leak else f"# {number}\n"
        stream.append(
            f"commit refs/heads/more\ncommitter A <a@example.org> {number} +0000\ndata 1\nm\n"
            f"M 100644 inline f{number}.py\ndata {len(content)}\n{content}\n"
        )
    repo.write("../stream", "".join(stream))
    repo.git("-c", f"alias.load=!git fast-import --quiet < '{repo.path.parent}/stream'", "load")
    ran = scan("--range", "main..more", at=repo)
    assert ran.blobs == count
    assert ran.places == ["f1199.py:1", "f399.py:1", "f799.py:1"]


@pytest.mark.parametrize("name", ["staged", "unstaged", "range"])
def test_a_branch_of_the_name_of_an_option(repo: Repo, name: str) -> None:
    """`--range staged` is the branch, never the index."""
    base = repo.commit("the base", **{"a.py": CLEAN})
    repo.git("checkout", "-q", "-b", name)
    repo.commit("a key", **{"a.py": LINE})
    assert scan("--range", f"{base}..{name}", at=repo).places == ["a.py:1"]
    assert scan("--range", f"{name}~..{name}", at=repo).places == ["a.py:1"]
