"""Packs between YAML, where people write them, and the packed form, which a scan reads.

The packed form is one line of JSON a rule behind one line of index. YAML takes half a second
where JSON takes ten milliseconds, and a scan parses only the lines of the rules that wake.

    {"format": 1, "digest": …, "rules": [[id, width, form, [keyword, …]], …]}
    {"id": "aws-access-key-id", …}
    …
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from stanch.errors import RuleError
from stanch.model.rule import (
    Confidence,
    Context,
    Detector,
    Environment,
    Examples,
    Pairing,
    Rule,
    Severity,
    Wake,
)

FORMAT = 1


class Entry(NamedTuple):
    """The index line of a rule: enough to wake it, without parsing it."""

    id: str
    wake: Wake


class Entries(Sequence[Entry]):
    """The index lines, made into entries when one is asked for: most runs ask for few."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Sequence[Any]] = ()) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        name, width, form, keywords = self._rows[index]
        return Entry(name, Wake(form, tuple(k.encode("latin-1") for k in keywords), width))

    def ids(self) -> list[str]:
        """The ids alone."""
        return [row[0] for row in self._rows]

    def widths(self) -> list[int]:
        """The widths alone."""
        return [row[1] for row in self._rows]

    def formless(self) -> list[int]:
        """The indexes of rules without a wake form."""
        return [n for n, row in enumerate(self._rows) if not row[2]]


class Packed(NamedTuple):
    """Rules in the packed form; `lines[n]` is the JSON of `entries[n]`."""

    digest: str
    entries: Entries
    lines: Sequence[bytes]


def pack(rules: Iterable[Rule]) -> bytes:
    """The packed form of rules, in their order."""
    import hashlib

    rules = tuple(rules)
    lines = [json.dumps(_fields(rule), separators=(",", ":"), sort_keys=True) for rule in rules]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    index = {
        "format": FORMAT,
        "digest": digest,
        "rules": [
            [r.id, r.wake.width, r.wake.form, [k.decode("latin-1") for k in r.wake.keywords]]
            for r in rules
        ],
    }
    return "\n".join([json.dumps(index, separators=(",", ":")), *lines, ""]).encode()


def unpack(data: bytes) -> Packed:
    """The index of a packed form, its rules still in bytes."""
    first, *lines = data.split(b"\n")
    index = json.loads(first)
    if index["format"] != FORMAT:
        raise RuleError(f"the packed rules have format {index['format']}, not {FORMAT}")
    return Packed(index["digest"], Entries(index["rules"]), lines)


def read(line: bytes, wake: Wake) -> Rule:
    """The rule of one line. What `pack` wrote is trusted, so nothing is checked again."""
    row: Mapping[str, Any] = json.loads(line)
    made = dict(row)
    made["severity"] = Severity(row["severity"])
    made["confidence"] = Confidence(row["confidence"])
    made["environment"] = Environment(row["environment"])
    made["detector"] = Detector(row["detector"])
    for key in ("paths", "tags", "former_ids", "covers"):
        made[key] = tuple(row[key])
    match, ignore = row["examples"]
    made["examples"] = Examples(tuple(match), tuple(ignore))
    if row["context"]:
        near, within = row["context"]
        made["context"] = Context(tuple(word.encode() for word in near), within)
    if row["pairs"]:
        rules, within, alone, main = row["pairs"]
        made["pairs"] = Pairing(tuple(rules), within, Confidence(alone), main)
    return Rule(wake=wake, **made)


def _fields(rule: Rule) -> dict[str, object]:
    context, pairs = rule.context, rule.pairs
    row = {name: getattr(rule, name) for name in Rule._fields if name != "wake"}
    row["environment"] = rule.environment.value
    row["detector"] = rule.detector.value
    row["context"] = context and ([word.decode() for word in context.near], context.within)
    row["pairs"] = pairs and (pairs.rules, pairs.within, int(pairs.alone), pairs.main)
    return row
