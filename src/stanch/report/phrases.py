"""What the reports for people and log lines say about a finding, in one line."""

from __future__ import annotations

from stanch.report.escape import visible
from stanch.report.record import SEVERITIES, Found, Place, Run
from stanch.report.redact import ELLIPSIS

LONGEST_PATH = 4096  # PATH_MAX of Linux
LONGEST = 300
"""No line of a report needs more of one text; a path or a subject may have a megabyte."""


def line(text: str, most: int = LONGEST) -> str:
    """A text on one line, with nothing in it that acts, and no longer than is read."""
    shown = visible(text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + ELLIPSIS


def path(text: str) -> str:
    """A path as it is, as far as one can be opened."""
    return text if len(text) <= LONGEST_PATH else text[: LONGEST_PATH - 1] + ELLIPSIS


def place(at: Place) -> str:
    """`path:line:column`, or what of the path it is."""
    path = line(at.path)
    return f"{path}:{at.line}:{at.column}" if at.of_file else f"{path} (in its {line(at.part)})"


def headline(found: Found) -> str:
    """What was found, and as much of it as may be shown."""
    return f"{line(found.name)} ({line(found.shown)})"


def others(found: Found) -> str:
    """How many more places there are; empty where there are none."""
    more = len(found.places) - 1
    return f"and in {more} more {'place' if more == 1 else 'places'}" if more > 0 else ""


def first_step(found: Found) -> str:
    """What to do first."""
    return line(found.steps[0], 1000) if found.steps else ""


def numbers(run: Run) -> str:
    """What was found, accepted, and not read, on one line."""
    parts = [_found(run)]
    accepted = sum(found.accepted is not None for found in run.findings)
    if accepted:
        parts.append(f"{accepted} suppressed")
    gone = sum(found.change == "absent" for found in run.findings)
    if gone:
        parts.append(f"{gone} no longer there")
    by_policy = len(run.skipped) - len(run.unread)
    if by_policy:
        parts.append(f"{by_policy} skipped")
    if run.unread:
        parts.append(f"{len(run.unread)} NOT READ")
    return ", ".join(parts)


def _found(run: Run) -> str:
    count = len(run.reported)
    if count:
        kinds = ", ".join(f"{n} {s}" for s in SEVERITIES if (n := run.count(s)))
        return f"{count} {'finding' if count == 1 else 'findings'} ({kinds})"
    if run.nothing:
        return f"nothing to scan: {line(run.nothing)}"
    return "no secrets found" if run.complete else "INCOMPLETE: no secrets in what could be read"
