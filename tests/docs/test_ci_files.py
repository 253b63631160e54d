"""The files for CI: what platforms read is valid, and the script in it does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import fakes
from cli.run import environment
from repo import Repo
from stanch.cli import starter
from tokens import stripe

LINE = f"key = {stripe()}\n"


def action() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((fakes.ROOT / "action.yml").read_text())
    return made


def test_no_value_of_others_stands_in_a_script() -> None:
    """An expression in `run` is replaced before the shell reads it: a branch's name would run."""
    steps = action()["runs"]["steps"]
    scripts = [step["run"] for step in steps if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)
    workflow = yaml.safe_load(starter.github(None, "stanch").after)  # type: ignore[union-attr]
    runs = [step["run"] for step in workflow["jobs"]["stanch"]["steps"] if "run" in step]
    assert len(runs) == 4
    assert not any("${{" in run for run in runs)


@pytest.mark.parametrize(("leaks", "code"), [(True, 1), (False, 0)], ids=["a leak", "clean"])
def test_the_action(repo: Repo, tmp_path: Path, *, leaks: bool, code: int) -> None:
    """Its script, with what GitHub says of a pull request that brings its own policy."""
    base = repo.commit("start", **{"a.py": "x = 1\n"})
    bad = {"b.py": LINE, ".stanch.yaml": "exclude: ['**']\n"}
    repo.commit("change", **(bad if leaks else {"b.py": "y = 1\n"}))
    program = tmp_path / "stanch" / "bin" / "stanch"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stanch "$@"\n')
    program.chmod(0o755)
    (step,) = (one for one in action()["runs"]["steps"] if one.get("id") == "scan")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=repo.path,
        env=environment(
            {
                "RUNNER_TEMP": str(tmp_path),
                "GITHUB_OUTPUT": str(tmp_path / "output"),
                "COMMAND": f"scan --range {base}..HEAD",
                "ARGS": "--min-confidence high",
                "BASE": base,
            }
        ),
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert f"code={code}\n" in (tmp_path / "output").read_text()
    assert '"version": "2.1.0"' in (tmp_path / "stanch.sarif").read_text()
    assert stripe().encode() not in done.stdout + done.stderr


def test_the_template_for_gitlab() -> None:
    """It is what `stanch init` writes, publishes in any case, and fails by the scan's own code."""
    text = (fakes.ROOT / "ci" / "gitlab.yml").read_text()
    spec = re.findall(r"pip install --quiet '(.*)'", text)[0]
    written = starter.gitlab(None, spec)
    assert written
    assert text.split("\n", 1)[1] == written.after
    job = yaml.safe_load(text)["stanch"]
    assert job["artifacts"]["when"] == "always"
    assert "allow_failure" not in job
    assert not any("|| true" in line for line in job["script"])


@pytest.mark.parametrize(("leaks", "code"), [(True, 1), (False, 0)], ids=["a leak", "clean"])
def test_the_job_of_gitlab(repo: Repo, tmp_path: Path, *, leaks: bool, code: int) -> None:
    """Its script, with what GitLab says of a merge request that brings its own policy."""
    base = repo.commit("start", **{"a.py": "x = 1\n"})
    bad = {"b.py": LINE, ".stanch.yaml": "exclude: ['**']\n"}
    head = repo.commit("change", **(bad if leaks else {"b.py": "y = 1\n"}))
    program = tmp_path / "stanch"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stanch "$@"\n')
    program.chmod(0o755)
    job = yaml.safe_load((fakes.ROOT / "ci" / "gitlab.yml").read_text())["stanch"]
    told = {
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_COMMIT_SHA": head,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=repo.path,
        env=environment(told),
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    for name in job["artifacts"]["reports"].values():
        report = (repo.path / name).read_text()
        assert ("stripe-secret-key-live" in report) is leaks
        assert stripe() not in report


def test_the_image_runs_as_nobody_special() -> None:
    """A scan reads what strangers wrote."""
    lines = (fakes.ROOT / "Dockerfile").read_text().splitlines()
    words = [line.split()[0] for line in lines if line and not line.startswith((" ", "#"))]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "USER stanch" in lines
    assert os.path.isfile(fakes.ROOT / ".dockerignore")
