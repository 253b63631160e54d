"""Every format that can be moved in from: its name, its files, how it is told, who reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from stanch.errors import ConfigError
from stanch.moving import (
    betterleaks,
    detectsecrets,
    gitguardian,
    github,
    gitleaks,
    gitsecrets,
    kingfisher,
    precommit,
    ripsecrets,
    secretlint,
    talisman,
    trivy,
    trufflehog,
)
from stanch.moving.item import Item
from stanch.moving.ours import Theirs
from stanch.moving.text import yaml

Read = Callable[[Theirs], Iterator[Item]]


class Format(NamedTuple):
    """One kind of file.

    `files` are the paths, from the root of a repository, under which it is found; `keys` are
    those of which its content has all, where its name does not tell it.
    """

    name: str
    title: str
    files: tuple[str, ...]
    read: Read
    keys: tuple[str, ...] = ()


# git's own settings; not a file, so nobody can name it.
GIT_SETTINGS = Format("git-secrets", "git-secrets", (), gitsecrets.settings)
FORMATS = (
    Format("gitleaks", "gitleaks",
           (".gitleaks.toml", "gitleaks.toml", ".github/.gitleaks.toml"), gitleaks.config),
    Format("gitleaksignore", "gitleaks", (".gitleaksignore",), gitleaks.ignored),
    Format("gitleaks-report", "gitleaks",
           (".gitleaks-baseline.json", "gitleaks-baseline.json"), gitleaks.report),
    Format("betterleaks", "betterleaks",
           (".betterleaks.toml", "betterleaks.toml"), gitleaks.config),
    Format("betterleaksignore", "betterleaks", (".betterleaksignore",), betterleaks.ignored),
    Format("betterleaks-report", "betterleaks", (), betterleaks.report,
           ("schema_version",)),
    Format("detect-secrets", "detect-secrets", (".secrets.baseline",), detectsecrets.baseline,
           ("results", "plugins_used")),
    Format("gitallowed", "git-secrets", (".gitallowed",), gitsecrets.allowed),
    Format("trufflehog-exclude", "trufflehog", (), trufflehog.excluded),
    Format("trufflehog-include", "trufflehog", (), trufflehog.included),
    Format("trufflehog", "trufflehog",
           ("trufflehog.yaml", "trufflehog.yml", ".trufflehog.yaml", ".trufflehog.yml"),
           trufflehog.detectors, ("detectors",)),
    Format("kingfisher", "kingfisher",
           ("kingfisher-baseline.yaml", "kingfisher-baseline.yml", ".kingfisher-baseline.yaml",
            ".kingfisher-baseline.yml"), kingfisher.baseline, ("fingerprint_algorithm",)),
    Format("kingfisher-1", "kingfisher", (), kingfisher.baseline, ("ExactFindings",)),
    Format("gitguardian", "ggshield", (".gitguardian.yaml", ".gitguardian.yml"),
           gitguardian.config),
    Format("talisman", "talisman", (".talismanrc",), talisman.config),
    Format("secretlint", "secretlint", (".secretlintrc", ".secretlintrc.*"), secretlint.config),
    Format("secretlintignore", "secretlint", (".secretlintignore",), secretlint.ignored),
    Format("secretsignore", "ripsecrets", (".secretsignore",), ripsecrets.ignored),
    Format("github", "GitHub", (".github/secret_scanning.yml",), github.config),
    Format("trivy", "Trivy", ("trivy-secret.yaml", "trivy-secret.yml"), trivy.config),
    Format("trivyignore", "Trivy", (".trivyignore.yaml", ".trivyignore.yml"), trivy.ignored),
    Format("rules", "Nosey Parker, Titus, kingfisher", (), kingfisher.rules, ("rules",)),
)  # fmt: skip
NAMES = tuple(one.name for one in FORMATS)


def by_name(name: str) -> Format:
    """The format of this name, which must be one of `NAMES`."""
    return next(one for one in FORMATS if one.name == name)


def recognised(path: str, data: bytes) -> Format | None:
    """The format of a file by its path, else by what it holds; None where neither tells."""
    name = path.replace("\\", "/").rpartition("/")[2]
    for one in FORMATS:
        if any(fnmatchcase(name, file.rpartition("/")[2]) for file in one.files):
            return one
    if name.endswith(".toml"):
        return by_name("gitleaks") if b"[[rules]]" in data or b"[allowlist" in data else None
    held = _keys(name, data)
    if held is None:
        return None
    if not isinstance(held, frozenset):
        return by_name("gitleaks-report")
    return next((one for one in FORMATS if one.keys and held.issuperset(one.keys)), None)


def _keys(name: str, data: bytes) -> frozenset[str] | str | None:
    """The keys of a mapping, or "list" for a report of gitleaks; None for all else."""
    value: object = None
    try:
        if name.endswith((".json", ".jsonl", ".baseline")):
            text = data.decode("utf-8-sig").lstrip()
            value, _ = json.JSONDecoder().raw_decode(text)
        elif name.endswith((".yaml", ".yml")):
            value = yaml(data, name)
    except (ValueError, RecursionError, ConfigError):
        return None
    if isinstance(value, list) and all(isinstance(v, dict) and "RuleID" in v for v in value):
        return "list"
    return frozenset(map(str, value)) if isinstance(value, dict) else None


# Read and replaced in one, so it has no reader among the others.
PRE_COMMIT = precommit.NAME
