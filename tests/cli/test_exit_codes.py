"""One meaning for each exit code: 0 clean, 1 found, 2 wrong use, 3 not looked at, 130 stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.run import environment, process, scan, shell, staged, stanch
from repo import Repo
from stanch.cli import changes as stanch_changes
from tokens import github, stripe

LINE = f"key = {stripe()}\n"
CLEAN = "key = load()\n"
# Its severity is info, as it is meant to be seen.
PUBLIC = f"key = {stripe(kind='live').replace('sk', 'pk', 1)}\n"


@pytest.fixture
def clean(repo: Repo) -> Repo:
    """A staged file without a secret."""
    repo.stage("a.py", CLEAN)
    return repo


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """A staged file with a secret."""
    repo.stage("a.py", LINE)
    return repo


@pytest.fixture
def torn(repo: Repo) -> Repo:
    """A staged file that git has lost."""
    repo.stage("torn.py", CLEAN)
    oid = repo.git("rev-parse", ":torn.py").strip()
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    return repo


def test_clean(clean: Repo) -> None:
    """0 lets a commit and a CI job pass."""
    assert stanch("scan", "--staged", at=clean).code == 0
    assert stanch("scan", at=clean).code == 0


def test_found(leaky: Repo) -> None:
    """1 means a secret and nothing else."""
    assert stanch("scan", "--staged", at=leaky).code == 1
    assert stanch("scan", at=leaky).code == 1


def test_not_looked_at(torn: Repo) -> None:
    """3 says that clean would be a guess."""
    assert stanch("scan", "--staged", at=torn).code == 3
    assert stanch("scan", "--staged", "--allow-skipped", at=torn).code == 0


def test_found_wins_and_the_report_says_incomplete(torn: Repo) -> None:
    """A finding is certain, whatever else could not be read."""
    torn.stage("a.py", LINE)
    ran = staged(torn)
    assert ran.code == 1
    assert ran.report["scan"]["state"] == "incomplete"
    assert ran.report["summary"]["exit_code"] == 1
    text = stanch("scan", "--staged", at=torn)
    assert "torn.py" in text.stderr
    assert "1 NOT READ" in text.stderr
    assert text.stdout.startswith("1. CRITICAL: ")


def test_exit_zero(leaky: Repo, torn: Repo) -> None:
    """It takes the teeth from findings; what was not looked at stays an error."""
    ran = staged(leaky, "--exit-zero")
    assert ran.code == 3  # the fixtures share a repository, and torn.py is staged in it as well
    assert ran.rules == ["stripe-secret-key-live"]
    assert staged(leaky, "--exit-zero", "--allow-skipped").code == 0


@pytest.mark.parametrize(
    ("content", "arguments", "code"),
    [
        pytest.param(LINE, ["--fail-on", "critical"], 1, id="as bad as asked for"),
        pytest.param(PUBLIC, ["--fail-on", "info"], 1, id="the least of all"),
        pytest.param(PUBLIC, [], 0, id="below the default"),
        pytest.param(PUBLIC + LINE, ["--fail-on", "high"], 1, id="one of two"),
        pytest.param(LINE, ["--min-confidence", "proven"], 0, id="less sure than asked for"),
        pytest.param(f"k = {github()}\n", ["--min-confidence", "proven"], 1, id="proven"),
        pytest.param(LINE, ["--only", "github-personal-access-token"], 0, id="another rule"),
        pytest.param(LINE, ["--disable", "stripe-secret-key-live"], 0, id="a rule that is off"),
    ],
)
def test_what_counts(repo: Repo, content: str, arguments: list[str], code: int) -> None:
    """Each threshold has its say about the verdict of a job."""
    repo.stage("a.py", content)
    assert staged(repo, *arguments).code == code


def test_below_the_gate_is_still_reported(repo: Repo) -> None:
    """Not failing is not the same as not telling."""
    repo.stage("a.py", PUBLIC)
    ran = staged(repo)
    assert (ran.code, ran.rules) == (0, ["stripe-publishable-key-live"])
    assert [f["failing"] for f in ran.report["findings"]] == [False]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["nonsense"],
        ["scan", "--nonsense"],
        ["scan", "--format", "yaml"],
        ["scan", "--fail-on", "terrible"],
        ["scan", "--max-size", "much"],
        ["scan", "--time-limit", "inf"],
        ["scan", "--time-limit", "nan"],
        ["scan", "--time-limit", "1e-9"],
        ["scan", "--time-limit", "1e300"],
        ["scan", "--time-limit", "-1"],
        ["scan", "--time-limit", "soon"],
        ["scan", "--only", ","],
        ["scan", "--only", "jwt-token,"],
        ["scan", "--disable", ""],
        ["scan", "--rules", ""],
        ["scan", "--config-from", "^HEAD"],
        ["scan", "--jobs", "0"],
        ["scan", "--jobs"],
        ["scan", "nowhere"],
        ["scan", "--staged", "a.py"],
        ["scan", "--staged", "--unstaged"],
        ["scan", "--staged", "--range", "A..B"],
        ["scan", "--config", "nowhere.yaml"],
        ["scan", "--baseline", "nowhere"],
        ["scan", "--rules", "nowhere"],
        ["scan", "--only", "no-such-rule"],
        ["scan", "--config-from", "nowhere"],
        ["scan", "-o", "report.doc"],
        ["scan", "-o", "nowhere/report.json"],
        ["scan", "--only", "stripe-secret-key-live", "--disable", "stripe-secret-key-live"],
        ["history", "nowhere"],
        ["history", "one", "two"],
        ["explain", "nowhere:1"],
    ],
    ids=" ".join,
)
def test_wrong_use(leaky: Repo, arguments: list[str]) -> None:
    """2, one line that says what is wrong, and nothing on standard output for a program to read."""
    ran = stanch(*arguments, at=leaky)
    assert ran.code == 2
    assert ran.stderr.startswith("stanch: ")
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("nonsense: 1\n", ".stanch.yaml"),
        ("rules: 5\n", ".stanch.yaml"),
        ("a: [\n", ".stanch.yaml"),
        ("[tool.stanch]\nnonsense = 1\n", "pyproject.toml"),
    ],
)
def test_wrong_policy(clean: Repo, name: str, content: str) -> None:
    """A typo in a policy must not switch the policy off, and the place of the typo is named."""
    clean.stage(name, content)
    ran = stanch("scan", "--staged", at=clean)
    assert ran.code == 2
    assert name in ran.stderr


@pytest.mark.parametrize(("typed", "meant"), [("scam", "scan"), ("histroy", "history")])
def test_typos(tmp_path: Path, typed: str, meant: str) -> None:
    """A suggestion is quicker than the manual."""
    ran = stanch(typed, at=tmp_path)
    assert ran.code == 2
    assert f"`{meant}`" in ran.stderr or f"{meant!r}" in ran.stderr or f" {meant}" in ran.stderr


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("detect", "stanch history"),
        ("git", "stanch history"),
        ("protect", "stanch scan --staged"),
        ("dir", "stanch scan PATH"),
    ],
)
def test_commands_of_other_scanners(tmp_path: Path, typed: str, ours: str) -> None:
    """Whoever changes over gets the command that does what theirs did."""
    ran = stanch(typed, "--source", ".", at=tmp_path)
    assert ran.code == 2
    assert ours in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["scan", "--help"], ["history", "-h"], ["hooks", "--help"]],
    ids=" ".join,
)
def test_asking_for_help_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    """Scripts ask for the version to see whether the program is there."""
    ran = stanch(*arguments, at=tmp_path)
    assert ran.code == 0
    assert "stanch" in ran.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("scan --staged", "300 findings (300 critical) · 300 files, "),
        ("scan .", "300 findings (300 critical) · 301 files, "),
        ("history", "300 findings (300 critical) · 300 blobs, "),
        ("scan -f json .", ""),
    ],
)
def test_a_reader_that_goes_away(leaky: Repo, command: str, said: str) -> None:
    """`stanch scan | head`: the pipe breaks, the verdict stands, and no traceback is shown."""
    leaky.commit()
    _more(leaky, 300)
    line = f"$STANCH {command} | head -c1 >/dev/null; exit ${{PIPESTATUS[0]}}"
    ran = shell(line, leaky)
    assert ran.code == 1
    assert ran.stderr.startswith(said)
    assert ran.stderr.count("\n") == bool(said)


def _more(repo: Repo, count: int) -> None:
    for number in range(count):
        repo.write(f"{number}.py", f"key = {stripe(number)}\n")
    repo.git("add", "-A")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupt(leaky: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither clean nor found. The patch stands for a person who is quicker than the scan."""
    monkeypatch.setattr(stanch_changes, "staged", _interrupt)
    for arguments in (["scan", "--staged"], ["scan", "--staged", "-f", "json"]):
        ran = stanch(*arguments, at=leaky)
        assert (ran.code, ran.stdout) == (130, "")
        assert ran.stderr.strip() == "stanch: interrupted"


def test_a_real_interrupt(tmp_path: Path) -> None:
    """While it waits for standard input, as somebody who typed `-` by mistake would see."""
    with subprocess.Popen(
        [sys.executable, "-m", "stanch", "scan", "-"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        running.stdin.write(b"x" * (1 << 17))  # past the pipe's size: it reads by now
        running.stdin.flush()
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert running.returncode == 130
    assert err.decode().strip() == "stanch: interrupted"


def test_a_bug_shows_no_value(leaky: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback is pasted into public issues; the patch stands for any bug of ours."""

    def broken(*_: object) -> None:
        raise RuntimeError(f"while reading {stripe()}")

    monkeypatch.setattr(stanch_changes, "staged", broken)
    for arguments in (["scan", "--staged"], ["scan", "--staged", "-f", "json"]):
        ran = stanch(*arguments, at=leaky)
        assert ran.code == 3
        assert "RuntimeError" in ran.stderr
        assert "in broken" in ran.stderr
        assert stripe() not in ran.stderr + ran.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")
@pytest.mark.parametrize("redirect", [">&-", "2>&-", ">&- 2>&-", "2> /dev/full", "> /dev/full"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("scan --staged", 1),
        ("scan -f json --staged", 1),
        ("scan -f json .", 1),
        ("scan -f json - < /dev/null", 0),
        ("scan nowhere", 2),
    ],
)
def test_nowhere_to_write(leaky: Repo, redirect: str, command: str, code: int) -> None:
    """A full disk or a closed stream is no finding, and a report that was lost is not clean."""
    _more(leaky, 50)  # so that the report is more than fits into a buffer
    ran = shell(f"$STANCH {command} {redirect}", leaky)
    lost = code == 0 and redirect == "> /dev/full"
    assert ran.code == (3 if lost else code), ran.stderr
    assert "Traceback" not in ran.stderr
    assert "this is a bug" not in ran.stderr


def test_the_same_as_a_process(leaky: Repo) -> None:
    """The code is the process's own, not only a return value."""
    assert process("scan", "--staged", at=leaky).code == 1
    assert process("scan", "nowhere", at=leaky).code == 2
    assert process("scan", "--staged", at=leaky.path.parent).code == 3
    assert scan("-", at=leaky).code == process("scan", "-", at=leaky).code == 0
