"""`stanch report` and the formats of a scan, as a person uses them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import junitparser
import pytest

from cli.run import process, scan, stanch
from repo import Repo
from tokens import github, stripe

EVERY = ("sarif", "html", "md", "csv", "xml", "jsonl")


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """A repository with a remote, a commit and two secrets."""
    repo.git("remote", "add", "origin", f"https://ada:{stripe('remote')}@example.org/acme/app.git")
    repo.commit("first", **{"a.py": f"a = '{stripe(1)}'\n", "b.py": f"b = '{github(2)}'\n"})
    return repo


def report(repo: Repo, name: str, **files: str) -> Path:
    """A report of the files as they are then."""
    for file, text in files.items():
        repo.write(file.replace("_", "."), text)
    stanch("scan", "-q", "-o", f"json=../{name}", at=repo)
    return repo.path.parent / name


def test_many_outputs_in_one_run(leaky: Repo) -> None:
    """Each whole, each in its own format."""
    outputs = [word for ending in EVERY for word in ("-o", f"../r.{ending}")]
    ran = stanch("scan", "-q", *outputs, at=leaky)
    assert ran.code == 1
    read = {ending: (leaky.path.parent / f"r.{ending}").read_text("utf-8") for ending in EVERY}
    assert json.loads(read["sarif"])["version"] == "2.1.0"
    assert read["html"].startswith("<!DOCTYPE html>")
    assert read["md"].startswith("## stanch")
    assert len(list(csv.reader(io.StringIO(read["csv"])))) == 3
    assert junitparser.JUnitXml.fromstring(read["xml"].encode()).failures == 2
    assert len(read["jsonl"].splitlines()) == 3


def test_reports_of_several_repositories_as_one(leaky: Repo) -> None:
    """Each path says whose it is, also where only the name of the report can, less its secrets."""
    first = report(leaky, "first.json")
    other = Repo(leaky.path.parent / "other")
    other.commit("first", **{"c.py": f"c = '{stripe(3)}'\n"})
    second = report(other, f"{stripe('name')}.json")
    ran = stanch("report", "merge", str(first), str(second), at=leaky)
    paths = {at["path"] for one in ran.report["findings"] for at in one["locations"]}
    assert paths == {"acme/app/a.py", "acme/app/b.py", "***/c.py"}


def test_where_it_is_from(leaky: Repo) -> None:
    """The commit and the branch, and of the remote nothing that opens it."""
    scanned = scan(at=leaky).report["scan"]["repository"]
    head = leaky.git("rev-parse", "HEAD").strip()
    assert scanned == {
        "uri": "https://example.org/acme/app.git",
        "revision": head,
        "branch": "main",
    }


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("git@example.org:acme/app.git", "example.org:acme/app.git"),
        ("/srv/git/app.git", ""),
        ("file:///srv/git/app.git", ""),
        ("../app.git", ""),
        ("ssh://git@example.org:22/app.git?x=1", "ssh://example.org:22/app.git"),
    ],
)
def test_addresses_of_remotes(repo: Repo, url: str, uri: str) -> None:
    """A path of this machine tells others nothing, and too much."""
    repo.git("remote", "add", "origin", url)
    repo.write("a.py", "a = 1\n")
    origin = scan(at=repo).report["scan"]["repository"]
    assert origin == {"uri": uri, "revision": "", "branch": ""}


def test_without_a_repository(tmp_path: Path) -> None:
    """Plain files are from nowhere."""
    (tmp_path / "a.py").write_text("a = 1\n")
    assert scan("a.py", at=tmp_path).report["scan"]["repository"] is None


def test_convert_gives_what_the_scan_gives(leaky: Repo) -> None:
    """A report that was kept is as good as the run."""
    outputs = [word for ending in EVERY for word in ("-o", f"../r.{ending}")]
    stanch("scan", "-q", "-o", "../r.json", *outputs, at=leaky)
    for ending in EVERY:
        ran = stanch("report", "convert", "../r.json", "-o", f"../c.{ending}", at=leaky)
        assert (ran.code, ran.stdout) == (0, "")
        pair = [(leaky.path.parent / f"{name}.{ending}").read_bytes() for name in "rc"]
        assert pair[0] == pair[1]


def test_convert_reads_a_pipe(leaky: Repo) -> None:
    """`stanch … | stanch report convert -`."""
    text = scan(at=leaky).stdout
    ran = stanch("report", "convert", "-", "-f", "markdown", at=leaky, stdin=text.encode())
    assert (ran.code, ran.stdout[:9]) == (0, "## stanch")
    ran = process("report", "convert", "-", "-f", "csv", at=leaky, stdin=text.encode())
    assert (ran.code, ran.stdout[:13]) == (0, '"fingerprint"')


def test_values_need_the_word_twice(leaky: Repo) -> None:
    """Once when they are written, and once when they are converted."""
    stanch("scan", "-q", "--show-secrets", "-o", "../r.json", at=leaky)
    hidden = stanch("report", "convert", "../r.json", "-o", "../h.csv", at=leaky)
    shown = stanch("report", "convert", "../r.json", "--show-secrets", "-o", "../s.csv", at=leaky)
    assert (hidden.code, shown.code) == (0, 0)
    assert stripe(1) not in (leaky.path.parent / "h.csv").read_text()
    assert stripe(1) in (leaky.path.parent / "s.csv").read_text()
    assert (leaky.path.parent / "s.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["convert", "none.json", "-f", "csv"], "none.json cannot be read"),
        (["convert", "a.py", "-f", "csv"], "a.py is no JSON"),
        (["convert", "x.json", "-f", "csv"], "x.json.schema must be"),
        (["convert", "r.json"], "no format is named"),
        (["convert", "r.json", "-o", "a.txt"], "no report becomes 'terminal'"),
        (["convert", "r.json", "-f", "template"], "the format template needs one"),
        (["convert", "r.json", "-f", "csv", "--template", "a.py"], "--template is for"),
        (["convert", "r.json", "-f", "jenkins", "--compare", "r.json"], "--compare"),
        (["convert", "r.json", "-f", "sarif", "--compare", "x.json"], "x.json.schema"),
        (["diff", "r.json", "x.json"], "x.json.schema must be"),
        (["merge", "r.json", "x.json"], "x.json.schema must be"),
        (["merge"], "Missing argument"),
    ],
)
def test_wrong_use(leaky: Repo, arguments: list[str], says: str) -> None:
    """Nothing is written, and the code is that of wrong use."""
    (leaky.path / "r.json").write_text(scan(at=leaky).stdout)
    (leaky.path / "x.json").write_text('{"a": 1}')
    ran = stanch("report", *arguments, at=leaky)
    assert (ran.code, ran.stdout) == (2, "")
    assert says in ran.stderr


def test_a_template(leaky: Repo, tmp_path: Path) -> None:
    """Of one's own, beside the report for people."""
    own = tmp_path / "own.j2"
    own.write_text("{% for f in reported %}{{ f.places[0]|place }} {{ f.shown }}\n{% endfor %}")
    ran = stanch("scan", "-f", "template", "--template", str(own), at=leaky)
    assert ran.code == 1
    assert ran.stdout.splitlines()[0] == f"a.py:1:6 {stripe(1)[:14]}…"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        pytest.param("{{ nothing }}", 1, "'nothing' is undefined", id="a misspelt name"),
        pytest.param("{% for %}", 2, "own.j2:1: not a template", id="a misspelt tag"),
        pytest.param("{{ ''.__class__.__mro__ }}", 1, "unsafe", id="a way out"),
        pytest.param("{{ run.findings[0]._replace(rule='x') }}", 1, "unsafe", id="a private name"),
        pytest.param("{% include '/etc/passwd' %}", 1, "no loader", id="another file"),
        pytest.param("{{ range(10**9)|list }}", 1, "Range too big", id="a bomb"),
    ],
)
def test_a_template_that_fails(
    leaky: Repo, tmp_path: Path, text: str, code: int, says: str
) -> None:
    """The findings are not lost with it, and what can be known before the scan is said then."""
    own = tmp_path / "own.j2"
    own.write_text(text)
    ran = stanch("scan", "-o", "template=../own.txt", "--template", str(own), at=leaky)
    assert ran.code == code
    assert says in ran.stderr
    assert ("1. CRITICAL" in ran.stdout) == (code == 1)
    assert not (leaky.path.parent / "own.txt").exists()


def test_what_is_new(leaky: Repo) -> None:
    """`--compare` in a run, and `diff` of two reports, say the same."""
    old = report(leaky, "old.json")
    files = {"a_py": "a = 1\n", "c_py": f"c = '{stripe(3)}'\n", "d_py": f"d = '{github(2)}'\n"}
    new = report(leaky, "new.json", **files)
    ran = stanch("scan", "-q", "-f", "sarif", "--compare", str(old), at=leaky)
    results = json.loads(ran.stdout)["runs"][0]["results"]
    assert sorted(one["baselineState"] for one in results) == ["absent", "new", "unchanged"]
    told = stanch("report", "diff", str(old), str(new), at=leaky)
    assert told.code == 1
    assert told.stdout.splitlines()[-1] == "1 new, 1 fixed, 1 still there"
    assert [line.split(":")[0] for line in told.stdout.splitlines()[:-1]] == [
        "new", "fixed", "still there",
    ]  # fmt: skip
    machine = stanch("report", "diff", "-f", "json", str(old), str(new), at=leaky)
    groups = json.loads(machine.stdout)
    assert (machine.code, [len(groups[key]) for key in ("new", "fixed", "still_there")]) == (
        1,
        [1, 1, 1],
    )
    assert groups["new"][0]["places"] == ["c.py:1:6"]


def test_a_moved_secret_is_no_new_one(leaky: Repo) -> None:
    """Neither by lines nor by the name of the file."""
    old = report(leaky, "old.json")
    leaky.git("mv", "a.py", "moved.py")
    leaky.write("moved.py", f"\n\n\n    secret = '{stripe(1)}'\n")
    new = report(leaky, "new.json")
    ran = stanch("report", "diff", str(old), str(new), at=leaky)
    assert (ran.code, ran.stdout.splitlines()[-1]) == (0, "0 new, 0 fixed, 2 still there")


def test_fixed_is_not_said_of_what_was_not_read(leaky: Repo) -> None:
    """An incomplete run proves nothing about what is gone."""
    old = report(leaky, "old.json")
    new = json.loads(old.read_text())
    new["findings"] = []
    new["scan"]["state"] = "incomplete"
    new["scan"]["skipped"] = [{"path": "a.py", "why": "no permission", "by_policy": False}]
    (leaky.path.parent / "new.json").write_text(json.dumps(new))
    ran = stanch("report", "diff", "../old.json", "../new.json", at=leaky)
    assert ran.code == 3
    assert "INCOMPLETE: 1 not read" in ran.stdout


def test_merge(leaky: Repo) -> None:
    """Of parts, to standard output or into files."""
    stanch("scan", "-q", "a.py", "-o", "../1.json", at=leaky)
    stanch("scan", "-q", "b.py", "-o", "../2.json", at=leaky)
    ran = stanch("report", "merge", "../1.json", "../2.json", at=leaky)
    assert (ran.code, len(ran.report["findings"])) == (0, 2)
    ran = stanch("report", "merge", "../1.json", "../2.json", "-o", "../all.sarif", at=leaky)
    assert (ran.code, ran.stdout) == (0, "")
    run: dict[str, Any] = json.loads((leaky.path.parent / "all.sarif").read_text())["runs"][0]
    assert len(run["results"]) == 2
