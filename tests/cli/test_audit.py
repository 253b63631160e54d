"""The review of findings, in a real terminal and by a file of answers."""

from __future__ import annotations

import os
import sys

import pytest

from cli.run import scan, stanch
from repo import Repo
from tokens import body, stripe

if sys.platform == "win32":
    pytest.skip("needs a pseudo terminal", allow_module_level=True)

from cli.terminal import Terminal

NAME = ".stanch-baseline"
ENTER = "\r"


@pytest.fixture
def found(repo: Repo) -> Repo:
    """Three findings: two keys and a password, in this order."""
    repo.stage("a.py", f"# here\n\nkey = '{stripe(1)}'\n\n# there\n")
    repo.stage("b.py", f"key = '{stripe(2)}'  # beside {stripe(1)}\n")
    repo.stage("c.py", f"password = '{body(10, seed=5)}'\n")
    repo.commit("three")
    return repo


def accepted(repo: Repo) -> list[str]:
    path = repo.path / NAME
    text = path.read_text() if path.exists() else ""
    return [line for line in text.splitlines() if line.startswith(("stripe", "generic"))]


def audit(repo: Repo, *arguments: str, columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal("baseline", "audit", *arguments, at=repo.path, columns=columns, rows=rows)


def test_a_review(found: Repo) -> None:
    """Each answer is saved when it is given, and the next review goes on from there."""
    terminal = audit(found, "--owner", "ada", "--expires", "90d")
    first = terminal.expect("q save and quit")
    assert "1 of 3" in first
    assert "a.py:3:8" in first
    assert "dashboard.stripe.com" in first
    terminal.press("h")
    terminal.expect("why is it harmless?")
    terminal.press("a sample, made up" + ENTER)
    terminal.expect("2 of 3")
    assert [line.split(" owner=ada until=")[1][10:] for line in accepted(found)] == [
        " -- a sample, made up"
    ]
    terminal.press("r")
    terminal.expect("3 of 3")
    terminal.expect("real: Revoke it first: https://dashboard.stripe.com/apikeys")
    terminal.press("q")
    assert terminal.code() == 0
    assert "1 accepted · 1 real · 1 open" in terminal.seen
    assert scan(at=found).places == ["b.py:1", "c.py:1"]
    again = audit(found)
    assert "1 of 1" in again.expect("q save and quit")
    again.press("l")
    assert again.code() == 0
    assert "real: b.py:1" in again.seen
    once_more = audit(found, "--again")
    assert "1 of 2" in once_more.expect("q save and quit")
    once_more.press("\x04")
    assert once_more.code() == 0


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 16), (200, 60)])
def test_no_secret_is_seen_before_it_is_asked_for(found: Repo, columns: int, rows: int) -> None:
    """Somebody may look over the shoulder; and each line has room on the screen."""
    terminal = audit(found, columns=columns, rows=rows)
    for number, secret in ((1, stripe(1)), (2, stripe(2)), (3, body(10, seed=5))):
        screen = terminal.expect("q save and quit")
        assert f"{number} of 3" in screen
        for value in (stripe(1), stripe(2), body(10, seed=5)):
            assert value not in terminal.seen
        # An address stays whole, so that it can be clicked.
        lines = [line for line in screen.splitlines() if not line.startswith("https://")]
        assert max(map(len, lines)) <= columns
        assert len(screen.splitlines()) < rows or rows < 20
        if number == 1 and columns >= 80:
            terminal.press("v")
            assert secret in terminal.expect("q save and quit")
            terminal.press("v")
            assert secret not in terminal.expect("q save and quit")
            terminal.seen = ""
        terminal.press("l")
    assert terminal.code() == 0
    assert terminal.seen.rindex("\x1b[?1049l") > terminal.seen.rindex("of 3")


def test_undo_and_skip(found: Repo) -> None:
    """An answer that was given by mistake is taken back, whatever it was."""
    terminal = audit(found, "--reason", "all samples")
    terminal.expect("1 of 3")
    terminal.press("u")
    terminal.expect("there is nothing to undo")
    terminal.press("h")
    terminal.expect("2 of 3")
    assert len(accepted(found)) == 1
    terminal.press("r")
    terminal.expect("3 of 3")
    terminal.press("u")
    assert "b.py:1" in terminal.expect("undone")
    terminal.press("u")
    assert "a.py:3" in terminal.expect("undone")
    assert accepted(found) == []
    terminal.press("s")
    assert "b.py:1" in terminal.expect("skipped")
    for key in ("\x1b[A", "\x1bOP", "x", "\x1b"):
        terminal.press(key)
        terminal.expect("press one of")
    terminal.press("w")
    terminal.expect("saved")
    terminal.press("h")
    terminal.expect("2 of 3")
    terminal.press("hh")
    assert terminal.code() == 0
    assert "3 accepted · 0 real · 0 open" in terminal.seen
    assert scan(at=found).code == 0


def test_an_interrupt_keeps_what_was_answered(found: Repo) -> None:
    """A connection that breaks must not cost an hour's work."""
    terminal = audit(found)
    terminal.expect("1 of 3")
    terminal.press("h")
    terminal.expect("why is it harmless?")
    terminal.press(ENTER)
    terminal.expect("without a reason it is not accepted")
    terminal.press("hsample" + ENTER)
    terminal.expect("2 of 3")
    terminal.press("\x03")
    assert terminal.code() == 130
    assert "\x1b[?1049l" in terminal.seen
    assert len(accepted(found)) == 1


def test_answers_by_a_file(found: Repo) -> None:
    """Keys are fingerprints of a report, or places."""
    report = scan(at=found).report["findings"]
    key = next(one["fingerprint"] for one in report if "c.py" in str(one["locations"]))
    text = f"# answers\n{key} harmless -- test database\nb.py:1 later\na.py:3 real\nb.py:9 real\n"
    ran = stanch("baseline", "audit", "--from", "-", at=found, stdin=text.encode())
    assert ran.code == 0
    assert ran.stderr == "warning: -:5: nothing that is reported has this key\n"
    assert "1 accepted · 1 real · 1 open" in ran.stdout
    assert stripe(1) not in ran.stdout
    (line,) = accepted(found)
    assert line.endswith("-- test database")
    memory = (found.path / ".git" / "stanch-audit").read_text()
    assert [part.split()[1] for part in memory.splitlines()] == ["real"]
    again = stanch("baseline", "audit", "--from", "-", at=found, stdin=b"a.py:3 later\n")
    assert "0 accepted · 0 real · 2 open" in again.stdout


@pytest.mark.parametrize(
    "text",
    ["a.py:3", "a.py:3 harmles -- x", "a.py:3 harmless x", "a.py:3 real --", "a.py:3 HARMLESS",
     "a.py:3 harmless -- x\na.py:3 harmless --"],
)  # fmt: skip
def test_what_is_no_answer_accepts_nothing(found: Repo, text: str) -> None:
    """Not even what stands above it: a half file is a mistake."""
    ran = stanch("baseline", "audit", "--from", "-", at=found, stdin=text.encode())
    assert ran.code == 2
    assert not os.path.exists(found.path / NAME)


def test_harmless_needs_a_reason(found: Repo) -> None:
    """Of the file, or of the option for all."""
    for options, count in (((), 0), (("--reason", "samples"), 1)):
        ran = stanch(
            "baseline", "audit", *options, "--from", "-", at=found, stdin=b"a.py:3 harmless\n"
        )
        assert ran.code == 0
        assert ("needs a reason" in ran.stderr) is (not count)
        assert len(accepted(found)) == count


def test_a_review_needs_a_terminal(found: Repo) -> None:
    """In CI it would wait for ever."""
    ran = stanch("baseline", "audit", at=found)
    assert ran.code == 2
    assert "--from" in ran.stderr


def test_a_review_of_the_history(found: Repo) -> None:
    """What is gone from the files is still known to everybody."""
    found.git("rm", "-q", "a.py", "b.py", "c.py")
    found.commit("gone")
    ran = stanch(
        "baseline", "audit", "--history", "--from", "-", at=found, stdin=b"a.py:3 harmless -- x\n"
    )
    assert "1 accepted · 0 real · 2 open" in ran.stdout
    assert len(stanch("history", "--format", "json", at=found).places) == 2


def test_an_entry_that_ended_is_named(found: Repo) -> None:
    """A second line beside it would not hold."""
    assert stanch("baseline", "create", at=found).code == 0
    text = (found.path / NAME).read_text()
    found.write(NAME, text.replace("path=a.py", "path=a.py until=2020-01-01"))
    ran = stanch("baseline", "audit", "--from", "-", at=found, stdin=b"a.py:3 harmless -- x\n")
    assert "edit or delete this line" in ran.stderr
