"""Configuration, ignore files and markers: a typo is told, whatever the scan finds."""

from __future__ import annotations

import pytest

from cli.run import scan, staged, stanch
from repo import Repo
from tokens import stripe

CLEAN = "key = load()\n"
LEAK = f"key = '{stripe(1)}'\n"
RULE = "stripe-secret-key-live"


@pytest.mark.parametrize("text", [CLEAN, LEAK])
@pytest.mark.parametrize(
    ("file", "policy", "words"),
    [
        pytest.param(".stanchignore", "docs/\n[\n", ".stanchignore:2: ", id="an ignored bracket"),
        pytest.param(".stanch.yaml", "exclude: ['!']\n", "exclude[0]", id="nothing is excluded"),
        pytest.param(".stanch.yaml", "exclude: ['[']\n", "exclude[0]", id="an excluded bracket"),
        pytest.param(".stanch.yaml", "jobs: 2\njobs: 1\n", "twice", id="a key twice"),
        pytest.param(
            ".stanch.yaml", f"disable: [{RULE}]\nallow: []\nallow: []\n", "twice", id="a list twice"
        ),
        pytest.param(".stanch.yaml", "disable: ['tag:nope']\n", "tag", id="an unknown tag"),
        pytest.param(
            ".stanch.yaml", "allow: [{rules: [nope]}]\n", "allow[0]", id="an unknown rule"
        ),
        pytest.param(
            ".stanch.yaml",
            "allow: [{paths: [a], until: 2026-13-01}]\n",
            "allow[0]: until",
            id="no such day",
        ),
        pytest.param(
            "pyproject.toml",
            "[tool.stanch]\nexclude = ['!']\n",
            "[tool.stanch]: exclude[0]",
            id="in TOML",
        ),
    ],
)
def test_wrong_policy_is_told_by_clean_runs_too(
    repo: Repo, text: str, file: str, policy: str, words: str
) -> None:
    """Or the build breaks on the day of a finding, when nobody looks for a typo."""
    repo.stage("f.py", text)
    repo.stage(file, policy)
    for ran in (scan(at=repo), staged(repo), stanch("history", at=repo)):
        assert ran.code == 2
        assert words in ran.stderr


def test_an_unknown_tag_that_is_typed(repo: Repo) -> None:
    """`--disable tag:nope` disables nothing."""
    ran = scan("--disable", "tag:nope", at=repo)
    assert ran.code == 2
    assert "'nope'" in ran.stderr


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        pytest.param("stanch:allow nope", "no rule has this id", id="an unknown rule"),
        pytest.param(f"stanch:allow {RULE[:-1]}", f"did you mean '{RULE}'?", id="a rule misspelt"),
        pytest.param(f"stanch:allow {RULE},nope", "no rule has this id", id="one of two"),
        pytest.param("stanch:alow", "misspelt", id="a letter is missing"),
        pytest.param("Stanch:allow", "misspelt", id="a capital"),
        pytest.param("stanch: allow", "misspelt", id="a blank"),
        pytest.param("stanch:ignore", "misspelt", id="another verb"),
        pytest.param("stanch:allow -- until=2030-01-01", "until=", id="a day behind the dashes"),
        pytest.param("stanch:allow until=2020-01-01", "expired", id="over"),
    ],
)
def test_a_marker_that_does_not_hold_is_told(repo: Repo, marker: str, words: str) -> None:
    """The finding is back, and whoever wrote the marker has to learn why."""
    repo.stage("f.py", f"x = 1\nkey = '{stripe(1)}'  # {marker}\n")
    for ran in (stanch("scan", at=repo), stanch("scan", "--staged", at=repo)):
        assert ran.code == 1
        said = " ".join((ran.stdout + ran.stderr).split())
        assert "f.py:2: this stanch:allow does not hold: " in said
        assert words in said


def test_a_marker_repeats_no_secret(repo: Repo) -> None:
    """A token in the place of a rule must not go into the report."""
    secret = stripe(2)
    repo.stage("f.py", f"key = '{stripe(1)}'  # stanch:allow {secret}\n")
    ran = stanch("scan", at=repo)
    assert ran.code == 1
    assert secret not in ran.stdout + ran.stderr


@pytest.mark.parametrize("name", [".stanch-baseline", ".stanchignore", ".stanch.yaml"])
def test_policy_that_is_not_staged_is_told(repo: Repo, name: str) -> None:
    """It has no say about the commit, and the same scan of the files says something else."""
    repo.stage("f.py", LEAK)
    repo.write(name, "# mine\n")
    ran = staged(repo)
    assert ran.code == 1
    assert f"note: {name} is not staged, so it was not used" in ran.stderr
    repo.git("add", name)
    assert "note: " not in staged(repo).stderr
    repo.write(name, "# mine\r\n")
    assert "note: " not in staged(repo).stderr
    repo.write(name, "# mine\n# more\n")
    assert f"note: {name} was used as it is staged" in staged(repo).stderr
    assert "note: " not in staged(repo, "--config-from", repo.commit()).stderr
    assert "note: " not in scan(at=repo).stderr


def test_what_an_option_names_is_not_missed_in_the_index(repo: Repo) -> None:
    """A reminder about a file that has no part in the run misleads."""
    repo.stage("f.py", CLEAN)
    repo.write("c.yaml", "{}\n")
    repo.write(".stanch.yaml", "{}\n")
    repo.write(".stanch-baseline", "#\n")
    ran = staged(repo, "--config", "c.yaml", "--baseline", "none")
    assert (ran.code, ran.stderr) == (0, "")


def test_the_configured_baseline_is_missed_too(repo: Repo) -> None:
    """Its name is not always `.stanch-baseline`."""
    repo.stage(".stanch.yaml", "baseline: sec/base\n")
    repo.write("sec/base", "#\n")
    assert "note: sec/base is not staged" in staged(repo).stderr
    repo.stage("pyproject.toml", "[project]\n")
    repo.write("other/pyproject.toml", "[tool.stanch]\n")
    assert "pyproject" not in staged(repo).stderr


def test_a_misnamed_configuration_is_told(repo: Repo) -> None:
    """Nobody reads it, and whoever wrote it believes otherwise."""
    repo.stage("f.py", CLEAN)
    repo.stage(".stanch.yml", "disable: [nope]\n")
    for ran in (stanch("scan", at=repo), stanch("scan", "--staged", at=repo)):
        assert ran.code == 0
        assert ".stanch.yml: not read; the configuration is .stanch.yaml" in ran.stdout + ran.stderr
