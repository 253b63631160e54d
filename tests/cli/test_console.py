"""What commands print besides reports: nothing in it steers a terminal, no line holds a secret."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from unittest.mock import patch

import pytest

from cli.run import stanch
from repo import Repo
from stanch.cli import console
from stanch.errors import RuleError
from stanch.report.look import Look
from tokens import github, stripe

ESCAPE = "\x1b[31mred\x1b]0;title\x07"
SEEN = "\\x1b[31mred\\x1b]0;title\\x07"
PACK = """\
vendor: "V {0}"
rules:
  - id: own-token
    name: "N {0}"
    why: "W {0}"
    tags: ["T {0}"]
    severity: high
    revoke: "https://example.org/{0}"
    pattern: 'own_(?P<secret>[0-9a-f]{{40}})'
    examples:
      match: ["own_<hex:40> {0}"]
      ignore: ["own_x {0}"]
"""


def _pack(repo: Repo, text: str) -> None:
    quoted = text.replace("\x1b", "\\e").replace("\x07", "\\a")
    repo.write("pack.yaml", PACK.format(quoted))


def _baseline(repo: Repo, text: str) -> None:
    repo.write("a.py", f"key = '{stripe()}'\n")
    stanch("baseline", "create", at=repo)
    path = repo.path / ".stanch-baseline"
    encoded = "".join(f"%{byte:02X}" for byte in text.encode())
    path.write_text(path.read_text().replace("path=a.py", f"path={encoded} owner={encoded}"))


def _hooks(repo: Repo, text: str) -> None:
    repo.git("config", "core.hooksPath", f"{repo.path}/{text}")


def _config(repo: Repo, text: str) -> None:
    repo.write(".stanch.yaml", f'exclude: ["{text}"]\n'.replace("\x1b", "\\e").replace("\a", "\\a"))


PLACES: dict[str, tuple[Callable[[Repo, str], None], list[str]]] = {
    "a pack, listed": (_pack, ["rules", "list", "--rules", "pack.yaml", "--vendor", "V"]),
    "a pack, as JSON": (_pack, ["rules", "list", "--rules", "pack.yaml", "--format", "json"]),
    "a rule": (_pack, ["rules", "show", "own-token", "--rules", "pack.yaml"]),
    "a pack, tested": (_pack, ["rules", "test", "pack.yaml"]),
    "a pack, checked": (_pack, ["rules", "lint", "pack.yaml"]),
    "a baseline": (_baseline, ["baseline", "show"]),
    "git's configuration": (_hooks, ["hooks", "status"]),
    "git's configuration, written to": (_hooks, ["hooks", "install"]),
    "the configuration": (_config, ["config", "show"]),
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_steers_the_terminal(repo: Repo, place: str) -> None:
    """A title, a colour or a cursor that jumps can hide the line that matters."""
    prepare, command = PLACES[place]
    prepare(repo, ESCAPE)
    ran = stanch(*command, at=repo)
    printed = ran.stdout + ran.stderr
    assert "this is a bug" not in printed
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", printed)
    if command[1] not in {"test", "lint"}:  # these say nothing of a rule that is right
        assert SEEN in printed or "u001b" in printed or "\\\\x1b" in printed


@pytest.mark.parametrize("place", PLACES)
def test_no_line_holds_a_secret(repo: Repo, place: str) -> None:
    """Packs, baselines and settings of git are written by hand, and a key slips in."""
    prepare, command = PLACES[place]
    prepare(repo, github(5))
    ran = stanch(*command, at=repo)
    assert ran.stdout
    assert github(5) not in ran.stdout + ran.stderr


def test_built_in_rules_are_shown_as_they_are(repo: Repo) -> None:
    """Their examples look like secrets, and who writes a rule learns from them."""
    ran = stanch("rules", "show", "stripe-secret-key-live", at=repo)
    assert "sk_live_" in ran.stdout
    assert "***" not in ran.stdout


def test_lines_stay_lines() -> None:
    """What somebody wrote cannot make a line that looks like one of ours."""
    out = io.StringIO()
    with patch.object(sys, "stdout", out):
        console.put("one\ntwo", "three")
    assert out.getvalue() == "one\\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            RuleError("the built-in rules are missing", hint="install again"),
            "stanch: the built-in rules are missing\nhint: install again\n",
            id="the rules are not there",
        ),
        pytest.param(
            ValueError(stripe()),
            "stanch: a message cannot be checked for secrets (ValueError)\n",
            id="a bug",
        ),
    ],
)
def test_what_cannot_be_looked_at_is_not_said(error: Exception, said: str) -> None:
    """The message may be about the very value that must not leave."""

    def fails(*_: object) -> Look:
        raise error

    out = io.StringIO()
    with patch.object(sys, "stderr", out), patch.object(console, "sight", fails):
        console.say(f"stanch: {stripe()} is no size")
    assert out.getvalue() == said


def test_streams_that_are_not_there_or_take_little() -> None:
    """`2>&-`, and a terminal that knows no UTF-8."""
    with patch.object(sys, "stderr", None):
        console.say("nobody hears")
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    with patch.object(sys, "stderr", out):
        console.warn("größe")
    out.seek(0)
    assert out.read() == "gr\\xf6\\xdfe\n"
