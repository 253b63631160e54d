"""What to do about a finding, in the words that every format uses.

Revoking comes first: a secret that was readable once is known, and removing the line does not
make it secret again.
"""

from __future__ import annotations

from collections.abc import Sequence

from stanch.model.blob import Part
from stanch.model.finding import Finding
from stanch.model.place import Location
from stanch.model.rule import Severity

_PUBLISHED = (
    "Nothing to revoke: this kind of key is meant to be published. "
    "Check that it is the one you mean to publish."
)
_REPLACE = (
    "Replace it: keep the new one out of the repository, in an environment variable or a "
    "secret store."
)
_NO_COMMENTS = (".json", ".ipynb", ".lock", ".csv", ".pem", ".key")
_SHORT_ID = 12


def short(commit_id: str) -> str:
    """A commit id as people write it."""
    return commit_id[:_SHORT_ID]


def steps(finding: Finding) -> tuple[str, ...]:
    """What to do, in order."""
    if finding.verdict.severity is Severity.INFO:
        return (_PUBLISHED,)
    return _revoke(finding), _REPLACE, _clean(finding)


def _revoke(finding: Finding) -> str:
    rule = finding.rule
    if rule.revoke:
        return f"Revoke it first: {rule.revoke}"
    if rule.docs:
        return f"Revoke or change it first; how: {rule.docs}"
    return f"Revoke or change it first, at {rule.vendor or 'the place that issued it'}."


def _clean(finding: Finding) -> str:
    commit = next((place.commit for place in finding.locations if place.commit), None)
    if commit is not None:
        return (
            f"Clean up: it stays readable in the history from commit {short(commit.id)} on, also "
            "when the line goes. Rewriting history comes after revoking; clones and forks keep it."
        )
    places = len(finding.locations)
    if places != 1:
        return f"Clean up: remove it from all {places} places."
    part = finding.locations[0].part
    if part == Part.NAME.value:
        is_ref = finding.locations[0].path.startswith("refs/")
        return f"Clean up: rename the {'branch or tag' if is_ref else 'file'}."
    if part in (Part.MESSAGE.value, Part.AUTHOR.value):
        return "Clean up: delete the tag here and at each remote, and make it anew."
    if part == Part.LINK.value:
        return "Clean up: point the link somewhere else."
    return f"Clean up: remove it from {_lines(finding.locations)}."


def _lines(locations: Sequence[Location]) -> str:
    first, last = locations[0].start.line, locations[0].end.line
    return f"line {first}" if first == last else f"lines {first} to {last}"


def acceptance(finding: Finding) -> str:
    """How to say that a finding is harmless."""
    update = "`stanch baseline update`"
    if not all(_takes_comment(place.path, place.part) for place in finding.locations):
        return f"run {update}."
    if any(place.commit for place in finding.locations):
        return f"run {update}."
    place = "the line" if _one_line(finding) else "the line before it"
    return f"write `stanch:allow {finding.rule.id}` in a comment on {place}, or run {update}."


def _takes_comment(path: str, part: str) -> bool:
    return part == Part.CONTENT.value and not path.lower().endswith(_NO_COMMENTS)


def _one_line(finding: Finding) -> bool:
    return all(place.start.line == place.end.line for place in finding.locations)
