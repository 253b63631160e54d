"""Markers, ignore files and configurations of folders, in all ways to scan."""

from __future__ import annotations

import pytest

from cli.run import Ran, scan, staged, stanch
from repo import Repo
from stanch.suppress.dialects import NAMES, TABLE, Dialect
from stanch.suppress.marker import Reach
from tokens import stripe

LINE = f"key = '{stripe(1)}'"
WAYS = ("scan", "staged", "range", "history")


def ran(way: str, repo: Repo, *options: str) -> Ran:
    """A scan of what is in the index, one way or another."""
    if way == "staged":
        return staged(repo, *options)
    if way == "scan":
        return scan(*options, at=repo)
    repo.commit("all of it")
    if way == "range":
        return scan("--range", "HEAD~..HEAD", *options, at=repo)
    return stanch("history", "--format", "json", *options, at=repo)


MARKERS = [
    ("# " + row.pattern.decode().replace("(?:allow|white)", "allow").replace(" ?", " ")
     .replace("[ -]", " ").replace("(?i:kingfisher:ignore)", "kingfisher:ignore"), row)
    for row in TABLE
    if row.reach is not Reach.END
]  # fmt: skip


@pytest.mark.parametrize(("marker", "row"), MARKERS, ids=[marker for marker, _ in MARKERS])
@pytest.mark.parametrize("way", ["scan", "staged"])
def test_every_marker_and_its_switches(repo: Repo, way: str, marker: str, row: Dialect) -> None:
    """Each counts by default; each can be switched off, by option, variable and configuration."""
    repo.commit("a base")
    end = "# stanch:allow-end" if row.reach is Reach.BEGIN else ""
    text = (
        f"{LINE} {marker}\n"
        if row.reach in {Reach.LINE, Reach.AROUND}
        else f"{marker}\n{LINE}\n{end}\n"
    )
    repo.stage("f.py", text)
    assert ran(way, repo).code == 0
    assert ran(way, repo, "--strict-markers").code == 1
    assert ran(way, repo, "--disable-markers", row.name).code == 1
    others = ",".join(name for name in NAMES if name not in {row.name, "foreign"})
    assert ran(way, repo, "--disable-markers", others).code == 0
    assert ran(way, repo, "--disable-markers", "foreign").code == (row.name != "stanch")
    for config in (f"disable_markers: [{row.name}]\n", "strict_markers: true\n"):
        repo.stage(".stanch.yaml", config)
        assert ran(way, repo).code == 1


@pytest.mark.parametrize("options", [("--disable-markers", "gitleeks")])
@pytest.mark.parametrize("config", ["", "disable_markers: [gitleeks]\n"])
def test_a_misspelt_scanner_is_told(repo: Repo, options: tuple[str, ...], config: str) -> None:
    """Else its markers would go on to count, in clean runs without a word."""
    repo.write(".stanch.yaml", config)
    ran = stanch("scan", *(() if config else options), at=repo)
    assert ran.code == 2
    assert "did you mean 'gitleaks'" in ran.stderr


def test_strict_markers_cannot_be_taken_back(repo: Repo) -> None:
    """A repository that heeds no markers must not be opened by a variable."""
    repo.write(".stanch.yaml", "strict_markers: true\n")
    repo.write("f.py", f"{LINE} # stanch:allow\n")
    assert stanch("scan", at=repo, env={"STANCH_STRICT_MARKERS": "0"}).code == 1


@pytest.mark.parametrize("way", WAYS)
def test_ignore_files_of_folders(repo: Repo, way: str) -> None:
    """The nearest decides, and only about its folder."""
    repo.commit("a base")
    repo.stage(".stanchignore", "*.md\n")
    repo.stage("a/.stanchignore", "/k.py\n!k.md\n")
    for name in ("k.py", "k.md", "a/k.py", "a/k.md", "a/b/k.md", "b/k.py"):
        repo.stage(name, LINE + "\n")
    found = ran(way, repo)
    assert found.places == ["a/b/k.md:1", "a/k.md:1", "b/k.py:1", "k.py:1"]


@pytest.mark.parametrize("way", WAYS)
def test_configurations_of_folders(repo: Repo, way: str) -> None:
    """A folder may accept and do without a rule for itself, never for what is beside or above."""
    repo.commit("a base")
    repo.stage("a/.stanch.yaml", "disable: [stripe-secret-key-live]\n")
    repo.stage("b/.stanch.yaml", "allow:\n- {paths: [/k.py], reason: a sample}\n")
    repo.stage("c/.stanch.yaml", "strict_markers: true\nfail_on: critical\nexclude: ['*']\n")
    repo.stage("d/.stanch.yaml", "allow:\n- {stopwords: [sk_live], until: 2020-01-01}\n")
    for name in ("k.py", "a/k.py", "a/x/k.py", "b/k.py", "b/x/k.py", "c/k.py", "d/k.py"):
        repo.stage(name, LINE + "\n")
    repo.stage("c/m.py", LINE + " # stanch:allow\n")
    repo.stage("m.py", LINE + " # stanch:allow\n")
    found = ran(way, repo)
    assert found.places == ["b/x/k.py:1", "c/k.py:1", "c/m.py:1", "d/k.py:1", "k.py:1"]
    told = "\n".join(found.report["scan"]["warnings"])
    assert "c/.stanch.yaml: fail_on: only the root's file may say this" in told
    assert "c/.stanch.yaml: exclude: only the root's file may say this" in told
    assert "d/.stanch.yaml: allow[0]: expired on 2020-01-01" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("allow: [{rules: [strip-key]}]", "no rule has the id"),
        ("disable: [strip-key]", "no rule has the id"),
        ("disable_markers: [x]", "no markers are called"),
        ("alow: []", "unknown key"),
        ("allow: [", "a/.stanch.yaml"),
    ],
)
def test_a_wrong_file_of_a_folder_is_an_error(repo: Repo, text: str, says: str) -> None:
    """What its author meant is not known, so nothing may be passed over."""
    repo.stage("a/.stanch.yaml", text)
    repo.stage("a/k.py", LINE + "\n")
    for found in (stanch("scan", at=repo), stanch("scan", "--staged", at=repo)):
        assert found.code == 2
        assert says in found.stderr


@pytest.mark.parametrize("name", [".stanchignore", ".stanch.yaml"])
@pytest.mark.parametrize("target", ["/dev/zero", "../../outside", "."])
def test_a_file_of_a_folder_that_is_none_has_no_say(repo: Repo, name: str, target: str) -> None:
    """A stranger's link is neither read nor the end of the scan."""
    (repo.path.parent / "outside").write_text("*\n")
    repo.stage("a/k.py", LINE + "\n")
    (repo.path / "a" / name).symlink_to(target)
    repo.git("add", "-A")
    for found in (stanch("scan", at=repo), stanch("scan", "--staged", at=repo)):
        assert found.code == 1
        assert target == "." or f"a/{name}" in found.stderr


def test_policy_of_folders_is_that_of_the_index(repo: Repo) -> None:
    """What is not staged has no say about a commit."""
    repo.commit("a base")
    repo.stage("a/k.py", LINE + "\n")
    repo.write("a/.stanchignore", "*\n")
    assert staged(repo).code == 1
    assert scan(at=repo).code == 0
    repo.git("add", "-A")
    assert staged(repo).code == 0
    repo.commit("both")
    assert scan("--range", "HEAD~..HEAD", "--config-from", "HEAD~", at=repo).code == 1
