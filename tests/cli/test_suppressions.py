"""What is accepted, and how often that was needed."""

from __future__ import annotations

import pytest

from cli.run import stanch
from repo import Repo
from tokens import stripe


def key(seed: int) -> str:
    return f"key = '{stripe(seed)}'"


@pytest.fixture
def full(repo: Repo) -> Repo:
    """One acceptance of each kind that is used, and one that is not."""
    repo.stage("base.py", key(9) + "\n" + key(8) + "\n")
    assert stanch("baseline", "create", "--reason", "known", at=repo).code == 0
    repo.stage("base.py", key(9) + "\n")
    repo.stage("marked.py", f"{key(1)} # stanch:allow -- sample\nx = 1 # gitleaks:allow\n")
    repo.stage(".stanchignore", "*.md\n*.rst\n!no.md\n")
    repo.stage("a.md", key(2) + "\n" + key(3) + "\n")
    repo.stage("sub/.stanchignore", "k.txt\nl.txt\n")
    repo.stage("sub/k.txt", key(4) + "\n")
    repo.stage("sub/.stanch.yaml", "disable: [jwt-token]\nallow: [{stopwords: [zzz]}]\n")
    repo.stage(
        ".stanch.yaml",
        "exclude: [vendor/, other/]\n"
        "allow:\n- {paths: [t.py], reason: tests}\n- {paths: [u.py], until: 2020-01-01}\n",
    )
    repo.stage("vendor/x.py", key(5) + "\n")
    repo.stage("t.py", key(6) + "\n")
    repo.stage("u.py", "# stanch:allow until=2020-01-01\n" + key(7) + "\n")
    return repo


LINES = [
    "    1  inline marker  marked.py:1  stanch (its line) -- sample",
    "    0  inline marker  marked.py:2  gitleaks (its line)",
    (
        "    0  inline marker  u.py:1  stanch (its line) until 2020-01-01"
        "  (does not hold: expired on 2020-01-01)"
    ),
    "    2  ignore file    .stanchignore:1  *.md",
    "    0  ignore file    .stanchignore:2  *.rst",
    "    0  ignore file    .stanchignore:3  !no.md",
    "    1  allowlist      .stanch.yaml: allow[0]  -- tests",
    (
        "    0  allowlist      .stanch.yaml: allow[1]  until 2020-01-01"
        "  (does not hold: expired on 2020-01-01)"
    ),
    "    1  ignore file    sub/.stanchignore:1  k.txt",
    "    0  ignore file    sub/.stanchignore:2  l.txt",
    "    0  allowlist      sub/.stanch.yaml: allow[0]",
    "    0  allowlist      sub/.stanch.yaml: disable  jwt-token",
    "    1  exclude        .stanch.yaml: exclude[0]  vendor/",
    "    0  exclude        .stanch.yaml: exclude[1]  other/",
    "    0  baseline       .stanch-baseline:6  stripe-secret-key-live base.py -- known",
    "    1  baseline       .stanch-baseline:7  stripe-secret-key-live base.py -- known",
]


def test_everything_is_listed(full: Repo) -> None:
    """What nobody sees, nobody takes away."""
    ran = stanch("suppressions", at=full)
    assert ran.code == 0, ran.stderr
    *lines, last = ran.stdout.splitlines()
    ours = sorted(line.replace(".stanch-baseline:7", "_").replace(".stanch-baseline:6", "_")
                  for line in lines)  # fmt: skip
    wanted = sorted(line.replace(".stanch-baseline:7", "_").replace(".stanch-baseline:6", "_")
                    for line in LINES)  # fmt: skip
    assert ours == wanted
    assert last == "16 listed · 10 unused"
    some = stanch("suppressions", "--unused", at=full).stdout.splitlines()
    assert some == [line for line in lines if line.startswith("    0")] + [last]


def test_failing_on_what_is_not_needed(full: Repo) -> None:
    """Code 1 would say that there is a secret."""
    assert stanch("suppressions", "--fail-on-unused", at=full).code == 2


def test_a_pattern_that_takes_back_is_used(repo: Repo) -> None:
    """Without it the finding would be silent."""
    repo.stage(".stanchignore", "*.md\n!no.md\n")
    repo.stage("no.md", key(1) + "\n")
    repo.stage("yes.md", key(1) + "\n")
    ran = stanch("suppressions", "--fail-on-unused", at=repo)
    assert (ran.code, ran.stdout.splitlines()[-1]) == (0, "2 listed · 0 unused")


def test_the_history_counts_when_asked(repo: Repo) -> None:
    """An entry may be there for what is gone from the files."""
    repo.stage("f.py", key(1) + "\n")
    repo.commit("a key")
    assert stanch("baseline", "create", at=repo).code == 0
    repo.stage("f.py", "\n")
    repo.commit("gone")
    assert stanch("suppressions", "--fail-on-unused", at=repo).code == 2
    assert stanch("suppressions", "--fail-on-unused", "--history", at=repo).code == 0


@pytest.mark.parametrize("options", [("--strict-markers",), ("--disable-markers", "stanch")])
def test_a_marker_that_is_switched_off(repo: Repo, options: tuple[str, ...]) -> None:
    """It stands there and does nothing."""
    repo.stage("f.py", f"{key(1)} # stanch:allow\n")
    assert "switched off" in stanch("suppressions", *options, at=repo).stdout


def test_no_secret_is_listed(repo: Repo) -> None:
    """A path and a reason may hold one."""
    repo.stage(f"{stripe(3)}.py", f"{key(1)} # stanch:allow -- was {stripe(2)}\n")
    repo.write(".stanchignore", f"{stripe(4)}\n")
    ran = stanch("suppressions", at=repo)
    assert "2 listed" in ran.stdout
    for seed in (1, 2, 3, 4):
        assert stripe(seed) not in ran.stdout + ran.stderr
