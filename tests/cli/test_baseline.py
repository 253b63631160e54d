"""What `stanch baseline` accepts stays accepted, ends when it says, and gives nothing away."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.run import scan, staged, stanch
from repo import Repo
from stanch.engine.proof import keymaker
from tokens import github, stripe

NAME = ".stanch-baseline"

KEY = keymaker.armored("RSA PRIVATE KEY", keymaker.rsa(random.Random(5))).decode()


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda key: key.replace("\n", "\r\n"), id="with CRLF"),
        pytest.param(lambda key: "key: |\n  " + key.replace("\n", "\n  "), id="indented"),
        pytest.param(lambda key: '{"k": "' + key.replace("\n", "\\n") + '"}', id="in JSON"),
        pytest.param(lambda key: "# " + key.replace("\n", "\n# "), id="in a comment"),
        pytest.param(lambda key: '"' + key.strip().replace("\n", '\\n" +\n "') + '"', id="quoted"),
    ],
)
def test_a_key_that_is_written_otherwise_stays_accepted(
    repo: Repo, form: Callable[[str], str]
) -> None:
    """A formatter or a checkout on another system must not bring a finding back."""
    repo.stage("k.pem", KEY)
    assert stanch("baseline", "create", at=repo).code == 0
    repo.stage(".stanch-baseline", (repo.path / ".stanch-baseline").read_bytes())
    repo.stage("k.pem", form(KEY))
    assert len(staged(repo, "--baseline", "none").report["findings"]) == 1
    for ran in (staged(repo), scan(at=repo)):
        assert ran.code == 0, ran.stdout
        assert [one["status"] for one in ran.report["findings"]] == ["suppressed"]


def accepted(repo: Repo, name: str = NAME) -> str:
    """The text of a baseline."""
    return (repo.path / name).read_text()


@pytest.mark.parametrize("scope", ["file", "repository"])
def test_a_baseline_holds_no_secret_in_plain_text(repo: Repo, scope: str) -> None:
    """It is committed, so what a path or a reason holds would be published with it."""
    held, other, third = github(3), stripe(2), github(9)
    altered = held[:-1] + ("a" if held[-1] != "a" else "b")
    for name in (f"{held}.py", f"{altered}/app.py", "plain.py"):
        repo.stage(name, f"key = '{stripe(1)}'\n")
    reason = f"was {other}, before that {stripe(1)}"
    terms = ("--reason", reason, "--owner", third, "--ticket", f"see {third}", "--disable",
             "github-personal-access-token")  # fmt: skip
    ran = stanch("baseline", "create", "--scope", scope, *terms, at=repo)
    assert ran.code == 0, ran.stderr
    shown = stanch("baseline", "show", at=repo)
    for text in (accepted(repo), shown.stdout, shown.stderr, ran.stdout, ran.stderr):
        assert not [word for word in (held, altered, other, third, stripe(1)) if word in text]
    assert "-- was ***, before that ***" in accepted(repo)
    again = scan("--disable", "github-personal-access-token", at=repo)
    assert again.code == 0, again.stdout
    repo.stage("moved.py", f"key = '{stripe(1)}'\n")
    repo.stage("***.py", f"key = '{stripe(1)}'\n")
    places = scan("--disable", "github-personal-access-token", at=repo).places
    assert places == (["***.py:1", "moved.py:1"] if scope == "file" else [])


def test_a_secret_in_a_name_is_accepted_and_not_written(repo: Repo) -> None:
    """The finding's own place holds it."""
    repo.stage(f"{github(3)}.txt", "x\n")
    assert stanch("baseline", "create", "--scope", "file", at=repo).code == 0
    assert github(3) not in accepted(repo)
    assert scan(at=repo).places == []
    repo.stage(f"a/{github(3)}.txt", "x\n")
    assert len(scan(at=repo).places) == 1


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param("\tuntil=2020-01-01", id="a tab"),
        pytest.param("\u00a0until=2020-01-01", id="a hard space"),
        pytest.param(" until 2020-01-01", id="no sign"),
        pytest.param(" until:2020-01-01", id="a colon"),
        pytest.param(" until =2020-01-01", id="a space before the sign"),
        pytest.param(" until = 2020-01-01", id="spaces round the sign"),
        pytest.param(" (until=2020-01-01)", id="brackets"),
        pytest.param(' "until=2020-01-01"', id="quotes"),
        pytest.param(" sample,until=2020-01-01", id="behind a comma"),
        pytest.param(" -- until=2020-01-01", id="behind the dashes"),
        pytest.param(" harmless", id="a word"),
    ],
)
def test_a_line_that_is_not_understood_brings_the_finding_back(repo: Repo, tail: str) -> None:
    """An end that nobody reads is an acceptance without an end."""
    repo.stage("f.py", f"key = '{stripe(1)}'\n")
    assert stanch("baseline", "create", at=repo).code == 0
    assert scan(at=repo).code == 0
    text = accepted(repo).rstrip("\n")
    repo.write(NAME, text + tail + "\n")
    line = text.count("\n") + 1
    ran = stanch("scan", at=repo)
    assert ran.code == 1
    assert f"{NAME}:{line}: " in ran.stdout + ran.stderr


def test_a_baseline_of_the_history_covers_what_history_reports(repo: Repo) -> None:
    """A tag may name a blob that no commit has."""
    repo.commit("one", **{"f.py": f"key = '{stripe(1)}'\n"})
    repo.write("loose", f"key = '{stripe(2)}'\n")
    blob = repo.git("hash-object", "-w", "loose").strip()
    (repo.path / "loose").unlink()
    repo.git("tag", "loose", blob)
    assert stanch("history", at=repo).code == 1
    assert stanch("baseline", "create", "--history", at=repo).code == 0
    assert stanch("history", at=repo).code == 0


def test_a_shallow_history_is_not_accepted_as_a_whole(repo: Repo, tmp_path: Path) -> None:
    """What is not here cannot have been accepted; `history` says INCOMPLETE."""
    for number in range(3):
        repo.commit("a commit", **{"f.py": f"key = '{stripe(number)}'\n"})
    shallow = Repo(tmp_path / "shallow", init=False)
    repo.git("clone", "-q", "--depth", "1", repo.path.as_uri(), str(shallow.path))
    ran = stanch("baseline", "create", "--history", at=shallow)
    assert ran.code == 3
    assert "shallow" in ran.stderr
    again = stanch("baseline", "update", "--history", "--allow-skipped", at=shallow)
    assert again.code == 0
    assert stanch("baseline", "update", "--history", "f.py", at=shallow).code == 2


@pytest.mark.parametrize(
    ("config", "arguments", "env", "written"),
    [
        pytest.param("", (), {}, NAME, id="by default"),
        pytest.param("baseline: sec/base\n", (), {}, "sec/base", id="as configured"),
        pytest.param("", ("--baseline", "other"), {}, "sub/other", id="typed"),
        pytest.param("", ("--file", "other"), {}, "sub/other", id="typed otherwise"),
        pytest.param("baseline: sec/base\n", ("--baseline", "o"), {}, "sub/o", id="typed first"),
        pytest.param("", (), {"STANCH_BASELINE": "env"}, "sub/env", id="by a variable"),
        pytest.param("baseline: none\n", ("--baseline", "o"), {}, "sub/o", id="typed against none"),
    ],
)  # fmt: skip
def test_what_is_written_is_what_a_scan_reads(
    repo: Repo, config: str, arguments: tuple[str, ...], env: dict[str, str], written: str
) -> None:
    """An acceptance in a file that nobody reads is none."""
    repo.stage("sub/f.py", f"key = '{stripe(1)}'\n")
    repo.write(".stanch.yaml", config)
    (repo.path / "sec").mkdir()
    at = repo.path / "sub"
    ran = stanch("baseline", "create", *arguments, at=at, env=env)
    assert ran.code == 0, ran.stderr
    assert "path=sub/f.py" in accepted(repo, written)
    same = ("--baseline", *arguments[1:]) if arguments else ()
    assert scan(*same, at=at, env=env).code == 0
    assert stanch("baseline", "create", *arguments, at=at, env=env).code == 2
    assert "0 entries" in stanch("baseline", "update", *arguments, at=at, env=env).stdout
    shown = stanch("baseline", "show", *arguments, at=at, env=env)
    assert shown.stdout.splitlines()[-1] == "1 accepted"
    assert sorted(os.listdir(repo.path)) == sorted(
        {".git", ".stanch.yaml", "sec", "sub", *([NAME] if written == NAME else [])}
    )


@pytest.mark.parametrize(
    ("arguments", "config", "words"),
    [
        pytest.param(("--file", "a", "--baseline", "b"), "", "two files", id="two names"),
        pytest.param((), "baseline: none\n", "no baseline is in use", id="none is configured"),
        pytest.param(("--baseline", "none"), "", "no baseline is in use", id="none is typed"),
        pytest.param(("--exit-zero",), "", "--exit-zero", id="an option without effect"),
        pytest.param(("--fail-on", "high"), "", "--fail-on", id="another one"),
        pytest.param(("--expires", "20300101"), "", "no date", id="a date in another form"),
        pytest.param(("--expires", "soon"), "", "no date", id="no date"),
        pytest.param(("--expires", "\u0669d"), "", "no date", id="a digit of another script"),
        pytest.param(("--expires", "2020-01-01"), "", "past", id="a day that is over"),
    ],
)
def test_wrong_use(repo: Repo, arguments: tuple[str, ...], config: str, words: str) -> None:
    """What is accepted and ignored is worse than what is refused."""
    repo.stage("f.py", f"key = '{stripe(1)}'\n")
    repo.write(".stanch.yaml", config)
    ran = stanch("baseline", "create", *arguments, at=repo)
    assert ran.code == 2
    assert words in ran.stderr
    assert not (repo.path / NAME).exists()


@pytest.mark.parametrize("command", ["create", "update"])
@pytest.mark.parametrize("kind", ["folder", "link", "dangling link", "pipe"])
def test_only_a_regular_file_is_replaced(
    repo: Repo, tmp_path: Path, command: str, kind: str
) -> None:
    """A link of a stranger's repository must not be written through, nor anything be lost."""
    target, outside = repo.path / NAME, tmp_path / "outside"
    outside.write_text("mine\n")
    match kind:
        case "folder":
            target.mkdir()
        case "pipe":
            os.mkfifo(target)
        case _:
            target.symlink_to(outside if kind == "link" else tmp_path / "nowhere")
    ran = stanch("baseline", command, *(["--force"] if command == "create" else []), at=repo)
    assert ran.code == 2
    assert "no baseline is written there" in ran.stderr
    assert outside.read_text() == "mine\n"
    assert sorted(os.listdir(repo.path)) == [".git", NAME]


def test_show_counts_what_holds(repo: Repo) -> None:
    """Two accepted, of which none holds, is a false comfort."""
    for number in range(3):
        repo.stage(f"{number}.py", f"key = '{stripe(number)}'\n")
    assert stanch("baseline", "create", at=repo).code == 0
    text = accepted(repo)
    text = text.replace("path=0.py", "path=0.py until=2020-01-01").replace("path=1.py", "pth=1.py")
    repo.write(NAME, text)
    ran = stanch("baseline", "show", at=repo)
    assert ran.code == 0
    assert ran.stdout.splitlines()[-1] == "1 accepted · 1 expired · 1 not understood"
    assert ran.stderr.count("warning: ") == 2
    repo.write(NAME, "")
    assert stanch("baseline", "show", at=repo).stdout == "0 accepted\n"
