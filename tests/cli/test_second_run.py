"""The second run of a history: what was found is taken from where it stands, and nothing changes.

Whatever changed in between, it says what a run that remembers nothing says.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.run import stanch
from repo import Repo
from stanch import foundmemory, memory, pipeline, sight
from stanch.assemble import World
from stanch.cli import environment
from stanch.engine.proof import jwt
from stanch.model.blob import Blob, Skipped
from tokens import BASE62, body, github, stripe, token

STORE = ".git/stanch/history.sqlite"
# The day on which the token of `leaky` ends, and those before and behind it.
ENDS = 4_000_000_000
BEFORE, BEHIND = ENDS - 86_400, ENDS + 86_400
PASSWORD = "Tr4in-" + body(9, seed="password")
ID = token("AKIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", seed="id")
KEY = body(40, seed="key")


def expiring() -> str:
    """A JWT that ends at a certain moment."""
    made = jwt.complete(b"", random.Random(7)).decode().split(".")
    claims = json.dumps({"iss": "https://acme.test", "sub": "ada", "exp": ENDS}).encode()
    made[1] = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()
    return ".".join(made)


SECRETS = {
    "plain": stripe(1),
    "moved": stripe(2),
    "wide": github(3),
    "said": github(4),
    "marked": stripe(5),
    "jwt": expiring(),
    "password": PASSWORD,
    "id": ID,
    "key": KEY,
    "loose": stripe(6),
}


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """Secrets of all kinds, some in many versions, in files, links and messages."""
    repo.stage("a.env", f"# one\nKEY={stripe(1)}\n")
    repo.stage("wide.txt", f"key = {github(3)}\n".encode("utf-16"))
    repo.stage("both/one.py", f'password = "{PASSWORD}"\n')
    repo.stage("both/two.py", f'password = "{PASSWORD}"\n')
    repo.commit("one")
    for number in range(4):
        lines = "\n" * number + f"# {number}\nKEY={stripe(1)}  # h\xe9 {stripe(2)}\n"
        repo.stage("a.env", lines)
        repo.commit(f"again {number}")
    repo.stage("a.env", f"KEY=\nOTHER={stripe(2)}\n")
    repo.stage("token.txt", f"session = '{expiring()}'\n")
    repo.stage("marked.py", f"x = '{stripe(5)}'  # stanch:allow -- known\ny = '{stripe(2)}'\n")
    repo.commit(f"two, with {github(4)}")
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("aws.ini", f"aws_access_key_id = {ID}\naws_secret_access_key = {KEY}\n")
    repo.commit("beside")
    repo.git("checkout", "-q", "main")
    repo.git("tag", "-a", "v1", "-m", f"a tag with {stripe(2)}")
    repo.write("loose", f"K={stripe(6)}\n")
    repo.git("hash-object", "-w", "loose")
    (repo.path / "loose").unlink()
    return repo


def findings(repo: Repo, *options: str) -> list[dict[str, Any]]:
    """What a run reports, without the second of the run."""
    done = stanch("history", "--format", "json", *options, at=repo)
    found: list[dict[str, Any]] = done.report["findings"]
    for one in found:
        one["life"].pop("until", None)
    return found


def known(repo: Repo, *options: str) -> int:
    count: int = stanch("history", "--format", "json", *options, at=repo).report["scan"]["known"]
    return count


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all that is looked at in this process."""
    paths: list[str] = []
    look = pipeline._look

    def watched(plan: Any, items: Any) -> Any:
        paths.extend(item.path for item in items if isinstance(item, Blob))
        return look(plan, items)

    monkeypatch.setattr("stanch.pipeline._look", watched)
    return paths


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="for people"),
        pytest.param(("--quiet",), id="a line each"),
        pytest.param(("--verbose",), id="all there is to say"),
        pytest.param(("--show-secrets",), id="in full"),
        pytest.param(("--format", "sarif"), id="SARIF"),
        pytest.param(("--format", "csv"), id="CSV"),
        pytest.param(("--life", "live"), id="only what is live"),
    ],
)
def test_the_report_is_the_same(
    leaky: Repo, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, and as if nothing were remembered."""
    now = environment.world().now
    monkeypatch.setattr("stanch.cli.history.world", lambda: environment.world()._replace(now=now))
    first = stanch("history", *options, at=leaky)
    assert first.code == 1
    for again in (stanch("history", *options, at=leaky) for _ in range(2)):
        assert (again.code, again.stdout) == (first.code, first.stdout)
    assert stanch("history", "--no-cache", *options, at=leaky).stdout == first.stdout


def test_all_kinds_are_found_again(leaky: Repo) -> None:
    """Each secret of the fixture is in the report that is compared."""
    findings(leaky)
    again = stanch("history", "--show-secrets", "--format", "json", at=leaky).stdout
    missing = [name for name, value in SECRETS.items() if name != "id" and value not in again]
    assert missing == []


def test_only_what_cannot_be_kept_is_looked_at(leaky: Repo, looked: list[str]) -> None:
    """A decoded text, what the clock decides about, a message."""
    findings(leaky)
    first = {*looked}
    looked.clear()
    findings(leaky)
    assert first > {*looked}
    assert {path for path in looked if path.endswith((".env", ".py", ".ini"))} == set()
    assert {"wide.txt", "token.txt"} <= {*looked}


def test_only_what_came_is_looked_at(leaky: Repo, looked: list[str]) -> None:
    """A commit on top of what is known."""
    findings(leaky)
    looked.clear()
    leaky.stage("new.env", f"N={stripe(9)}\nO={stripe(2)}\n")
    leaky.commit("three")
    after = findings(leaky)
    assert {path for path in looked if path.endswith((".env", ".py"))} == {"new.env"}
    assert after == findings(leaky, "--no-cache")


def test_what_no_ref_leads_to_stays_out(leaky: Repo) -> None:
    """Who wants only what refs lead to is told no more the second time."""
    only = "--no-unreachable"
    assert findings(leaky, only)
    leaky.write("loose", f"K={stripe(7)}\n")
    leaky.git("hash-object", "-w", "loose")
    leaky.stage("lost.env", f"K={stripe(8)}\n")
    leaky.commit("lost")
    leaky.git("reset", "-q", "--hard", "HEAD~1")
    leaky.stage("new.env", f"N={stripe(9)}\n")
    leaky.commit("three")
    again = findings(leaky, only)
    assert again == findings(leaky, only, "--no-cache")
    assert any(place["path"] == "new.env" for one in again for place in one["locations"])


def test_a_report_loads_no_rules_for_what_it_shows(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look at the same texts again would take longer than all else."""
    repo.stage("a.env", f"KEY={stripe(1)}  # {stripe(2)}\n")
    repo.stage("b.py", f'password = "{PASSWORD}"\n')
    repo.commit("one")
    first = stanch("history", at=repo).stdout

    def loaded(*_: Any) -> Any:
        raise AssertionError("rules were loaded")

    monkeypatch.setattr(sight, "looking", loaded)
    assert stanch("history", at=repo).stdout == first


def test_replacements_hold_the_same_values(leaky: Repo) -> None:
    """They need the secrets themselves, which are read from where they stand."""
    texts = []
    for name in ("one.txt", "two.txt"):
        stanch("history", "--write-replacements", name, at=leaky)
        texts.append((leaky.path / name).read_text())
    assert texts[0] == texts[1]
    assert stripe(1) in texts[0]


def forms(value: bytes) -> dict[str, bytes]:
    """A value, parts of it, and what somebody could try words against."""
    made = {f"from {at}": value[at : at + 8] for at in range(0, len(value) - 7, 4)}
    made |= {"base64": base64.b64encode(value)[:-4], "hex": value.hex().encode()}
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s"):
        digest = hashlib.new(name, value)
        made |= {name: digest.digest(), f"{name} in hex": digest.hexdigest().encode()}
    return made


def test_nothing_of_a_secret_is_kept(leaky: Repo) -> None:
    """Neither a value nor a part, nor a digest of it, in any file that is left behind."""
    findings(leaky)
    stanch("history", at=leaky)
    leaky.commit(f"three by {github(4)}")
    findings(leaky)
    kept = [*(leaky.path / ".git/stanch").iterdir()]
    data = b"".join(path.read_bytes() for path in kept).lower()
    assert b" traces" in data
    for name, value in SECRETS.items():
        for how, form in forms(value.encode()).items():
            if how.startswith("from") and form.isalpha():
                continue  # a word
            assert form.lower() not in data, (name, how)


def config(repo: Repo, text: str) -> None:
    repo.write(".stanch.yaml", text)


def baseline(repo: Repo) -> None:
    assert stanch("baseline", "create", "--history", at=repo).code == 0


def tampered(repo: Repo) -> None:
    with sqlite3.connect(repo.path / STORE) as file:
        rows = file.execute("select key, kept from scans").fetchall()
        assert rows
        for key, kept in rows:
            changed = kept.replace(b"[", b"[ ", 1)
            file.execute("update scans set kept = ? where key = ?", (changed, key))


def older(repo: Repo) -> None:
    """As another program left it."""
    with sqlite3.connect(repo.path / STORE) as file:
        file.execute("drop table scans")
        file.execute("create table scans (key text primary key, state text)")


def packs(repo: Repo) -> None:
    rule = "\\b(?P<secret>acme_[0-9A-Za-z]{20})\\b"
    text = (
        f"vendor: Acme\nrules:\n- {{id: acme, name: Acme key, pattern: '{rule}', severity: high}}"
    )
    config(repo, f"rules:\n{text.partition('rules:')[2]}\n")


CHANGES: dict[str, Callable[[Repo], object]] = {
    "nothing": lambda _: None,
    "an allowlist": lambda repo: config(repo, "allow:\n- {paths: [a.env], reason: known}\n"),
    "a severity": lambda repo: config(repo, "severity:\n- {paths: [a.env], severity: low}\n"),
    "a rule is off": lambda repo: config(repo, "disable: [stripe-secret-key-live]\n"),
    "an excluded path": lambda repo: config(repo, "exclude: [a.env]\n"),
    "an ignore file": lambda repo: repo.write(".stanchignore", "both/\n"),
    "an ignore file below": lambda repo: repo.write("both/.stanchignore", "one.py\n"),
    "markers are off": lambda repo: config(repo, "disable_markers: [stanch]\n"),
    "a new rule": packs,
    "a baseline": baseline,
    "a branch went": lambda repo: repo.git("branch", "-D", "side"),
    "a tag went": lambda repo: repo.git("tag", "-d", "v1"),
    "a branch moved": lambda repo: repo.git("branch", "-f", "side", "main~2"),
    "a commit came": lambda repo: repo.commit("three"),
    "a file went": lambda repo: (repo.git("rm", "-q", "a.env"), repo.commit("three")),
    "it came back": lambda repo: (repo.git("checkout", "main~2", "a.env"), repo.commit("back")),
    "a known file elsewhere": lambda repo: (
        repo.git("mv", "a.env", "b.env"),
        repo.commit("moved"),
    ),
    "a merge": lambda repo: repo.git("merge", "-q", "--no-ff", "-m", "join", "side"),
    "an amended commit": lambda repo: repo.git("commit", "-q", "--amend", "-m", "other words"),
    "a rebase": lambda repo: (
        repo.git("checkout", "-q", "side"),
        repo.git("commit", "-q", "--amend", "-m", "other words"),
        repo.git("checkout", "-q", "main"),
    ),
    "packed": lambda repo: repo.git("repack", "-q", "-a", "-d"),
    "pruned": lambda repo: (
        repo.git("branch", "-D", "side"),
        repo.git("reflog", "expire", "--expire=now", "--all"),
        repo.git("prune", "--expire=now"),
    ),
    "a file of others": tampered,
    "an older file": older,
    "a detached HEAD": lambda repo: repo.git("checkout", "-q", "--detach", "main~1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_nothing_is_lost_and_nothing_stays(leaky: Repo, change: str) -> None:
    """A run that remembers says what one does that remembers nothing, also the run behind it."""
    before = findings(leaky)
    assert before
    CHANGES[change](leaky)
    after = findings(leaky)
    fresh = findings(leaky, "--no-cache")
    assert after == fresh
    assert findings(leaky) == fresh
    text = stanch("history", at=leaky).stdout
    assert text == stanch("history", "--no-cache", at=leaky).stdout


def test_the_clock_goes_on(leaky: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that ended in between is reported as a run says that looks at it then."""
    now = BEFORE

    def world() -> World:
        return environment.world()._replace(now=now)

    monkeypatch.setattr("stanch.cli.history.world", world)
    before = findings(leaky)
    assert findings(leaky) == before == findings(leaky, "--no-cache")
    now = BEHIND
    after = findings(leaky)
    assert after == findings(leaky, "--no-cache")
    rules = [{one["rule"] for one in found} for found in (before, after)]
    assert len(rules[0] - rules[1]) == 1


def test_a_value_that_is_not_there_is_looked_for_again(leaky: Repo, looked: list[str]) -> None:
    """A record that does not fit what is there is not believed."""
    first = findings(leaky)
    looked.clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(foundmemory, "_cut", lambda *_: b"")
        assert findings(leaky) == first
    assert "a.env" in looked


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="nothing"),
        pytest.param([1], id="a number"),
        pytest.param([["no-such-rule"], [], [], [], []], id="another rule"),
        pytest.param([[], [[9, 9, "", 0, "", [], []]], [], [], []], id="another verdict"),
        pytest.param([[], [], [[99, 0, 1]], [], []], id="another version"),
        pytest.param([[], [], [], [[[0]]], []], id="another finding"),
    ],
)
def test_findings_of_another_form_are_looked_for_again(
    leaky: Repo, rows: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the program may have kept them otherwise."""
    first = findings(leaky)
    read = memory.Memory.read

    def other(self: memory.Memory) -> memory.Record | None:
        record = read(self)
        assert record is not None
        return record._replace(kept=record.kept._replace(found=tuple(rows)))

    monkeypatch.setattr(memory.Memory, "read", other)
    assert findings(leaky) == first


def test_an_unreadable_object_is_said_in_the_second_run(leaky: Repo) -> None:
    """What cannot be read is counted, whatever is remembered."""
    findings(leaky)
    oid = leaky.git("rev-parse", "main:marked.py").strip()
    path = leaky.path / ".git/objects" / oid[:2] / oid[2:]
    os.chmod(path, 0o600)
    path.write_bytes(b"broken")
    done = stanch("history", "--format", "json", at=leaky)
    fresh = stanch("history", "--no-cache", "--format", "json", at=leaky)
    assert done.report["findings"]
    assert fresh.report["findings"]
    assert fresh.skipped
    assert done.code == fresh.code == 1


def test_words_that_a_report_hides_are_not_kept(repo: Repo) -> None:
    """What a token says of itself may be another secret."""
    claims = json.dumps({"iss": stripe(8), "sub": "ada"}).encode()
    parts = expiring().split(".")
    parts[1] = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()
    repo.stage("a.txt", f"session = '{'.'.join(parts)}'\nkey = '{stripe(8)}'\n")
    repo.commit("one")
    first = findings(repo)
    assert len(first) >= 2
    data = b"".join(path.read_bytes() for path in (repo.path / ".git/stanch").iterdir())
    assert stripe(8).encode() not in data
    assert findings(repo) == first


def test_an_author_with_a_token_leaves_nothing(repo: Repo) -> None:
    """Digests are kept only of what holds nothing."""
    repo.stage("a.env", f"KEY={stripe(1)}\n")
    author = {"GIT_AUTHOR_NAME": f"Ada {github(2)}"}
    repo.git("commit", "-q", "-m", "one", env=author)
    first = stanch("history", at=repo).stdout
    assert github(2) not in first
    assert stanch("history", at=repo).stdout == first


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_both_kinds_of_repositories(tmp_path: Path, object_format: str) -> None:
    """Ids of 40 and of 64 digits."""
    repo = Repo(tmp_path / object_format, object_format=object_format)
    repo.stage("a.env", f"KEY={stripe(1)}\n")
    repo.commit("one")
    first = findings(repo)
    assert findings(repo) == first
    repo.stage("b.env", f"KEY={stripe(1)}\n")
    repo.commit("two")
    assert findings(repo) == findings(repo, "--no-cache")
    assert known(repo) == 1


def test_objects_that_are_borrowed(repo: Repo, tmp_path: Path) -> None:
    """A clone that shares its objects: packs and loose objects of both count."""
    repo.stage("a.env", f"KEY={stripe(1)}\n")
    repo.commit("one")
    other = Repo(tmp_path / "other", init=False)
    subprocess.run(["git", "clone", "-q", "-s", str(repo.path), str(other.path)], check=True)
    first = findings(other)
    assert findings(other) == first
    repo.stage("b.env", f"KEY={stripe(2)}\n")
    repo.commit("two")
    assert findings(other) == findings(other, "--no-cache")


STEPS = 7
_ALPHABET = BASE62


@pytest.mark.parametrize("seed", range(6))
def test_any_history_is_told_the_same_step_by_step(repo: Repo, seed: int) -> None:
    """Commits, branches, merges, reverts and removals in any order, with a run behind each."""
    dice = random.Random(seed)
    values = [stripe(f"{seed} {n}") for n in range(3)]
    paths = [f"{name}.env" for name in "abc"]
    repo.stage("a.env", f"KEY={values[0]}\n")
    repo.commit("start")
    for step in range(STEPS):
        branches = repo.git("branch", "--format=%(refname:short)").split()
        match dice.randrange(7):
            case 0 | 1 | 2:
                lines = [f"# {step}", *dice.sample([f"K={v}" for v in values], dice.randrange(3))]
                text = "\n".join(lines) + "\n"
                repo.stage(dice.choice(paths), text)
                # Where no rule looks: inside of a longer word.
                repo.stage("notes.txt", f"{step} {'x' * 9}{dice.choice(values)}{'y' * 9}\n")
                repo.commit(f"step {step}")
            case 3:
                repo.git("checkout", "-q", "-b", f"b{step}")
                repo.stage("c.env", f"STEP={step}\nKEY={dice.choice(values)}\n")
                repo.commit(f"branch {step}")
            case 4:
                repo.git("merge", "-q", "-X", "ours", "-m", "join", dice.choice(branches))
            case 5:
                old = dice.choice(repo.git("rev-list", "--all", "--", "a.env").split())
                repo.git("checkout", old, "--", "a.env", check=False)
                repo.commit(f"as in {old[:7]}")
            case _ if len(branches) > 1:
                repo.git("checkout", "-q", branches[0])
                repo.git("branch", "-D", branches[-1], check=False)
            case _:
                repo.git("rm", "-q", "--ignore-unmatch", dice.choice(paths))
                repo.commit(f"without, {step}")
        assert findings(repo) == findings(repo, "--no-cache"), step
    assert findings(repo)


def test_what_is_skipped_by_policy_is_said_again(leaky: Repo) -> None:
    """Counts of the second run are those of the first."""
    options = ("--max-size", "60")
    first = stanch("history", "--format", "json", *options, at=leaky)
    again = stanch("history", "--format", "json", *options, at=leaky)
    assert first.skipped
    assert first.skipped == again.skipped
    counts = [dict(done.report["scan"]) for done in (first, again)]
    assert counts[0]["blobs"] == counts[1]["blobs"]
    assert counts[0]["bytes"] == counts[1]["bytes"]
    assert Skipped(*next(iter(first.skipped.items())))


@pytest.mark.parametrize("flags", [(), ("--no-unreachable",)])
def test_what_comes_while_the_first_run_looks_is_new_to_the_second(
    repo: Repo, flags: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody commits while a scan of minutes runs: nobody has looked at that."""
    repo.stage("a.env", "KEY=\n")
    repo.commit("one")
    remember = memory.keep

    def meanwhile(*args: Any) -> Any:
        repo.stage("b.env", f"KEY={stripe(9)}\n")
        repo.commit("two")
        return remember(*args)

    with monkeypatch.context() as patched:
        patched.setattr(foundmemory, "keep", meanwhile)
        assert stanch("history", *flags, at=repo).code == 0
    assert stanch("history", *flags, at=repo).code == 1
