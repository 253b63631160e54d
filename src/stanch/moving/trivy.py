"""Trivy: `trivy-secret.yaml` and the secrets of `.trivyignore.yaml`.

https://trivy.dev/latest/docs/scanner/secret/#configuration
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from stanch.errors import ConfigError
from stanch.moving import made
from stanch.moving.item import Fate, Item, every, refused
from stanch.moving.made import Criteria, Found
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import yaml
from stanch.suppress import expiry
from stanch.written.fields import Reader

_SEVERITIES = ("critical", "high", "medium", "low")


def config(file: Theirs) -> Iterator[Item]:
    """The rules and acceptances of a `trivy-secret.yaml`.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    for key in top.names():
        where = f"{file.where}: {key}"
        try:
            if key == "rules":
                yield from _rules(top, file)
            elif key == "allow-rules":
                yield from _allows(top, key, ())
            elif key == "disable-rules":
                for name in top.texts(key):
                    yield _disabled(f"{where} {name}", name, file)
            elif key == "enable-builtin-rules":
                yield refused(where, "the built-in rules are all on; `only:` would limit them")
            else:
                yield refused(where, "it has no counterpart here")
        except ConfigError as error:
            yield refused(where, str(error))


def _rules(top: Reader, file: Theirs) -> Iterator[Item]:
    yield from every(top.items("rules"), partial(_rule, file=file))


def _rule(reader: Reader, file: Theirs) -> Iterator[Item]:
    name = reader.text("id")
    own = made.rule_id(name)
    severity = reader.text("severity", "").lower()
    group = reader.text("secret-group-name", "")
    item = made.rule(
        f"{reader.where} ({name})",
        Found(
            id=f"imported-{own}" if own in file.ours.ids else own,
            name=reader.text("title", name),
            pattern=reader.text("regex"),
            dialect=Dialect.RE2,
            group=group,
            near=reader.texts("keywords"),
            path=reader.text("path", ""),
            tags=(reader.text("category"),) if reader.has("category") else (),
            severity=severity if severity in _SEVERITIES else "",
        ),
    )
    yield item
    if item.rule:
        yield from _allows(reader, "allow-rules", (str(item.rule["id"]),))
    if reader.has("exclude-block"):
        yield refused(f"{reader.where} exclude-block", "a part of a file cannot be left out by "
                      "expressions; a marker in the file can")  # fmt: skip


def _allows(reader: Reader, key: str, rules: tuple[str, ...]) -> Iterator[Item]:
    """Each has an expression for the match, one for the path, or both."""
    for where, value in reader.items(key):
        one = Reader(value, where)
        found = Criteria(
            rules=rules,
            secrets=one.texts("regex"),
            paths=one.texts("path"),
            reason=one.text("description", one.text("id", "allowed for trivy")),
        )
        yield from made.allow(where, found)


def _disabled(where: str, name: str, file: Theirs) -> Item:
    own = file.ours.single(name)
    if own:
        return Item(where, Fate.TRANSLATED, f"disable: {own}", disable=(own,))
    near = file.ours.of(name)
    shown = ", ".join(near[:4]) + (", …" if len(near) > 4 else "")
    why = f"several rules do what it did ({shown}); put those you mean under `disable:`"
    return refused(where, why if near else "no rule here does what it did")


def ignored(file: Theirs) -> Iterator[Item]:
    """What a `.trivyignore.yaml` accepts; its other parts are no secrets.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    for key in top.names():
        if key != "secrets":
            yield refused(f"{file.where}: {key}", "no secrets, so Trivy's own affair")
    yield from every(top.items("secrets"), partial(_ignored, file=file))


def _ignored(reader: Reader, file: Theirs) -> Iterator[Item]:
    name = reader.text("id")
    where = f"{reader.where} ({name})"
    rules = file.ours.of(name)
    if not rules:
        yield refused(where, "no rule here does what it did")
        return
    until = reader.text("expired_at", "")[:10]
    if until and expiry.day(until) is None:
        yield refused(where, "expired_at is no date")
        return
    entry: dict[str, object] = {"reason": reader.text("statement", "ignored for trivy")}
    paths = [f"/{path.removeprefix('/')}" if not path.startswith("**/") else path
             for path in reader.texts("paths")]  # fmt: skip
    if paths:
        entry["paths"] = paths
    entry["rules"] = list(rules)
    if until:
        entry["until"] = until
    yield Item(where, Fate.TRANSLATED, "allow", allow=(entry,))
