"""A baseline in a team: checked in CI, merged, pruned, hashed anew."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.run import environment, scan, staged, stanch
from repo import Repo
from stanch.suppress.baseline import GITATTRIBUTES_LINE
from tokens import body, stripe

NAME = ".stanch-baseline"
TODAY = datetime.now(UTC).date()


def line(seed: int) -> str:
    return f"key = '{stripe(seed)}'\n"


def baseline(repo: Repo, text: str | None = None) -> str:
    """The text of the baseline; given one, that is written."""
    if text is not None:
        repo.write(NAME, text)
    return (repo.path / NAME).read_text()


def accept(repo: Repo, *arguments: str) -> None:
    """Accept what is there, and commit it."""
    assert stanch("baseline", "update", *arguments, at=repo).code == 0
    repo.git("add", "-A")
    repo.commit("accepted")


@pytest.fixture
def accepted(repo: Repo) -> Repo:
    """Two files with an accepted secret each."""
    repo.stage("a.py", line(1))
    repo.stage("b.py", line(2))
    repo.commit("two keys")
    accept(repo)
    return repo


def entries(repo: Repo) -> int:
    return sum(line.startswith("stripe") for line in baseline(repo).splitlines())


def test_verify_without_a_fault(accepted: Repo) -> None:
    """It is the line of a CI job that nobody wants to hear of."""
    ran = stanch("baseline", "verify", "--fail-on-stale", at=accepted)
    assert (ran.code, ran.stdout, ran.stderr) == (0, "2 accepted · 0 stale\n", "")


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        pytest.param("path=a.py", "path=a.py until=2020-01-01", 2, "expired on", id="ended"),
        pytest.param("path=a.py", "path=a.py until=2020-13-01", 2, "until= needs", id="no date"),
        pytest.param("path=a.py", "pth=a.py", 2, "unknown field pth=", id="unknown field"),
        pytest.param("salt ", "salt 0", 2, "no salt line has the id", id="edited salt"),
        pytest.param("path=a.py", f"path=a.py until={TODAY + timedelta(14)}", 0, "expires on",
                     id="ends in 14 days"),
        pytest.param("path=a.py", f"path=a.py until={TODAY + timedelta(15)}", 0, "",
                     id="ends in 15 days"),
    ],
)  # fmt: skip
def test_verify_names_the_line(accepted: Repo, old: str, new: str, code: int, says: str) -> None:
    """The same words stand in each scan, and the finding is back."""
    baseline(accepted, baseline(accepted).replace(old, new, 1))
    ran = stanch("baseline", "verify", at=accepted)
    assert ran.code == code, ran.stderr
    assert f"{NAME}:" in ran.stderr if says else not ran.stderr
    assert says in ran.stderr
    again = stanch("scan", at=accepted)
    assert again.code == bool(code)
    assert says in again.stderr


@pytest.mark.parametrize("gone", ["changed", "deleted"])
def test_a_secret_that_is_in_the_history_is_not_stale(accepted: Repo, gone: str) -> None:
    """One baseline serves files and history alike: to drop the entry would bring it back there."""
    if gone == "deleted":
        accepted.git("rm", "-q", "a.py")
    else:
        accepted.stage("a.py", "key = 1\n")
    accepted.commit("without")
    assert stanch("history", at=accepted).code == 0
    assert stanch("baseline", "verify", "--fail-on-stale", at=accepted).code == 0
    ran = stanch("baseline", "verify", "--fail-on-stale", "--no-history", at=accepted)
    assert ran.code == 2
    assert "its secret is nowhere any more" in ran.stderr
    assert stanch("baseline", "prune", at=accepted).code == 0
    assert entries(accepted) == 2


@pytest.fixture
def stale(repo: Repo) -> Repo:
    """Two entries, of which one is about nothing that was ever committed."""
    repo.write("a.py", line(1))
    repo.write("b.py", line(2))
    assert stanch("baseline", "create", at=repo).code == 0
    (repo.path / "a.py").unlink()
    repo.git("add", "-A")
    repo.commit("one key")
    return repo


def test_prune_drops_what_is_nowhere(stale: Repo) -> None:
    """And nothing else."""
    before = baseline(stale)
    assert stanch("baseline", "verify", at=stale).code == 0
    assert stanch("baseline", "verify", "--stale", at=stale).stdout == "2 accepted · 1 stale\n"
    assert stanch("baseline", "verify", "--fail-on-stale", at=stale).code == 2
    ran = stanch("baseline", "prune", "--dry-run", at=stale)
    assert "would be dropped" in ran.stdout
    assert baseline(stale) == before
    ran = stanch("baseline", "prune", at=stale)
    assert ran.code == 0
    assert "1 entry dropped" in ran.stdout
    assert baseline(stale) == "".join(
        one for one in before.splitlines(keepends=True) if "path=a.py" not in one
    )
    assert scan(at=stale).code == 0


def test_update_drops_only_when_asked(stale: Repo) -> None:
    """A reason that somebody wrote is not thrown away by the way."""
    stale.write("c.py", line(3))
    assert stanch("baseline", "update", at=stale).code == 0
    assert entries(stale) == 3
    assert stanch("baseline", "update", "--prune", at=stale).code == 0
    assert entries(stale) == 2


def test_a_rule_that_is_off_keeps_its_entries(stale: Repo) -> None:
    """When it is on again they are needed."""
    stale.write(".stanch.yaml", "disable: [stripe-secret-key-live]\n")
    assert stanch("baseline", "prune", at=stale).code == 0
    assert entries(stale) == 2


def test_what_is_accepted_otherwise_is_not_stale(accepted: Repo) -> None:
    """A marker may go; the entry must still be there then."""
    accepted.write(".stanchignore", "*.py\n")
    assert stanch("baseline", "prune", at=accepted).code == 0
    assert entries(accepted) == 2


@pytest.mark.parametrize("command", ["prune", "verify --fail-on-stale", "resalt"])
def test_a_shallow_clone_knows_of_nothing_that_it_is_stale(
    stale: Repo, tmp_path: Path, command: str
) -> None:
    """What was not fetched may be there."""
    stale.git("add", "-A")
    stale.commit("more")
    shallow = Repo(tmp_path / "shallow", init=False)
    stale.git("clone", "-q", "--depth", "1", stale.path.as_uri(), str(shallow.path))
    ran = stanch("baseline", *command.split(), at=shallow)
    assert ran.code == 3, ran.stderr
    assert "shallow" in ran.stderr
    assert entries(shallow) == 2


@pytest.mark.parametrize("name", ["a@example.org", "Ada Lovelace"])
def test_the_owner_is_who_git_says(repo: Repo, name: str) -> None:
    """Nobody types it, and without it nobody knows whom to ask."""
    repo.stage("a.py", line(1))
    repo.git("config", "user.email" if "@" in name else "user.name", name)
    assert stanch("baseline", "create", at=repo).code == 0
    assert f"owner={name.replace(' ', '%20')}" in baseline(repo)
    for owner, written in (("", []), ("bob", ["owner=bob"])):
        assert stanch("baseline", "create", "--force", "--owner", owner, at=repo).code == 0
        assert [w for w in baseline(repo).split() if w.startswith("owner=")] == written


def branches(repo: Repo, *, common: bool, attributes: bool) -> None:
    """Two branches that accept a secret each, in a baseline of both or in two of their own."""
    if attributes:
        repo.stage(".gitattributes", GITATTRIBUTES_LINE + "\n")
    if common:
        repo.stage("c.py", line(3))
    repo.commit("a base")
    if common:
        accept(repo, "--reason", "base")
    repo.git("switch", "-q", "-c", "side")
    repo.stage("a.py", line(1))
    accept(repo, "--reason", "side", "--expires", "90d")
    repo.git("switch", "-q", "main")
    repo.stage("b.py", line(2))
    accept(repo, "--reason", "main", "--scope", "file")


@pytest.mark.parametrize("common", [True, False], ids=["extended", "created"])
def test_branches_merge_without_a_conflict(repo: Repo, *, common: bool) -> None:
    """The loudest complaint about every other baseline."""
    branches(repo, common=common, attributes=True)
    repo.git("merge", "-q", "--no-edit", "side")
    assert stanch("baseline", "verify", "--fail-on-stale", at=repo).code == 0
    for ran in (scan(at=repo), stanch("history", at=repo)):
        assert ran.code == 0
    assert entries(repo) == 2 + common
    assert stanch("baseline", "merge", at=repo).code == 0
    assert baseline(repo).count("\nsalt ") == 1
    assert entries(repo) == 2 + common
    assert baseline(repo).count("# Secrets") == 1
    assert scan(at=repo).code == 0


@pytest.mark.parametrize("common", [True, False], ids=["extended", "created"])
@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_conflict_is_folded(repo: Repo, style: str, *, common: bool) -> None:
    """Where a host ignores attributes there is one."""
    branches(repo, common=common, attributes=False)
    repo.git("config", "merge.conflictStyle", style)
    repo.git("merge", "-q", "--no-edit", "side", check=False)
    assert "<<<<<<<" in baseline(repo)
    assert stanch("scan", at=repo).code == 2
    ran = stanch("baseline", "merge", at=repo)
    assert (ran.code, ran.stderr) == (0, "")
    assert entries(repo) == 2 + common
    repo.git("add", "-A")
    repo.commit("merged")
    assert scan(at=repo).code == 0
    assert stanch("history", at=repo).code == 0


def driven(repo: Repo) -> None:
    """Install the merge driver as the documentation says."""
    repo.git("config", "merge.stanch.name", "stanch baseline")
    program = f"{sys.executable} -m stanch baseline merge --base %O --output %A %A %B"
    repo.git("config", "merge.stanch.driver", program)
    repo.stage(".gitattributes", f"/{NAME} merge=stanch text eol=lf\n")


@pytest.mark.parametrize("common", [True, False], ids=["extended", "created"])
def test_the_merge_driver(repo: Repo, *, common: bool) -> None:
    """It knows what both began from: what one branch dropped stays dropped."""
    driven(repo)
    branches(repo, common=common, attributes=False)
    if common:
        repo.git("switch", "-q", "side")
        baseline(repo, "\n".join(li for li in baseline(repo).splitlines() if "base" not in li))
        repo.git("commit", "-q", "-am", "dropped")
        repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-edit", "side", env=environment())
    assert entries(repo) == 2
    assert scan(at=repo).places == (["c.py:1"] if common else [])


def test_merge_prints_or_writes(accepted: Repo) -> None:
    """Files that are no part of a repository can be folded, too."""
    text = baseline(accepted)
    accepted.write("other", text.replace("path=a.py", "until=2030-01-01 path=a.py", 1))
    accepted.write("other", text.replace("path=a.py", "path=a.py until=2030-01-01", 1))
    ran = stanch("baseline", "merge", NAME, "other", at=accepted)
    assert ran.code == 0
    assert ran.stdout.count("until=2030-01-01") == 1
    assert ran.stdout.count("stripe-") == 2
    assert baseline(accepted) == text
    assert stanch("baseline", "merge", NAME, "other", "-o", "new", at=accepted).code == 0
    assert (accepted.path / "new").read_text() == ran.stdout
    assert stanch("baseline", "merge", "nowhere", at=accepted).code == 2


def test_diff_of_files_and_revisions(accepted: Repo) -> None:
    """A review asks what a branch accepts that was not accepted before."""
    accepted.stage("c.py", line(3))
    baseline(accepted, baseline(accepted).replace("path=a.py", "path=a.py ticket=SEC-1"))
    accept(accepted, "--reason", "new")
    ran = stanch("baseline", "diff", "HEAD~", "HEAD", at=accepted)
    assert ran.code == 0
    lines = ran.stdout.splitlines()
    assert [one[0] for one in lines] == ["~", "+", "1"]
    assert lines[-1] == "1 more · 0 less · 1 changed"
    assert "ticket SEC-1" in lines[0]
    back = stanch("baseline", "diff", NAME, "HEAD~", at=accepted)
    assert back.stdout.splitlines()[-1] == "0 more · 1 less · 1 changed"
    assert stanch("baseline", "diff", "nowhere", "HEAD", at=accepted).code == 2


@pytest.mark.parametrize("options", [(), ("--derived",)])
def test_resalt(accepted: Repo, options: tuple[str, ...]) -> None:
    """No hash of the old file stands in the new one, and all that was accepted still is."""
    accepted.stage("weak.py", f"password = '{body(10, seed=5)}'\n")
    accept(accepted, "--scope", "file", "--ticket", "T-1")
    accepted.write(".gitattributes", GITATTRIBUTES_LINE)
    before = baseline(accepted)
    assert ":s:" in before
    salt = next(li for li in before.splitlines() if li.startswith("salt"))
    baseline(accepted, before.replace(salt, f"{salt}\n# a comment"))
    ran = stanch("baseline", "resalt", *options, at=accepted)
    assert ran.code == 0, ran.stderr
    after = baseline(accepted)
    assert "# a comment" in after
    assert (salt in after) is bool(options)
    if not options:
        assert not {w for w in before.split() if ":h:" in w or ":s:" in w} & set(after.split())
    assert [li.split()[2:] for li in after.splitlines() if " path=" in li] == [
        li.split()[2:] for li in before.splitlines() if " path=" in li
    ]
    assert scan(at=accepted).code == 0
    assert stanch("history", at=accepted).code == 0


def test_resalt_keeps_what_it_does_not_find(stale: Repo) -> None:
    """A hash cannot be turned back, and an acceptance is not thrown away by the way."""
    before = baseline(stale)
    ran = stanch("baseline", "resalt", at=stale)
    assert ran.code == 0
    assert "keeps its old salt" in ran.stderr
    assert baseline(stale).count("\nsalt ") == 2
    assert next(li for li in before.splitlines() if "path=a.py" in li) in baseline(stale)
    stale.write("a.py", line(1))
    assert scan(at=stale).code == 0
    stale.git("add", "-A")
    assert staged(stale).code == 0
