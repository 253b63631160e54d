"""Names of files: whatever a file system takes, and secrets in the names themselves."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cli.run import scan, staged, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
NAMES = [
    "with space.py",
    "ünï¢ödé-日本.py",
    "new\nline.py",
    "ta\tb.py",
    "quo\"te's.py",
    "-leading-dash.py",
    "--output=x",
    "back\\slash.py",
    "*.py",
    "[a].py",
    ":colon.py",
    ":(exclude)x.py",
    "#hash.py",
    " ",
    *(() if sys.platform == "darwin" else ("not-utf8-\udcff\udcfe.py",)),
    "esc\x1b[31m.py",
    "sub/deep er/x.py",
    "a" * 200,
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name(repo: Repo, name: str) -> None:
    """A name that breaks the reading of git's output hides its own file, or the next one."""
    path = repo.path / os.fsdecode(os.fsencode(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LINE)
    repo.stage("zz.py", f"key = {stripe(1)}\n")
    repo.git("add", "-A")
    shown = os.fsencode(name).decode("utf-8", "backslashreplace")
    wanted = sorted([f"{shown}:1", "zz.py:1"])
    assert staged(repo).places == wanted
    assert scan(at=repo).places == wanted
    assert scan(f"./{name}", at=repo).places == [f"{shown}:1"]
    repo.commit()
    assert stanch("history", "--format", "json", at=repo).places == wanted


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_in_text(repo: Repo, name: str) -> None:
    """A file's name must not steer the terminal of whoever reads the report."""
    repo.git("config", "core.protectNTFS", "false")
    path = repo.path / os.fsdecode(os.fsencode(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LINE)
    repo.git("add", "-A")
    ran = stanch("scan", "--staged", at=repo)
    assert ran.code == 1
    assert "\x1b" not in ran.stdout
    assert "new\nline" not in ran.stdout


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are text there")
@pytest.mark.parametrize("format_", ["json", "terminal"])
def test_a_name_that_is_no_text_in_a_report_file(repo: Repo, tmp_path: Path, format_: str) -> None:
    """A report that cannot be written would end the run with nothing said."""
    (repo.path / os.fsdecode(b"\xff.py")).write_text(LINE)
    repo.git("add", "-A")
    report = tmp_path / "report"
    assert staged(repo, "-o", f"{format_}={report}").code == 1
    assert "stripe-secret-key-live" in report.read_text()


def test_a_secret_in_a_name(repo: Repo) -> None:
    """A file that is named after a key leaks it in every listing."""
    repo.stage(f"dump-{stripe()}.txt", "clean\n")
    ran = staged(repo)
    assert ran.code == 1
    (found,) = ran.report["findings"]
    (place,) = found["locations"]
    assert place["part"] == "name"
    assert stripe() not in ran.stdout
    assert scan(at=repo).code == 1
    repo.commit()
    assert stanch("history", at=repo).code == 1


def test_a_secret_in_the_name_of_a_folder(repo: Repo) -> None:
    """The whole path is a name."""
    repo.stage(f"{stripe()}/a.txt", "clean\n")
    assert staged(repo).code == 1


def test_a_secret_in_an_old_name(repo: Repo) -> None:
    """It was there before: the change does not introduce it."""
    repo.stage(f"dump-{stripe()}.txt", "clean\n")
    repo.commit()
    repo.stage(f"dump-{stripe()}.txt", "more\n")
    assert staged(repo).code == 0
    repo.git("mv", f"dump-{stripe()}.txt", f"other-{stripe()}.txt")
    assert staged(repo).code == 0


def test_a_secret_goes_from_the_name_into_the_file(repo: Repo) -> None:
    """It moved within the change."""
    repo.stage(f"{stripe()}.txt", "clean\n")
    repo.commit()
    repo.git("rm", "-q", f"{stripe()}.txt")
    repo.stage("b.txt", LINE)
    assert staged(repo).code == 0
