"""The only door for rules: what somebody wrote becomes a `Rule`, or an error with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from stanch.errors import RuleError
from stanch.model.rule import (
    Confidence,
    Context,
    Detector,
    Environment,
    Examples,
    Pairing,
    Rule,
    Scout,
    Severity,
)
from stanch.rules import blocks
from stanch.rules.wakeform import derive, scout
from stanch.written.fields import Reader

RULE_KEYS = tuple(name for name in Rule._fields if name not in {"vendor", "wake"})
PACK_KEYS = ("vendor", "docs", "revoke", "tags", "parts", "rules", "scouts", "not_covered")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SECRET_GROUP = re.compile(r"\(\?P<secret>")
# A part of the pack in a pattern, written as `regex` writes the call of a group.
_PART = re.compile(r"\(\?&([a-z_]+)\)")
MOST_LINES = 200


class Defaults(NamedTuple):
    """What a pack says for all of its rules."""

    vendor: str = ""
    docs: str = ""
    revoke: str = ""
    tags: tuple[str, ...] = ()
    parts: Mapping[str, str] = MappingProxyType({})


_NO_DEFAULTS = Defaults()


def pack(value: object, where: str) -> tuple[Rule, ...]:
    """All rules of one pack file.

    Raises:
        RuleError: with the file and the number of the rule.
    """
    reader = Reader(value, where, RuleError)
    reader.known(PACK_KEYS)
    defaults = Defaults(
        vendor=reader.text("vendor"),
        docs=reader.text("docs", ""),
        revoke=reader.text("revoke", ""),
        tags=reader.texts("tags"),
        parts=_parts(reader),
    )
    rules = tuple(rule(v, w, defaults) for w, v in reader.items("rules"))
    if not rules and not reader.has("not_covered"):
        raise reader.fail("a pack needs at least one rule under `rules:`")
    return rules


def scouts(value: object, where: str) -> tuple[Scout, ...]:
    """What the pack wakes rules by in place of their own forms.

    Raises:
        RuleError: a pattern is wrong, or names no rule.
    """
    reader = Reader(value, where, RuleError)
    parts = _parts(reader)
    return tuple(_scout(Reader(v, w, RuleError), parts) for w, v in reader.items("scouts"))


def _scout(reader: Reader, parts: Mapping[str, str]) -> Scout:
    reader.known(("pattern", "rules"))
    pattern = _whole(reader.text("pattern").strip("\n"), parts)
    form = scout(blocks.loosened(pattern, reader.where), reader.where)
    ids = reader.texts("rules")
    if not ids:
        raise reader.fail("rules must name at least one rule")
    return Scout(form, ids)


def not_covered(value: object, where: str) -> tuple[tuple[str, str], ...]:
    """The types of credential that a pack leaves out on purpose, each with the reason.

    Raises:
        RuleError: an entry lacks its id or its reason.
    """
    readers = [
        Reader(v, w, RuleError) for w, v in Reader(value, where, RuleError).items("not_covered")
    ]
    for reader in readers:
        reader.known(("id", "reason"))
    return tuple((reader.text("id"), reader.text("reason")) for reader in readers)


def rule(
    value: object, where: str, defaults: Defaults = _NO_DEFAULTS, *, examples: bool = True
) -> Rule:
    """One rule. `examples` demands them, as packs do; a user's own configuration may go without."""
    reader = Reader(value, where, RuleError)
    reader.known((*RULE_KEYS, "vendor"))
    name = reader.text("id")
    if not _ID.fullmatch(name):
        raise reader.fail(f"id {name!r} must be lower-case words joined by hyphens")
    reader = Reader(value, f"{where} ({name})", RuleError)
    written_pattern = _whole(reader.text("pattern").strip("\n"), defaults.parts)
    pattern = blocks.expanded(written_pattern, reader.where)
    wake = derive(pattern, reader.where)
    if pattern != written_pattern:
        looser = derive(blocks.loosened(written_pattern, reader.where), reader.where)
        wake = looser._replace(
            keywords=wake.keywords,
            width=wake.width,
            before=min(looser.before, wake.width),
            behind=min(looser.behind, wake.width),
            lined=wake.lined,
            probe=wake.probe,
        )
    detector = reader.choice("detector", Detector, Detector.PATTERN)
    if (
        detector is Detector.ASSIGNMENT
    ):  # it stands in every program, so asking twice spares nothing
        wake = wake._replace(whole="")
    if detector is Detector.ENTROPY:  # any quoted string would wake it: it is looked for when asked
        wake = wake._replace(form="", keywords=())
    if len(_SECRET_GROUP.findall(pattern)) != 1:
        raise reader.fail("the pattern needs one group (?P<secret>…) round the credential")
    shown = _examples(reader)
    if examples and not (shown.match and shown.ignore):
        raise reader.fail("examples need `match` and `ignore`: no example, no rule")
    return Rule(
        id=name,
        name=reader.text("name", name.replace("-", " ").capitalize()),
        vendor=reader.text("vendor", defaults.vendor or "Your own rules"),
        pattern=pattern,
        wake=wake,
        severity=reader.choice("severity", Severity, Severity.HIGH),
        confidence=reader.choice("confidence", Confidence, Confidence.HIGH),
        environment=reader.choice("environment", Environment, Environment.ANY),
        detector=detector,
        prefix=reader.text("prefix", ""),
        weak=reader.flag("weak"),
        proof=reader.text("proof", ""),
        entropy=float(reader.number("entropy", 0)),
        context=_context(reader),
        paths=reader.texts("paths"),
        pairs=_pairs(reader),
        tags=tuple(dict.fromkeys((*defaults.tags, *reader.texts("tags")))),
        former_ids=reader.texts("former_ids"),
        covers=reader.texts("covers"),
        why=reader.text("why", ""),
        revoke=reader.text("revoke", defaults.revoke),
        docs=reader.text("docs", defaults.docs),
        examples=shown,
    )


def overridden(original: Rule, value: object, where: str) -> Rule:
    """A rule with some of its fields written anew; all others stay as they are."""
    reader = Reader(value, where, RuleError)
    reader.known((*RULE_KEYS, "vendor"))
    merged = pack_form(original) | {k: v for k, v in written(value).items() if v is not None}
    return rule(merged, where, examples=False)


def written(value: object) -> dict[str, object]:
    """The mapping itself, once a `Reader` has accepted it."""
    return dict(value) if isinstance(value, Mapping) else {}


def pack_form(made: Rule) -> dict[str, object]:
    """A rule as it would be written in YAML, defaults left out; `rule` reads it back."""
    form: dict[str, object] = {
        "id": made.id,
        "name": made.name,
        "vendor": made.vendor,
        "pattern": blocks.folded(made.pattern),
        "severity": made.severity.label,
        "confidence": made.confidence.label,
    }
    if made.environment is not Environment.ANY:
        form["environment"] = made.environment.value
    if made.detector is not Detector.PATTERN:
        form["detector"] = made.detector.value
    for key in ("prefix", "weak", "proof", "entropy", "why", "revoke", "docs"):
        if getattr(made, key):
            form[key] = getattr(made, key)
    for key in ("paths", "tags", "former_ids", "covers"):
        if getattr(made, key):
            form[key] = list(getattr(made, key))
    if made.context:
        near = [word.decode() for word in made.context.near]
        form["context"] = {"near": near, "within": made.context.within}
    if made.pairs:
        pairs = made.pairs
        form["pairs"] = {
            "rules": list(pairs.rules),
            "within": pairs.within,
            "alone": pairs.alone.label,
            "main": pairs.main,
        }
    if made.examples.match:
        form["examples"] = {k: list(v) for k, v in made.examples._asdict().items()}
    return form


def _parts(reader: Reader) -> Mapping[str, str]:
    """Pieces that several patterns of a pack share, by name."""
    child = reader.child("parts")
    if child is None:
        return MappingProxyType({})
    return MappingProxyType({name: child.text(name).strip("\n") for name in child.names()})


def _whole(pattern: str, parts: Mapping[str, str]) -> str:
    """The pattern with the parts of its pack written out, each as a group of its own."""
    return _PART.sub(lambda call: f"(?:{parts[call[1]]})" if call[1] in parts else call[0], pattern)


def _context(reader: Reader) -> Context | None:
    child = reader.child("context")
    if child is None:
        return None
    child.known(("near", "within"))
    near = tuple(word.lower().encode() for word in child.texts("near"))
    if not near:
        raise child.fail("near must name at least one word")
    return Context(near, _lines(child))


def _pairs(reader: Reader) -> Pairing | None:
    child = reader.child("pairs")
    if child is None:
        return None
    child.known(("rules", "within", "alone", "main"))
    rules = child.texts("rules")
    if not rules:
        raise child.fail("rules must name at least one rule")
    alone = child.choice("alone", Confidence, Confidence.LOW)
    return Pairing(rules, _lines(child), alone, child.flag("main"))


def _lines(reader: Reader) -> int:
    lines = reader.number("within", 5)
    if lines != int(lines) or lines > MOST_LINES:
        raise reader.fail(f"within must be a whole number of lines, at most {MOST_LINES}")
    return int(lines)


def _examples(reader: Reader) -> Examples:
    child = reader.child("examples")
    if child is None:
        return Examples()
    child.known(("match", "ignore"))
    return Examples(child.texts("match"), child.texts("ignore"))
