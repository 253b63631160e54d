"""The memory of a history: what was found clean is not read again, and nothing is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.run import environment, stanch
from repo import Repo
from stanch import pipeline
from stanch.model.blob import Blob, Skipped
from tokens import body, stripe

STORE = ".git/stanch/history.sqlite"


def scanned(repo: Repo, *options: str) -> tuple[dict[str, Any], list[str]]:
    """The counts of a scan, and where it found what."""
    done = stanch("history", "--format", "json", *options, at=repo)
    return done.report["scan"], done.places


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """Three files in three commits, one with a secret that went again."""
    repo.stage("a.txt", "nothing here\n")
    repo.stage("b.env", f"KEY={stripe(1)}\n")
    repo.commit("one")
    repo.stage("b.env", "KEY=\n")
    repo.commit("two")
    repo.stage("c.txt", "nothing there\n")
    repo.commit("three")
    return repo


def test_the_second_run_looks_at_nothing_and_says_the_same(leaky: Repo) -> None:
    """An unchanged repository has nothing new to tell."""
    first, found = scanned(leaky)
    second, again = scanned(leaky)
    assert found == again
    assert found
    assert (first["known"], second["known"]) == (0, first["blobs"])
    assert (second["blobs"], second["bytes"]) == (first["blobs"], first["bytes"])


def test_what_came_since_is_read(leaky: Repo) -> None:
    """Commits, stashes and loose blobs that came after the last scan."""
    _, before = scanned(leaky)
    leaky.stage("d.env", f"OTHER={stripe(2)}\n")
    leaky.commit(f"four, with {stripe(3)}")
    leaky.write("loose", f"K={stripe(4)}\n")
    loose = leaky.git("hash-object", "-w", "loose").strip()
    counts, after = scanned(leaky)
    assert counts["known"] > 0
    fresh = [place for place in after if place not in before]
    assert len(fresh) == 3
    assert any(place.startswith("d.env:1") for place in fresh)
    assert any(loose[:12] in place for place in fresh)
    assert after == scanned(leaky, "--no-cache")[1] == scanned(leaky)[1]


def test_a_known_blob_in_a_new_place_is_looked_at_there(repo: Repo) -> None:
    """A rule may hold for files of a name only."""
    text = f"machine example.org login ada password {body(12)}\n"
    repo.stage("notes.txt", text)
    repo.commit("one")
    _, before = scanned(repo)
    repo.git("mv", "notes.txt", ".netrc")
    repo.commit("two")
    _, after = scanned(repo)
    assert not any(".netrc" in place for place in before)
    assert any(place.startswith(".netrc:1") for place in after)
    assert after == scanned(repo, "--no-cache")[1]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("--min-confidence", "low"), id="another confidence"),
        pytest.param(("--only", "github-personal-access-token"), id="other rules"),
        pytest.param(("--max-size", "1MB"), id="another limit"),
        pytest.param(("--no-unreachable",), id="another part"),
    ],
)
def test_another_question_is_another_scan(leaky: Repo, change: tuple[str, ...]) -> None:
    """What was clean for some rules may not be for others."""
    scanned(leaky)
    assert scanned(leaky, *change)[0]["known"] == 0
    assert scanned(leaky)[0]["known"] > 0


def test_a_record_that_others_wrote_is_ignored(leaky: Repo) -> None:
    """A repository from an archive may bring a file that calls it clean."""
    _, found = scanned(leaky)
    with sqlite3.connect(leaky.path / STORE) as file:
        file.execute("update scans set kept = ?", (json.dumps([[], [], [], 3, 9]).encode(),))
    counts, again = scanned(leaky)
    assert (counts["known"], again) == (0, found)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 200])
def test_a_broken_file_is_no_error(leaky: Repo, content: bytes) -> None:
    """A full disk or a crash leaves anything behind."""
    _, found = scanned(leaky)
    for end in ("", "-wal", "-shm"):
        Path(f"{leaky.path / STORE}{end}").unlink(missing_ok=True)
    (leaky.path / STORE).write_bytes(content)
    assert scanned(leaky)[1] == found


def test_no_secret_is_kept(leaky: Repo) -> None:
    """Neither in the file nor in what SQLite writes beside it; and none in a path."""
    scanned(leaky)
    written = b"".join(path.read_bytes() for path in (leaky.path / ".git/stanch").iterdir())
    assert stripe(1).encode() not in written
    leaky.stage(f"{stripe(5)}.txt", "named\n")
    leaky.commit("five")
    scanned(leaky, "--max-size", "2MB")
    written = b"".join(path.read_bytes() for path in (leaky.path / ".git/stanch").iterdir())
    assert stripe(5).encode() not in written


def test_who_cannot_write_goes_without(leaky: Repo) -> None:
    """A mirror that belongs to somebody else is scanned all the same."""
    if os.geteuid() == 0:
        (leaky.path / ".git/stanch").write_text("in the way")
    else:
        (leaky.path / ".git").chmod(0o500)
    try:
        assert scanned(leaky)[1] == scanned(leaky)[1]
    finally:
        (leaky.path / ".git").chmod(0o700)


def test_without_it_nothing_is_kept(leaky: Repo) -> None:
    """`--no-cache` is for those who want nothing left behind."""
    scanned(leaky, "--no-cache")
    assert not (leaky.path / STORE).exists()


def test_runs_at_once_do_each_other_no_harm(leaky: Repo) -> None:
    """A hook and a job may scan the same repository."""
    command = [sys.executable, "-m", "stanch", "history", "--format", "json"]
    ours = {**os.environ, **environment()}
    runs = [
        subprocess.Popen(command, cwd=leaky.path, env=ours, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    reports = [json.loads(one.communicate()[0]) for one in runs]
    assert len({json.dumps(report["findings"]) for report in reports}) == 1
    with sqlite3.connect(leaky.path / STORE) as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)


def test_an_interrupted_scan_goes_on_where_it_was(
    leaky: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pressed Ctrl-C has what was found; the next run reads the rest."""
    for n in range(1200):
        leaky.write(f"more/{n}", f"number {n}\n")
    leaky.git("add", "more")
    leaky.stage("last.env", f"K={stripe(9)}\n")
    leaky.commit("many")
    look, calls = pipeline._look, 0

    def interrupted(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise KeyboardInterrupt
        return look(*given)

    with monkeypatch.context() as patched:
        patched.setattr("stanch.pipeline._look", interrupted)
        first = stanch("history", "--format", "json", "--jobs", "1", at=leaky)
    assert first.code == 130
    counts, found = scanned(leaky)
    assert 0 < counts["known"] < 1200
    assert found == scanned(leaky, "--no-cache")[1]
    assert counts["blobs"] == scanned(leaky, "--no-cache")[0]["blobs"]


def test_what_an_interrupted_scan_skipped_is_not_known(
    leaky: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has looked at it yet: the next run reads it, or says why not."""
    leaky.stage("early.env", f"K={stripe(7)}\n")
    leaky.stage("large.txt", "large\n" * 1000)
    for n in range(1200):
        leaky.write(f"more/{n}", f"number {n}\n")
    leaky.git("add", "more")
    leaky.commit("many")
    look, calls = pipeline._look, 0

    def interrupted(plan: Any, items: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise KeyboardInterrupt
        slow = [i for i in items if isinstance(i, Blob) and i.path == "early.env"]
        looked = look(plan, [i for i in items if i not in slow])
        skipped = tuple(Skipped(i.path, "the time limit passed") for i in slow)
        return looked._replace(skipped=(*looked.skipped, *skipped))

    limit = ("--max-size", "2KB")
    with monkeypatch.context() as patched:
        patched.setattr("stanch.pipeline._look", interrupted)
        first = stanch("history", "--format", "json", "--jobs", "1", *limit, at=leaky)
    assert first.code == 130
    reports = [
        json.loads(stanch("history", "--format", "json", *limit, *more, at=leaky).stdout)
        for more in ((), ("--no-cache",))
    ]
    again, whole = reports
    assert 0 < again["scan"]["known"] < 1200
    assert again["scan"]["blobs"] == whole["scan"]["blobs"]
    assert again["scan"]["bytes"] == whole["scan"]["bytes"]
    assert [f["fingerprint"] for f in again["findings"]] == [
        f["fingerprint"] for f in whole["findings"]
    ]
    assert again["scan"]["skipped"] == whole["scan"]["skipped"]


def test_packing_changes_nothing(leaky: Repo) -> None:
    """After `git gc` the same objects lie elsewhere."""
    _, found = scanned(leaky)
    subprocess.run(["git", "gc", "-q"], cwd=leaky.path, check=True)
    counts, again = scanned(leaky)
    assert again == found
    assert counts["known"] > 0


def test_it_is_shown_and_cleared(leaky: Repo) -> None:
    """People want to know what lies in their repository, and to be rid of it."""
    scanned(leaky)
    shown = stanch("cache", "info", at=leaky)
    assert "history.sqlite" in shown.stdout
    assert stripe(1) not in shown.stdout
    own = {"STANCH_CACHE_DIR": str(leaky.path / "own")}
    leaky.write("there.txt", stripe(2))
    assert stanch("scan", "there.txt", at=leaky, env=own).code == 1
    assert " patterns in " in stanch("cache", "info", at=leaky, env=own).stdout
    cleared = stanch("cache", "clear", at=leaky, env=own)
    assert cleared.code == 0
    assert not (leaky.path / STORE).exists()
    assert scanned(leaky)[0]["known"] == 0
