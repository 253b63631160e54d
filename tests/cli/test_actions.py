"""In GitHub Actions, annotations and the summary of the job come by themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo
from tokens import stripe


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    repo.stage("src/a.py", f"a = '{stripe(1)}'\n")
    return repo


def environment(repo: Repo, **more: str) -> dict[str, str]:
    summary = repo.path.parent / "summary.md"
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(repo.path),
        "GITHUB_STEP_SUMMARY": str(summary),
    } | more


def test_annotations_and_summary(leaky: Repo) -> None:
    """Standard output stays what it was."""
    plain = stanch("scan", at=leaky)
    ran = stanch("scan", at=leaky, env=environment(leaky))
    assert (ran.code, ran.stdout) == (1, plain.stdout)
    (line,) = (line for line in ran.stderr.splitlines() if line.startswith("::"))
    assert line.startswith("::error file=src/a.py,line=1,endLine=1,col=6,endColumn=46,title=")
    summary = (leaky.path.parent / "summary.md").read_text("utf-8")
    assert "## stanch" in summary
    assert "`src/a.py:1:6`" in summary


def test_the_summary_is_added_to(leaky: Repo) -> None:
    """Other steps have written theirs."""
    file = leaky.path.parent / "summary.md"
    file.write_text("of others\n")
    stanch("scan", at=leaky, env=environment(leaky))
    stanch("scan", "--staged", at=leaky, env=environment(leaky))
    assert file.read_text("utf-8").startswith("of others\n")
    assert file.read_text("utf-8").count("## stanch") == 2


def test_paths_from_the_workspace(leaky: Repo) -> None:
    """A repository may be checked out below it."""
    env = environment(leaky, GITHUB_WORKSPACE=str(leaky.path.parent))
    assert "::error file=repo/src/a.py," in stanch("scan", at=leaky, env=env).stderr


def test_once(leaky: Repo) -> None:
    """Who asks for annotations gets them where he asked."""
    ran = stanch("scan", "-f", "github", at=leaky, env=environment(leaky))
    assert ran.stdout.count("::error ") == 1
    assert "::error" not in ran.stderr


def test_nothing_elsewhere(leaky: Repo) -> None:
    """On a developer's machine they would be noise."""
    assert "::" not in stanch("scan", at=leaky).stderr


def test_values_stay_out(leaky: Repo) -> None:
    """Whoever shows secrets in a log has not asked for them in an annotation."""
    ran = stanch("scan", "--show-secrets", at=leaky, env=environment(leaky))
    assert stripe(1) in ran.stdout
    assert stripe(1) not in ran.stderr
    assert stripe(1) not in (leaky.path.parent / "summary.md").read_text("utf-8")


def test_a_summary_that_cannot_be_written(leaky: Repo, tmp_path: Path) -> None:
    """The verdict stands."""
    env = environment(leaky, GITHUB_STEP_SUMMARY=str(tmp_path / "none" / "x"))
    ran = stanch("scan", at=leaky, env=env)
    assert ran.code == 1
    assert "the summary of the job could not be written" in ran.stderr


@pytest.mark.parametrize(
    "command",
    ["::add-mask::x", "::stop-commands::x", "##[error]x", "##vso[task.complete]x", "##teamcity[x]"],
)
def test_no_line_of_a_stranger_is_a_command(repo: Repo, command: str) -> None:
    """A subject or a line of source is printed, and the runner reads what is printed."""
    repo.stage("a.py", f"a = '{stripe(1)}'\n{command}\n")
    repo.git("commit", "-q", "-m", f"{'word ' * 14}{command} {command}")
    repo.stage("b.py", f"{command} '{stripe(2)}' {command}\n")
    repo.git("commit", "-q", "-m", command)
    ran = stanch("history", at=repo, env=environment(repo))
    printed = ran.stdout + ran.stderr
    ours = re.compile(r"::(?:error|warning|notice) (?:file|title)=")
    lines = [line.strip() for line in printed.splitlines()]
    assert not [line for line in lines if line.startswith("::") and not ours.match(line)]
    assert not re.search(r"##(?:vso|teamcity)?\[", printed)
    assert len(lines) > 20
