"""Decides about each candidate: a `Verdict`, or what it was dropped for. Nothing is just False."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from stanch.engine import entropy, placeholder, proof
from stanch.engine.generic import detector, surroundings, values
from stanch.engine.generic.filekind import Kind
from stanch.engine.generic.surroundings import Place
from stanch.engine.view import View
from stanch.model.finding import Candidate, Dropped, Proof, Reason, Verdict
from stanch.model.place import Span
from stanch.model.rule import Confidence, Detector, Rule, Severity

# Below this a value can be guessed by trying: it is hashed slowly and nothing of it is shown.
WEAK_BITS = 60
# A random string of an alphabet and length has a randomness of about 1; prose about 0.8.
RANDOM = 0.88
# A flood repeats a few values; keys among them are long.
_REMEMBERED = 256

Applies = Callable[[tuple[str, ...], str], bool]


class Judged(NamedTuple):
    """A candidate with its fate. The companions are the places of the other half of a pair."""

    candidate: Candidate
    result: Verdict | Dropped
    companions: tuple[Span, ...] = ()

    @property
    def confidence(self) -> int:
        """How sure it is that this is a secret; less than any level for what was dropped."""
        return self.result.confidence if isinstance(self.result, Verdict) else -1


class Judge(NamedTuple):
    """What judging needs besides the text: the time (seconds since 1970) and a path matcher."""

    now: int
    applies: Applies

    def __call__(self, view: View, candidate: Candidate) -> Judged:
        """Weigh one candidate in its text."""
        return Judged(candidate, self._result(view, candidate))

    def _result(self, view: View, candidate: Candidate) -> Verdict | Dropped:
        rule = candidate.rule
        if rule.paths and not self.applies(rule.paths, view.blob.path):
            return Dropped(Reason.WRONG_FILE)
        if rule.context and not _named(view, candidate):
            return Dropped(Reason.NO_CONTEXT)
        match rule.detector:
            case Detector.ASSIGNMENT:
                return _assigned(view, candidate)
            case Detector.ENTROPY:
                return _random(rule, candidate.secret.reveal())
            case Detector.PATTERN:
                return self._pattern(view, candidate)

    def _pattern(self, view: View, candidate: Candidate) -> Verdict | Dropped:
        rule, value = candidate.rule, candidate.secret.reveal()
        named = rule.weak and _NAME.fullmatch(value) is not None and _is_code(view, candidate)
        return _valued(rule, value, self.now, is_named=named)


@lru_cache(maxsize=_REMEMBERED)
def _valued(rule: Rule, value: bytes, now: int, *, is_named: bool) -> Verdict | Dropped:
    """What a vendor's rule makes of a value, which may be a name of the program round it."""
    body = value.removeprefix(rule.prefix.encode()) or value
    filler = _filler(body)
    if filler and (rule.weak or not _edited(body)):
        return filler
    weak = _weak(rule.weak, value)
    verdict = Verdict(rule.confidence, rule.severity, rule.environment, weak=weak)
    if rule.proof:
        weighed = _proved(verdict, proof.validator(rule.proof).check(value, now))
        if isinstance(weighed, Dropped) or weighed.proof is Proof.FITS:
            return weighed
        verdict = weighed
    if rule.entropy and not filler and entropy.shannon(body) < rule.entropy:
        return Dropped(Reason.LOW_ENTROPY, f"{entropy.shannon(body):.1f} bits a character")
    if is_named:
        return Dropped(Reason.TEMPLATE, "a name of the program")
    doubt = _doubt(value, body, rule)
    if isinstance(doubt, Dropped):
        return doubt
    doubt = doubt or (str(filler) if filler else "")
    return _lowered(verdict, Confidence.LOW, doubt) if doubt else verdict


# What a program calls something: words and dots, no digit.
_NAME = re.compile(rb"[A-Za-z_$][A-Za-z_$.]*")
# Shorter values are words; whether they repeat says nothing.
_SHORT = 6
# So long and so varied a value was a key before somebody wrote another one over it.
_FULL = 20
_VARIED = 6
_SHORTEST = 4
# Fewer digits are a year, a port or a date.
_SERIAL = 9
# A key of several lines is no place for words that tell a reader what to do.
_LONG = 2000


def _named(view: View, candidate: Candidate) -> bool:
    """Whether one of the rule's words stands near, or in the path."""
    context = candidate.rule.context
    if context is None:
        return True
    near = view.near(candidate.span, context.within)
    path = view.blob.path.lower().encode("utf-8", "surrogateescape")
    return any(word in near or word in path for word in context.near)


def _is_code(view: View, candidate: Candidate) -> bool:
    """Whether no quote opens before the value, in a file where a bare word is a name."""
    before = view.data[candidate.span.start - 1 : candidate.span.start]
    return before not in {b'"', b"'", b"`"} and (view.kind is Kind.SOURCE)


def _filler(body: bytes) -> Dropped | None:
    """What the whole body is made of, where that is one group repeated or a row of keys."""
    if len(body) < _SHORT:
        return None
    return placeholder.repeated(body) or placeholder.sequence(body, whole=True)


def _edited(body: bytes) -> bool:
    """Whether filler is so long and varied that it may be shown to who asks for low confidence.

    Where a vendor's rule matched in full length, `abcdef0123…` is a token written over by hand more
    often than a form to fill in; `xxxx…` is nothing.
    """
    return len(body) >= _FULL and len(set(body)) >= _VARIED


def _doubt(value: bytes, body: bytes, rule: Rule) -> Dropped | str:
    """Why the value is no secret, or a note why perhaps not.

    A vendor's prefix with a body of full length is rarely an accident, so a sequence inside it only
    lowers the finding; without a prefix a template is reason enough to drop it.
    """
    if not rule.prefix:
        dropped = placeholder.template(value)
        if dropped:
            return dropped
        if len(value) < _SHORTEST:
            return "very short"
        if not rule.weak and values.is_wordy(value) and not _is_numeric(value):
            return "made of words"
    if len(body) >= _LONG or b"\n" in body or b"-----BEGIN" in body:
        return ""
    said = None if rule.weak else placeholder.placeholder(body)
    if said and rule.prefix and said.detail == placeholder.FILLED:
        return f"looks {said.detail}"
    if said:
        return said
    part = placeholder.sequence(body, whole=False)
    return f"holds a sequence ({part.detail})" if part else ""


def _is_numeric(value: bytes) -> bool:
    """Mostly digits: a word before them does not make them words."""
    digits = sum(48 <= char <= 57 for char in value)
    letters = sum(chr(char).isalpha() for char in value)
    return digits >= _SERIAL and digits > 2 * letters


def _proved(verdict: Verdict, evidence: proof.Evidence) -> Verdict | Dropped:
    if evidence.dropped:
        return evidence.dropped
    verdict = verdict._replace(
        proof=evidence.proof,
        facts=evidence.facts,
        notes=(evidence.note,) if evidence.note else (),
        severity=verdict.severity if evidence.severity is None else evidence.severity,
        environment=evidence.environment or verdict.environment,
        weak=verdict.weak and evidence.proof is not Proof.FITS,
    )
    if evidence.confidence is not None:
        return verdict._replace(confidence=min(verdict.confidence, evidence.confidence))
    if evidence.proof is Proof.FITS:
        return verdict._replace(confidence=Confidence.PROVEN)
    if evidence.proof is Proof.FAILS:
        return verdict._replace(confidence=Confidence.LOW)
    return verdict


def _lowered(verdict: Verdict, ceiling: Confidence, note: str) -> Verdict:
    return verdict._replace(
        confidence=min(verdict.confidence, ceiling), notes=(*verdict.notes, note)
    )


def _assigned(view: View, candidate: Candidate) -> Verdict | Dropped:
    """A syntax without a vendor: name, value and what stands round them are weighed."""
    _, span, match, _, name = candidate
    place = surroundings.place(view.data, span, name, match)
    return _weighed(place, candidate.rule, view.kind, view.blob.path)


@lru_cache(maxsize=_REMEMBERED)
def _weighed(place: Place, rule: Rule, kind: Kind, path: str) -> Verdict | Dropped:
    """The same of the place alone; what floods a text is a few of them again and again."""
    believed = detector.judge(place, rule, kind, path)
    if isinstance(believed, Dropped):
        return believed
    severity = rule.severity if believed.confidence > Confidence.LOW else Severity.MEDIUM
    return Verdict(
        min(rule.confidence, believed.confidence),
        min(rule.severity, severity),
        rule.environment,
        weak=_weak(rule.weak, place.text[slice(*place.value)]),
        notes=believed.notes,
    )


@lru_cache(maxsize=_REMEMBERED)
def _random(rule: Rule, value: bytes) -> Verdict | Dropped:
    """A quoted string that no name explains: only its randomness speaks."""
    for check in (placeholder.template, placeholder.placeholder, placeholder.repeated):
        dropped = check(value)
        if dropped:
            return dropped
    seen = placeholder.sequence(value, whole=False)
    if seen:
        return seen
    share = entropy.randomness(value)
    if share < RANDOM or entropy.shannon(value) < rule.entropy:
        return Dropped(Reason.LOW_ENTROPY, f"{entropy.shannon(value):.1f} bits a character")
    if entropy.alphabet(value).size <= 16 and len(value) in _HASH_LENGTHS:
        return Dropped(Reason.OTHER_KIND, "the length of a hash")
    if not values.is_random(value):
        return Dropped(Reason.WORD, "words or an identifier")
    return Verdict(rule.confidence, rule.severity, rule.environment, weak=_weak(rule.weak, value))


_HASH_LENGTHS = (32, 40, 56, 64, 96, 128)


def _weak(always: bool, value: bytes) -> bool:  # noqa: FBT001  # a fact about the value, no switch
    return entropy.guesses(value) < WEAK_BITS or (always and entropy.guesses(value) < 2 * WEAK_BITS)
