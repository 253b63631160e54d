"""`stanch config show`: what holds, and who said so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A user-wide file."""
    file = tmp_path / "mine.yaml"
    file.write_text("jobs: 2\nfail_on: high\ndisable: [jwt-token]\nquiet: true\n")
    return file


def test_where_each_option_was_said(repo: Repo, mine: Path) -> None:
    """`why is this rule off?` has its answer in one place."""
    repo.write(
        ".stanch.yaml",
        "fail_on: low\ndisable: [jwt-token]\npacks: [packs]\nexclude: [vendor]\n"
        "override: [{id: jwt-token, severity: low}]\n"
        "severity: [{paths: [docs/**], severity: info}]\n",
    )
    repo.write(
        "packs/a.yaml",
        "vendor: A\nrules: [{id: a-key, pattern: 'akey_(?P<secret>[0-9]{20})', "
        "examples: {match: [a, b], ignore: [c, d]}}]\n",
    )
    env = {"STANCH_USER_CONFIG": str(mine), "STANCH_MAX_SIZE": "1k", "STANCH_DISABLE": "a-key"}
    ran = stanch("config", "show", "--time-limit", "5", at=repo, env=env)
    shown = json.loads(ran.stdout)
    assert shown["said"] == {
        "fail_on": [".stanch.yaml"],
        "disable": [str(mine), ".stanch.yaml", "STANCH_DISABLE"],
        "packs": [".stanch.yaml"],
        "exclude": [".stanch.yaml"],
        "override": [".stanch.yaml"],
        "severity": [".stanch.yaml"],
        "max_size": ["STANCH_MAX_SIZE"],
        "time_limit": ["--time-limit"],
        "jobs": [str(mine)],
        "quiet": [str(mine)],
    }
    assert (shown["packs"], shown["own_rules"]) == (["packs"], ["a-key"])
    assert shown["override"] == [".stanch.yaml: override[0]"]
    assert shown["severity"] == [{"paths": ["docs/**"], "rules": [], "severity": "info"}]
    assert (shown["time_limit"], shown["max_size"], shown["jobs"]) == (5, 1000, 2)


def test_nothing_is_said(repo: Repo) -> None:
    """Everything has its default."""
    shown = json.loads(stanch("config", "show", at=repo).stdout)
    assert shown["said"] == {}
    assert shown["fail_on"] == "low"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "jwt-token"], {"only": ["--only"]}),
        (["--baseline", "none"], {"baseline": ["--baseline"]}),
        (["--allow-skipped"], {"allow_skipped": ["--allow-skipped"]}),
    ],
)
def test_what_is_typed(repo: Repo, arguments: list[str], said: dict[str, list[str]]) -> None:
    """The option that holds now, which a file would be overruled by."""
    assert json.loads(stanch("config", "show", *arguments, at=repo).stdout)["said"] == said
