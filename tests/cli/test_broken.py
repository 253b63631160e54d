"""Repositories that are damaged or refused: what could not be looked at is never clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.run import scan, staged, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
CLEAN = "key = load()\n"


def _loose(repo: Repo, name: str) -> Path:
    oid = repo.git("rev-parse", name).strip()
    path = repo.path / ".git/objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    return path


BREAKS = {
    "is gone": lambda path: path.unlink(),
    "is garbage": lambda path: path.write_bytes(b"garbage"),
    "is empty": lambda path: path.write_bytes(b""),
    "is cut short": lambda path: path.write_bytes(path.read_bytes()[:12]),
}


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_blob(repo: Repo, how: str) -> None:
    """It was not looked at, so the commit is not clean; what else is found still counts."""
    repo.stage("a.py", CLEAN)
    repo.stage("b.py", CLEAN + "more\n")
    BREAKS[how](_loose(repo, ":a.py"))
    ran = staged(repo)
    assert (ran.code, list(ran.skipped)) == (3, ["a.py"])
    assert ran.report["scan"]["state"] == "incomplete"
    assert staged(repo, "--allow-skipped").code == 0
    repo.stage("z.py", LINE)
    ran = staged(repo)
    assert (ran.code, ran.places) == (1, ["z.py:1"])
    assert ran.report["scan"]["state"] == "incomplete"


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("what", ["HEAD", "HEAD~1", "HEAD^{tree}", "HEAD~1:a.py"])
def test_a_broken_history(repo: Repo, what: str, how: str) -> None:
    """A history that cannot be read to its end is not clean."""
    repo.commit("first", **{"a.py": CLEAN})
    repo.commit("second", **{"a.py": CLEAN + "more\n"})
    BREAKS[how](_loose(repo, what))
    ran = stanch("history", at=repo)
    assert ran.code == 3, ran.stdout
    assert ran.stderr + ran.stdout
    assert "this is a bug" not in ran.stderr


def test_a_broken_old_side(repo: Repo) -> None:
    """What cannot be compared counts as new: rather a false alarm than a leak."""
    repo.commit("first", **{"a.py": LINE})
    _loose(repo, "HEAD:a.py").unlink()
    repo.stage("a.py", CLEAN + LINE)
    assert staged(repo).places == ["a.py:2"]


def test_a_truncated_pack(repo: Repo) -> None:
    """A clone that was cut off, a disk that was full."""
    for number in range(5):
        repo.commit(str(number), **{"a.py": CLEAN + "x" * 1000 * number + str(number)})
    repo.git("gc", "-q")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:-60])
    assert stanch("history", at=repo).code == 3


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("HEAD", "garbage\n"),
        ("HEAD", f"{'12' * 20}\n"),
        ("refs/heads/main", f"{'12' * 20}\n"),
        ("index", "DIRC garbage"),
        ("config", "[core\n"),
        ("config", "[core]\n\trepositoryFormatVersion = 99\n"),
        ("objects/info/alternates", "/nowhere\n"),
    ],
)
def test_a_broken_repository(repo: Repo, file: str, content: str) -> None:
    """Each of these may look like "nothing staged" to who does not ask for the exit code."""
    repo.commit(**{"a.py": CLEAN})
    repo.stage("a.py", LINE)
    (repo.path / ".git" / file).write_text(content)
    ran = stanch("scan", "--staged", at=repo)
    harmless = file == "objects/info/alternates"
    assert ran.code == (1 if harmless else 3), ran.stdout
    if not harmless:
        assert ran.stderr.startswith("stanch: ")
        assert "this is a bug" not in ran.stderr
        ran = stanch("history", at=repo)  # what was staged is an object, too
        assert ran.code in {1, 3}
        assert ran.code == 3 or "NOT READ" in ran.stderr or file == "index"


@pytest.mark.parametrize("content", ["garbage\n", "", f"{'12' * 20}\n"])
def test_a_broken_ref(repo: Repo, content: str) -> None:
    """What hangs on it cannot be reached, and git says so only on the side."""
    repo.commit(**{"a.py": CLEAN})
    (repo.path / ".git/refs/heads/broken").write_text(content)
    assert stanch("history", at=repo).code == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user(repo: Repo) -> None:
    """Git refuses to read it, and that is not clean."""
    repo.commit(**{"a.py": LINE})
    repo.stage("b.py", CLEAN)
    for path in (repo.path, repo.path / ".git"):
        os.chown(path, 12345, 12345)
    for arguments in (["scan", "--staged"], ["scan"], ["history"]):
        ran = stanch(*arguments, at=repo)
        assert ran.code == 3
        assert "safe.directory" in ran.stderr
    assert scan("--no-ignore", at=repo).code == 3
