"""Packs as their authors write them: folders and files of YAML, read and checked as one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from stanch.errors import RuleError
from stanch.model.rule import Rule, Scout
from stanch.rules import schema
from stanch.written import files, yamltext

ENDINGS = (".yaml", ".yml")


class Packs(NamedTuple):
    """Everything that some packs say."""

    rules: tuple[Rule, ...]
    not_covered: tuple[tuple[str, str], ...]
    scouts: tuple[Scout, ...] = ()


def load(*places: Path, within: str = "") -> tuple[Rule, ...]:
    """All rules of pack files and folders of them, in the order of file names.

    `within` is a folder that no file may lead out of.

    Raises:
        RuleError: a file is unreadable or wrong, an id stands twice, or nothing is there.
    """
    return read(*places, within=within).rules


def read(*places: Path, within: str = "") -> Packs:
    """Rules, and what the packs leave out on purpose; raises as `load`."""
    found = [file for place in places for file in _files(place)]
    texts = ((f"{file.parent.name}/{file.name}", _text(file, within)) for file in found)
    return parsed(texts, ", ".join(map(str, places)))


def parsed(texts: Iterable[tuple[str, bytes]], name: str) -> Packs:
    """What texts with their names say together; raises as `load`."""
    rules: list[Rule] = []
    left_out: list[tuple[str, str]] = []
    scouts: list[Scout] = []
    seen: dict[str, str] = {}
    for where, text in texts:
        written = yamltext.parse(text, where, RuleError)
        left_out += schema.not_covered(written, where)
        scouts += schema.scouts(written, where)
        for rule in schema.pack(written, where):
            if rule.id in seen:
                raise RuleError(f"the id {rule.id!r} stands in {seen[rule.id]} too", where=where)
            seen[rule.id] = where
            rules.append(rule)
    if not rules:
        raise RuleError(f"no rules in {name}")
    return Packs(tuple(rules), tuple(left_out), tuple(scouts))


def _files(place: Path) -> list[Path]:
    try:
        if place.is_dir():
            return sorted(file for file in place.iterdir() if file.suffix in ENDINGS)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=str(place)) from None
    return [place]


def _text(file: Path, within: str) -> bytes:
    data = files.read(str(file), str(file), RuleError, within=within)
    if data is None:
        raise RuleError("cannot be read: No such file", where=str(file))
    return data
