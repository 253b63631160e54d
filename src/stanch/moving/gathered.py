"""Items of all files together: what goes into our files, without doubles and without secrets."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stanch.model.secret import Secret
from stanch.moving.item import Claim, Fate, Item, Written, refused, taken

# Whether a text holds what must not be written down.
Shows = Callable[[str], bool]
# An expression that is nothing but one text.
_LITERAL = re.compile(r"\^?((?:[\w=/+,:;@!%#~ -]|\\[^A-Za-z0-9])+)(?:\$|\\Z)?")
_VALUES = ("secrets", "lines", "stopwords")


class Source(NamedTuple):
    """A file that was read, whose it is, and what it says."""

    title: str
    where: str
    items: tuple[Item, ...]


def gathered(
    sources: Iterable[Source], known: Sequence[object], taken_ids: Iterable[str], shows: Shows
) -> tuple[Source, ...]:
    """The same with rules that are there already, or of a name that is, and values set right.

    `known` are the rules that the configuration has, `taken_ids` all other ids.
    """
    mine: dict[str, Written] = {str(r.get("id")): r for r in known if isinstance(r, dict)}
    ids = {*taken_ids, *mine}
    out = []
    for source in sources:
        items: list[Item] = []
        renamed: dict[str, str] = {}
        for item in source.items:
            if item.rule is not None:
                name = str(item.rule["id"])
                renamed[name] = _free(item.rule, mine, ids)
                item = _named(item, renamed[name], mine, ids)  # noqa: PLW2901  # the same
            items += _unshown(_following(item, renamed), shows)
        out.append(source._replace(items=tuple(_paired(item, renamed, ids) for item in items)))
    return tuple(out)


def _paired(item: Item, renamed: dict[str, str], ids: set[str]) -> Item:
    """A rule whose other half is here under the name it has here; without one it stands alone.

    With a half that does not exist it would never be reported.
    """
    pairs = item.rule.get("pairs") if item.rule is not None else None
    if not isinstance(pairs, dict):
        return item
    halves = [renamed.get(str(name), str(name)) for name in _sequence(pairs["rules"])]
    halves = [f"imported-{n}" if f"imported-{n}" in renamed else n for n in halves]
    if all(name in ids for name in halves):
        return item._replace(rule={**(item.rule or {}), "pairs": {**pairs, "rules": halves}})
    rule = {key: value for key, value in (item.rule or {}).items() if key != "pairs"}
    how = f"{item.how}; a rule that it needs is not here, so it is reported alone"
    return item._replace(rule=rule, fate=Fate.TRANSLATED, how=how)


def _free(rule: Written, mine: Mapping[str, Written], ids: Collection[str]) -> str:
    """The rule's own id or the next one that is free, or has this very rule."""
    name = own = str(rule["id"])
    number = 1
    while own in ids and not _is_same(rule, mine.get(own)):
        number += 1
        own = f"{name}-{number}"
    return own


def _is_same(rule: Written, other: Written | None) -> bool:
    """Whether they say the same but for names: their own, and those of their halves."""
    named = {"id", "pairs"}
    return other is not None and {k: v for k, v in rule.items() if k not in named} == {
        k: v for k, v in other.items() if k not in named
    }


def _named(item: Item, own: str, mine: dict[str, Written], ids: set[str]) -> Item:
    """The rule under this id; one that is there word for word is not added again."""
    if own in ids:
        return taken(item.where, f"rule {own} is there already")
    rule = {**(item.rule or {}), "id": own}
    name = (item.rule or {})["id"]
    ids.add(own)
    mine[own] = rule
    if own == name:
        return item
    how = f"{item.how}; {name} is taken, so it is {own}"
    return item._replace(rule=rule, fate=Fate.TRANSLATED, how=how)


def _following(item: Item, renamed: dict[str, str]) -> Item:
    """Acceptances for a rule of the same file that got another name."""
    if not any(old != new for old, new in renamed.items()) or not item.allow:
        return item
    return item._replace(
        allow=tuple(
            {**entry, "rules": [renamed.get(str(r), str(r)) for r in _sequence(entry["rules"])]}
            if "rules" in entry
            else entry
            for entry in item.allow
        )
    )


def _unshown(item: Item, shows: Shows) -> Iterator[Item]:
    """A value that is itself a secret becomes a claim: it must not be written down again."""
    if not item.allow or not any(map(shows, _texts(item.allow))):
        yield item
        return
    kept: list[Written] = []
    for entry in item.allow:
        secret = {value for value in _texts([entry]) if shows(value)}
        if not secret:
            kept.append(entry)
            continue
        bare = not entry.keys() - {"reason", *_VALUES}
        for value in sorted(secret):
            yield _claimed(item.where, value, str(entry.get("reason", "")), bare=bare)
        rest = {
            key: [v for v in value if v not in secret]
            for key, value in entry.items()
            if key in _VALUES and isinstance(value, list | tuple)
        }
        if any(rest.values()) and all(rest.values()):
            kept.append({**entry, **rest})
    if kept:
        yield item._replace(allow=tuple(kept))


def _texts(entries: Iterable[Written]) -> Iterator[str]:
    for entry in entries:
        for key in _VALUES:
            yield from map(str, _sequence(entry.get(key)))


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _claimed(where: str, value: str, reason: str, *, bare: bool) -> Item:
    literal = _LITERAL.fullmatch(value)
    if not bare or not literal:
        why = (
            "it holds what looks like a secret, which must not be written down again; accept that "
            "one with `stanch baseline update`"
        )
        return refused(where, why)
    text = re.sub(r"\\(.)", r"\1", literal[1])
    claim = Claim(where, value=Secret(text.encode("utf-8", "surrogatepass")), reason=reason)
    return Item(where, Fate.TRANSLATED, claim=claim)
