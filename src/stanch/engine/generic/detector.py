"""Judges a candidate of a generic syntax: every sense is asked, and the evidence added up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from stanch.engine.generic import (
    conventions,
    decoding,
    filekind,
    forms,
    names,
    surroundings,
    values,
)
from stanch.engine.generic.filekind import Kind
from stanch.engine.generic.names import Grade, Name
from stanch.engine.generic.surroundings import Place, Surroundings
from stanch.engine.generic.weights import HIGH, LOW, MEDIUM, WEIGHTS
from stanch.model.finding import Candidate, Dropped, Reason
from stanch.model.rule import Confidence, Rule

# A rule with this tag matches `user:password`, and the password is what is judged.
LOGIN = "login"
# A rule with this tag finds a value in a sentence.
TOLD = "told"
# The syntax itself says credential: its pattern has no group `name`.
_UNNAMED = Name(Grade.STRONG, "none")
_WEAK_LENGTH = 10
_CONVENTIONS = frozenset(("value convention", "value holds convention"))
# The places of a few files, some megabytes.
_REMEMBERED = 1024
# Of the signs of a file's candidates there are few combinations.
_COMBINATIONS = 256
_NOT_ALNUM = re.compile(rb"[^a-z0-9]+")


class Belief(NamedTuple):
    """What the detector makes of a candidate that it does not drop: the signs, and their sum."""

    confidence: Confidence
    points: int
    signs: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """The evidence for and against, heaviest first."""
        return (*_said(self.signs), f"{self.points:+d} in all")


@lru_cache(maxsize=_COMBINATIONS)
def _said(signs: tuple[str, ...]) -> tuple[str, ...]:
    weighed = sorted((-abs(WEIGHTS[s].points), s) for s in signs if WEIGHTS[s].points)
    return tuple(f"{WEIGHTS[s].points:+d} {WEIGHTS[s].says}" for _, s in weighed)


class Read(NamedTuple):
    """A candidate as the senses read it."""

    name: Name
    value: bytes
    here: Surroundings
    kind: Kind
    decoded: bool
    raw: bool = False


def judge(place: Place, rule: Rule, kind: Kind, path: str) -> Belief | Dropped:
    """Weigh what a rule matched in a file of that kind."""
    here, named = surroundings.around(*place), place.name is not None
    return _judged(place.text[slice(*place.value)], here, kind, rule, path, named=named)


@lru_cache(maxsize=_REMEMBERED)
def _judged(
    value: bytes, here: Surroundings, kind: Kind, rule: Rule, path: str, *, named: bool
) -> Belief | Dropped:
    """The same of what stands round the value; the versions of a file ask again and again."""
    found = _read(value, here, kind, rule, named=named)
    if isinstance(found, Dropped):
        return found
    signs = tuple(sorted(set(evidence(found, rule.id, path))))
    return _belief(signs, strong=found.name.grade is Grade.STRONG)


def read(value: bytes, candidate: Candidate, data: bytes, path: str) -> Read | Dropped:
    """What the candidate is made of, or the first reason for which it is no credential at all."""
    here = surroundings.around(data, candidate.span, candidate.name, candidate.match)
    kind = filekind.kind(path, data)
    return _read(value, here, kind, candidate.rule, named=candidate.name is not None)


def _read(
    value: bytes, here: Surroundings, kind: Kind, rule: Rule, *, named: bool
) -> Read | Dropped:
    name = names.judge(here.name) if named else _UNNAMED
    if name.grade is Grade.OTHER:
        return Dropped(Reason.OTHER_KIND, name.says)
    if decoding.is_list(value):
        return _bytes(value, name, here, kind)
    dropped = surroundings.none(here, kind, value, named=named)
    dropped = dropped or _told(rule, here, value)
    if dropped:
        return dropped
    found, form = _inside(value, rule)
    if found is None:
        return Dropped(Reason.OTHER_KIND, form)
    dropped = _no_value(found, name, here)
    return dropped or Read(name, found, here, kind, bool(form))


def evidence(found: Read, rule: str, path: str) -> Iterator[str]:
    """The keys of the table of weights that hold for a candidate."""
    yield "base"
    yield from _of_name(found.name)
    if found.raw:
        yield "value bytes"
    else:
        yield from values.signs(found.value)
    if found.decoded:
        yield "value decoded"
    if _echoes(found):
        yield "value echoes the name"
    if found.name is not _UNNAMED:
        yield from surroundings.signs(found.here, found.kind)
    if f"syntax {rule}" in WEIGHTS:
        yield f"syntax {rule}"
    yield f"file {found.kind.value}"
    yield from filekind.signs(path)


def _of_name(name: Name) -> Iterator[str]:
    yield "name weak" if name.grade is Grade.WEAK else f"name {name.family}"
    if name.grade is Grade.FAIR:
        yield "name fair"
    if name.exact and name.grade is Grade.STRONG:
        yield "name exact"


def _bytes(value: bytes, name: Name, here: Surroundings, kind: Kind) -> Read | Dropped:
    """A list of numbers is judged by the bytes that it makes."""
    made = decoding.listed(value)
    if made is None or not values.is_random_bytes(made):
        return Dropped(Reason.LOW_ENTROPY, "numbers, not bytes as by chance")
    return Read(name, made, here, kind, decoded=True, raw=True)


def _told(rule: Rule, here: Surroundings, value: bytes) -> Dropped | None:
    """A sentence tells a value when it quotes it, or when it is no word."""
    if TOLD not in rule.tags:
        return None
    closed = here.quoted and here.tail[:1] == here.between[-1:]
    told = not here.quoted and any(48 <= c <= 57 for c in value) and not values.is_word(value)
    if closed or told:
        return None
    return Dropped(Reason.WORD, "a word of a sentence")


def _inside(value: bytes, rule: Rule) -> tuple[bytes | None, str]:
    """What is to be judged in the value's place, and in what form it was."""
    if LOGIN in rule.tags:
        return value.partition(b":")[2], ""
    if value[:3] == b"eyJ":
        worthless = decoding.is_worthless_jwt(value)
        if worthless:
            return None, worthless
    inner = decoding.inner(value)
    return (inner.text, inner.form) if inner else (value, "")


def _no_value(value: bytes, name: Name, here: Surroundings) -> Dropped | None:
    dropped = forms.none(value)
    if dropped:
        return dropped
    if names.is_label(value) and not value.decode("utf-8", "replace").islower():
        return Dropped(Reason.WORD, "a label: a word that says credential")
    plain, named = _plain(value), _plain(here.name)
    if plain and plain == named and (value[:1].isupper() or not conventions.is_one(value)):
        return Dropped(Reason.WORD, "the name again: a label")
    if name.grade is Grade.WEAK and (len(value) < _WEAK_LENGTH or not values.is_random(value)):
        return Dropped(Reason.LOW_ENTROPY, "a weak name needs a random value")
    return None


def _echoes(found: Read) -> bool:
    named = _plain(found.here.name)
    return len(named) >= 3 and named in _plain(found.value)


def _plain(text: bytes) -> bytes:
    return _NOT_ALNUM.sub(b"", text.lower())


@lru_cache(maxsize=_COMBINATIONS)
def _belief(signs: tuple[str, ...], *, strong: bool) -> Belief | Dropped:
    points = sum(WEIGHTS[sign].points for sign in signs)
    if strong and points < MEDIUM and _CONVENTIONS & set(signs):
        return Belief(Confidence.LOW, points, signs)  # a class of its own, however little it weighs
    for bound, confidence in (
        (HIGH, Confidence.HIGH),
        (MEDIUM, Confidence.MEDIUM),
        (LOW, Confidence.LOW),
    ):
        if points >= bound:
            return Belief(confidence, points, signs)
    return Dropped(Reason.LOW_ENTROPY, f"the evidence is against it: {points:+d} points")
