"""Proves a rule by its own examples, in the company of all other rules.

Examples hold placeholders instead of tokens, filled from a seed when they are checked:

    <base62:32>  <hex:40>  <uuid> …    random characters of an alphabet
    <proof>                            what the rule's validator puts behind the text before it
    <<                                 a literal <

A first line `# file: NAME` says which file the example stands in.
"""

from __future__ import annotations

import random
import re
import string
import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stanch.engine import proof
from stanch.engine.database import seconds
from stanch.engine.scan import Engine, examine
from stanch.errors import RuleError
from stanch.model.blob import Blob
from stanch.model.finding import Verdict
from stanch.model.rule import Confidence, Rule

_BASE62 = string.digits + string.ascii_letters
ALPHABETS = {
    "base62": _BASE62,
    "hex": "0123456789abcdef",
    "hex-upper": "0123456789ABCDEF",
    "base64": _BASE62 + "+/",
    "base64url": _BASE62 + "-_",
    "base32": string.ascii_uppercase + "234567",
    "base32-lower": string.ascii_lowercase + "234567",
    "base58": "".join(c for c in _BASE62 if c not in "0OIl"),
    "digits": string.digits,
    "alnum-lower": string.digits + string.ascii_lowercase,
    "alnum-upper": string.digits + string.ascii_uppercase,
    "letters": string.ascii_letters,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "word": _BASE62 + "_",
    "printable": _BASE62 + "!#%+,-./:=?@^_~",
}
_PLACEHOLDER = re.compile(r"<(<|proof|uuid|(?P<alphabet>[a-z0-9-]+):(?P<count>\d{1,5}))>?")
_STEM = re.compile(r"""[^\s"'`=:,;()\[\]{}<>]*\Z""")
_FILE = re.compile(r"# file: (.+)\n")


class Problem(NamedTuple):
    """What is wrong with a rule; `example` is the example as its author wrote it."""

    rule: str
    what: str
    example: str = ""


class Example(NamedTuple):
    """An example made into a text in a file."""

    written: str
    path: str
    text: str

    @property
    def blob(self) -> Blob:
        """What the engine scans."""
        return Blob(self.path, self.text.encode())


def filled(rule: Rule, written: str, seed: int = 0) -> Example:
    """The example with its placeholders filled; the same seed fills them alike.

    Raises:
        RuleError: a placeholder that nothing can fill.
    """
    rng = random.Random(f"{rule.id}/{written}/{seed}")  # noqa: S311  # samples, not secrets
    named = _FILE.match(written)
    body = written[named.end() :] if named else written
    out, at = "", 0
    for hole in _PLACEHOLDER.finditer(body):
        out += body[at : hole.start()]
        out += _filling(rule, hole, out, rng)
        at = hole.end() - (hole[1] == "<" and hole[0].endswith(">"))
    return Example(written, named[1] if named else "example.txt", out + body[at:])


def _filling(rule: Rule, hole: re.Match[str], before: str, rng: random.Random) -> str:
    match hole[1]:
        case "<":
            return "<"
        case "uuid":
            return str(uuid.UUID(int=rng.getrandbits(128), version=4))
        case "proof":
            stem = _STEM.search(before)
            made = _validator(rule).complete(stem[0].encode() if stem else b"", rng)
            return made.decode()
        case _:
            pass
    alphabet = ALPHABETS.get(hole["alphabet"])
    if alphabet is None:
        raise RuleError(f"no alphabet is named {hole['alphabet']!r}", where=rule.id)
    return "".join(rng.choices(alphabet, k=int(hole["count"])))


def _validator(rule: Rule) -> proof.Validator:
    try:
        return proof.validator(rule.proof)
    except LookupError as error:
        raise RuleError(str(error), where=rule.id) from None


def problems(rules: Iterable[Rule], engine: Engine) -> Iterator[Problem]:
    """All that is wrong with the rules, judged by an engine that has all rules."""
    for rule in rules:
        if rule.proof:
            try:
                proof.validator(rule.proof)
            except LookupError as error:
                yield Problem(rule.id, str(error))
                continue
        yield from _matches(rule, engine)
        yield from _ignores(rule, engine)


def _matches(rule: Rule, engine: Engine) -> Iterator[Problem]:
    for written in rule.examples.match:
        kept, dropped = _fates(rule, filled(rule, written), engine)
        if not kept:
            why = f": {dropped[0]}" if dropped else ": the pattern does not match"
            yield Problem(rule.id, f"an example under `match` is not found{why}", written)


def _ignores(rule: Rule, engine: Engine) -> Iterator[Problem]:
    for written in rule.examples.ignore:
        kept, _ = _fates(rule, filled(rule, written), engine)
        if any(confidence > Confidence.LOW for confidence in kept):
            yield Problem(rule.id, "an example under `ignore` is found", written)


def _fates(rule: Rule, example: Example, engine: Engine) -> tuple[list[Confidence], list[str]]:
    """With what confidence this rule kept, and why it dropped, what it matched in the example."""
    kept, dropped = [], []
    for seen in examine(engine, example.blob):
        for one in seen.judged:
            if one.candidate.rule.id != rule.id:
                continue
            if isinstance(one.result, Verdict):
                kept.append(one.result.confidence)
            else:
                dropped.append(str(one.result))
    return kept, dropped


SLOWEST = 1.0  # GB/s
# What a single plain literal reaches on the same machine; on a slow one the bound sinks with it.
_AGAIN = 4
_LITERAL = r"stanch\x2dnever\x2dstands\x2danywhere"


def too_slow(rules: Iterable[Rule], text: bytes) -> Iterator[Problem]:
    """Rules whose wake form alone runs below 1 GB/s, or that have none: each costs all others.

    On a machine where a plain literal does not reach 4 GB/s the bound is a quarter of its speed.
    """
    best = _speed(_LITERAL, text)
    for rule in rules:
        if rule.detector.value != "pattern":
            continue
        if not rule.wake.form:
            yield Problem(rule.id, "no wake form can be derived from the pattern")
            continue
        speed, bound = _speed(rule.wake.form, text), min(SLOWEST, best / 4)
        for _ in range(_AGAIN):  # the machine may have been busy with something else
            if speed >= bound:
                break
            bound = min(SLOWEST, _speed(_LITERAL, text) / 4)
            speed = max(speed, _speed(rule.wake.form, text))
        else:
            yield Problem(rule.id, f"wakes at {speed:.2f} GB/s alone, {bound:.2f} is the least")


def _speed(form: str, text: bytes) -> float:
    return len(text) / seconds(form, text) / 1e9


def untidy(rules: Iterable[Rule]) -> Iterator[Problem]:
    """What a reviewer would ask for: links that are links, a sentence on what the key opens."""
    for rule in rules:
        for name in ("docs", "revoke"):
            link = getattr(rule, name)
            if link and not link.startswith("https://"):
                yield Problem(rule.id, f"{name} is no https address: {link}")
        if not rule.docs:
            yield Problem(rule.id, "no `docs` address")
        if not rule.why:
            yield Problem(rule.id, "no `why`: say in a sentence what the credential opens")
        if rule.detector.value == "pattern" and not rule.wake.form:
            yield Problem(rule.id, "no wake form can be derived from the pattern")
        if len(rule.examples.match) < 2 or len(rule.examples.ignore) < 2:
            yield Problem(
                rule.id, "two examples under `match` and two under `ignore` are the least"
            )
