"""What a push brings to the other side: new versions of files, messages, authors, tags, names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git.changes import Change, changed_in_order, standing
from stanch.git.objects import Objects
from stanch.git.pushing import Update, kinds, lacking
from stanch.git.repository import Repository
from stanch.model.place import Commit
from stanch.sources.base import Given, Old, Policy
from stanch.sources.changes import Changes, beyond
from stanch.sources.history import History


class Pushed(NamedTuple):
    """As a history, but what the other side has already is not new."""

    history: History
    name: str = "push"
    nothing: str = "no file that the other side lacks"

    @property
    def total(self) -> int:
        """How many inputs there are, about."""
        return self.history.total

    def inputs(self) -> Iterator[Given]:
        """Each once."""
        return self.history.inputs()

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """The old sides of what is pushed."""
        return self.history.versions.before(commits)

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """The commits that are pushed."""
        return self.history.commits(ids)


class _Tips(NamedTuple):
    """Where updates lead: commits, and what no walk over commits meets."""

    commits: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    loose: tuple[Change, ...]


def pushed(
    repository: Repository,
    objects: Objects,
    policy: Policy,
    updates: Sequence[Update],
    held: tuple[str, ...],
) -> Pushed:
    """What the other side lacks of these updates; `held` says which refs it is known to hold."""
    tips = _tips(repository, objects, [update for update in updates if update.new])
    # The other side's tip may have moved on, so that nobody here has it.
    known = kinds(repository, (update.old for update in updates if update.old))
    walkable = [oid for oid, kind in known.items() if kind in {"commit", "tag"}]
    commits = lacking(repository, tips.commits, walkable, held)
    changes = (*changed_in_order(repository, commits), *tips.loose) if commits else tips.loose
    missing = beyond(repository.cut() & set(commits))
    texts = (*((f"commit {oid[:12]}", oid) for oid in commits), *tips.tags)
    names = tuple(update.ref for update in updates if update.new and not update.old)
    versions = Changes("push", "", tuple(changes), objects, policy, missing)
    return Pushed(History(versions, names, texts))


def _tips(repository: Repository, objects: Objects, updates: Sequence[Update]) -> _Tips:
    commits: list[str] = []
    tags: list[tuple[str, str]] = []
    loose: list[Change] = []
    known = kinds(repository, (update.new for update in updates))
    for ref, _, tip in updates:
        oid, kind = tip, known.get(tip, "")
        while kind == "tag":
            tags.append((ref, oid))
            oid, kind = _tagged(objects, oid)
        if kind == "commit":
            commits.append(oid)
        elif kind == "tree":
            loose.extend(standing(repository, oid))
        elif kind == "blob":
            loose.append(Change(ref, "100644", oid, ()))
        else:
            raise GitError(f"{ref} leads to {oid[:12]}, which is not here")
    return _Tips(tuple(commits), tuple(tags), tuple(loose))


def _tagged(objects: Objects, oid: str) -> tuple[str, str]:
    """What a tag names: id and kind, which its first two lines say."""
    lines = (objects.one(oid).data or b"").split(b"\n", 2)
    if len(lines) < 3 or not lines[0].startswith(b"object ") or not lines[1].startswith(b"type "):
        raise GitError(f"the tag {oid[:12]} cannot be read")
    return lines[0][7:].decode(), lines[1][5:].decode()
