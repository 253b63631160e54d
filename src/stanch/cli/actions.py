"""In GitHub Actions: annotations and the summary of the job, without being asked.

Annotations go to standard error, where the runner reads them as well: what stands on standard
output may be a report in a pipe.
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from stanch.cli.run import Aside, say
from stanch.model.outcome import Gate, Summary
from stanch.report import github, markdown
from stanch.report.base import ReportOptions
from stanch.report.json import document
from stanch.report.record import Found, record

# GitHub shows ten errors and ten warnings a step; more would only fill the log.
_MOST = 50


def tell(
    summary: Summary, gate: Gate, options: ReportOptions, environ: Mapping[str, str], root: str
) -> None:
    """Write what the platform shows: an annotation a finding, and a summary of the job.

    Both are public where the repository is, so neither shows a secret, whatever the options say.
    """
    told = document(summary, gate, options._replace(show_secrets=False))
    run = record(told)
    workspace = environ.get("GITHUB_WORKSPACE", "")
    below = _below(root, workspace) if workspace else ""
    err = Aside(sys.stderr)
    for line in github.commands(_moved(found, below) for found in run.reported[:_MOST]):
        err.write(line)
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8") as file:
            markdown.make(options).put(told, file)
    except OSError as error:
        say(f"note: the summary of the job could not be written: {error.strerror}")


def _below(root: str, workspace: str) -> str:
    """Where in the workspace the scanned root is; annotations name paths from there."""
    relative = os.path.relpath(os.path.realpath(root), os.path.realpath(workspace))
    return "" if relative == os.curdir or relative.startswith(os.pardir) else relative


def _moved(found: Found, below: str) -> Found:
    if not below:
        return found
    prefix = below.replace(os.sep, "/")
    return found._replace(
        places=tuple(at._replace(path=f"{prefix}/{at.path}") for at in found.places)
    )
