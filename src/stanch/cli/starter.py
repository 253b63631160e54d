"""The files that `stanch init` writes: what each should hold, given what it holds now."""

from __future__ import annotations

import re
from typing import NamedTuple

from stanch.cli.config import START
from stanch.config.file import NAME

WORKFLOW = ".github/workflows/stanch.yml"
GITLAB = ".gitlab-ci.yml"
FRAMEWORK = ".pre-commit-config.yaml"

# https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
_GITHUB_JOB = """\
name: secrets
on:
  pull_request:
  push:
  schedule:
    - cron: "17 3 * * *"
permissions:
  contents: read
jobs:
  stanch:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install '@SPEC@'
      - if: github.event_name == 'pull_request'
        env:
          BASE: ${{ github.event.pull_request.base.sha }}
        run: stanch scan --ci --config-from "$BASE"
      - if: github.event_name == 'push'
        run: stanch scan --ci
      - if: github.event_name == 'schedule'
        run: stanch history
"""
# https://docs.gitlab.com/ci/yaml/: fails on a finding, and publishes in any case.
_GITLAB_JOB = """\
stanch:
  stage: test
  image: python:3.13
  variables:
    GIT_DEPTH: "0"
  before_script:
    - pip install --quiet '@SPEC@'
  script:
    - reports="-o gl-secret-detection-report.json -o gl-code-quality-report.json"
    # The policy of a merge request is that of the branch it goes into, not its own.
    - |
      case $CI_PIPELINE_SOURCE in
        schedule) stanch history $reports ;;
        merge_request_event) stanch scan --ci --config-from "$CI_MERGE_REQUEST_DIFF_BASE_SHA" $reports ;;
        *) stanch scan --ci $reports ;;
      esac
  artifacts:
    when: always
    reports:
      secret_detection: gl-secret-detection-report.json
      codequality: gl-code-quality-report.json
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""  # noqa: E501
# https://pre-commit.com/#repository-local-hooks: the stanch that is on PATH.
_ENTRY = """\
  - repo: local
    hooks:
      - id: stanch
        name: stanch (staged changes)
        entry: stanch scan --staged
        language: system
        pass_filenames: false
        always_run: true
"""
_IGNORED = "# Values of one machine; examples are for everybody.\n.env\n.env.*\n!.env.example\n"
_MORE = "!.env.sample\n!.env.template\n!.env.dist\n"


class Planned(NamedTuple):
    """A file as it is, None where there is none, and as it should be."""

    name: str
    before: str | None
    after: str


def config(before: str | None) -> Planned | None:
    """A configuration to start from, where there is none."""
    return Planned(NAME, None, START) if before is None else None


def ignore(before: str | None, missing: tuple[str, ...]) -> Planned | None:
    """The lines that keep .env files out."""
    if not missing:
        return None
    return Planned(".gitignore", before, _below(before, _IGNORED + _MORE))


def framework(before: str | None) -> Planned | None:
    """An entry for the pre-commit framework, where it is used and has none."""
    if before is None or "stanch" in before:
        return None
    text = before.replace("\r\n", "\n")
    found = re.search(r"^repos:([ \t]*)(\[\])?([ \t]*(?:#.*)?)(?:\n|\Z)", text, re.MULTILINE)
    if found is None:
        return None
    entries = re.search(r"^( *)- ", text[found.end() :], re.MULTILINE)
    indent = len(entries[1]) if entries else 2
    lines = [line[2:] for line in _ENTRY.splitlines(keepends=True)]
    entry = "".join(" " * indent + line for line in lines)
    key = f"repos:{found[1]}{found[3]}".rstrip()
    after = f"{text[: found.start()]}{key}\n{entry}{text[found.end() :]}"
    if _repositories(after) != _repositories(text) + 1:
        return None
    return Planned(FRAMEWORK, before, _ended(before, after))


def _repositories(text: str) -> int:
    """How many entries pre-commit's configuration has; some number below zero where it is none."""
    from stanch.errors import UserError
    from stanch.written.yamltext import parse

    try:
        value = parse(text.encode(), FRAMEWORK)
    except UserError:
        return -9
    repos = value.get("repos") if isinstance(value, dict) else None
    return len(repos) if isinstance(repos, list) else -9


def _ended(before: str, after: str) -> str:
    """With the line ends of its writer."""
    if "\r\n" not in before:
        return after
    return after.replace("\r\n", "\n").replace("\n", "\r\n")


def github(before: str | None, spec: str) -> Planned | None:
    """The workflow for GitHub, where there is none."""
    return Planned(WORKFLOW, None, _GITHUB_JOB.replace("@SPEC@", spec)) if before is None else None


def gitlab(before: str | None, spec: str) -> Planned | None:
    """The job for GitLab, behind those that are there.

    Not by a parser: GitLab's own tags (`!reference`) are none of YAML's.
    """
    text = before or ""
    odd = r"\A(?:\s|#.*\n|---.*\n)*(?:[\[{]|- )|^\.\.\."
    if re.search(rf"{odd}|^stanch:", text, re.MULTILINE):
        return None
    job = _GITLAB_JOB.replace("@SPEC@", spec)
    stages = re.search(r"^stages:[ \t]*(?:\[(.*?)\]|((?:\r?\n *-.*)+))", text, re.MULTILINE)
    names = re.findall(r"[^\s,'\"\[\]-][^\s,'\"\[\]]*", stages[1] or stages[2]) if stages else []
    if names and "test" not in names:
        job = job.replace("stage: test", f"stage: {names[0]}")
    return Planned(GITLAB, before, _below(before, job))


def _below(before: str | None, more: str) -> str:
    if not before:
        return more
    return _ended(before, before + ("" if before.endswith("\n") else "\n") + ("\n" + more))
