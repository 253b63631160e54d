"""A repository that somebody else wrote: it can neither hide a secret nor run a program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.run import scan, staged, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"
CLEAN = "key = load()\n"

# PROGRAM leaves a mark when it runs, whatever it is run as.
SETTINGS = [
    ("color.ui", "always"),
    ("color.diff", "always"),
    ("color.diff.new", "black black"),
    ("core.quotePath", "true"),
    ("core.quotePath", "false"),
    ("core.fsmonitor", "PROGRAM"),
    ("core.fsmonitor", "true"),
    ("core.hooksPath", "FOLDER"),
    ("core.pager", "PROGRAM"),
    ("core.editor", "PROGRAM"),
    ("core.sshCommand", "PROGRAM"),
    ("core.askPass", "PROGRAM"),
    ("core.alternateRefsCommand", "PROGRAM"),
    ("core.bigFileThreshold", "1"),
    ("core.abbrev", "4"),
    ("core.autocrlf", "true"),
    ("core.ignoreCase", "true"),
    ("core.untrackedCache", "true"),
    ("core.checkStat", "minimal"),
    ("core.logAllRefUpdates", "false"),
    ("core.compression", "0"),
    ("core.deltaBaseCacheLimit", "1"),
    ("pager.diff-index", "PROGRAM"),
    ("pager.cat-file", "PROGRAM"),
    ("diff.external", "PROGRAM"),
    ("diff.hidden.command", "PROGRAM"),
    ("diff.hidden.textconv", "PROGRAM"),
    ("diff.hidden.binary", "true"),
    ("diff.noprefix", "true"),
    ("diff.mnemonicPrefix", "true"),
    ("diff.renames", "copies"),
    ("diff.relative", "true"),
    ("diff.context", "0"),
    ("diff.ignoreSubmodules", "all"),
    ("diff.submodule", "log"),
    ("diff.orderFile", "/nowhere"),
    ("diff.algorithm", "patience"),
    ("diff.wsErrorHighlight", "all"),
    ("diff.autoRefreshIndex", "true"),
    ("filter.hidden.clean", "PROGRAM"),
    ("filter.hidden.smudge", "PROGRAM"),
    ("filter.hidden.process", "PROGRAM"),
    ("filter.hidden.required", "true"),
    ("log.showSignature", "true"),
    ("log.diffMerges", "off"),
    ("log.showRoot", "false"),
    ("log.date", "relative"),
    ("log.follow", "true"),
    ("gpg.program", "PROGRAM"),
    ("format.pretty", "%h"),
    ("i18n.logOutputEncoding", "UTF-16"),
    ("submodule.recurse", "true"),
    ("status.showUntrackedFiles", "no"),
    ("interactive.diffFilter", "PROGRAM"),
    ("credential.helper", "!PROGRAM"),
    ("uploadpack.packObjectsHook", "PROGRAM"),
    ("alias.cat-file", "!PROGRAM"),
    ("alias.rev-list", "!PROGRAM"),
    ("transfer.hideRefs", "refs/heads"),
    ("index.sparse", "true"),
    ("feature.experimental", "true"),
    ("feature.manyFiles", "true"),
]


class Trap:
    """A program that leaves a mark, and a folder in which each hook is that program."""

    def __init__(self, folder: Path) -> None:
        self.mark = folder / "it-ran"
        self.folder = folder / "hooks"
        self.program = folder / "program"
        self.program.write_text(f'#!/bin/sh\ntouch "{self.mark}"\ncat\n')
        self.program.chmod(0o755)
        self.folder.mkdir()
        for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
            (self.folder / name).symlink_to(self.program)

    def value(self, text: str) -> str:
        """A setting that springs the trap."""
        return text.replace("PROGRAM", str(self.program)).replace("FOLDER", str(self.folder))

    @property
    def sprung(self) -> bool:
        """Whether the program ran since the last look."""
        ran = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return ran


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    """A trap beside the repository."""
    folder = tmp_path / "trap"
    folder.mkdir()
    return Trap(folder)


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """Two commits, a staged and an unstaged change, each with a key; attributes name a driver."""
    repo.stage(".gitattributes", "*.py diff=hidden filter=hidden -text\n")
    repo.commit("first", **{"a.py": CLEAN, "d.py": CLEAN})
    repo.commit("second", **{"b.py": f"key = {stripe(1)}\n"})
    repo.stage("c.py", f"key = {stripe(2)}\n")
    repo.write("d.py", CLEAN + f"key = {stripe(3)}\n")
    os.utime(repo.path / "a.py", (1, 1))  # git must look at it again
    return repo


@pytest.mark.parametrize(("name", "value"), SETTINGS, ids=[f"{n}={v}" for n, v in SETTINGS])
def test_settings(leaky: Repo, trap: Trap, name: str, value: str) -> None:
    """Each of them changes what `git diff`, `git log` or `git status` show, or runs something."""
    with (leaky.path / ".git/config").open("a") as config:
        *section, key = name.split(".")
        title = section[0] if len(section) == 1 else f'{section[0]} "{".".join(section[1:])}"'
        config.write(f'[{title}]\n\t{key} = "{trap.value(value)}"\n')
    assert staged(leaky).places == ["c.py:1"]
    assert scan("--unstaged", at=leaky).places == ["d.py:2"]
    assert scan("--range", "HEAD~1..HEAD", at=leaky).places == ["b.py:1"]
    assert scan(at=leaky).places == ["b.py:1", "c.py:1", "d.py:2"]
    assert stanch("history", "--format", "json", at=leaky).places == ["b.py:1", "c.py:1"]
    assert not trap.sprung


# These are obeyed by `git log`, and some hide commits, roots, merges, authors or refs from it.
LOG_SETTINGS = [
    ("log.mailmap", "true"),
    ("mailmap.file", "PROGRAM"),
    ("log.excludeDecoration", "*"),
    ("log.decorate", "full"),
    ("log.graphColors", "black"),
    ("log.abbrevCommit", "true"),
    ("diff.statGraphWidth", "1"),
    ("core.useReplaceRefs", "true"),
    ("core.commitGraph", "true"),
    ("core.multiPackIndex", "true"),
    ("core.attributesFile", "PROGRAM"),
    ("core.excludesFile", "PROGRAM"),
    ("core.gitProxy", "PROGRAM"),
    ("core.notesRef", "refs/nowhere"),
    ("notes.displayRef", "*"),
    ("i18n.commitEncoding", "UTF-16"),
    ("blame.ignoreRevsFile", "PROGRAM"),
    ("pack.window", "0"),
    ("gc.auto", "1"),
    ("maintenance.auto", "true"),
    ("fetch.fsckObjects", "true"),
    ("remote.origin.promisor", "true"),
    ("remote.origin.url", "ext::PROGRAM"),
    ("remote.origin.uploadpack", "PROGRAM"),
    ("extensions.partialClone", "origin"),
    ("pager.rev-list", "PROGRAM"),
    ("pager.diff-tree", "PROGRAM"),
    ("alias.diff-tree", "!PROGRAM"),
    ("alias.for-each-ref", "!PROGRAM"),
    ("trace2.normalTarget", "MARK"),
    ("trace2.eventTarget", "MARK"),
]


@pytest.fixture
def long_past(repo: Repo) -> Repo:
    """Keys in the first commit, in a merge, in a message, in a name, in what was forgotten."""
    repo.write(".mailmap", f"Somebody <ada@example.org> {stripe(5)} <{stripe(5)}@example.org>\n")
    repo.stage(".gitattributes", "*.py diff=hidden filter=hidden -text\n")
    repo.commit("first", **{"root.py": LINE})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", **{"both.py": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit(f"uses {stripe(1)}", **{"both.py": "main\n"})
    repo.git("merge", "-q", "side", check=False)
    repo.stage("both.py", f"key = {stripe(2)}\n")
    repo.git("commit", "-q", "-m", "merged")
    repo.git("branch", "-q", "-D", "side")
    repo.commit("lost", **{"lost.py": f"key = {stripe(3)}\n"})
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("rm", "-q", "root.py")
    repo.git("tag", stripe(4))
    repo.commit("gone")
    return repo


@pytest.mark.parametrize(
    ("name", "value"), SETTINGS + LOG_SETTINGS, ids=[f"{n}={v}" for n, v in SETTINGS + LOG_SETTINGS]
)
def test_settings_and_the_history(long_past: Repo, trap: Trap, name: str, value: str) -> None:
    """Nothing is hidden, nothing runs; the life of a secret is told all the same."""
    with (long_past.path / ".git/config").open("a") as config:
        *section, key = name.split(".")
        title = section[0] if len(section) == 1 else f'{section[0]} "{".".join(section[1:])}"'
        text = trap.value(value).replace("MARK", str(trap.mark))
        config.write(f'[{title}]\n\t{key} = "{text}"\n')
    before = sorted(long_past.path.rglob("*"))
    ran = stanch("history", "--format", "json", at=long_past)
    found = {one["locations"][0]["path"]: one["life"]["state"] for one in ran.report["findings"]}
    message = next(path for path in found if path.startswith("commit "))
    assert found == {
        "root.py": "removed",
        "both.py": "live",
        "lost.py": "stray",
        message: "live",
        "refs/tags/***": "stray",
    }
    assert ran.report["scan"]["state"] == "complete"
    assert sorted(long_past.path.rglob("*")) == before
    assert not trap.sprung


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("core.fsmonitor", "PROGRAM", ["ls-files", "-m"]),
        ("core.hooksPath", "FOLDER", ["update-index", "--refresh"]),
        ("filter.hidden.clean", "PROGRAM", ["diff", "--stat"]),
        ("diff.hidden.textconv", "PROGRAM", ["diff", "--cached"]),
        ("diff.external", "PROGRAM", ["diff", "--cached"]),
    ],
    ids=str,
)
def test_the_trap_works(leaky: Repo, trap: Trap, name: str, value: str, command: list[str]) -> None:
    """Were the program never run by git at all, the test above would prove nothing."""
    leaky.git("-c", f"{name}={trap.value(value)}", *command, check=False)
    assert trap.sprung


ENVIRONMENT = {
    "GIT_EXTERNAL_DIFF": "PROGRAM",
    "GIT_PAGER": "PROGRAM",
    "GIT_SSH_COMMAND": "PROGRAM",
    "GIT_ASKPASS": "PROGRAM",
    "GIT_TRACE": "/MARK",
    "GIT_TRACE2": "/MARK",
    "GIT_DIFF_OPTS": "-u0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ATTR_SOURCE": "nowhere",
    "GIT_NAMESPACE": "nowhere",
    "GIT_EXEC_PATH": "FOLDER",
    "GIT_REPLACE_REF_BASE": "refs/heads",
}


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_environment(leaky: Repo, trap: Trap, name: str) -> None:
    """What a parent process left there is for other commands."""
    value = trap.value(ENVIRONMENT[name]).replace("/MARK", str(trap.mark))
    assert staged(leaky, env={name: value}).places == ["c.py:1"]
    assert scan(at=leaky, env={name: value}).places == ["b.py:1", "c.py:1", "d.py:2"]
    assert not trap.sprung


def test_configuration_in_the_environment(leaky: Repo, trap: Trap) -> None:
    """`git -c` of an outer command arrives in the hook as variables."""
    env = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(trap.program),
        "GIT_CONFIG_PARAMETERS": f"'core.hooksPath={trap.folder}'",
    }
    assert staged(leaky, env=env).places == ["c.py:1"]
    assert not trap.sprung


def test_a_submodule_with_settings(repo: Repo, trap: Trap, tmp_path: Path) -> None:
    """To know whether a submodule is dirty, git runs `git status` in it, with its settings."""
    inner = Repo(tmp_path / "inner")
    inner.commit(**{"a.py": CLEAN, ".gitattributes": "* filter=hidden\n"})
    allow = ("-c", "protocol.file.allow=always")
    repo.git(*allow, "submodule", "-q", "add", str(inner.path), "sub")
    repo.commit()
    sub = Repo(repo.path / "sub", init=False)
    sub.git("config", "core.fsmonitor", str(trap.program))
    sub.git("config", "filter.hidden.clean", str(trap.program))
    sub.write("a.py", CLEAN)
    os.utime(sub.path / "a.py", (1, 1))
    repo.git("status")
    assert trap.sprung
    sub.write("a.py", CLEAN)
    os.utime(sub.path / "a.py", (2, 2))
    trap.mark.unlink(missing_ok=True)
    for mode in ("--staged", "--unstaged"):
        assert scan(mode, at=repo).code == 0
    assert scan(at=repo).code == 0
    assert not trap.sprung


def test_a_partial_clone(repo: Repo, trap: Trap, tmp_path: Path) -> None:
    """What is missing there, git would fetch with a program that the configuration names."""
    repo.commit("first", **{"a.py": LINE})
    repo.commit("second", **{"a.py": CLEAN})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = Repo(tmp_path / "partial", init=False)
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.path}", str(clone.path))
    clone.git("config", "remote.origin.uploadpack", str(trap.program))
    ran = stanch("history", "--format", "json", at=clone)
    assert ran.code == 3
    assert list(ran.skipped) == ["a.py"]
    assert not trap.sprung


def test_the_repository_is_left_alone(leaky: Repo) -> None:
    """A scan that writes (a refreshed index, a lock) disturbs the git command it runs in."""
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in leaky.path.rglob("*")}
    (leaky.path / ".git/index.lock").touch()  # as `git commit` holds it
    before[leaky.path / ".git/index.lock"] = (0, 0)
    for mode in (["--staged"], ["--unstaged"], ["--range", "HEAD~..HEAD"], []):
        assert scan(*mode, at=leaky).code == 1
    (leaky.path / ".git/index.lock").unlink()
    after = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in leaky.path.rglob("*")}
    before.pop(leaky.path / ".git/index.lock")
    before.pop(leaky.path / ".git")
    after.pop(leaky.path / ".git")
    assert after == before


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\0"], ids=ascii)
def test_a_name_in_the_policy_that_git_would_read_as_two(repo: Repo, separator: str) -> None:
    """Were every answer of git one behind, each file would pass for the one before it."""
    repo.stage("decoy", CLEAN)
    repo.stage(".stanch.yaml", f"baseline: {('x' + separator + ':decoy')!r}\n".replace("'", '"'))
    repo.stage("zz.py", LINE)
    ran = staged(repo)
    assert ran.code == 2 or ran.places == ["zz.py:1"]


@pytest.mark.parametrize("name", ["plain", "a=b", "dots.in.it", "new\\nline", 'quo\\"te', "ünï"])
def test_filters_of_any_name(leaky: Repo, trap: Trap, name: str) -> None:
    """What is switched off by name must be switched off whatever the name is."""
    driver = name.replace("\\n", "\n").replace('\\"', '"')
    leaky.write(".git/info/attributes", f"*.py filter={driver}\n")
    with (leaky.path / ".git/config").open("a") as config:
        config.write(f'[filter "{name}"]\n\tclean = "{trap.program}"\n\trequired = true\n')
    leaky.git("diff-files", "--raw", check=False)
    assert trap.sprung or "\n" in driver  # an attribute cannot name that one
    assert scan("--unstaged", at=leaky).code == 1
    assert not trap.sprung
