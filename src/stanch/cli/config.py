"""`stanch config`: what holds here, and a file to start from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import click
from click.core import ParameterSource

from stanch.assemble import IGNORE_FILE, configs, load_rules, sight
from stanch.cli.console import cleaner, echo, put
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP, Group
from stanch.cli.options import asked, scanning
from stanch.config.file import KEYS, NAME, PERSONAL, Config
from stanch.config.options import Typed, resolve
from stanch.errors import ExitCode, UsageError

Shown: TypeAlias = "bool | int | float | str | Sequence[Shown] | Mapping[str, Shown]"

START = """\
# Configuration of stanch; every key is optional. docs/configuration.md explains them.
# The built-in rules are always there: a file with nothing but `allow:` keeps them all.

# exclude:                      # not read at all; counted in the last line
#   - vendor/**

# allow:                        # found, but accepted; all criteria of an entry must hold
#   - reason: keys of the test fixtures, made up
#     paths: [tests/fixtures/**]
#     rules: [stripe-secret-key-test]
#     until: 2027-01-31

# disable: [generic-configured-secret]

# disable_markers: [foreign]    # heed `stanch:allow` only, and no other scanner's markers

# rules:                        # your own
#   - id: acme-service-token
#     name: Acme service token
#     pattern: '\\b(?P<secret>acme_[0-9a-f]{40})\\b'
#     severity: critical
#     revoke: https://tokens.acme.example/

# override:                     # one field of a built-in rule
#   - id: jwt-token
#     severity: low

# severity:                     # by path
#   - paths: [docs/**]
#     severity: low

# fail_on: low
# min_confidence: medium
# max_size: 50MB
"""


@click.group(
    cls=Group,
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch config init\n  stanch config show",
)
def config() -> None:
    """Show the configuration in force, or start one."""


@config.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch config show\n  stanch config show --config-from origin/main",
)
@scanning
def show(**given: Any) -> ExitCode:
    """The options that a scan would use here, as JSON, and where each was said.

    An option that `said` does not name has its default.
    """
    here = world()
    shared = asked(given)
    place = file_place(here, (here.cwd,), shared.config_from)
    files = configs(here, place, shared.typed)
    options = resolve(shared.typed, files[0].then(files[1]))
    chosen = load_rules(here, options, place)
    own = options.config
    shown: Shown = {
        "root": place.root,
        "files": list(own.where),
        "ignore_file": place.read_policy(IGNORE_FILE) is not None,
        "baseline": options.baseline,
        "baseline_found": options.baseline != "none"
        and place.read_policy(options.baseline) is not None,
        "rules": len(chosen),
        "own_rules": [rule.id for rule in chosen.added],
        "packs": [name for _, name in own.packs] + list(options.rules),
        "override": [where for where, _ in own.override],
        "disable": list(options.disable),
        "only": list(options.only),
        "exclude": list(own.exclude),
        "allow": [entry.where for entry in own.allow],
        "severity": [
            {"paths": list(g.paths), "rules": list(g.rules), "severity": g.severity.label}
            for g in own.severity
        ],
        "disable_markers": list(options.disable_markers),
        "strict_markers": options.strict_markers,
        "fail_on": options.gate.severity.label,
        "min_confidence": options.minimum.label,
        "allow_skipped": options.gate.allow_skipped,
        "max_size": options.max_size,
        "time_limit": options.time_limit,
        "jobs": options.jobs,
        "said": _said(files, shared.typed),
    }
    look = sight(here.cache, here.now, chosen)
    put(*json.dumps(_clean(shown, cleaner(look)), indent=2).splitlines())
    return ExitCode.CLEAN


def _clean(value: Shown, clean: Callable[[str], str]) -> Shown:
    """The value with every text in it fit to be shown."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Sequence):
        return [_clean(item, clean) for item in value]
    if isinstance(value, Mapping):
        return {key: _clean(item, clean) for key, item in value.items()}
    return value


def _said(files: Iterable[Config], typed: Typed) -> dict[str, list[str]]:
    """Where each option was said: the places of lists add up, of values the last one holds."""
    said: dict[str, list[str]] = {}
    for key in (*KEYS, *PERSONAL):
        found = [file.where[0] for file in files if getattr(file, key) not in (None, ())]
        name = "rules" if key == "packs" else key
        if key != "rules" and getattr(typed, name, None) not in (None, ()):
            found = [*(found if key in _ADDING else ()), _typed(name)]
        if found:
            said[key] = found if key in _LISTS else found[-1:]
    return said


_ADDING = ("packs", "disable", "disable_markers")
_LISTS = (*_ADDING, "rules", "override", "only", "allow", "exclude", "severity")


def _typed(name: str) -> str:
    """The option, or the variable that stands for it."""
    source = click.get_current_context().get_parameter_source(name)
    if source is ParameterSource.ENVIRONMENT:
        return f"STANCH_{name.upper()}"
    return f"--{name.replace('_', '-')}"


@config.command(context_settings=HELP, epilog="\b\nExample:\n  stanch config init")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(*, force: bool) -> ExitCode:
    """Write a `.stanch.yaml` to start from, with every key explained."""
    here = world()
    path = os.path.join(file_place(here, (here.cwd,)).root, NAME)
    if os.path.islink(path):  # a repository could have it lead to any file of the user's
        raise UsageError(f"{NAME} is a link", hint="remove it, or edit what it leads to")
    try:
        with open(path, "w" if force else "x", encoding="utf-8") as file:
            file.write(START)
    except FileExistsError:
        raise UsageError(f"{NAME} is there already", hint="--force replaces it") from None
    except OSError as error:
        raise UsageError(f"{NAME} cannot be written: {error.strerror}") from None
    echo(f"wrote {os.path.relpath(path, here.cwd)}")
    return ExitCode.CLEAN
