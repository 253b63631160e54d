"""Packs between YAML, where people write them, and the packed form, which a scan reads.

The packed form is one line of JSON a rule behind two of index: what each scan needs, and what is
needed to compile. YAML takes half a second where JSON takes ten milliseconds, and a scan parses
only the lines of the rules that wake.

    {"format": 7, "digest": …, "ids": [id, …], "reaches": [[before, behind, lined], …], …}
    [[[form, [keyword, …], width, whole], …], [scout's form, …]]
    {"id": "aws-access-key-id", "wake": [form, [keyword, …], width, whole, probe, [lead, …]], …}
    …
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from mmap import mmap
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
    Scout,
    Severity,
    Wake,
)

FORMAT = 7


# How far a match reaches before and behind the end of its form, and whether it keeps to a line.
Reach = tuple[int, int, bool]


class Entry(NamedTuple):
    """The index line of a rule: enough to wake it, without parsing it."""

    id: str
    wake: Wake


class Packed(Sequence[Entry]):
    """Rules in the packed form, as their index lines; what lies behind the first is read late."""

    __slots__ = (
        "_data",
        "_lines",
        "_scouts",
        "_wakes",
        "digest",
        "formless",
        "guessing",
        "ids",
        "reaches",
        "scouted",
        "scouts",
    )

    def __init__(self, data: bytes | mmap) -> None:
        """Read the first line.

        Raises:
            RuleError: it is of another format.
        """
        head = json.loads(data[: data.find(b"\n")])
        if head["format"] != FORMAT:
            raise RuleError(f"the packed rules have format {head['format']}, not {FORMAT}")
        self.digest: str = head["digest"]
        self.ids: list[str] = head["ids"]
        self.reaches: list[Reach] = head["reaches"]
        self.formless: list[int] = head["formless"]
        self.guessing: list[int] = head["guessing"]
        # How far round the end of each scout the rules are looked for that it stands for.
        self.scouts: list[Reach] = head["scouts"]
        self.scouted: list[list[int]] = head["scouted"]
        self._data = data
        self._lines: list[bytes] = []
        self._wakes: list[tuple[str, list[str], int, str]] = []
        self._scouts: list[str] = []

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, index: Any) -> Any:
        self._read_index()
        form, keywords, width, whole = self._wakes[index]
        before, behind, lined = self.reaches[index]
        wake = Wake(form, _words(keywords), width, before, behind, lined, whole)
        return Entry(self.ids[index], wake)

    def scout_forms(self) -> list[str]:
        """What each scout looks for."""
        self._read_index()
        return self._scouts

    def _read_index(self) -> None:
        if not self._wakes:
            self._wakes, self._scouts = json.loads(self._line(1))

    def rule(self, index: int) -> Rule:
        """The rule of an index, parsed now."""
        return _read(self._line(index + 2), self.reaches[index])

    def _line(self, number: int) -> bytes:
        self._lines = self._lines or self._data[:].split(b"\n")
        return self._lines[number]


def pack(rules: Iterable[Rule], scouts: Sequence[Scout] = ()) -> bytes:
    """The packed form of rules, in their order, and of the scouts of some of them.

    Raises:
        RuleError: a scout stands for a rule that does not exist.
    """
    import hashlib

    rules = tuple(rules)
    at = {rule.id: n for n, rule in enumerate(rules)}
    unknown = sorted({name for scout in scouts for name in scout.rules} - at.keys())
    if unknown:
        raise RuleError(f"a scout stands for {unknown[0]!r}, which is no rule")
    scouted = [[at[name] for name in scout.rules] for scout in scouts]
    lines = [json.dumps(_fields(rule), separators=(",", ":"), sort_keys=True) for rule in rules]
    wakes = [[_index(rule.wake) for rule in rules], [scout.form for scout in scouts]]
    # The compiled form is kept by it, and that is made of the wake forms.
    whole = "\n".join([json.dumps(wakes), *lines])
    digest = hashlib.sha256(whole.encode()).hexdigest()
    head = {
        "format": FORMAT,
        "digest": digest,
        "ids": [rule.id for rule in rules],
        "reaches": [rule.wake.reach for rule in rules],
        "formless": [n for n, rule in enumerate(rules) if not rule.wake.form],
        "guessing": [n for n, rule in enumerate(rules) if rule.guesses],
        "scouts": [_around([rules[n].wake for n in numbers]) for numbers in scouted],
        "scouted": scouted,
    }
    index = [json.dumps(row, separators=(",", ":")) for row in (head, wakes)]
    return "\n".join([*index, *lines, ""]).encode()


def _around(wakes: Sequence[Wake]) -> Reach:
    """How far round the end of a scout lies all of what one of those rules wakes by."""
    width = max(wake.before for wake in wakes)
    return width, width, all(wake.lined for wake in wakes)


def _read(line: bytes, reach: Reach) -> Rule:
    """The rule of one line. What `pack` wrote is trusted, so nothing is checked again."""
    row: Mapping[str, Any] = json.loads(line)
    made = dict(row)
    form, keywords, width, whole, probe, leads = row["wake"]
    made["wake"] = Wake(form, _words(keywords), width, *reach, whole, probe, _words(leads))
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
    return Rule(**made)


def _index(wake: Wake) -> list[object]:
    return [wake.form, _texts(wake.keywords), wake.width, wake.whole]


def _texts(words: Iterable[bytes]) -> list[str]:
    return [word.decode("latin-1") for word in words]


def _words(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(text.encode("latin-1") for text in texts)


def _fields(rule: Rule) -> dict[str, object]:
    context, pairs = rule.context, rule.pairs
    row = {name: getattr(rule, name) for name in Rule._fields if name != "wake"}
    row["wake"] = [*_index(rule.wake), rule.wake.probe, _texts(rule.wake.leads)]
    row["environment"] = rule.environment.value
    row["detector"] = rule.detector.value
    row["context"] = context and ([word.decode() for word in context.near], context.within)
    row["pairs"] = pairs and (pairs.rules, pairs.within, int(pairs.alone), pairs.main)
    return row
