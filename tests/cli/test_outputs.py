"""`-o`: which report goes where, checked before the scan, and what it never writes over."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from cli.run import shell, stanch
from repo import Repo
from tokens import stripe

LINE = f"key = {stripe()}\n"


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """A staged file with a secret."""
    repo.stage("a.py", LINE)
    return repo


def schema(path: Path) -> str:
    """What a report in a file says it is."""
    said: str = json.loads(path.read_text())["schema"]
    return said


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param(["nowhere/x.json"], "there is no folder", id="no folder"),
        pytest.param(["folder.json"], "folder.json is a folder", id="a folder"),
        pytest.param(["json="], "names no file", id="no file"),
        pytest.param(["-"], "names no format", id="no format for standard output"),
        pytest.param(["x.doc"], "names no format", id="an ending that means nothing"),
        pytest.param(["yaml=x.yaml"], "no format is called 'yaml'", id="an unknown format"),
        pytest.param(["template=x"], "the format template needs one", id="no template"),
        pytest.param(["JSON=x.out"], "did you mean 'json'?", id="a format in capitals"),
        pytest.param(["jsn=x"], "did you mean 'json'?", id="a typo"),
        pytest.param(["a.json", "a.json"], "twice", id="the same file twice"),
        pytest.param(["a.json", "json=./a.json"], "twice", id="the same file by two names"),
        pytest.param(["json=-", "terminal=-"], "takes one report", id="two on standard output"),
        pytest.param(["a.py/x.json"], "cannot be written", id="below a file"),
    ],
)
def test_wrong_outputs_are_found_before_the_scan(leaky: Repo, asked: list[str], says: str) -> None:
    """A scan of ten minutes must not end in a typo, and nothing of it may be left."""
    (leaky.path / "folder.json").mkdir()
    before = sorted(os.listdir(leaky.path))
    ran = stanch("scan", "--staged", *(word for one in asked for word in ("-o", one)), at=leaky)
    assert (ran.code, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert sorted(os.listdir(leaky.path)) == before


def test_another_format_than_the_one_typed(leaky: Repo) -> None:
    """Two wishes for one stream: neither may be dropped silently."""
    ran = stanch("scan", "--staged", "-f", "terminal", "-o", "json=-", at=leaky)
    assert (ran.code, "takes one report" in ran.stderr) == (2, True)
    same = stanch("scan", "--staged", "-f", "json", "-o", "json=-", at=leaky)
    assert same.report["schema"] == "stanch-report/1"


def test_a_dash_is_standard_output(leaky: Repo) -> None:
    """Everybody means that by it, and nobody a file of that name."""
    ran = stanch("scan", "--staged", "-o", "json=-", "-o", "t.txt", at=leaky)
    assert (ran.code, ran.report["schema"]) == (1, "stanch-report/1")
    assert not (leaky.path / "-").exists()
    assert (leaky.path / "t.txt").read_text().startswith("1. CRITICAL")


@pytest.mark.parametrize(
    ("asked", "file"),
    [("r.json", "r.json"), ("json=r", "r"), ("json=a=b", "a=b"), ("./a=b.json", "a=b.json")],
)
def test_names_of_files(leaky: Repo, asked: str, file: str) -> None:
    """A name may hold what stands between format and file."""
    assert stanch("scan", "--staged", "-o", asked, at=leaky).code == 1
    assert schema(leaky.path / file) == "stanch-report/1"


def test_a_file_that_fails_later_takes_no_findings_along(
    leaky: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk may fill up during a scan. The patch stands for it."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ran = stanch("scan", "--staged", "-o", "r.json", at=leaky)
    assert (ran.code, ran.stdout[:11]) == (1, "1. CRITICAL")
    assert "r.json could not be written: No space left on device" in ran.stderr
    assert not [name for name in os.listdir(leaky.path) if name.startswith("r.json")]
    leaky.stage("a.py", "a = 1\n")
    assert stanch("scan", "--staged", "-o", "r.json", at=leaky).code == 3


posix = pytest.mark.skipif(os.name == "nt", reason="needs pipes and links in the file system")


@posix
def test_a_pipe_is_written_into(leaky: Repo) -> None:
    """A reader waits at it; a file in its place would leave him waiting."""
    pipe = leaky.path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    assert stanch("scan", "--staged", "-o", "json=pipe", at=leaky).code == 1
    reader.join(20)
    assert json.loads(read[0])["schema"] == "stanch-report/1"
    assert pipe.is_fifo()


@posix
def test_a_link_stays_and_its_target_is_replaced(leaky: Repo, tmp_path: Path) -> None:
    """`latest.json -> archive/…json` is how reports are kept."""
    target = tmp_path / "there" / "real.json"
    target.parent.mkdir()
    target.write_text("old")
    (leaky.path / "l.json").symlink_to(target)
    kept = target.open()  # whoever reads the old one goes on reading it
    assert stanch("scan", "--staged", "-o", "l.json", at=leaky).code == 1
    assert (leaky.path / "l.json").is_symlink()
    assert schema(target) == "stanch-report/1"
    assert kept.read() == "old"
    kept.close()
    assert os.listdir(target.parent) == ["real.json"]


@posix
def test_a_device_is_never_replaced(leaky: Repo) -> None:
    """As root, `-o json=/dev/null` would take the device from everybody."""
    (leaky.path / "null").symlink_to(os.devnull)
    assert stanch("scan", "--staged", "-o", "json=null", at=leaky).code == 1
    assert Path(os.devnull).is_char_device()
    assert (leaky.path / "null").is_symlink()


@posix
@pytest.mark.parametrize("redirect", ["| cat", ">out; cat out"], ids=["a pipe", "a file"])
def test_standard_output_by_its_name(leaky: Repo, redirect: str) -> None:
    """Both reports arrive, whatever it leads to."""
    (leaky.path / "fd").symlink_to("/dev/fd/1")
    ran = shell(f"$STANCH scan --staged -o json=fd {redirect}", leaky)
    assert '"schema": "stanch-report/1"' in ran.stdout
    assert "1. CRITICAL: " in ran.stdout
    assert (leaky.path / "fd").is_symlink()


def test_a_report_with_values_is_the_owners_alone(leaky: Repo) -> None:
    """Also where a file for everybody was there before."""
    (leaky.path / "r.json").write_text("")
    (leaky.path / "r.json").chmod(0o644)
    assert stanch("scan", "--staged", "--show-secrets", "-o", "r.json", at=leaky).code == 1
    assert (leaky.path / "r.json").stat().st_mode & 0o777 == 0o600
