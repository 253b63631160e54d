"""Puts the acceptances of a run together: markers, ignore files, allowlists, the baseline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NamedTuple

from stanch import checked, configured
from stanch.config import file as config_file
from stanch.config.file import Config
from stanch.config.options import ScanOptions
from stanch.errors import ConfigError
from stanch.rules.ruleset import Ruleset
from stanch.suppress.baseline import Baseline
from stanch.suppress.decide import Suppressor
from stanch.suppress.dialects import honoured
from stanch.suppress.folders import Folder, Folders
from stanch.suppress.ignorefile import IgnoreFile

IGNORE_FILE = ".stanchignore"


class Policy(NamedTuple):
    """Where acceptances are read from: `read` gives the bytes of a file, `load` parses one."""

    read: Callable[[str], bytes | None]
    load: Callable[[bytes, str], Config]


def suppressor(
    options: ScanOptions, baseline: Baseline | None, rules: Ruleset, policy: Policy, today: date
) -> Suppressor:
    """All acceptances of a run.

    Raises:
        ConfigError: one of them is wrong.
    """
    checked.markers(options.disable_markers)
    ignored = _ignore_file(policy.read(IGNORE_FILE), IGNORE_FILE)
    return Suppressor(
        today=today,
        dialects=honoured(options.disable_markers, strict=options.strict_markers),
        ignores=(ignored,) if ignored else (),
        allows=tuple(configured.allow(entry) for entry in options.config.allow),
        baseline=baseline,
        unknown=partial(checked.unknown, rules),
        folders=Folders(partial(folder, policy, rules, today)),
    )


def folder(policy: Policy, rules: Ruleset, today: date, path: str) -> Folder:
    """What a folder below the root says about the files in it.

    Raises:
        ConfigError: what it says is wrong.
    """
    name, where = f"{path}/{IGNORE_FILE}", f"{path}/{config_file.NAME}"
    try:
        patterns, data = policy.read(name), policy.read(where)
    except ConfigError as error:  # such as a link that leads out: it has no say, and is told
        return Folder(warnings=(str(error),))
    ignored = _ignore_file(patterns, name)
    if data is None:
        return Folder(path, ignore=ignored)
    config = policy.load(data, where)
    checked.used(rules, config._replace(severity=()))
    checked.chosen(rules, config.disable)
    checked.markers(config.disable_markers)
    allows = tuple(configured.allow(entry) for entry in config.allow)
    says = config.disable_markers or config.strict_markers
    return Folder(
        path=path,
        where=where,
        ignore=ignored,
        allows=allows,
        disabled=frozenset(config.disable),
        dialects=honoured(config.disable_markers, strict=bool(config.strict_markers))
        if says
        else None,
        warnings=(
            *(
                f"{where}: {key}: only the root's file may say this; it was not heeded"
                for key in config_file.KEYS
                if key not in config_file.LOCAL and getattr(config, key) not in (None, ())
            ),
            *Suppressor(today, allows=allows).warnings,
        ),
    )


def _ignore_file(data: bytes | None, name: str) -> IgnoreFile | None:
    return None if data is None else IgnoreFile.parse(data.decode("utf-8", "surrogateescape"), name)
