"""Claims and findings brought together: what the other scanner accepted, as secrets found here.

A place (`path:rule:line`) says where a secret stood, a hash what it was. Both are turned into
findings by looking now; what matches nothing is said. A claim never accepts what it cannot mean: a
hash accepts that value only, a place only what stands there and can be of that rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from hashlib import sha1, sha256
from itertools import combinations
from typing import NamedTuple

from stanch.model.blob import Blob
from stanch.model.finding import Finding
from stanch.model.outcome import Suppression
from stanch.model.place import Location
from stanch.model.rule import Confidence
from stanch.moving.item import Claim, Digest
from stanch.moving.ours import Ours

# Ends of words round a secret between which a hash may have been taken.
_MOST_ENDS = 60
_LEAST = 6
_LONGEST = 400
# https://docs.gitguardian.com/secrets-detection/secrets-detection-engine/detectors: what a match is
# called; the hash is over it, too.
_TYPES = (
    "apikey", "token", "password", "username", "client_id", "client_secret", "secret", "key",
    "access_token", "refresh_token", "private_key", "connection_uri", "uri", "url", "webhook",
    "host", "port", "database", "scheme", "secret_key", "access_key", "api_key", "session_token",
)  # fmt: skip


class Seen(NamedTuple):
    """A finding of one place, the text it stands in, and who accepts it already."""

    finding: Finding
    blob: Blob
    accepted: Suppression | None = None


class Settled(NamedTuple):
    """What a claim comes to: findings to accept, or why there are none."""

    found: tuple[Seen, ...] = ()
    why: str = ""
    note: str = ""


class Findings:
    """All that was found, ready to be asked by path and by the hashes that claims name."""

    __slots__ = ("_by_digest", "_by_path", "_every", "_ours", "_parts")

    def __init__(self, every: Sequence[Seen], claims: Iterable[Claim], ours: Ours) -> None:
        self._every = every
        self._ours = ours
        self._by_path: dict[str, list[Seen]] = {}
        for one in every:
            self._by_path.setdefault(one.finding.locations[0].path, []).append(one)
        wanted: dict[str, set[str]] = {}
        for claim in claims:
            if claim.digest is not None:
                wanted.setdefault(claim.digest.kind, set()).add(claim.digest.hex)
        self._by_digest = _hits(every, wanted, _digests)
        self._parts = _hits(every, {"sha1": wanted.get("sha1", set())}, _digests_of_parts)

    def settled(self, claim: Claim) -> Settled:
        """The findings that a claim accepts; of those, not what is only a guess beside them."""
        result = self._settled(claim)
        sure = tuple(one for one in result.found if _is_sure(one))
        return result._replace(found=sure or result.found)

    def _settled(self, claim: Claim) -> Settled:
        if claim.digest is not None:
            return self._of_digest(claim, claim.digest)
        there = [one for one in self._at(claim.path) if _is_there(claim, one)]
        if claim.value is not None:
            return _of_value(claim, claim.value.reveal(), there)
        return self._of_place(claim, there)

    def _at(self, path: str) -> Sequence[Seen]:
        return self._by_path.get(path, ()) if path else self._every

    def _of_place(self, claim: Claim, there: Iterable[Seen]) -> Settled:
        """What stands on the line: of the same kind if any is, else the only one there is."""
        here = [one for one in there if _on_line(claim, one.finding.locations[0])]
        if not here:
            gone = "the commit is not here, or it" if claim.commit else "it moved, is gone, or"
            return Settled(why=f"nothing is found there now: {gone} is no secret for stanch")
        here = [one for one in here if _is_sure(one)] or here
        for kin in (self._ours.same, self._ours.kin):
            found = tuple(one for one in here if kin(claim.rule, one.finding.rule.id))
            if found:
                return Settled(found, note=_other(found))
        if len({one.finding.secret for one in here}) == 1:
            return Settled(tuple(here))
        return Settled(why="several secrets stand there, and none can be of that rule")

    def _of_digest(self, claim: Claim, digest: Digest) -> Settled:
        if digest.kind == "talisman":
            there = [
                one
                for path, found in self._by_path.items()
                if path == claim.path or fnmatchcase(path, claim.path)
                for one in found
            ]
            return _by_file(digest, there)
        key = digest.kind, digest.hex
        whole = tuple(one for one in self._by_digest.get(key, ()) if _is_there(claim, one))
        if whole:
            return Settled(whole)
        # detect-secrets hashes of some tokens their prefix only; then the line says which.
        part = tuple(
            one
            for one in self._parts.get(key, ())
            if claim.line and _is_there(claim, one) and _on_line(claim, one.finding.locations[0])
        )
        if part:
            return Settled(part, note="its hash is of a part only, so the line decided")
        return Settled(why="no finding here has this hash")


def _of_value(claim: Claim, value: bytes, there: Sequence[Seen]) -> Settled:
    """What has the value; where one is only a part of the other, the line has to fit, too."""
    same = tuple(one for one in there if _is_same(value, one.finding.secret.reveal()))
    if same:
        return Settled(same)
    part = tuple(
        one
        for one in there
        if claim.line
        and len(value) >= _LEAST
        and _on_line(claim, one.finding.locations[0])
        and (value in (own := one.finding.secret.reveal()) or own in value)
    )
    if part:
        return Settled(part, note="its value is another part of the same, so the line decided")
    return Settled(why="no finding here has this value")


def _hits(
    every: Iterable[Seen],
    wanted: Mapping[str, Collection[str]],
    digests: Callable[[str, Finding], Iterator[str]],
) -> dict[tuple[str, str], list[Seen]]:
    """The findings of which one of the wanted hashes is."""
    hits: dict[tuple[str, str], list[Seen]] = {}
    for kind, names in wanted.items():
        for one in every if names else ():
            for name in {name for name in digests(kind, one.finding) if name in names}:
                hits.setdefault((kind, name), []).append(one)
    return hits


def _is_there(claim: Claim, one: Seen) -> bool:
    if claim.commit and not _one_commit(claim.commit, one.blob.commit):
        return False
    return not claim.path or one.finding.locations[0].path == claim.path


def _one_commit(short: str, whole: str) -> bool:
    return len(short) >= 7 and whole.startswith(short.lower())


def _is_sure(one: Seen) -> bool:
    return one.finding.verdict.confidence > Confidence.LOW


def _other(found: Sequence[Seen]) -> str:
    """A place may hold more than its rule meant; a person should look."""
    secrets = {one.finding.secret for one in found}
    return f"{len(secrets)} secrets stand there; all are accepted" if len(secrets) > 1 else ""


def _on_line(claim: Claim, at: Location) -> bool:
    return at.start.line <= max(claim.line, claim.last) and at.end.line >= claim.line


def _by_file(digest: Digest, there: Sequence[Seen]) -> Settled:
    if not there:
        return Settled(why="nothing is found in such a file")
    same = tuple(one for one in there if digest.hex in _file_hashes(one.blob))
    if same:
        return Settled(same)
    return Settled(why="its checksum is not that of the file as it is now, so it would be "
                   "looked at again")  # fmt: skip


def _file_hashes(blob: Blob) -> Iterator[str]:
    """The ways in which a checksum of a file may have been taken."""
    path, data = blob.path.encode("utf-8", "surrogateescape"), blob.data
    yield sha256(data).hexdigest()
    yield sha256(path + data).hexdigest()
    chained = sha256(b"").hexdigest() + sha256(data).hexdigest() + sha256(path).hexdigest()
    yield sha256(chained.encode()).hexdigest()


def _is_same(theirs: bytes, own: bytes) -> bool:
    """Whether they accepted this secret: their value holds all of it, or the larger part."""
    if theirs == own or theirs.strip() == own.strip():
        return True
    if min(len(theirs), len(own)) < _LEAST:
        return False
    return own in theirs or (2 * len(theirs) >= len(own) and theirs in own)


def _digests(kind: str, finding: Finding) -> Iterator[str]:
    """The hashes that another scanner may have written for a finding."""
    secret = finding.secret.reveal()
    if kind == "ggshield":
        for word in _TYPES:
            yield _hashed(kind, secret + b"," + word.encode())
    elif kind != "talisman":
        for value in _values(finding):
            if _is_same(value, secret):
                yield _hashed(kind, value)
                # detect-secrets reads many a file as an INI file, whose quotes it escapes.
                yield _hashed(kind, value + b"\\")


def _digests_of_parts(kind: str, finding: Finding) -> Iterator[str]:
    """The hashes of words of the secret's own text, and of its beginnings."""
    secret = finding.secret.reveal()
    for end in range(_LEAST, min(len(secret), _LONGEST)):
        yield _hashed(kind, secret[:end])
    ends = [0, *(m.start() for m in re.finditer(rb"\b|_", secret)), len(secret)]
    for start, end in combinations(dict.fromkeys(sorted(ends)[:_MOST_ENDS]), 2):
        yield _hashed(kind, secret[start:end])


def _hashed(kind: str, value: bytes) -> str:
    # The hashes that others wrote down; nothing is kept by them here.
    hasher = sha1 if kind == "sha1" else sha256
    return hasher(value, usedforsecurity=False).hexdigest()


def _values(finding: Finding) -> Iterator[bytes]:
    """The secret, and the pieces of its lines that hold it: others cut it at other ends."""
    secret = finding.secret.reveal()
    yield secret
    yield secret.strip()
    yield finding.secret.canonical.reveal()
    # A pattern with a fixed length takes the beginning of a longer value.
    yield from (secret[:end] for end in range((len(secret) + 1) // 2, min(len(secret), _LONGEST)))
    text, span = finding.locations[0].excerpt
    data = text.reveal()
    ends = {m.start() for m in re.finditer(rb"\b|(?<=\W)|(?=\W)", data)} | {span.start, span.end}
    starts = sorted((e for e in ends if e <= span.start), reverse=True)[:_MOST_ENDS]
    for start in (*starts, *sorted(e for e in ends if span.start < e < span.end)[:8]):
        for end in sorted(e for e in ends if e > start and e >= span.end)[:_MOST_ENDS]:
            yield data[start:end]
    for end in sorted(e for e in ends if span.start < e < span.end)[-8:]:
        yield data[span.start : end]
