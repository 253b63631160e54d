"""What the last scan of a history saw, so that the next one looks only at what is new.

Kept beside the objects, in the folder that all work trees share: which objects were there, in which
versions of files something was found and where in them, and which messages are to be read again
because something was found in them. No secret is kept, and a repository with a secret in a name, of
which the path would tell, is not remembered at all.

A record of other rules, options or code is ignored, as is one that this user did not write. A
repository that is not this user's own, or cannot be written, goes without.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from stanch.cache import Cache, blake2b
from stanch.errors import GitError
from stanch.git import partial, reach
from stanch.git.changes import Change, changed_by, staged
from stanch.git.objects import Objects
from stanch.git.reach import Listed
from stanch.git.repository import Repository
from stanch.git.state import Folders, Held, folders, held
from stanch.kept import Kept, read, written
from stanch.model.blob import Part
from stanch.model.outcome import State, Summary
from stanch.records import Records, Row
from stanch.rules.packs import pack
from stanch.rules.ruleset import Ruleset
from stanch.sources.base import Policy
from stanch.sources.changes import Changes
from stanch.sources.history import UNREACHED, History, everything, unique

_FOLDER = "stanch"
_FILE = "history.sqlite"
_KEY = "memory-key"
# What stands beside a record and is read with it: what was told of secrets, and what was looked at.
LIVES, LOOKS = " lives", " looks"
_BESIDE = (LIVES, LOOKS)
# Of more loose objects than that, asking for all objects takes no longer.
_FEW = 1000


class Record(NamedTuple):
    """A state of the repository, the ids of its objects end to end, and what was found."""

    state: str
    known: bytes
    kept: Kept


class Memory:
    """The records of one repository."""

    def __init__(self, where: Folders, secret: bytes, key: str) -> None:
        self.folders = where
        first = (key, *(key + of for of in _BESIDE))
        self._records = Records(os.path.join(where.common, _FOLDER, _FILE), secret, first)
        self._key = key
        self.secret = secret

    def read(self) -> Record | None:
        """What was kept under the key; None where that is nothing, or nothing to trust."""
        row = self._records.row(self._key)
        try:
            return Record(row.state, row.known, read(row.kept)) if row else None
        except (ValueError, TypeError, KeyError):
            return None

    def write(self, record: Record) -> None:
        """Keep a record."""
        self._records.put(self._key, Row(record.state, record.known, written(record.kept)))

    def stands(self) -> str:
        """The state of the repository that the record tells of; empty where there is none."""
        row = self._records.row(self._key)
        return row.state if row else ""

    def said(self, of: str, at: str = "") -> Any:
        """What was kept beside the record under that word, in that state; None for nothing."""
        row = self._records.row(self._key + of)
        try:
            return json.loads(row.kept) if row and row.state == at else None
        except (ValueError, TypeError):
            return None

    def say(self, of: str, what: Any, at: str = "") -> None:
        """Keep something beside the record."""
        written = json.dumps(what, separators=(",", ":")).encode()
        self._records.put(self._key + of, Row(at, b"", written))

    def flush(self) -> None:
        """Write what is to be kept."""
        self._records.flush()


def opened(repository: Repository, cache: Cache, key: str) -> Memory | None:
    """The memory of a repository; None where it can have none."""
    where = folders(repository)
    if partial.remotes(repository) or _is_cut(where.shallow):
        return None  # what is missing may come at any time, and changes what is said
    try:
        status = os.stat(where.common)
    except OSError:
        return None
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    if not mine or not os.access(where.common, os.W_OK):
        return None
    secret = cache.get(_KEY)
    if secret is None:
        cache.put(_KEY, os.urandom(32))
        secret = cache.get(_KEY)
    return Memory(where, secret, key) if secret else None


def _is_cut(path: str) -> bool:
    """Whether the file of a shallow clone is there and says something."""
    try:
        return os.path.getsize(path) > 0
    except OSError:
        return False


def place(repository: Repository) -> str:
    """The file in which a repository's memory is."""
    return os.path.join(folders(repository).common, _FOLDER, _FILE)


def forget(repository: Repository) -> bool:
    """Remove the memory of a repository; whether there was one."""
    path = place(repository)
    there = os.path.exists(path)
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(path + end)
    return there


class Recalled(NamedTuple):
    """What is to be read this time, and what is known without reading it.

    `known` are the ids of all objects that are there; None where they are those of the record.
    `order` are all changes that count, and `untouched` the blobs among them of which everything is
    known; `fresh` are the blobs that came since.
    """

    source: History
    held: Held
    before: Kept = Kept()
    known: Listed | None = None
    record: Record | None = None
    order: tuple[Change, ...] = ()
    untouched: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()

    @property
    def state(self) -> str:
        """The name of what the repository holds."""
        return self.held.name

    @property
    def again(self) -> tuple[Change, ...]:
        """What was known and is read all the same."""
        if self.record is None:
            return ()
        read = self.source.versions.changes
        return tuple(c for c in read if c.is_content and c.new not in self.fresh)


def recalled(
    memory: Memory,
    repository: Repository,
    objects: Objects,
    policy: Policy,
    told: Callable[[Kept], Collection[str]],
    *,
    unreachable: bool,
    changed: Callable[[], None] = lambda: None,
) -> Recalled:
    """The history as far as it is to be read; `told` takes what was found, and says in which blobs.

    What it does not say is looked at again. `changed` hears at once that a record is of another
    state.
    """
    now = held(repository, memory.folders)
    record = memory.read()
    grown = None
    if record is not None and record.state == now.name:
        grown = _Grown(record.kept.changes, record.kept.texts)
    elif record is not None:
        changed()
        with suppress(GitError):  # damaged since then
            grown = _grown(record, repository, now, policy, unreachable=unreachable)
            if grown and not grown.only:
                whole = everything(repository, objects, policy, unreachable=unreachable)
                grown = grown._replace(changes=_renamed(grown, whole.versions.changes, policy))
                left = (one for one in record.kept.skipped if not policy.excluded(one.path))
                record = record._replace(kept=record.kept._replace(skipped=tuple(left)))
    if record is None or grown is None:
        # What comes from now on is new to the next scan: nobody looks at it in this one.
        listed = None if unreachable else reach.stored(repository).listed
        source = everything(repository, objects, policy, unreachable=unreachable)
        return Recalled(source, now, known=source.listed or listed, order=source.versions.changes)
    kept = record.kept
    # What came to stand at another path may be something else there.
    same = {change.new for change in {*kept.changes}.intersection(grown.changes)}
    untouched = frozenset(told(kept)) & same
    read = tuple(change for change in grown.changes if change.new not in untouched)
    nothing = "nothing came since the last scan, which found nothing"
    versions = Changes("history", "", read, objects, policy, kept.skipped)
    source = History(versions, grown.refs, grown.texts, nothing=nothing)
    known = kept, grown.ids, record, grown.changes
    return Recalled(source, now, *known, untouched, grown.fresh)


class _Grown(NamedTuple):
    """What was found before and what came since.

    `fresh` are the blobs that were not there before. `only`: nothing went, and nothing of what was
    found came again, so that it came in with the same commits and stands at the same paths.
    """

    changes: tuple[Change, ...]
    texts: tuple[tuple[str, str], ...]
    refs: tuple[str, ...] = ()
    ids: Listed | None = None
    fresh: frozenset[str] = frozenset()
    only: bool = True


def _grown(
    record: Record, repository: Repository, now: Held, policy: Policy, *, unreachable: bool
) -> _Grown | None:
    """What came since a record, with the ids of all there is; None where something went."""
    kept = record.kept
    stored = _beside(record, repository, now)
    if stored is None:
        every, known = reach.stored(repository), _ids(record.known, repository)
        if every.broken or not known.issubset((*every.commits, *every.blobs, *every.tags)):
            return None
        stored = every.without(known)
    trees = stored.trees
    if stored.broken or trees < kept.trees or _is_staged_again(record, repository, fresh=stored):
        return None
    ids = record.known + _packed((*stored.commits, *stored.blobs, *stored.tags))
    fresh = frozenset(stored.blobs)
    led = reach.between(repository, now.tips, kept.tips)
    refs = reach.refs(repository)
    if not unreachable:
        named_tags = tuple(oid for oid in stored.tags if oid in refs.tags.values())
        stored = stored._replace(commits=tuple(sorted(led)), blobs=(), tags=named_tags)
    came = [*changed_by(repository, stored.commits)] if stored.commits else []
    if not record.state:  # interrupted: what it had read is known, whatever brought it
        known = _ids(record.known, repository)
        came = [change for change in came if change.new not in known]
    named = {change.new for change in came}
    bare = [oid for oid in stored.blobs if oid not in named]
    came += [Change(f"{UNREACHED} {oid[:12]}", "100644", oid, ()) for oid in bare]
    return _Grown(
        unique([*kept.changes, *came], policy.excluded),
        (*_texts(kept.texts, refs), *_came(stored, refs)),
        refs.names,
        Listed(ids, trees),
        fresh,
        led <= {*stored.commits}
        and not reach.between(repository, kept.tips, now.tips)
        and not bare  # the index or a ref may name them
        and all(change.commit for change in kept.changes)
        and {change.new for change in kept.changes}.isdisjoint(change.new for change in came),
    )


def _is_staged_again(record: Record, repository: Repository, *, fresh: reach.Store) -> bool:
    """Whether something that was there has a path in the index, at which it may not be clean."""
    came = {*fresh.blobs}
    return any(
        change.is_content
        and change.new not in came
        and _has(record.known, bytes.fromhex(change.new))
        for change in staged(repository)
    )


def _beside(record: Record, repository: Repository, now: Held) -> reach.Store | None:
    """What came as loose objects, where nothing else changed; None where more may have."""
    kept, known = record.kept, record.known
    loose = _ids(bytes.fromhex(kept.loose), repository)
    came = sorted(now.loose - loose)
    if not record.state or now.packs != kept.packs or not loose <= now.loose or len(came) > _FEW:
        return None
    stored = reach.kinds(repository, [oid for oid in came if not _has(known, bytes.fromhex(oid))])
    return stored._replace(listed=Listed(b"", kept.trees + stored.trees))


def _has(known: bytes, oid: bytes) -> bool:
    """Whether an id stands among those end to end."""
    at = known.find(oid)
    while at >= 0 and at % len(oid):
        at = known.find(oid, at + 1)
    return at >= 0


def _packed(ids: Iterable[str]) -> bytes:
    return bytes.fromhex("".join(ids))


def _texts(kept: Iterable[tuple[str, str]], refs: reach.Refs) -> Iterator[tuple[str, str]]:
    """Messages in which something was found; those of tags under their names of now."""
    for path, oid in kept:
        if path.startswith("commit "):
            yield path, oid
            continue
        names = [name for name, tag in refs.tags.items() if tag == oid]
        yield from ((name, oid) for name in names or [f"{UNREACHED} tag {oid[:12]}"])


def _came(stored: reach.Store, refs: reach.Refs) -> Iterator[tuple[str, str]]:
    """The messages that were not there before."""
    yield from ((f"commit {oid[:12]}", oid) for oid in stored.commits)
    yield from ((name, oid) for name, oid in refs.tags.items() if oid in stored.tags)
    nameless = (oid for oid in stored.tags if oid not in refs.tags.values())
    yield from ((f"{UNREACHED} tag {oid[:12]}", oid) for oid in nameless)


def _renamed(grown: _Grown, whole: Iterable[Change], policy: Policy) -> tuple[Change, ...]:
    """The changes as a scan would name them that remembers nothing; all that are excluded."""
    wanted = {change.new for change in grown.changes if change.new}
    return tuple(
        change
        for change in whole
        if not change.new or change.new in wanted or policy.excluded(change.path)
    )


Find = Callable[[tuple[Change, ...]], tuple[Any, ...]]


def keep(
    memory: Memory, repository: Repository, this: Recalled, summary: Summary, found: Find
) -> Summary:
    """Remember a scan that read all it should; the summary counts what was known as well.

    `found` gives what was found in some changes as it is kept.
    """
    again, before = this.again, this.before
    sizes = _sizes(repository, again) if again else 0
    whole = summary._replace(
        blobs=before.blobs + summary.blobs - len(again),
        size=before.size + summary.size - sizes,
        known=before.blobs - len(again),
        nothing="" if before.blobs else summary.nothing,
    )
    if summary.interrupted and this.record is None and not _tells(summary):
        _keep_part(memory, repository, this, summary, found)
    if not may_be_kept(summary):
        return whole
    record, known = this.record, this.known
    if known is None and not again and not before.texts:
        return whole
    dirty = _dirty(summary)
    said = {p.path for o in summary.outcomes for p in o.finding.locations if p.part in _SAID}
    changes = tuple(change for change in this.order if change.new in dirty)
    kept = Kept(
        changes,
        tuple(text for text in this.source.texts if text[0] in said),
        tuple(dict.fromkeys(summary.skipped)),
        whole.blobs,
        whole.size,
        before.trees,
        found(changes),
        this.held.packs,
        "".join(sorted(this.held.loose)),
        this.held.tips,
    )
    if known is not None:
        memory.write(Record(this.state, known.ids, kept._replace(trees=known.trees)))
    elif record is not None and written(record.kept) != written(kept):
        memory.write(record._replace(kept=kept))
    return whole


def may_be_kept(summary: Summary) -> bool:
    """Whether a scan read all it should, and no path tells a secret."""
    whole = summary.state is State.COMPLETE and not summary.interrupted
    return whole and not _tells(summary)


def _dirty(summary: Summary) -> set[str]:
    return {blob for outcome in summary.outcomes for blob in outcome.finding.blobs}


def _keep_part(
    memory: Memory, repository: Repository, this: Recalled, summary: Summary, found: Find
) -> None:
    """Remember how far an interrupted scan came: blobs are read in the order of the source.

    What was skipped was not read, nor is known which version of its path that was.
    """
    wanted = [change for change in this.source.versions.changes if change.is_content]
    skipped = {one.path for one in summary.skipped}
    # Those that were skipped count as none, so that no fewer than these were come to.
    done = [change for change in wanted[: summary.blobs] if change.path not in skipped]
    size = summary.size if len(done) == summary.blobs else _sizes(repository, done)
    dirty = _dirty(summary)
    again = tuple(change for change in done if change.new in dirty)
    clean = _packed({change.new for change in done})
    kept = Kept(again, blobs=len(done), size=size, found=found(again))
    kept = kept._replace(tips=this.held.tips)
    memory.write(Record("", clean, kept))


_SAID = frozenset((Part.MESSAGE.value, Part.AUTHOR.value))


def _tells(summary: Summary) -> bool:
    """Whether a name holds a secret: the path would be kept, and tell it."""
    return any(
        place.part == Part.NAME.value
        for outcome in summary.outcomes
        for place in outcome.finding.locations
    )


def _sizes(repository: Repository, changes: Iterable[Change]) -> int:
    """The bytes of the new sides."""
    ids = "".join(f"{change.new}\n" for change in changes if change.is_content)
    out = repository.git.run("cat-file", "--batch-check=%(objectsize)", stdin=ids.encode())
    return sum(int(line) for line in out.split() if line.isdigit())


def _ids(known: bytes, repository: Repository) -> frozenset[str]:
    width = 40 if repository.object_format == "sha1" else 64
    text = known.hex()
    return frozenset(text[at : at + width] for at in range(0, len(text), width))


def key(parts: Iterable[object], rules: Ruleset) -> str:
    """The name of a record: everything that decides what is found, and the code that does."""
    digest = blake2b(rules.builtin.digest.encode(), digest_size=16)
    for index, name in enumerate(rules.ids()):  # entries would be parsed for it
        digest.update(f"{'' if rules.enabled(index) else '-'}{name}\0".encode())
        if rules.changed(index):
            digest.update(pack((rules.rule(index),)))
    for part in parts:
        digest.update(f"{part!r}\0".encode())
    for path in sorted(_code()):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _code() -> Iterator[str]:
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ("configured", "foundmemory", "kept", "memory", "pipeline", "traces"):
        yield os.path.join(here, f"{name}.py")
    for folder in ("engine", "rules", "model", "sources", "git"):
        for root, _, names in os.walk(os.path.join(here, folder)):
            yield from (os.path.join(root, name) for name in names if name.endswith(".py"))
