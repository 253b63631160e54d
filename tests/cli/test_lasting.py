"""An acceptance lasts through whatever happens to a file, and covers nothing else.

One secret is accepted in one state of the repository; then each change is applied, and the other
way round. It must stay silent in every way to scan, and another secret at its place must not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from cli.run import Ran, scan, staged, stanch
from repo import Repo
from tokens import body, stripe, token

NAME = ".stanch-baseline"
Files = Mapping[str, str]

# A strong secret is hashed fast, a weak one slowly: both must last.
KINDS = {"strong": (stripe(1), stripe(2)), "weak": (body(10, seed=5), body(10, seed=6))}
PLAIN: Files = {"src/app.py": "import x\n\nsecret = '{one}'\n"}

# What may happen, as the files before and after it.
CHANGES: dict[str, tuple[Files, Files]] = {
    "lines move": (PLAIN, {"src/app.py": "import x\nimport y\n\n\n# more\nsecret = '{one}'\n"}),
    "the file is renamed": (PLAIN, {"lib/other.py": PLAIN["src/app.py"]}),
    "the folder is renamed": (PLAIN, {"source/app.py": PLAIN["src/app.py"]}),
    "the line is indented": (PLAIN, {"src/app.py": "def f():\n\t\tsecret = '{one}'\n"}),
    "the variable is renamed": (PLAIN, {"src/app.py": "import x\n\napi_password = '{one}'\n"}),
    "the quotes change": (PLAIN, {"src/app.py": 'import x\n\nsecret = "{one}"\n'}),
    "the line ends change": (PLAIN, {"src/app.py": "import x\r\n\r\nsecret = '{one}'\r\n"}),
    "the language changes": (PLAIN, {"src/app.yaml": "x: 1\nsecret: '{one}'\n"}),
    "it stands twice": (PLAIN, {"src/app.py": "secret = '{one}'\n\nsecret = '{one}'\n"}),
    "it is copied": (PLAIN, {**PLAIN, "src/copy.py": PLAIN["src/app.py"]}),
    "renamed and edited": (PLAIN, {"a/b.py": "# new\nclass A:\n    secret = '{one}'  # here\n"}),
    "something else is added": (PLAIN, {**PLAIN, "src/b.py": "print('hello')\n"}),
}  # fmt: skip
BOTH = [
    pytest.param(
        *((old, new) if forth else (new, old)), id=f"{name}, {'forth' if forth else 'back'}"
    )
    for name, (old, new) in CHANGES.items()
    for forth in (True, False)
]
WAYS = ("scan", "staged", "history")


@pytest.fixture(autouse=True)
def cheaper(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the slow hash costs is tested with the fingerprints; here it would be most of all."""
    monkeypatch.setattr("hashlib.scrypt", partial(_scrypt, hashlib.scrypt))


def _scrypt(real: Callable[..., bytes], secret: bytes, *, n: int, **more: Any) -> bytes:
    return real(secret, n=n >> 9, **more)


def written(repo: Repo, files: Files, kind: str, *, other: bool = False) -> None:
    """Make these the files of the repository, with the secret of a kind or another one."""
    for old in repo.git("ls-files", "-z").split("\0"):
        if old and old != NAME:
            repo.git("rm", "-qf", "--", old)
    for name, text in files.items():
        repo.stage(name, text.replace("{one}", KINDS[kind][other]))


def accepted(repo: Repo, *options: str) -> None:
    """Accept what is there, and stage the baseline."""
    assert stanch("baseline", "create", *options, at=repo).code == 0
    repo.git("add", "-A")


def ran(way: str, repo: Repo, *options: str) -> Ran:
    """Scan the index, one way or another."""
    if way == "staged":
        return staged(repo, *options)
    if way == "scan":
        return scan(*options, at=repo)
    repo.commit("all of it")
    return stanch("history", "--format", "json", *options, at=repo)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("before", "after"), BOTH)
def test_an_accepted_secret_stays_accepted(
    repo: Repo, before: Files, after: Files, way: str, kind: str
) -> None:
    """The loudest complaint about every other baseline is that it does not."""
    repo.commit("a base")
    written(repo, before, kind)
    accepted(repo)
    if way == "history":
        repo.commit("before")
    written(repo, after, kind)
    assert ran(way, repo, "--baseline", "none").code == 1, "there is something to be silent about"
    assert ran(way, repo).code == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scope", ["repository", "file"])
@pytest.mark.parametrize("other", [True, False], ids=["forth", "back"])
def test_another_secret_at_the_same_place_is_new(
    repo: Repo, way: str, kind: str, scope: str, *, other: bool
) -> None:
    """An acceptance is of a secret, not of a line."""
    repo.commit("a base")
    written(repo, PLAIN, kind, other=not other)
    accepted(repo, "--scope", scope)
    if way == "history":  # a blob that was never committed has no path
        repo.commit("before")
    written(repo, PLAIN, kind, other=other)
    assert ran(way, repo).places == ["src/app.py:3"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", ["it is copied", "the file is renamed"])
def test_the_scope_of_a_file(repo: Repo, way: str, change: str, kind: str) -> None:
    """Elsewhere it is a new place, which is reported; moved lines are not elsewhere."""
    repo.commit("a base")
    before, after = CHANGES[change]
    written(repo, before, kind)
    accepted(repo, "--scope", "file")
    if way == "history":
        repo.commit("before")
    written(repo, CHANGES["lines move"][1], kind)
    assert ran(way, repo).code == 0
    written(repo, after, kind)
    (elsewhere,) = set(after) - set(before)
    assert ran(way, repo).places == [f"{elsewhere}:3"]
    written(repo, before, kind)
    assert ran(way, repo).places == ([f"{elsewhere}:3"] if way == "history" else [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("how", ["squashed", "rewritten", "a new root", "amended"])
def test_a_history_that_is_rewritten(repo: Repo, way: str, how: str) -> None:
    """No commit, and not even the root, is a part of an entry."""
    repo.commit("a base")
    for number in range(3):
        written(repo, {"src/app.py": "#\n" * number + PLAIN["src/app.py"]}, "strong")
        if not number:
            accepted(repo)
        repo.commit(f"number {number}")
    match how:
        case "squashed":
            repo.git("reset", "-q", "--soft", "HEAD~3")
            repo.commit("one")
        case "rewritten":
            repo.git(
                "rebase", "-q", "--root", "--exec", "git commit -q --amend --allow-empty -m new"
            )
        case "a new root":
            repo.git("checkout", "-q", "--orphan", "fresh")
            repo.commit("one")
            repo.git("branch", "-q", "-D", "main")
            repo.git("reflog", "expire", "--expire=now", "--all")
            repo.git("gc", "-q", "--prune=now")
        case _:
            repo.git("commit", "-q", "--amend", "-m", "other words")
    assert stanch("history", "--baseline", "none", at=repo).code == 1
    if way == "staged":
        repo.stage("again.py", PLAIN["src/app.py"].replace("{one}", stripe(1)))
    assert ran(way, repo).code == 0
    # And what is accepted from now on is accepted under the salt that the file has.
    repo.stage("more.py", f"secret = '{stripe(3)}'\n")
    assert ran(way, repo).places == ["more.py:1"]
    assert stanch("baseline", "update", at=repo).code == 0
    repo.git("add", "-A")
    assert ran(way, repo).code == 0
    assert (repo.path / NAME).read_text().count("\nsalt ") == 1


RULE = """\
rules:
- id: {id}
  name: Acme key
  pattern: '\\b(?P<secret>acme_[0-9a-f]{{32}})\\b'
  severity: high
  former_ids: [{former}]
"""


@pytest.mark.parametrize("way", WAYS)
def test_a_rule_that_got_another_id(repo: Repo, way: str) -> None:
    """A rule carries its former ids, so an upgrade brings nothing back; a downgrade does."""
    repo.commit("a base")
    line = f"key = {token('acme_', 32, '0123456789abcdef')}\n"
    repo.stage(".stanch.yaml", RULE.format(id="acme-key", former=""))
    repo.stage("f.py", line)
    accepted(repo)
    assert ran(way, repo).code == 0
    repo.stage(".stanch.yaml", RULE.format(id="acme-service-key", former="acme-key"))
    repo.stage("g.py", line)
    assert ran(way, repo).code == 0
    repo.stage(".stanch.yaml", RULE.format(id="acme-other-key", former="acme-service-key"))
    repo.stage("h.py", line)
    assert ran(way, repo).code == 1
    assert stanch("baseline", "update", at=repo).code == 0
    repo.git("add", "-A")
    repo.stage(".stanch.yaml", RULE.format(id="acme-key", former=""))
    repo.stage("i.py", line)
    assert ran(way, repo).code == 0
