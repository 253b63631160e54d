"""Findings go to standard output, all else to standard error; `--quiet` speaks when it must."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.run import environment, shell, stanch
from repo import Repo
from stanch.cli.commands import COMMANDS
from stanch.cli.commands import stanch as commands
from tokens import stripe

LINE = f"key = {stripe()}\n"
MARKED = f"key = {stripe()}  # stanch:allow until=2020-01-01\n"
PACK = r"""
vendor: Acme
rules:
- id: acme-key
  pattern: '\b(?P<secret>acme_[0-9a-f]{32})\b'
  examples: {match: ['acme_<hex:32>'], ignore: ['acme_']}
"""
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")


@pytest.fixture
def mixed(repo: Repo) -> Repo:
    """A finding, something excluded, a marker past its date, and a file that git has lost."""
    repo.stage(".stanch.yaml", "exclude: [vendor/**]\n")
    repo.stage("vendor/a.py", LINE)
    repo.stage("a.py", MARKED)
    repo.stage("torn.py", "key = load()\n")
    oid = repo.git("rev-parse", ":torn.py").strip()
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    return repo


@pytest.mark.parametrize("option", ["-v", "-q", "--no-color"])
def test_only_findings_are_on_standard_output(mixed: Repo, option: str) -> None:
    """`stanch scan -q >findings` must hold findings, and a log of errors all the rest."""
    ran = stanch("scan", "--staged", option, at=mixed)
    assert ran.code == 1
    assert "Stripe live secret key" in ran.stdout
    assert "Stripe live secret key" not in ran.stderr
    for text in ("Warning: ", "INCOMPLETE: 1 input", "torn.py", "1 finding (1 critical)"):
        assert text in ran.stderr
        assert text not in ran.stdout


def test_the_lists_of_a_verbose_run_are_on_standard_error(mixed: Repo) -> None:
    """What was skipped is no finding."""
    ran = stanch("scan", "--staged", "--verbose", at=mixed)
    assert "Skipped by policy: 1\n  vendor/a.py: excluded by 'vendor/**'\n" in ran.stderr
    assert "vendor" not in ran.stdout


def test_json_is_as_before(mixed: Repo) -> None:
    """A program reads all of it from one stream."""
    ran = stanch("scan", "--staged", "-f", "json", at=mixed)
    assert (ran.code, ran.stderr) == (1, "")
    assert ran.report["scan"]["state"] == "incomplete"


def test_the_order_in_a_log_that_takes_both(mixed: Repo) -> None:
    """In CI both streams end in one file: findings first, then the count, and nothing between."""
    mixed.write("log", "")
    ran = shell("$STANCH scan --staged >log 2>&1; cat log", mixed)
    assert ran.stdout.startswith("1. CRITICAL: ")
    assert ran.stdout.splitlines()[-1].startswith("1 finding (1 critical)")


@pytest.mark.parametrize(
    ("files", "arguments", "code", "said"),
    [
        pytest.param({"a.py": "a = 1\n"}, [], 0, "", id="clean and complete: silence"),
        pytest.param({}, [], 0, "nothing to scan: 0 files staged\n", id="nothing is staged"),
        pytest.param(
            {"a.py": LINE},
            ["--max-size", "1"],
            0,
            "no secrets found · 1 skipped · ",
            id="too large",
        ),
        pytest.param(
            {"a.py": LINE, ".stanch.yaml": "exclude: [a.py]\n"},
            [],
            0,
            "no secrets found · 1 skipped · ",
            id="excluded",
        ),
        pytest.param(
            {"a.py": f"key = {stripe()}  # stanch:allow\n"}, [], 0, "", id="accepted, which holds"
        ),
        pytest.param({"a.py": MARKED}, [], 1, "Warning: a.py:1: ", id="accepted, which is over"),
        pytest.param(
            {"a.py": "a = 1\n", ".stanch-baseline": "nonsense\n"},
            [],
            0,
            "Warning: .stanch-baseline:1: ",
            id="a baseline that is broken",
        ),
    ],
)
def test_quiet_is_silent_only_when_clean_and_complete(
    repo: Repo, files: dict[str, str], arguments: list[str], code: int, said: str
) -> None:
    """A job that prints nothing and did nothing looks like one that found nothing."""
    for name, content in files.items():
        repo.stage(name, content)
    ran = stanch("scan", "--staged", "--quiet", *arguments, at=repo)
    assert ran.code == code
    assert ran.stderr.startswith(said)
    assert bool(ran.stderr) == bool(said)
    assert ran.stdout.count("\n") == code


@FULL
def test_a_full_disk_still_hears_what_was_not_read(mixed: Repo) -> None:
    """The report is lost; that something was not read must not be lost with it."""
    ran = shell("$STANCH scan --staged >/dev/full", mixed)
    assert ran.code == 1
    assert "INCOMPLETE: 1 input" in ran.stderr
    assert "the report could not be written: No space left on device" in ran.stderr


def every_command() -> list[list[str]]:
    """Each command, so that it prints something on standard output."""
    return [
        ["--help"],
        ["--version"],
        *([name, "--help"] for name in COMMANDS),
        ["scan", "-f", "json"],
        ["history", "-f", "json"],
        ["explain", "a.py"],
        ["baseline", "show"],
        ["baseline", "create", "--file", "other"],
        ["baseline", "update"],
        ["rules", "list"],
        ["rules", "show", "jwt-token"],
        ["rules", "lint"],
        ["rules", "test", "pack.yaml"],
        ["config", "show"],
        ["config", "init"],
        ["report", "convert", "r.json", "-f", "csv"],
        ["report", "merge", "r.json", "r.json"],
        ["report", "diff", "r.json", "r.json"],
        ["cache", "info"],
        ["cache", "clear"],
        ["completion", "bash"],
        ["hooks", "status"],
        ["hooks", "doctor"],
        ["hooks", "run", "--help"],
        ["hooks", "install"],
        ["hooks", "uninstall"],
    ]


def test_every_command_is_tried() -> None:
    """A command that is added later would be left out."""
    tried = {tuple(command[:2]) for command in every_command()}
    names = {
        (name, below)
        for name in COMMANDS
        for below in getattr(commands.get_command(None, name), "commands", {"": None})  # type: ignore[arg-type]
    }
    assert len(names) > 12
    assert {name for name in names if name not in tried and name[1]} == set()
    assert {name for name, below in names if not below} <= {command[0] for command in tried}


@FULL
@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_says_that_the_disk_is_full(repo: Repo, command: list[str]) -> None:
    """Output that is lost is never clean, and never a bug of ours."""
    repo.commit("policy", **{".stanch-baseline": "# nothing yet\n", "a.py": LINE})
    if "r.json" in command:
        stanch("scan", "-q", "-o", "r.json", at=repo)
    repo.write("pack.yaml", PACK)
    own = {"STANCH_CACHE_DIR": str(repo.path / "cache")} if command[0] == "cache" else {}
    ran = shell(f"$STANCH {' '.join(command)} >/dev/full", repo, own)
    assert ran.code == (1 if command[0] in {"scan", "history"} and "-f" in command else 3)
    assert "could not be written: No space left on device" in ran.stderr
    assert "this is a bug" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_how_a_person_likes_reports(repo: Repo, tmp_path: Path) -> None:
    """The user-wide file has a say about the look; variables and options have the last."""
    mine = tmp_path / "mine.yaml"
    mine.write_text("format: json\n")
    env = {"STANCH_USER_CONFIG": str(mine)}
    repo.stage("a.py", LINE)
    assert stanch("scan", "--staged", at=repo, env=env).report["schema"] == "stanch-report/1"
    typed = stanch("scan", "--staged", "-f", "terminal", at=repo, env=env)
    assert typed.stdout.startswith("1. CRITICAL")
    mine.write_text("quiet: true\nno_color: true\n")
    assert stanch("scan", "--staged", at=repo, env=env).stdout.startswith("a.py:1:7: critical: ")
    for more in ({"STANCH_QUIET": "0"}, {"STANCH_VERBOSE": "1"}):
        said = stanch("scan", "--staged", at=repo, env=env | more)
        assert said.stdout.startswith("1. CRITICAL"), more
    mine.write_text("verbose: true\n")
    repo.stage(".stanch.yaml", "exclude: [a.py]\n")
    assert "Skipped by policy: 1" in stanch("scan", "--staged", at=repo, env=env).stderr
    assert "Skipped" not in stanch("scan", "--staged", "-q", at=repo, env=env).stderr


@pytest.mark.parametrize("key", ["format: json", "quiet: true", "verbose: true", "no_color: true"])
def test_a_repository_has_no_say_about_the_look(repo: Repo, key: str) -> None:
    """A stranger's repository could make a scan silent."""
    repo.stage(".stanch.yaml", f"{key}\n")
    ran = stanch("scan", "--staged", at=repo)
    assert (ran.code, "unknown key" in ran.stderr) == (2, True)


def test_a_format_that_is_not_there_in_the_users_file(repo: Repo, tmp_path: Path) -> None:
    """It is an error with the place, as every other."""
    mine = tmp_path / "mine.yaml"
    mine.write_text("format: jsn\n")
    ran = stanch("scan", at=repo, env=environment({"STANCH_USER_CONFIG": str(mine)}))
    assert ran.code == 2
    assert "no format is called 'jsn'" in ran.stderr
