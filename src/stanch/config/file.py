"""`.stanch.yaml`, `[tool.stanch]` and the user-wide file: parsed, checked, merged.

A file may silence findings, add rules and set limits. It can never run code, reach the network or
make the built-in rules vanish by forgetting a line.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from stanch.cache import Cache
from stanch.errors import ConfigError
from stanch.model.rule import Confidence, Severity
from stanch.written.fields import Reader

NAME = ".stanch.yaml"
LEAST_SECONDS, MOST_SECONDS = 0.01, 86_400
PYPROJECT = "pyproject.toml"
# Names that people give the file, and under which it would silently not count.
MISNAMED = (".stanch.yml", "stanch.yaml", "stanch.yml")
KEYS = (
    "rules",
    "override",
    "packs",
    "disable",
    "only",
    "allow",
    "exclude",
    "severity",
    "fail_on",
    "min_confidence",
    "max_size",
    "time_limit",
    "baseline",
    "allow_skipped",
    "jobs",
    "disable_markers",
    "strict_markers",
)
# What the file of a folder below the root may say, about the files in it.
LOCAL = ("allow", "disable", "disable_markers", "strict_markers")  # fmt: skip
# How reports are shown is each person's own affair: these stand in the user-wide file only.
PERSONAL = ("format", "quiet", "verbose", "no_color")
_UNITS = {"": 1, "b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9}


class Allowing(NamedTuple):
    """An entry under `allow:`; all criteria given must hold."""

    where: str
    reason: str
    paths: tuple[str, ...]
    rules: tuple[str, ...]
    secrets: tuple[str, ...]
    stopwords: tuple[str, ...]
    until: str
    lines: tuple[str, ...] = ()


class Grading(NamedTuple):
    """An entry under `severity:`: findings below these paths get this severity."""

    where: str
    paths: tuple[str, ...]
    rules: tuple[str, ...]
    severity: Severity


class Config(NamedTuple):
    """One configuration file, or several merged. None: nothing was said."""

    where: tuple[str, ...] = ()
    rules: tuple[tuple[str, object], ...] = ()
    override: tuple[tuple[str, object], ...] = ()
    packs: tuple[tuple[str, str], ...] = ()
    disable: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    allow: tuple[Allowing, ...] = ()
    exclude: tuple[str, ...] = ()
    severity: tuple[Grading, ...] = ()
    fail_on: Severity | None = None
    min_confidence: Confidence | None = None
    max_size: int | None = None
    time_limit: float | None = None
    baseline: str | None = None
    allow_skipped: bool | None = None
    jobs: int | None = None
    disable_markers: tuple[str, ...] = ()
    strict_markers: bool | None = None
    format: str | None = None
    quiet: bool | None = None
    verbose: bool | None = None
    no_color: bool | None = None
    digest: str = ""

    def then(self, other: "Config") -> "Config":
        """Both: what `other` says about one value wins, and lists are joined."""
        joined: dict[str, Any] = {}
        for name in self._fields:
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, tuple):
                joined[name] = (*mine, *theirs)
            elif isinstance(mine, str) and name == "digest":
                joined[name] = mine + theirs
            else:
                joined[name] = mine if theirs is None else theirs
        return Config(**joined)


def load(
    data: bytes,
    where: str,
    cache: Cache,
    has_secret: Callable[[bytes], bool],
    *,
    personal: bool = False,
) -> Config:
    """The configuration in a YAML file's bytes. Its parsed form is cached by content.

    A text of which `has_secret` says that it has one is not: what is revoked, or taken out of the
    file, must not live on in a cache.

    Raises:
        ConfigError: with the place of what is wrong.
    """
    import hashlib

    digest = hashlib.sha256(data).hexdigest()
    kept = cache.get(f"config-{digest[:40]}")
    if kept is None:
        from stanch.written import yamltext

        parsed = yamltext.parse(data, where)
        try:
            kept = json.dumps({} if parsed is None else parsed, default=str).encode()
        except TypeError:  # YAML has dates for keys, and worse
            raise ConfigError("every key must be text", where=where) from None
        if not has_secret(data) and not has_secret(kept):
            cache.put(f"config-{digest[:40]}", kept)
    return parse(json.loads(kept), where, personal=personal)._replace(digest=digest)


def load_pyproject(data: bytes, where: str) -> Config | None:
    """`[tool.stanch]`, or None where there is none.

    Raises:
        ConfigError: the file is no TOML, or the table is wrong.
    """
    if b"stanch" not in data:
        return None
    import hashlib
    import tomllib

    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=where) from None
    tool = Reader(table.get("tool", {}), f"{where} [tool]")
    if not tool.has("stanch"):
        return None
    kept = json.loads(json.dumps(tool.get("stanch"), default=str))
    return parse(kept, f"{where} [tool.stanch]")._replace(digest=hashlib.sha256(data).hexdigest())


def parse(value: object, where: str, *, personal: bool = False) -> Config:
    """The configuration in a mapping; `personal` allows what only the user-wide file may say.

    Raises:
        ConfigError: an unknown key (with a suggestion) or a wrong value.
    """
    reader = Reader(value, where)
    reader.known((*KEYS, *PERSONAL) if personal else KEYS)
    return Config(
        where=(where,),
        rules=reader.items("rules"),
        override=reader.items("override"),
        packs=tuple((reader.where, name) for name in reader.texts("packs")),
        disable=reader.texts("disable"),
        only=reader.texts("only"),
        allow=tuple(_allowing(Reader(v, w)) for w, v in reader.items("allow")),
        exclude=reader.texts("exclude"),
        severity=tuple(_grading(Reader(v, w)) for w, v in reader.items("severity")),
        fail_on=reader.choice("fail_on", Severity, Severity.INFO)
        if reader.has("fail_on")
        else None,
        min_confidence=(
            reader.choice("min_confidence", Confidence, Confidence.LOW)
            if reader.has("min_confidence")
            else None
        ),
        max_size=_size(reader),
        time_limit=_seconds(reader),
        baseline=reader.text("baseline") if reader.has("baseline") else None,
        allow_skipped=_said(reader, "allow_skipped"),
        jobs=_jobs(reader),
        disable_markers=reader.texts("disable_markers"),
        strict_markers=_said(reader, "strict_markers"),
        format=reader.text("format") if reader.has("format") else None,
        quiet=_said(reader, "quiet"),
        verbose=_said(reader, "verbose"),
        no_color=_said(reader, "no_color"),
    )


def _said(reader: Reader, key: str) -> bool | None:
    return reader.flag(key) if reader.has(key) else None


def size(text: str) -> int:
    """Bytes of `500`, `500k`, `20MB`, `1G` (powers of ten).

    Raises:
        ValueError: it is none of these.
    """
    import re

    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-zA-Z]{0,2})", text.strip(), re.ASCII)
    unit = found and _UNITS.get(found[2].lower())
    if not found or not unit:
        raise ValueError(f"{text!r} is no size; write 500k, 20MB or 1G")
    bytes_ = int(float(found[1]) * unit)
    if not 0 < bytes_ <= 2 * 10**9:
        raise ValueError("a size must be between 1 byte and 2 GB")
    return bytes_


def _size(reader: Reader) -> int | None:
    value = reader.get("max_size")
    if value is None:
        return None
    try:
        return size(str(value))
    except ValueError as error:
        raise reader.fail(f"max_size: {error}") from None


def _seconds(reader: Reader) -> float | None:
    if not reader.has("time_limit"):
        return None
    seconds = float(reader.number("time_limit", 0))
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise reader.fail(f"time_limit must be from {LEAST_SECONDS} to {MOST_SECONDS} seconds")
    return seconds


def _jobs(reader: Reader) -> int | None:
    if not reader.has("jobs"):
        return None
    jobs = reader.number("jobs", 0)
    if jobs != int(jobs) or not 1 <= jobs <= 256:
        raise reader.fail("jobs must be a whole number from 1 to 256")
    return int(jobs)


def _allowing(reader: Reader) -> Allowing:
    reader.known(("reason", "paths", "rules", "secrets", "lines", "stopwords", "until"))
    made = Allowing(
        where=reader.where,
        reason=reader.text("reason", ""),
        paths=reader.texts("paths"),
        rules=reader.texts("rules"),
        secrets=reader.texts("secrets"),
        stopwords=reader.texts("stopwords"),
        until=reader.text("until", ""),
        lines=reader.texts("lines"),
    )
    if not (made.paths or made.rules or made.secrets or made.lines or made.stopwords):
        raise reader.fail("needs at least one of paths, rules, secrets, lines, stopwords")
    return made


def _grading(reader: Reader) -> Grading:
    reader.known(("paths", "rules", "severity"))
    made = Grading(
        reader.where,
        reader.texts("paths"),
        reader.texts("rules"),
        reader.choice("severity", Severity, Severity.HIGH),
    )
    if not (made.paths or made.rules) or not reader.has("severity"):
        raise reader.fail("needs severity, and paths or rules")
    return made
