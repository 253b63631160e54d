"""What to do about a finding, in the words that every format uses.

Revoking comes first: a secret that was readable once is known, and removing the line does not
make it secret again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stanch.model.blob import Part
from stanch.model.finding import Finding, Life, Standing
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
_REWRITE = (
    "If the history is to be clean as well: `stanch history --write-replacements FILE`, then "
    "`git filter-repo --replace-text FILE`. Clones and forks keep what they have."
)
_REWRITE_MESSAGES = (
    "If the history is to be clean: `stanch history --write-replacements FILE`, then "
    "`git filter-repo --replace-message FILE`. Clones and forks keep what they have."
)
_STRAY = (
    "Clean up: drop what still leads to it (a stash, a note, a tag), then `git reflog expire "
    "--expire-unreachable=now --all` and `git gc --prune=now`."
)
_NO_COMMENTS = (".json", ".ipynb", ".lock", ".csv", ".pem", ".key")
_SHORT_ID = 12


def short(commit_id: str) -> str:
    """A commit id as people write it."""
    return commit_id[:_SHORT_ID]


def steps(finding: Finding, life: Life | None = None) -> tuple[str, ...]:
    """What to do, in order; where the life of the secret is known, as it asks for."""
    if finding.verdict.severity is Severity.INFO:
        return (_PUBLISHED,)
    if life:
        replace = (_REPLACE,) if life.state is Standing.LIVE else ()
        return (_revoke(finding), *replace, *_cleaning(finding, life))
    return _revoke(finding), _REPLACE, _clean(finding)


def _revoke(finding: Finding) -> str:
    rule = finding.rule
    if rule.revoke:
        return f"Revoke it first: {rule.revoke}"
    if rule.docs:
        return f"Revoke or change it first; how: {rule.docs}"
    return f"Revoke or change it first, at {rule.vendor or 'the place that issued it'}."


def _cleaning(finding: Finding, life: Life) -> Iterator[str]:
    """What is left to do once the secret is worth nothing."""
    place = finding.locations[0]
    if place.path.startswith("refs/") and place.commit is None:
        yield f"Clean up: delete {_ref_kind(place.path)} here and at each remote, and make it anew."
        return
    if life.state is Standing.STRAY:
        yield _STRAY
        return
    if place.part in (Part.MESSAGE.value, Part.AUTHOR.value):
        yield f"Clean up: no commit takes it out of a message. {_REWRITE_MESSAGES}"
        return
    if life.state is Standing.LIVE:
        many = len({place.path for place in finding.locations})
        first = "its file" if many == 1 else f"its files ({many} had it)"
        yield f"Clean up: then remove it from {first} in each branch that holds it."
    yield _REWRITE


def _ref_kind(name: str) -> str:
    return "the tag" if name.startswith("refs/tags/") else "the branch"


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
    if finding.locations[0].path == "commit message":  # of a commit that is not made yet
        return "Clean up: write the message without it."
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
