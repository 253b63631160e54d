"""What a policy names is checked when a run begins, and not when something is found by chance.

A pattern that can match nothing and a rule that nobody knows are typos. Whoever wrote them believes
that a folder is left out or a rule is off.
"""

from __future__ import annotations

from collections.abc import Iterable

from stanch.config.file import Config
from stanch.errors import ConfigError, RuleError
from stanch.rules.ruleset import Ruleset
from stanch.suppress.dialects import NAMES
from stanch.suppress.globs import problem
from stanch.written.fields import suggestion


def patterns(config: Config) -> None:
    """The paths that one file excludes or grades.

    Raises:
        ConfigError: a pattern can match nothing.
    """
    told = [(f"{config.where[0]}: exclude", config.exclude)] if config.exclude else []
    told += [(f"{entry.where}: paths", entry.paths) for entry in config.severity]
    for where, globs in told:
        for number, glob in enumerate(globs):
            if why := problem(glob):
                raise ConfigError(f"{why} ({glob!r})", where=f"{where}[{number}]")


def chosen(rules: Ruleset, names: Iterable[str]) -> None:
    """Ids and `tag:NAME`, of rules to do with or without.

    Raises:
        RuleError: there is no such rule or tag.
    """
    ids = set(rules.ids())
    tags: set[str] = set()
    for name in names:
        tag = name.removeprefix("tag:")
        if name == tag and name not in ids:
            raise RuleError(f"no rule has the id {name!r}", hint=suggestion(name, ids))
        if name == tag:
            continue
        tags = tags or {tag for n, _ in rules.entries() for tag in rules.rule(n).tags}
        if tag not in tags:
            raise RuleError(f"no rule has the tag {tag!r}", hint=suggestion(tag, tags))


def markers(names: Iterable[str]) -> None:
    """The scanners whose markers are switched off.

    Raises:
        ConfigError: nobody knows one.
    """
    for name in names:
        if name not in NAMES:
            raise ConfigError(f"no markers are called {name!r}", hint=suggestion(name, NAMES))


def used(rules: Ruleset, config: Config) -> None:
    """The rules that acceptances and severities name; former ids count too.

    Raises:
        ConfigError: there is no such rule.
    """
    told = [(entry.where, entry.rules) for entry in config.allow]
    told += [(entry.where, entry.rules) for entry in config.severity]
    for where, names in told:
        if name := _unknown(rules, names):
            near = suggestion(name, rules.ids())
            raise ConfigError(f"no rule has the id {name!r}", where=f"{where}: rules", hint=near)


def unknown(rules: Ruleset, names: Iterable[str]) -> str:
    """What is wrong with the rules that a marker names; it repeats nothing of the marker."""
    name = _unknown(rules, names)
    if not name:
        return ""
    near = suggestion(name, rules.ids())
    return f"no rule has this id{'; ' + near if near.startswith('did') else ''}"


def _unknown(rules: Ruleset, names: Iterable[str]) -> str:
    """The first that is no rule's id, neither today's nor a former one."""
    left = [name for name in names if name not in rules.ids()]
    if not left:
        return ""
    # Only here: it reads all rules.
    former = {old for n, _ in rules.entries() for old in rules.rule(n).former_ids}
    return next((name for name in left if name not in former), "")
