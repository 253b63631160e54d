"""Rules that are not built in: packs, those that a configuration holds, and what it overrides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from stanch.engine.proof import validator
from stanch.errors import RuleError
from stanch.model.rule import Rule
from stanch.rules import authored, schema
from stanch.rules.ruleset import Ruleset
from stanch.written.fields import Reader, suggestion

Texts = Callable[[str], Sequence[tuple[str, bytes]]]
# Where something is written, and what stands there.
Said = Iterable[tuple[str, object]]


def packs(
    named: Iterable[tuple[str, str]],
    folder: str,
    texts: Texts | None = None,
    *,
    anywhere: bool = False,
) -> list[Rule]:
    """The rules of packs, each named with where that is said.

    A name is that of a file or folder that `texts` knows or that lies below `folder`, else of an
    installed package (entry points `stanch.rules`). A path that leads out of `folder` is the
    user's to name, which `anywhere` says.

    Raises:
        RuleError: a pack is nowhere, out of reach, or wrong.
    """
    made: list[Rule] = []
    for where, name in named:
        path = Path(folder, os.path.expanduser(name))
        if anywhere:
            made += _found(path, name, where)
            continue
        below = os.path.normpath(path).replace(os.sep, "/").removeprefix(_prefix(folder))
        if os.path.isabs(below):
            raise RuleError(f"the pack {name!r} {_OUTSIDE}", where=where, hint=_NAME_IT)
        made += _given(below, texts) or _found(path, name, where, folder)
    return _checked(made)


_OUTSIDE = "lies outside of the repository"
_NAME_IT = "if you trust it: --rules PATH, or `packs:` in your user-wide configuration"


def _prefix(folder: str) -> str:
    return os.path.normpath(folder).replace(os.sep, "/").rstrip("/") + "/"


def written(rules: Said) -> list[Rule]:
    """The rules that stand in a configuration; they may go without examples.

    Raises:
        RuleError: one is wrong.
    """
    return _checked([schema.rule(value, where, examples=False) for where, value in rules])


def overridden(rules: Ruleset, changes: Said) -> Ruleset:
    """The same rules, some of them changed.

    Raises:
        RuleError: there is no such rule, or it cannot be changed so.
    """
    changed: dict[int, Rule] = {}
    for where, value in changes:
        rule_id = Reader(value, where, RuleError).text("id")
        index = rules.index(rule_id)
        if index is None:
            raise RuleError(
                f"no rule has the id {rule_id!r}",
                where=where,
                hint=suggestion(rule_id, rules.ids()),
            )
        changed[index] = schema.overridden(changed.get(index) or rules.rule(index), value, where)
    _checked(list(changed.values()))
    return rules.replaced(changed) if changed else rules


def _checked(rules: list[Rule]) -> list[Rule]:
    for rule in rules:
        if rule.proof:
            try:
                validator(rule.proof)
            except LookupError as error:
                raise RuleError(str(error), where=rule.id) from None
    return rules


def _given(name: str, texts: Texts | None) -> tuple[Rule, ...]:
    if texts is None:
        return ()
    held = [text for text in texts(name) if text[0].endswith(authored.ENDINGS)]
    return authored.parsed(held, name).rules if held else ()


def _found(path: Path, name: str, where: str, within: str = "") -> tuple[Rule, ...]:
    if path.exists():
        return authored.load(path, within=within)
    for point in entry_points(group="stanch.rules"):
        if point.name == name:
            return _installed(point.value, where)
    raise RuleError(
        f"the pack {name!r} is neither a file, a folder nor an installed pack",
        where=where,
        hint="write a path, or install the package that offers this pack",
    )


def _installed(package: str, where: str) -> tuple[Rule, ...]:
    """The YAML files inside a package, which is found but never imported."""
    if not package.isidentifier():  # to find `a.b`, Python would import `a`
        raise RuleError(f"the pack {package!r} must be a package at the top level", where=where)
    spec = find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or []
    if not folders:
        raise RuleError(f"the package {package!r} has no folder of packs", where=where)
    return authored.load(*map(Path, folders))
