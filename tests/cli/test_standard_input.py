"""`stanch scan -`: whatever is piped in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.run import scan, shell, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
CLEAN = "key = load()\n"


STDIN = [
    pytest.param(LINE, 1, id="a secret"),
    pytest.param(CLEAN, 0, id="clean"),
    pytest.param("", 0, id="empty"),
]


@pytest.mark.parametrize(("text", "code"), STDIN)
def test_standard_input(tmp_path: Path, text: str, code: int) -> None:
    """`kubectl logs pod | stanch scan -`."""
    ran = scan("-", at=tmp_path, stdin=text.encode())
    assert ran.code == code
    assert ran.places == (["-:1"] if code else [])


def test_empty_standard_input_is_said_aloud(tmp_path: Path) -> None:
    """The command before the pipe may have failed."""
    ran = stanch("scan", "-", at=tmp_path)
    assert "standard input was empty" in ran.stdout + ran.stderr


def test_more_standard_input_than_the_limit(tmp_path: Path) -> None:
    """What lies past the limit was not looked at, and nobody chose to leave it out."""
    ran = scan("-", "--max-size", "1kB", at=tmp_path, stdin=b"x" * 2000 + LINE.encode())
    assert ran.code == 3
    assert "--max-size" in ran.skipped["-"]
    assert (
        scan("-", "--max-size", "1kB", "--allow-skipped", at=tmp_path, stdin=b"x" * 2000).code == 0
    )


def test_no_standard_input(tmp_path: Path) -> None:
    """A cron job may have none at all."""
    ran = shell("$STANCH scan - <&-", tmp_path)
    assert ran.code == 2
    assert "standard input" in ran.stderr


def test_among_paths(repo: Repo) -> None:
    """A file of this name is written as ./-."""
    assert scan("-", ".", at=repo).code == 2
