"""Adds to `.stanch.yaml` and `.stanchignore` without touching what people wrote there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from stanch.errors import ConfigError
from stanch.moving.item import Written
from stanch.moving.text import plain
from stanch.written import yamltext

KEYS = ("rules", "disable", "allow")
_HEADER = "# Configuration of stanch; docs/configuration.md explains each key.\n"
_BY_HAND = "add the lines of `stanch import --dry-run` by hand, or replace the file with --force"
Added = Mapping[str, Sequence[object]]


def config(old: bytes | None, where: str, added: Added) -> str:
    """The configuration with entries more; those that it has already are not added again.

    Raises:
        ConfigError: the old one is wrong, or is laid out so that nothing can be added.
    """
    text = plain(old or b"", where)
    before = yamltext.parse(text.encode(), where)
    if before is not None and not isinstance(before, dict):
        raise ConfigError("must be a mapping of keys to values", where=where)
    known: dict[str, object] = before or {}
    fresh = {
        key: [one for one in _once(added.get(key, ())) if one not in _list(known, key, where)]
        for key in KEYS
    }
    if not any(fresh.values()):
        return text
    made = text or _HEADER
    for key, entries in fresh.items():
        if entries:
            made = _with(made, key, entries, where)
    wanted = known | {key: [*_list(known, key, where), *e] for key, e in fresh.items() if e}
    if yamltext.parse(made.encode(), where) != wanted:
        raise ConfigError("is laid out so that nothing can be added", where=where, hint=_BY_HAND)
    return made


def has(old: bytes | None, where: str, key: str) -> list[object]:
    """What a list of the configuration holds now; raises as `config`."""
    value = yamltext.parse(old or b"", where)
    return _list(value, key, where) if isinstance(value, dict) else []


def _once(entries: Iterable[object]) -> list[object]:
    out: list[object] = []
    for entry in entries:
        if entry not in out:
            out.append(entry)
    return out


def _list(known: Mapping[str, object], key: str, where: str) -> list[object]:
    value = known.get(key)
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return value
    raise ConfigError(f"{key} must be a list", where=where)


def _with(text: str, key: str, entries: Sequence[object], where: str) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    node = _node(root, key)
    if node is None:
        gap = "" if text.endswith("\n") or not text else "\n"
        return f"{text}{gap}\n{key}:\n{_block(entries, '  ')}"
    if not isinstance(node, SequenceNode) or not node.value:
        raise ConfigError(f"{key} cannot be added to as it is", where=where, hint=_BY_HAND)
    if node.flow_style:
        end = node.end_mark.index - 1
        more = "".join(f", {_flow(entry)}" for entry in entries)
        return text[:end].rstrip().removesuffix(",") + more + text[end:]
    lines = text.splitlines(keepends=True)
    last = node.value[-1].end_mark.line + (node.value[-1].end_mark.column > 0)
    while last > 1 and (not (line := lines[last - 1].strip()) or line.startswith("#")):
        last -= 1
    if not lines[last - 1].endswith("\n"):
        lines[last - 1] += "\n"
    lines[last:last] = [_block(entries, " " * node.start_mark.column)]
    return "".join(lines)


def _node(root: Node | None, key: str) -> Node | None:
    if not isinstance(root, MappingNode):
        return None
    return next((value for name, value in root.value if name.value == key), None)


def _block(entries: Sequence[object], indent: str) -> str:
    dumped = yaml.safe_dump(
        [_plain(entry) for entry in entries], sort_keys=False, allow_unicode=True, width=10**6
    )
    return "".join(indent + line for line in dumped.splitlines(keepends=True))


def _flow(entry: object) -> str:
    dumped = yaml.safe_dump(
        _plain(entry), sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=True
    )
    return dumped.removesuffix("...\n").strip()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def ignore_file(old: bytes | None, where: str, added: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The ignore file with patterns more, below the name of the file that each comes from.

    Raises:
        ConfigError: the old one is no text.
    """
    text = plain(old or b"", where)
    known = set(text.splitlines())
    for source, patterns in added:
        fresh = [one for one in dict.fromkeys(patterns) if one not in known]
        if not fresh:
            continue
        known.update(fresh)
        gap = "" if not text or text.endswith("\n") else "\n"
        text += gap + f"# from {source}\n" + "".join(f"{one}\n" for one in fresh)
    return text


def entry(value: Written) -> dict[str, object]:
    """An entry as the file will hold it."""
    return {key: list(v) if isinstance(v, tuple) else v for key, v in value.items()}
