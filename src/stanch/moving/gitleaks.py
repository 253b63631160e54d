"""gitleaks: `.gitleaks.toml`, `.gitleaksignore` and its JSON report used as a baseline.

https://github.com/gitleaks/gitleaks#configuration
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from stanch.errors import ConfigError
from stanch.model.secret import Secret
from stanch.moving import made
from stanch.moving.item import Claim, Fate, Item, every, refused, taken
from stanch.moving.made import Criteria, Found
from stanch.moving.ours import Ours, Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import json_value, lines, toml
from stanch.written.fields import Reader

_DEEPEST = 2
_TOP = ("title", "description", "minVersion", "extend", "rules", "allowlist", "allowlists")
_RULE = (
    "id", "description", "regex", "path", "secretGroup", "valueGroup", "entropy", "keywords",
    "tags", "skipReport", "required", "components", "allowlist", "allowlists", "confidence",
)  # fmt: skip
_ALLOW = (
    "description", "condition", "commits", "paths", "regexes", "regexTarget", "stopwords",
    "targetRules",
)  # fmt: skip
_ONE_COMMIT = (
    "an acceptance here is of a secret, not of a commit; accept what the commit brought with "
    "`stanch baseline update --history`"
)
_OWN_CODE = "an expression of its own language, which is not evaluated here"


def config(file: Theirs) -> Iterator[Item]:
    """What a `.gitleaks.toml` says, with what it extends.

    Raises:
        ConfigError: it is no TOML.
    """
    yield from _config(file, (file.where,))


def _config(file: Theirs, chain: tuple[str, ...]) -> Iterator[Item]:
    top = Reader(toml(file.data, file.where), file.where)
    yield from _extended(file, top, chain)
    for key in top.names():
        if key in {"title", "description", "minVersion"}:
            yield taken(f"{file.where}: {key}", "says nothing about what is found")
        elif key in {"filter", "prefilter"}:
            yield refused(f"{file.where}: {key}", _OWN_CODE)
        elif key not in _TOP:
            yield refused(f"{file.where}: {key}", "an unknown key")
    yield from _each(top, "rules", lambda reader: _rule(file, reader))
    for key in ("allowlist", "allowlists"):
        yield from _each(top, key, lambda reader: _allow(file, reader, ()))


def _each(top: Reader, key: str, read: Callable[[Reader], Iterator[Item]]) -> Iterator[Item]:
    """The tables of a list, or the only one; a wrong one does not take the others with it."""
    value = top.get(key)
    if isinstance(value, Mapping):
        found = ((f"{top.where}: {key}", value),)
    else:
        try:
            found = top.items(key)  # type: ignore[assignment]
        except ConfigError as error:
            yield refused(f"{top.where}: {key}", str(error))
            return
    yield from every(found, read)


def _extended(file: Theirs, top: Reader, chain: tuple[str, ...]) -> Iterator[Item]:
    extend = top.child("extend")
    if extend is None:
        if top.has("rules"):
            how = "the built-in rules of stanch stay on beside these; `only:` would limit them"
            yield Item(f"{file.where}: [extend]", Fate.TRANSLATED, f"not there: {how}")
        return
    where = f"{file.where}: [extend]"
    for key in extend.names():
        if key == "useDefault":
            yield taken(f"{where} useDefault", "the built-in rules are always there")
        elif key == "url":
            yield refused(f"{where} url", "nothing is fetched; give the file to `stanch import`")
        elif key == "disabledRules":
            yield from _disabled(extend.texts("disabledRules"), f"{where} disabledRules", file.ours)
        elif key == "path":
            yield from _extending(file, extend.text("path"), f"{where} path", chain)
        else:
            yield refused(f"{where} {key}", "an unknown key")


def _extending(file: Theirs, path: str, where: str, chain: tuple[str, ...]) -> Iterator[Item]:
    if path in chain:
        yield refused(where, "it extends itself")
        return
    if len(chain) > _DEEPEST:
        yield refused(where, f"a chain of more than {_DEEPEST} files, where gitleaks stops too")
        return
    try:
        data = file.beside(path)
        if data is None:
            yield refused(where, f"there is no file {path!r} below the root of the repository")
            return
        yield taken(where, path)
        yield from _config(file._replace(where=path, data=data), (*chain, path))
    except ConfigError as error:
        yield refused(where, str(error))


def _disabled(names: tuple[str, ...], where: str, ours: Ours) -> Iterator[Item]:
    for name in names:
        own = ours.single(name)
        if own:
            fate = Fate.TAKEN if own == name else Fate.TRANSLATED
            yield Item(f"{where} {name}", fate, f"disable: {own}", disable=(own,))
            continue
        near = ours.of(name)
        why = "there is no such rule, so none has to be turned off"
        if near:
            shown = ", ".join(near[:4]) + (", …" if len(near) > 4 else "")
            why = f"several rules do what it did ({shown}); put those you mean under `disable:`"
        yield refused(f"{where} {name}", why) if near else taken(f"{where} {name}", why)


def _rule(file: Theirs, reader: Reader) -> Iterator[Item]:
    name = reader.text("id")
    where = f"{reader.where} ({name})"
    for key in reader.names():
        if key in {"filter", "validate", "analyze", "revoke", "specificity"}:
            yield refused(f"{where} {key}", _OWN_CODE if key == "filter" else
                          "nothing is asked of the issuer here")  # fmt: skip
        elif key not in _RULE:
            yield refused(f"{where} {key}", "an unknown key")
    mine: tuple[str, ...] = ()
    if reader.has("regex"):
        group = reader.get("secretGroup") or reader.get("valueGroup")
        known = made.rule_id(name) in file.ours.ids
        own_id = f"imported-{made.rule_id(name)}" if known else made.rule_id(name)
        item = made.rule(
            where,
            Found(
                id=own_id,
                name=reader.text("description", ""),
                pattern=reader.text("regex"),
                dialect=Dialect.RE2,
                group=group if isinstance(group, int | str) and group else None,
                entropy=float(reader.number("entropy", 0)),
                near=reader.texts("keywords"),
                path=reader.text("path", ""),
                tags=reader.texts("tags"),
                pairs=_pairs(reader),
                notes=("there is a built-in rule of its name",) if known else (),
            ),
        )
        yield item
        mine = (str(item.rule["id"]),) if item.rule else ()
    elif reader.has("path"):
        yield refused(where, "it has no pattern: the name of a file alone is no finding here")
    else:
        mine = file.ours.of(name)
        yield from _changed(where, reader, mine)
    if reader.has("skipReport") and reader.get("skipReport"):
        yield refused(f"{where} skipReport", "what a rule finds is reported here; "
                      "`severity: info` under `override:` keeps it from failing")  # fmt: skip
    for key in ("allowlist", "allowlists"):
        yield from _each(reader, key, lambda each: _allow(file, each, mine or (_NONE,)))


# Stands for "a rule of theirs that has none of ours": such an acceptance has nothing to accept.
_NONE = ""


def _changed(where: str, reader: Reader, mine: tuple[str, ...]) -> Iterator[Item]:
    """A rule without a pattern changes one of the built-in rules of theirs."""
    for key in ("entropy", "keywords", "secretGroup", "description", "tags"):
        if reader.has(key):
            yield refused(f"{where} {key}", "it changes a built-in rule of gitleaks; ours judges "
                          "by itself (`override:` changes it)")  # fmt: skip
    if not mine:
        yield taken(where, "no rule here corresponds to it")


def _pairs(reader: Reader) -> dict[str, object] | None:
    parts = (*reader.items("required"), *reader.items("components"))
    needed = [Reader(value, where) for where, value in parts]
    if not needed:
        return None
    within = [
        int(each.number("withinLines", made.NEAR)) for each in needed if each.has("withinLines")
    ]
    return {
        "rules": [made.rule_id(each.text("id")) for each in needed],
        "within": min(made.NEAR, *within) if within else made.NEAR,
        "alone": "low",
        "main": True,
    }


def _allow(file: Theirs, reader: Reader, mine: tuple[str, ...]) -> Iterator[Item]:
    where = reader.where
    for key in reader.names():
        if key not in _ALLOW:
            yield refused(f"{where}.{key}", "an unknown key")
    both = reader.text("condition", "OR").strip().upper() in {"AND", "&&"}
    criteria = [key for key in ("commits", "paths", "regexes", "stopwords") if reader.has(key)]
    if "commits" in criteria:
        yield refused(f"{where}.commits", _ONE_COMMIT)
        if both and len(criteria) > 1:
            yield refused(where, "all of its criteria must hold, and one cannot be said here")
            return
    if mine == (_NONE,):
        yield refused(where, "it belongs to a rule that has no counterpart here")
        return
    rules = mine or tuple(own for name in reader.texts("targetRules") for own in file.ours.of(name))
    if reader.has("targetRules") and not rules:
        yield refused(where, "it is for rules that have no counterpart here")
        return
    target = reader.text("regexTarget", "secret")
    regexes = reader.texts("regexes")
    notes = []
    if target == "match" and regexes:
        notes.append("searched in the whole line, which holds the match")
    if len(rules) > 1:
        notes.append(f"for the {len(rules)} rules that find the same here")
    yield from made.allow(
        where,
        Criteria(
            rules=rules,
            paths=reader.texts("paths"),
            secrets=() if target in {"match", "line"} else regexes,
            lines=regexes if target in {"match", "line"} else (),
            stopwords=reader.texts("stopwords"),
            reason=" ".join(reader.text("description", "").split()),
            either=not both,
        ),
        notes,
    )


def ignored(file: Theirs) -> Iterator[Item]:
    """The fingerprints of a `.gitleaksignore`: `[commit:]path:rule:line`."""
    for place, line in lines(file.data, file.where):
        parts = line.split(":")
        number = parts[-1]
        if len(parts) not in {3, 4} or not number.isdecimal() or len(number) > 9:
            yield refused(place, "no fingerprint of the form [commit:]path:rule:line")
            continue
        commit = parts[0] if len(parts) == 4 else ""
        path, rule = parts[-3].replace("\\", "/"), parts[-2]
        yield Item(
            place,
            Fate.TRANSLATED,
            claim=Claim(place, path, int(number), int(number), rule, commit,
                        reason="imported from .gitleaksignore"),
        )  # fmt: skip


def report(file: Theirs) -> Iterator[Item]:
    """A JSON report that gitleaks takes as its baseline.

    Raises:
        ConfigError: it is no list.
    """
    value = json_value(file.data, file.where)
    if not isinstance(value, list):
        raise ConfigError("must be a list of findings", where=file.where)
    for number, one in enumerate(value):
        place = f"{file.where}[{number}]"
        try:
            yield _finding(Reader(one, place), place)
        except ConfigError as error:
            yield refused(place, str(error).removeprefix(f"{place}: "))


def _finding(reader: Reader, place: str) -> Item:
    path = reader.text("File").replace("\\", "/")
    line = int(reader.number("StartLine", 0))
    value = reader.get("Secret")
    whole = isinstance(value, str) and value and value != "REDACTED" and not value.endswith("...")
    return Item(
        place,
        Fate.TRANSLATED,
        claim=Claim(
            place,
            path,
            line,
            int(reader.number("EndLine", line)),
            reader.text("RuleID", ""),
            reader.text("Commit", "") if reader.get("Commit") else "",
            value=Secret(str(value).encode("utf-8", "surrogatepass")) if whole else None,
            reason="imported from a gitleaks report",
        ),
    )
