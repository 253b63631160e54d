"""A hostile repository's policy files: whatever they are, the program ends, and says why."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from cli.run import shell, staged, stanch
from repo import Repo
from tokens import stripe, token

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs devices, pipes and links")
LINE = f"key = {stripe()}\n"
OWN = f"key = {token('acmeown_', 20)}\n"
PACK = """\
vendor: Acme
rules:
  - id: acme-own-key
    pattern: '\\b(?P<secret>acmeown_[0-9A-Za-z]{20})\\b'
    examples:
      match: ['k = acmeown_<base62:20>', 'acmeown_<base62:20>']
      ignore: ['acmeown_', 'acmeown_key']
"""
# Enough for the program and its rules, far too little for what has no end.
MEMORY = 3 << 20
POLICIES = [".stanch.yaml", ".stanchignore", ".stanch-baseline", "pyproject.toml"]


@pytest.mark.parametrize("command", ["scan", "scan --staged", "scan --range HEAD~..", "history"])
@pytest.mark.parametrize("name", POLICIES)
def test_a_link_to_what_has_no_end(repo: Repo, name: str, command: str) -> None:
    """It would take all memory of the machine, in the hook too."""
    repo.commit("the base")
    (repo.path / name).symlink_to("/dev/zero")
    repo.git("add", "-A")
    repo.commit("a key", **{"a.py": LINE})
    repo.stage("b.py", LINE)
    ran = shell(f"ulimit -v {MEMORY}; $STANCH {command}", repo)
    assert ran.code == 2, ran.stderr
    assert f"stanch: {name}: leads out of the repository" in ran.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("baseline: /dev/zero", "/dev/zero: leads out"),
        ("baseline: ../../../dev/zero", "leads out"),
        ("baseline: /etc/hostname", "leads out"),
        ("packs: [/dev/zero]", "the pack '/dev/zero' lies outside"),
        ("packs: [../../../../../dev/zero]", "lies outside"),
        ("packs: [/etc/passwd]", "lies outside"),
        ("packs: [~/rules.yaml]", "lies outside"),
        ("packs: [link.yaml]", "leads out"),
        ("packs: [folder]", "leads out"),
    ],
)
@pytest.mark.parametrize("command", ["scan .", "scan --staged", "rules list"])
def test_what_a_configuration_names_outside(repo: Repo, text: str, says: str, command: str) -> None:
    """A repository must not have files of mine read, nor what is no file."""
    repo.stage(".stanch.yaml", text)
    (repo.path / "folder").mkdir()
    for link in ("link.yaml", "folder/link.yaml"):
        (repo.path / link).symlink_to("/dev/zero")
    repo.stage("a.py", LINE)
    repo.git("add", "-A")
    if command == "rules list" and text.startswith("baseline"):
        command = "scan ."
    ran = shell(f"ulimit -v {MEMORY}; $STANCH {command}", repo)
    assert ran.code == 2, ran.stderr
    assert says in ran.stderr
    assert "hint: " in ran.stderr


@pytest.mark.parametrize("name", POLICIES)
def test_a_pipe(repo: Repo, name: str) -> None:
    """Whoever opens it waits for ever."""
    os.mkfifo(repo.path / name)
    repo.write("a.py", LINE)
    ran = stanch("scan", at=repo)
    assert (ran.code, f"{name}: is no regular file" in ran.stderr) == (2, True)


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("command", [["scan"], ["scan", "--staged"], ["history"]])
def test_a_large_one(repo: Repo, name: str, command: list[str]) -> None:
    """The same bound for files and for git's objects, and for bare repositories."""
    repo.write(name, b"#" * 16_000_001)
    repo.git("add", "-A")
    repo.commit("a key", **{"a.py": LINE})
    repo.stage("b.py", LINE)
    at = repo
    if command == ["history"]:
        repo.git("clone", "-q", "--bare", ".", "../bare")
        at = Repo(repo.path.parent / "bare", init=False)
    ran = stanch(*command, at=at)
    assert ran.code == 2
    assert f"{name}: more than 16,000,000 bytes" in ran.stderr


def test_the_size_of_a_policy_is_not_that_of_what_is_scanned(repo: Repo) -> None:
    """`--max-size` is about content."""
    repo.stage(".stanchignore", "a.py\n" + "# " + "x" * 100 + "\n")
    repo.stage("a.py", LINE)
    ran = staged(repo, "--max-size", "60")
    assert (ran.code, ran.places) == (0, [])


@pytest.mark.parametrize(
    ("target", "code"), [("ci/stanch.yaml", 0), ("ci/again.yaml", 0), ("ci/round.yaml", 2)]
)
def test_a_link_inside_is_followed(repo: Repo, target: str, code: int) -> None:
    """In the index as in the work tree; a link's own content is no configuration."""
    repo.write("ci/stanch.yaml", "disable: [stripe-secret-key-live]\n")
    (repo.path / "ci/again.yaml").symlink_to("../ci/stanch.yaml")
    (repo.path / "ci/round.yaml").symlink_to("round.yaml")
    (repo.path / ".stanch.yaml").symlink_to(target)
    repo.git("add", "-A")
    repo.stage("a.py", LINE)
    (repo.path / "sub").mkdir()
    for at in (repo.path, repo.path / "sub"):
        assert stanch("scan", "--staged", at=at).code == code
    assert stanch("scan", "a.py", at=repo).code == code


def test_a_configuration_of_one_line(repo: Repo) -> None:
    """Without an end it looks like a link's target, and is none."""
    repo.stage(".stanch.yaml", "disable: [stripe-secret-key-live]")
    repo.stage("a.py", LINE)
    assert staged(repo).code == 0


@pytest.mark.parametrize("name", ["./sec/base", "sec//base", "sec/../sec/base"])
def test_a_baseline_is_named_from_the_root(repo: Repo, name: str) -> None:
    """Whatever folder the commit is made in: git would take `./` for that folder."""
    repo.stage("a.py", LINE)
    assert stanch("baseline", "create", "--file", "base", at=repo).code == 0
    repo.stage("sec/base", (repo.path / "base").read_text())
    repo.stage(".stanch.yaml", f"baseline: {name}\n")
    assert stanch("scan", "--staged", at=repo.path / "sec").code == 0


@pytest.mark.parametrize("name", ["{there}/acme.yaml", "acme.yaml", "."])
def test_packs_that_the_user_names(repo: Repo, tmp_path: Path, name: str) -> None:
    """An organisation keeps its rules where its people's configuration is, or anywhere."""
    there = tmp_path / "config"
    there.mkdir()
    (there / "acme.yaml").write_text(PACK)
    repo.stage("a.py", OWN)
    named = name.format(there=there)
    mine = there / "mine.txt"
    mine.write_text(f"packs: ['{named}']\n")
    env = {"STANCH_USER_CONFIG": str(mine)}
    assert staged(repo, env=env).rules == ["acme-own-key"]
    assert staged(repo, "--rules", str(there / named)).rules == ["acme-own-key"]


def test_a_repository_cannot_replace_the_users_pack(repo: Repo, tmp_path: Path) -> None:
    """A folder of the same name in it would take the rules of the user away."""
    (tmp_path / "acme.yaml").write_text(PACK)
    mine = tmp_path / "mine.yml"
    mine.write_text("packs: [acme.yaml]\n")
    repo.stage("acme.yaml", PACK.replace("acmeown_", "other__"))
    repo.stage("a.py", OWN)
    assert staged(repo, env={"STANCH_USER_CONFIG": str(mine)}).rules == ["acme-own-key"]


def test_the_bound_of_memory_is_above_what_a_scan_needs(repo: Repo) -> None:
    """Otherwise the tests above would pass for want of memory."""
    repo.stage("a.py", LINE)
    assert shell(f"ulimit -v {MEMORY}; $STANCH scan --staged", repo).code == 1
    assert resource.RLIMIT_AS
