"""`stanch init`: what it shows, writes and leaves alone."""

from __future__ import annotations

import pytest
import yaml

from cli.run import stanch
from repo import Repo
from stanch.cli import starter
from tokens import stripe

LINE = f"key = {stripe()}\n"


def files(repo: Repo) -> list[str]:
    return sorted(
        str(file.relative_to(repo.path))
        for file in repo.path.rglob("*")
        if file.is_file() and ".git" not in file.relative_to(repo.path).parts
    )


def test_everything_at_once(repo: Repo) -> None:
    """And afterwards there is nothing to mend."""
    ran = stanch("init", "--yes", "--ci", "github", at=repo)
    assert ran.code == 0, ran.stderr
    assert files(repo) == [".github/workflows/stanch.yml", ".gitignore", ".stanch.yaml"]
    assert (repo.path / ".git/hooks/pre-commit").exists()
    repo.git("add", "-A")
    ran = stanch("doctor", at=repo)
    assert "CI" not in ran.stdout
    assert ".gitignore" not in ran.stdout
    for name in (".env", ".env.local", "a/.env"):
        assert repo.git("check-ignore", name)
    assert not repo.git("check-ignore", ".env.example", "a/.env.sample", check=False)


def test_again_there_is_nothing_to_do(repo: Repo) -> None:
    """Whoever runs it twice gets nothing twice."""
    stanch("init", "--yes", "--ci", "gitlab", at=repo)
    before = {name: (repo.path / name).read_bytes() for name in files(repo)}
    ran = stanch("init", "--yes", "--ci", "gitlab", at=repo)
    assert ran.stdout == "everything is there already\n"
    assert stanch("init", "--ci", "gitlab", at=repo).code == 0  # and nobody to ask
    assert {name: (repo.path / name).read_bytes() for name in files(repo)} == before


@pytest.mark.parametrize("options", [["--dry-run"], []], ids=["asked for", "nobody to ask"])
def test_nothing_is_written(repo: Repo, options: list[str]) -> None:
    """What would change is shown all the same."""
    ran = stanch("init", "--ci", "github", *options, at=repo)
    assert ran.code == (0 if options else 2)
    assert "+++ b/.gitignore" in ran.stdout
    assert "+++ b/.github/workflows/stanch.yml" in ran.stdout
    assert files(repo) == []
    assert not (repo.path / ".git/hooks/pre-commit").exists()


def test_what_is_there_is_kept(repo: Repo) -> None:
    """Lines are added behind one's own, with or without an end of line."""
    repo.write(".gitignore", "*.log")
    repo.write(".stanch.yaml", "only: []\n")
    repo.write(".gitlab-ci.yml", "build:\n  script: make\n")
    assert stanch("init", "--yes", "--no-hook", at=repo).code == 0
    assert (repo.path / ".gitignore").read_text().startswith("*.log\n\n# Values")
    assert (repo.path / ".stanch.yaml").read_text() == "only: []\n"
    jobs = yaml.safe_load((repo.path / ".gitlab-ci.yml").read_text())
    assert sorted(jobs) == ["build", "stanch"]
    assert not (repo.path / ".git/hooks/pre-commit").exists()


@pytest.mark.parametrize(
    "before",
    [
        "repos:\n- repo: https://example.org/x\n  rev: v1\n  hooks:\n  - id: x\n",
        "ci: {}\nrepos:   # ours\n  - repo: https://example.org/x\n    rev: v1\n    hooks: []\n",
        "repos: []\n",
    ],
    ids=["without indent", "with indent", "empty"],
)
def test_an_entry_for_pre_commit(repo: Repo, before: str) -> None:
    """The file stays valid; the hook is the framework's then."""
    repo.write(starter.FRAMEWORK, before)
    ran = stanch("init", "--yes", "--ci", "none", at=repo)
    assert ran.code == 0
    parsed = yaml.safe_load((repo.path / starter.FRAMEWORK).read_text())
    assert parsed["repos"][0]["hooks"][0]["entry"] == "stanch scan --staged"
    assert "`pre-commit install`" in ran.stderr
    assert len(parsed["repos"]) == len(yaml.safe_load(before)["repos"]) + 1
    assert not (repo.path / ".git/hooks/pre-commit").exists()


def test_a_comment_and_line_ends_are_kept(repo: Repo) -> None:
    """A file that is half of one kind shows a difference in each line."""
    before = b"repos:  # ours\r\n- repo: local\r\n  hooks: []\r\n"
    repo.write(starter.FRAMEWORK, before)
    stanch("init", "--yes", "--ci", "none", at=repo)
    after = (repo.path / starter.FRAMEWORK).read_bytes()
    assert after.startswith(b"repos:  # ours\r\n- repo: local\r\n  hooks:\r\n    - id: stanch\r\n")
    assert after.endswith(before.partition(b"\n")[2])
    assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize(
    ("name", "before"),
    [
        (starter.FRAMEWORK, "repos: [\n"),
        (starter.FRAMEWORK, "a: 1\n"),
        (starter.FRAMEWORK, "repos: {}\n"),
        (starter.FRAMEWORK, "repos:\n- a\nrepos:\n- b\n"),
        (starter.GITLAB, "[1, 2]\n"),
        (starter.GITLAB, "a: 1\n...\n"),
    ],
)
def test_a_file_of_an_odd_form_is_left_alone(repo: Repo, name: str, before: str) -> None:
    """Broken by us it would stop every commit, or every pipeline."""
    repo.write(name, before)
    ran = stanch("init", "--yes", at=repo)
    assert (repo.path / name).read_text() == before
    assert f"note: {name} is of a form that is left alone" in ran.stderr
    assert (repo.path / ".git/hooks/pre-commit").exists()


@pytest.mark.parametrize(
    ("stages", "stage"),
    [
        ("", "test"),
        ("stages: [build, test]\n", "test"),
        ("stages: ['lint', \"build-all\"]\n", "lint"),
        ("stages:\n  - build\n  - deploy\n", "build"),
        ("stages:\r\n- .pre\r\n- x\r\n", ".pre"),
    ],
)
def test_the_stage_is_one_of_the_pipeline_s(stages: str, stage: str) -> None:
    """GitLab refuses a whole pipeline for a job of a stage that it does not have."""
    made = starter.gitlab(f"{stages}build:\n  script: !reference [x, y]\n", "stanch")
    assert made is not None
    assert f"\n  stage: {stage}\n" in made.after.replace("\r\n", "\n")


def test_a_repository_with_a_past(repo: Repo) -> None:
    """Findings are the code of the run, unless they are accepted."""
    repo.commit("old", **{"a.py": LINE})
    ran = stanch("init", "--yes", "--ci", "none", at=repo)
    assert (ran.code, "stanch baseline create" in ran.stderr) == (1, True)
    ran = stanch("init", "--yes", "--ci", "none", "--baseline", at=repo)
    assert ran.code == 0
    assert "known at the start" in (repo.path / ".stanch-baseline").read_text()
    assert stanch("scan", at=repo).code == 0
    assert stripe() not in ran.stdout + ran.stderr


def test_a_link_is_not_followed(repo: Repo) -> None:
    """A repository could have it lead to any file of the user's."""
    target = repo.path.parent / "target"
    target.write_text("mine\n")
    (repo.path / ".gitignore").symlink_to(target)
    assert stanch("init", "--yes", "--ci", "none", at=repo).code == 2
    assert target.read_text() == "mine\n"


@pytest.mark.parametrize(
    ("address", "job"),
    [
        ("git@github.com:a/b.git", ".github/workflows/stanch.yml"),
        ("https://gitlab.example.org/a/b", ".gitlab-ci.yml"),
        ("https://example.org/a/b", ""),
    ],
)
def test_the_platform_by_the_remote(repo: Repo, address: str, job: str) -> None:
    """Nobody wants to be asked what git knows."""
    repo.git("remote", "add", "origin", address)
    out = stanch("init", "--dry-run", at=repo).stdout
    assert ("+++ b/" + job in out) if job else ("workflows" not in out and "gitlab" not in out)
