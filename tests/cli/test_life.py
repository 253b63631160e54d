"""The life of a secret: when it came, which branches hold it, and which commit took it away."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

import fakes
from cli.run import stanch
from repo import Repo
from tokens import body, stripe

KEY = stripe()
LINE = f"key = {KEY}\n"
CLEAN = "key = load()\n"
LONG = "".join(f"line {number}\n" for number in range(60))
# The same bytes where no rule reports them.
JUDGED_OTHERWISE = f"{LONG}# stanch:allow\nk={KEY}EXAMPLE\n"
Does = Callable[[Repo], object]


def on(day: str) -> dict[str, str]:
    """The environment of a commit at noon of a day."""
    date = f"{day}T12:00:00+00:00"
    return {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}


def commit(repo: Repo, day: str, **files: str) -> str:
    """A commit of that day; an empty file is deleted."""
    for name, content in files.items():
        if content:
            repo.stage(name, content)
        else:
            repo.git("rm", "-q", "--ignore-unmatch", name)
    repo.git("commit", "-q", "--allow-empty", "-m", f"on {day}", env=on(day))
    return repo.git("rev-parse", "HEAD").strip()


def life(repo: Repo, *arguments: str) -> dict[str, Any]:
    """The life of the one secret of a repository."""
    ran = stanch("history", "--format", "json", *arguments, at=repo)
    (found,) = ran.report["findings"]
    result: dict[str, Any] = found["life"]
    return result


def _merge(repo: Repo, name: str, day: str) -> None:
    repo.git("merge", "-q", "--no-ff", "--no-edit", name, env=on(day))


def _moved(repo: Repo) -> None:
    commit(repo, "2025-01-02", **{"a.py": "", "sub/b.py": LINE})


def _copied(repo: Repo) -> None:
    commit(repo, "2025-01-02", **{"b.py": LONG + LINE})
    commit(repo, "2025-01-03", **{"a.py": ""})


def _edited(repo: Repo) -> None:
    for number in range(3):
        commit(repo, f"2025-01-0{number + 2}", **{"a.py": LONG * number + JUDGED_OTHERWISE})


def _moved_and_judged_otherwise(repo: Repo) -> None:
    commit(repo, "2025-01-02", **{"a.py": "", "notes.txt": JUDGED_OTHERWISE})


def _copied_and_judged_otherwise(repo: Repo) -> None:
    commit(repo, "2025-01-02", **{"notes.txt": JUDGED_OTHERWISE})
    commit(repo, "2025-01-03", **{"a.py": CLEAN})


def _back(repo: Repo) -> None:
    commit(repo, "2025-01-02", **{"a.py": CLEAN})
    commit(repo, "2025-01-03", **{"a.py": LONG + LINE})


def _merged_back(repo: Repo) -> None:
    """Removed on main, but a branch that forked before brings it again."""
    repo.git("branch", "side")
    commit(repo, "2025-01-02", **{"a.py": CLEAN})
    repo.git("checkout", "-q", "side")
    commit(repo, "2025-01-03", **{"b.py": LINE})
    repo.git("checkout", "-q", "main")
    _merge(repo, "side", "2025-01-04")
    repo.git("branch", "-q", "-D", "side")


@pytest.mark.parametrize(
    "do",
    [
        pytest.param(lambda _repo: None, id="untouched"),
        pytest.param(_moved, id="moved to another file"),
        pytest.param(_copied, id="copied, and the first place cleaned"),
        pytest.param(_edited, id="later versions that are judged otherwise"),
        pytest.param(_moved_and_judged_otherwise, id="moved to where it is judged otherwise"),
        pytest.param(_copied_and_judged_otherwise, id="copied to where it is judged otherwise"),
        pytest.param(_back, id="removed, and back again"),
        pytest.param(_merged_back, id="removed, and merged in again"),
        pytest.param(lambda r: r.git("checkout", "-q", "--detach"), id="HEAD is on no branch"),
    ],
)
def test_still_there(repo: Repo, do: Does) -> None:
    """Who is told that a secret is gone stops looking for it."""
    commit(repo, "2025-01-01", **{"a.py": LINE})
    do(repo)
    told = life(repo)
    assert (told["state"], told["in_head"], told["removed"]) == ("live", True, None)
    assert told["branches"] == ["refs/heads/main"]
    assert told["since"] == "2025-01-01T12:00:00Z"
    assert told["days_exposed"] > 0


def _removed_plainly(repo: Repo) -> str:
    return commit(repo, "2025-03-01", **{"a.py": CLEAN})


def _removed_after_a_move(repo: Repo) -> str:
    _moved(repo)
    return commit(repo, "2025-03-01", **{"sub/b.py": ""})


def _removed_from_the_last_place(repo: Repo) -> str:
    commit(repo, "2025-02-01", **{"b.py": LINE})
    commit(repo, "2025-02-02", **{"a.py": ""})
    last = commit(repo, "2025-03-01", **{"b.py": CLEAN})
    commit(repo, "2025-04-01", **{"b.py": CLEAN + LONG})
    return last


def _removed_twice(repo: Repo) -> str:
    _back(repo)
    return commit(repo, "2025-03-01", **{"a.py": CLEAN})


def _removed_where_it_was_judged_otherwise(repo: Repo) -> str:
    _edited(repo)
    return commit(repo, "2025-03-01", **{"a.py": CLEAN})


def _removed_on_both_sides(repo: Repo) -> str:
    """A merge of two cleaned branches removes nothing; the later of the two commits does."""
    repo.git("checkout", "-q", "-b", "side")
    commit(repo, "2025-02-01", **{"a.py": ""})
    repo.git("checkout", "-q", "main")
    last = commit(repo, "2025-03-01", **{"a.py": "", "b.py": CLEAN})
    _merge(repo, "side", "2025-04-01")
    repo.git("branch", "-q", "-D", "side")
    return last


def _removed_before_an_old_branch_is_merged(repo: Repo) -> str:
    repo.git("checkout", "-q", "-b", "side")
    commit(repo, "2025-02-01", **{"b.py": CLEAN})
    repo.git("checkout", "-q", "main")
    last = commit(repo, "2025-03-01", **{"a.py": CLEAN})
    _merge(repo, "side", "2025-04-01")
    repo.git("branch", "-q", "-D", "side")
    return last


def _removed_by_a_merge(repo: Repo) -> str:
    repo.git("checkout", "-q", "-b", "side")
    commit(repo, "2025-02-01", **{"b.py": CLEAN})
    repo.git("checkout", "-q", "main")
    commit(repo, "2025-02-02", **{"c.py": CLEAN})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.git("rm", "-q", "-f", "a.py")
    last = commit(repo, "2025-03-01")
    repo.git("branch", "-q", "-D", "side")
    return last


@pytest.mark.parametrize(
    "do",
    [
        pytest.param(_removed_plainly, id="the line went"),
        pytest.param(_removed_after_a_move, id="after a move"),
        pytest.param(_removed_from_the_last_place, id="from the last of two files"),
        pytest.param(_removed_twice, id="the second time"),
        pytest.param(_removed_where_it_was_judged_otherwise, id="from a version no rule reports"),
        pytest.param(_removed_on_both_sides, id="on two branches"),
        pytest.param(_removed_before_an_old_branch_is_merged, id="before an old branch came in"),
        pytest.param(_removed_by_a_merge, id="by a merge itself"),
    ],
)
def test_removed(repo: Repo, do: Callable[[Repo], str]) -> None:
    """The commit after which no file of the line of history holds it."""
    first = commit(repo, "2025-01-01", **{"a.py": LINE})
    last = do(repo)
    told = life(repo)
    assert told["state"] == "removed"
    assert (told["introduced"]["id"], told["removed"]["id"]) == (first, last)
    assert (told["since"], told["until"]) == ("2025-01-01T12:00:00Z", "2025-03-01T12:00:00Z")
    assert told["days_exposed"] == 59
    assert (told["branches"], told["tags"], told["in_head"]) == ([], [], False)


def test_which_refs_hold_it(repo: Repo) -> None:
    """Cleaning up means all of them."""
    commit(repo, "2025-01-01", **{"a.py": LINE})
    repo.git("branch", "release/1")
    repo.git("tag", "v1")
    repo.git("tag", "-a", "-m", "two", "v2")
    repo.git("tag", "-a", "-m", "of a tag", "v3", "v2")
    repo.git("update-ref", "refs/remotes/origin/old", "HEAD")
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/old")
    repo.git("update-ref", "refs/pull/7/head", "HEAD")
    gone = commit(repo, "2025-01-05", **{"a.py": CLEAN})
    told = life(repo)
    assert told["state"] == "live"
    assert told["in_head"] is False
    assert told["branches"] == ["refs/heads/release/1", "refs/remotes/origin/old"]
    assert told["tags"] == ["refs/tags/v1", "refs/tags/v2", "refs/tags/v3"]
    assert told["other_refs"] == ["refs/pull/7/head"]
    assert told["removed"]["id"] == gone


def _stashed(repo: Repo) -> None:
    repo.stage("a.py", LINE)
    repo.git("stash", "push", "-q")


def _reset(repo: Repo) -> None:
    commit(repo, "2025-01-02", **{"a.py": LINE})
    repo.git("reset", "-q", "--hard", "HEAD~1")


def _tagged(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    commit(repo, "2025-01-02", **{"a.py": LINE})
    repo.git("tag", "v1")
    repo.git("checkout", "-q", "main")


def _tag_of_a_tree(repo: Repo) -> None:
    repo.stage("sub/a.py", LINE)
    repo.git("tag", "v1", repo.git("write-tree").strip())
    repo.git("reset", "-q", "--hard")


def _noted(repo: Repo) -> None:
    repo.git("notes", "add", "-m", KEY)


@pytest.mark.parametrize(
    ("do", "refs"),
    [
        pytest.param(_stashed, ["refs/stash"], id="a stash"),
        pytest.param(_noted, ["refs/notes/commits"], id="a note"),
        pytest.param(_reset, [], id="the reflog"),
        pytest.param(_tagged, ["refs/tags/v1"], id="a tag"),
        pytest.param(_tag_of_a_tree, ["refs/tags/v1"], id="a tag of a tree"),
    ],
)
def test_stray(repo: Repo, do: Does, refs: list[str]) -> None:
    """No commit of a branch removes what no branch ever had."""
    commit(repo, "2025-01-01", **{"base.py": CLEAN})
    do(repo)
    told = life(repo)
    assert (told["state"], told["removed"], told["days_exposed"]) == ("stray", None, None)
    assert told["tags"] + told["other_refs"] == refs


@pytest.mark.parametrize(
    ("do", "state"),
    [
        pytest.param(
            lambda r: r.git("commit", "-q", "--allow-empty", "-m", f"uses {KEY}"), "live",
            id="a message of a branch",
        ),
        pytest.param(lambda r: r.git("branch", KEY), "live", id="a branch's name"),
        pytest.param(lambda r: r.git("tag", KEY), "stray", id="a tag's name"),
        pytest.param(
            lambda r: r.git("tag", "-a", "-m", f"see {KEY}", "v1"), "stray", id="a tag's message"
        ),
        pytest.param(
            lambda r: commit(r, "2025-01-02", **{f"{KEY}/a.py": "x"}), "live", id="a folder's name"
        ),
    ],
)  # fmt: skip
def test_what_is_no_content(repo: Repo, do: Does, state: str) -> None:
    """No later commit takes a message back; a name goes with its file."""
    commit(repo, "2025-01-01", **{"base.py": CLEAN})
    do(repo)
    assert life(repo)["state"] == state


def test_a_name_that_went(repo: Repo) -> None:
    """The file is renamed: the name stands in the history only."""
    commit(repo, "2025-01-01", **{f"{KEY}.txt": LONG})
    repo.git("mv", f"{KEY}.txt", "b.txt")
    last = commit(repo, "2025-01-02")
    told = life(repo)
    assert (told["state"], told["removed"]["id"]) == ("removed", last)


def test_a_word_counts_where_a_rule_saw_it(repo: Repo) -> None:
    """A password such as `letmein` stands in many texts, and is no secret there."""
    word = body(9, "abcdefghijk", 3)
    commit(repo, "2025-01-01", **{"a.yaml": f"db_password: '{word}1!'\n"})
    commit(repo, "2025-01-02", **{"a.yaml": f"the word {word}1! stays\n"})
    told = life(repo)
    assert told["state"] == "removed"


def test_an_amended_commit_is_not_blamed(repo: Repo) -> None:
    """Its successor brought the line to the branch, with the same bytes."""
    commit(repo, "2025-01-01", **{"a.py": LINE})
    repo.git("commit", "-q", "--amend", "-m", "amended", env=on("2025-01-02"))
    told = life(repo)
    assert told["introduced"]["id"] == repo.git("rev-parse", "HEAD").strip()


@pytest.fixture
def three(repo: Repo) -> Repo:
    """A live secret, a removed one and a stray one."""
    commit(repo, "2025-01-01", **{"live.py": LINE, "gone.py": f"key = {stripe(1)}\n"})
    commit(repo, "2025-01-11", **{"gone.py": ""})
    repo.stage("stray.py", f"key = {stripe(2)}\n")
    repo.git("stash", "push", "-q")
    return repo


@pytest.mark.parametrize("state", ["live", "removed", "stray"])
def test_one_life_only(three: Repo, state: str) -> None:
    """What is left out is said, and does not fail the run."""
    ran = stanch("history", "--format", "json", "--life", state, at=three)
    (found,) = ran.report["findings"]
    assert found["life"]["state"] == state
    assert ran.report["scan"]["warnings"] == [f"--life {state} leaves out 2 of 3 findings"]
    assert ran.code == 1


def test_the_json_report_fits_its_schema(three: Repo) -> None:
    """The schema is a contract."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((fakes.ROOT / "docs/schemas/stanch-report-1.schema.json").read_text())
    ran = stanch("history", "--format", "json", at=three)
    jsonschema.validate(ran.report, schema)
    assert len(ran.report["findings"]) == 3


def test_the_terminal_shows_a_table_and_a_timeline(three: Repo) -> None:
    """A security team reads this first; a log has no colours and 80 columns."""
    ran = stanch("history", at=three, env={"COLUMNS": "80"})
    text = " ".join(ran.stdout.split())
    assert "Life: live: HEAD, branch main, refs/stash since 2025-01-01" in text
    assert "on 2025-01-11 (Ada), after 10 days; the history keeps it" in text
    assert "Life: stray: in no branch; refs/stash" in text
    table = ran.stdout[ran.stdout.index("The life of 3 secrets") :]
    assert "1 live, 1 removed, 1 stray" in table
    rows = [line for line in table.splitlines() if re.match(r" +\d+  (live|removed|stray) ", line)]
    assert [row.split()[1] for row in rows] == ["removed", "live", "stray"]
    bars = [line.strip() for line in table.splitlines() if re.match(r" +\d+  [.=>|?]+$", line)]
    assert len(bars) == 3
    assert max(len(line) for line in table.splitlines()) <= 100
    assert "\x1b" not in ran.stdout
    assert KEY not in ran.stdout


@pytest.mark.parametrize(
    ("state", "says"),
    [
        pytest.param("live", "then remove it from its file", id="still there"),
        pytest.param("removed", "git filter-repo --replace-text", id="in the history only"),
        pytest.param("stray", "git reflog expire", id="in no branch"),
    ],
)
def test_the_advice_follows(three: Repo, state: str, says: str) -> None:
    """To remove a line that went long ago is no advice."""
    ran = stanch("history", "--format", "json", "--life", state, at=three)
    (found,) = ran.report["findings"]
    steps = found["remediation"]["steps"]
    assert steps[0].startswith("Revoke")
    assert any(says in step for step in steps)


def test_nothing_found_costs_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of a history are walked only for what was found."""
    commit(repo, "2025-01-01", **{"a.py": CLEAN})

    def walked(*_: object) -> None:
        raise AssertionError("walked for nothing")

    monkeypatch.setattr("stanch.git.lines.lines", walked)
    assert stanch("history", at=repo).code == 0


def test_the_file_of_replacements(three: Repo) -> None:
    """Values are in this file and nowhere else, and nobody else may read it."""
    file = three.path.parent / "replace.txt"
    ran = stanch("history", "--life", "removed", "--write-replacements", str(file), at=three)
    assert ran.code == 1
    assert file.read_text() == f"literal:{stripe(1)}==>***REMOVED***\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert stripe(1) not in ran.stdout + ran.stderr
    assert "holds 1 value in full" in ran.stderr


def test_a_file_of_replacements_that_others_could_read(three: Repo) -> None:
    """The old one may be open to all; the new one is not. A link may lead anywhere."""
    file = three.path.parent / "replace.txt"
    file.write_text("old")
    file.chmod(0o666)
    assert stanch("history", "--write-replacements", str(file), at=three).code == 1
    assert file.stat().st_mode & 0o777 == 0o600
    link = three.path.parent / "link"
    link.symlink_to(file)
    for wrong in (link, "/dev/stdout", three.path.parent / "no" / "folder"):
        ran = stanch("history", "--write-replacements", str(wrong), at=three)
        assert (ran.code, ran.stdout) == (2, ""), wrong


def test_no_file_without_a_secret(repo: Repo) -> None:
    """An empty file would look as if something had been found."""
    commit(repo, "2025-01-01", **{"a.py": CLEAN})
    file = repo.path.parent / "replace.txt"
    ran = stanch("history", "--write-replacements", str(file), at=repo)
    assert (ran.code, file.exists()) == (0, False)
    assert "nothing to replace" in ran.stderr


def _holding(repo: Repo, at: str) -> bool:
    """Whether any file of a commit holds the key, by reading all of them."""
    names = repo.git("ls-tree", "-r", "--name-only", at).split()
    return any(KEY in repo.git("show", f"{at}:{name}") for name in names)


def _wander(repo: Repo, rng: random.Random, step: int) -> None:
    """A random commit: a key comes, moves, is judged otherwise or goes; branches fork and merge."""
    branches = ["main", "b1", "b2"]
    branch = rng.choice(branches)
    if repo.git("rev-parse", "-q", "--verify", f"refs/heads/{branch}", check=False):
        repo.git("checkout", "-q", branch)
    else:
        repo.git("checkout", "-q", "-b", branch)
    day = f"2025-{1 + step // 28:02}-{1 + step % 28:02}"
    if rng.random() < 0.25:
        other = rng.choice(branches)
        repo.git("merge", "-q", "--no-edit", "-X", "theirs", other, env=on(day), check=False)
        if repo.git("ls-files", "-u"):
            repo.git("add", "-A")
            repo.git("commit", "-q", "-m", "resolved", env=on(day))
        return
    name = rng.choice(["a.py", "b.py", "notes.txt"])
    content = rng.choice([LINE, CLEAN, LONG + LINE, JUDGED_OTHERWISE, CLEAN * 2, ""])
    commit(repo, day, **{name: content and f"# {step}\n{content}"})


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 100])
def test_a_random_history(repo: Repo, seed: int) -> None:
    """The answer is that of reading every file of every commit."""
    rng = random.Random(seed)
    commit(repo, "2025-01-01", **{"a.py": LINE})
    for step in range(1, 40):
        _wander(repo, rng, step)
    told = life(repo)
    order = repo.git("rev-list", "--all").split()
    holds = {one: _holding(repo, one) for one in order}
    ends = dict(
        line.split()
        for line in repo.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    )
    assert told["branches"] == [name for name, end in ends.items() if holds[end]]
    assert told["in_head"] == holds[repo.git("rev-parse", "HEAD").strip()]
    assert told["state"] == ("live" if told["branches"] else "removed")
    if told["removed"]:
        gone = told["removed"]["id"]
        parents = repo.git("rev-parse", f"{gone}^@").split()
        behind = repo.git("rev-list", "--all", "--ancestry-path", f"^{gone}").split()
        assert not holds[gone]
        assert any(holds[parent] for parent in parents)
        assert not any(holds[one] for one in behind)


def test_a_branch_that_has_it_again_where_no_rule_looks(repo: Repo) -> None:
    """Removed everywhere, then written into another branch in a form that is not reported."""
    commit(repo, "2025-01-01", **{"a.py": LINE})
    commit(repo, "2025-01-02", **{"a.py": ""})
    repo.git("checkout", "-q", "-b", "side")
    commit(repo, "2025-01-03", **{"notes.txt": JUDGED_OTHERWISE})
    repo.git("checkout", "-q", "main")
    told = life(repo)
    assert (told["state"], told["in_head"]) == ("live", False)
    assert told["branches"] == ["refs/heads/side"]
