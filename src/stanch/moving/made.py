"""Entries for our files out of what others say, each tried by our own loader first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stanch.engine.patterns import compiled
from stanch.errors import ConfigError, RuleError
from stanch.moving import paths
from stanch.moving.classes import UntranslatableError
from stanch.moving.item import Fate, Item, Written, refused
from stanch.moving.syntax import Dialect, Target, groups, is_certain, translated
from stanch.rules import schema
from stanch.suppress.allowlist import Allow
from stanch.suppress.globs import problem

# Repeats without an end are bounded to the first of these with which the whole pattern has a bound.
_BOUNDS = (1000, 300, 100, 50, 20, 8)
_TOO_WIDE = "can match or look at more than"
# How far from a secret a word is looked for that others want anywhere in the file.
NEAR = 200


class Found(NamedTuple):
    """A rule of another scanner, in its own words.

    `group` is the number or name of what is the secret, "" for the whole match, None where the
    other scanner takes the first group that matched. `near` are words without which the rule does
    not look; `path` is an expression, `word` says that the match must be a whole word.
    """

    id: str
    pattern: str
    dialect: Dialect
    name: str = ""
    group: int | str | None = None
    entropy: float = 0.0
    near: tuple[str, ...] = ()
    path: str = ""
    tags: tuple[str, ...] = ()
    severity: str = ""
    word: bool = False
    pairs: Written | None = None
    notes: tuple[str, ...] = ()
    docs: str = ""


def rule(where: str, found: Found) -> Item:
    """The rule in our form, or why there is none."""
    if not found.pattern:
        return refused(where, "it has no pattern: a path alone is no finding here")
    try:
        group, notes = _group(found)
        form: dict[str, object] = {"id": rule_id(found.id)}
        if found.name:
            form["name"] = " ".join(found.name.split())[:200]
        globs = paths.of_rule(found.path, found.dialect) if found.path else ()
        pattern, changes = _bounded(form, found, group)
    except (UntranslatableError, RuleError) as error:
        return refused(where, f"the pattern cannot be said here: {_said(error)}")
    form["pattern"] = pattern
    notes = [*found.notes, *notes, *changes]
    said = {
        "severity": found.severity,
        "entropy": found.entropy,
        "paths": list(globs),
        "tags": _tags(found.tags),
        "pairs": dict(found.pairs or {}),
        "docs": found.docs if found.docs.startswith("https://") else "",
    }
    form |= {key: value for key, value in said.items() if value}
    if globs:
        notes.append("the path expression became path patterns")
    if near := _near(form, found.near):
        form["context"] = {"near": list(near), "within": NEAR}
        notes.append(f"its keywords must stand within {NEAR} lines, not anywhere in the file")
    return _tried(where, form, found, notes)


def _tried(where: str, form: Written, found: Found, notes: Sequence[str]) -> Item:
    try:
        compiled(schema.rule(form, where, examples=False))
    except RuleError as error:
        return refused(where, f"our loader refuses it: {_said(error)}")
    same = form["pattern"] in {found.pattern, f"(?P<secret>{found.pattern})"} and not notes
    fate = Fate.TAKEN if same else Fate.TRANSLATED
    how = "; ".join(dict.fromkeys(notes)) or "the same pattern in our syntax"
    return Item(where, fate, f"rule {form['id']}" + ("" if same else f": {how}"), rule=form)


def _said(error: Exception) -> str:
    """An error without its place, which the item names."""
    text = str(error)
    return text.partition(": ")[2] or text if isinstance(error, RuleError) else text


def rule_id(name: str) -> str:
    """An id in our form: lower-case words joined by hyphens."""
    return "-".join(re.findall("[a-z0-9]+", name.lower()))[:80].strip("-") or "imported-rule"


def _group(found: Found) -> tuple[int | str, list[str]]:
    """Which group is the secret, and what there is to say about it.

    Without a group of its own a rule means the first that matched something. One that may match
    nothing would leave a match without a secret, so then the whole match is it.
    """
    count = groups(found.pattern, found.dialect)
    group = found.group or (1 if found.group is None and count else "")
    if not group:
        return "", []
    if not is_certain(translated(found.pattern, found.dialect, Target(group=group)).text):
        return "", ["the whole match is the secret, since its group may match nothing"]
    return group, ["its first group is the secret"] if count > 1 and not found.group else []


def _bounded(form: Written, found: Found, group: int | str) -> tuple[str, list[str]]:
    """The pattern with the widest bound that our loader takes."""
    wrong: RuleError | None = None
    for bound in _BOUNDS:
        target = Target(bytes_=True, bound=bound, group=group)
        made = translated(found.pattern, found.dialect, target)
        text = rf"(?<!\w){made.text}(?!\w)" if found.word else made.text
        notes = [*made.notes, *(["a whole word"] if found.word else [])]
        try:
            schema.rule({**form, "pattern": text}, str(form["id"]), examples=False)
        except RuleError as error:
            wrong = error
            if _TOO_WIDE not in str(error):
                break
            continue
        return text, notes
    raise wrong or RuleError("it has no bound")


def _tags(tags: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def _near(form: Written, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that must be near, unless the pattern itself holds one wherever it matches."""
    words = tuple(dict.fromkeys(word.lower() for word in words if word.strip()))
    own = schema.rule(form, str(form["id"]), examples=False).wake.keywords
    held = bool(own) and all(any(w.encode() in key for w in words) for key in own)
    return () if held else words


class Criteria(NamedTuple):
    """An acceptance by criteria, in the words of another scanner; `rules` are ours.

    All that are given must hold, unless `either`. Expressions are in `dialect`.
    """

    rules: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    stopwords: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    dialect: Dialect = Dialect.RE2
    either: bool = False


# What others call our criteria.
_CALLED = {"paths": "paths", "secrets": "regexes", "lines": "regexes", "stopwords": "stopwords"}


def allow(where: str, found: Criteria, notes: Sequence[str] = ()) -> list[Item]:
    """Acceptances in our form: one for all criteria, or one each. What cannot be said is named.

    Where all criteria must hold and one cannot be said, there is no entry: it would accept more.
    """
    items: list[Item] = []
    parts: dict[str, tuple[str, ...]] = {}
    lost = False
    for key, called in _CALLED.items():
        values: tuple[str, ...] = getattr(found, key)
        good: dict[str, None] = {}
        for number, value in enumerate(values):
            try:
                good.update(dict.fromkeys(_value(key, value, found.dialect)))
            except (UntranslatableError, ConfigError) as error:
                items.append(refused(f"{where}.{called}[{number}]", str(error)))
        lost |= bool(values) and not good
        if good:
            parts[key] = tuple(good)
    if lost and not found.either:
        items.append(refused(where, "all of its criteria must hold, and one cannot be said here"))
        return items
    if found.either:
        for key, values in parts.items():
            items.append(_entry(f"{where}.{_CALLED[key]}", found, {key: values}, notes))
    elif parts or found.rules:
        items.append(_entry(where, found, parts, notes))
    return items


def _entry(
    where: str, found: Criteria, parts: dict[str, tuple[str, ...]], notes: Sequence[str]
) -> Item:
    same = all(getattr(found, key) == values for key, values in parts.items())
    changed = "" if same else "expressions in our syntax"
    if "paths" in parts and parts["paths"] != found.paths:
        changed = "path expressions became path patterns"
    how = "; ".join(filter(None, [*notes, changed]))
    fate = Fate.TAKEN if same and not notes else Fate.TRANSLATED
    if set(parts) == {"paths"} and not found.rules and not found.until:
        files = f".stanchignore{': ' + how if how else ''}"
        return Item(where, fate, files, ignore=parts["paths"])
    entry: dict[str, object] = {"reason": found.reason} if found.reason else {}
    entry |= {key: list(values) for key, values in parts.items()}
    if found.rules:
        entry["rules"] = list(found.rules)
    if found.until:
        entry["until"] = found.until
    return Item(where, fate, f"allow{': ' + how if how else ''}", allow=(entry,))


def _value(key: str, value: str, dialect: Dialect) -> tuple[str, ...]:
    """The values that say in our form what one of theirs does."""
    if key == "paths":
        globs = paths.ignoring(value, dialect)
        for glob in globs:
            if why := problem(glob):
                raise UntranslatableError(why)
        return globs
    if key == "stopwords":
        if not value:
            raise UntranslatableError("an empty word would accept everything")
        return (value,)
    text = translated(value, dialect, Target(lines=key == "lines")).text
    Allow(where="", **{key: (text,)}).check()  # type: ignore[arg-type]
    return (text,)
