"""kingfisher's baseline, and rules in the form of Nosey Parker, Titus and kingfisher.

https://github.com/mongodb/kingfisher/blob/main/docs/RULES.md
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from stanch.errors import ConfigError
from stanch.moving import made
from stanch.moving.item import Claim, Fate, Item, every, refused
from stanch.moving.made import Found
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import yaml
from stanch.written.fields import Reader

_RULE = (
    "name", "id", "pattern", "examples", "negative_examples", "references", "categories",
    "description", "confidence", "min_entropy", "visible", "structural_id", "keywords",
)  # fmt: skip


def baseline(file: Theirs) -> Iterator[Item]:
    """Accepted findings, of version 2 by repository, before that in one list.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    seen: set[tuple[str, int, str]] = set()
    for where, value in top.items("repositories"):
        for place, found in Reader(value, where).items("findings"):
            yield from _finding(place, found, ("path", "line"), seen)
    exact = top.child("ExactFindings")
    for place, found in exact.items("matches") if exact else ():
        yield from _finding(place, found, ("filepath", "linenum"), seen)


def _finding(
    where: str, value: object, keys: tuple[str, str], seen: set[tuple[str, int, str]]
) -> Iterator[Item]:
    try:
        reader = Reader(value, where)
        path = reader.text(keys[0]).replace("\\", "/").removeprefix("./")
        line = int(reader.number(keys[1], 0))
        rule = reader.text("rule_id", "")
    except ConfigError as error:
        yield refused(where, str(error).removeprefix(f"{where}: "))
        return
    if (path, line, rule) in seen:  # the same place, of another scan
        return
    seen.add((path, line, rule))
    reason = "imported from a kingfisher baseline"
    claim = Claim(f"{where} ({path}:{line})", path, line, line, rule, reason=reason)
    yield Item(claim.where, Fate.TRANSLATED, claim=claim)


def rules(file: Theirs) -> Iterator[Item]:
    """The rules of a pack.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    for key in top.names():
        if key != "rules":
            yield refused(f"{file.where}: {key}", "only rules are taken from such a file")
    yield from every(top.items("rules"), partial(_rule, file=file))


def _rule(reader: Reader, file: Theirs) -> Iterator[Item]:
    name = reader.text("name")
    where = f"{reader.where} ({reader.text('id', name)})"
    own = made.rule_id(reader.text("id", name).replace(".", "-"))
    item = made.rule(
        where,
        Found(
            id=f"imported-{own}" if own in file.ours.ids else own,
            name=name,
            pattern=reader.text("pattern"),
            dialect=Dialect.RUST,
            entropy=float(reader.number("min_entropy", 0)),
            tags=reader.texts("categories"),
            docs=next(iter(reader.texts("references")), ""),
        ),
    )
    yield item
    for key in reader.names():
        if key in {"examples", "negative_examples"}:
            why = "an example may be a live credential; `stanch rules test` wants placeholders"
            yield refused(f"{where} {key}", why)
        elif key not in _RULE:
            yield refused(f"{where} {key}", "it has no counterpart here")
