"""`.pre-commit-config.yaml`: the hook of another scanner makes room for ours.

The file is edited as text, so that comments and the other hooks stay as they are.
https://pre-commit.com/#adding-pre-commit-plugins-to-your-project
"""

from __future__ import annotations

from typing import NamedTuple

from stanch import __version__
from stanch.errors import ConfigError
from stanch.moving.item import Fate, Item, refused
from stanch.moving.text import plain, yaml
from stanch.written.fields import Reader

NAME = ".pre-commit-config.yaml"
ADDRESS = "https://example.org/stanch.git"
_HOOKS = frozenset(
    "gitleaks gitleaks-docker gitleaks-system betterleaks betterleaks-docker betterleaks-system "
    "detect-secrets git-secrets trufflehog kingfisher ggshield docker-ggshield ggshield-push "
    "docker-ggshield-push talisman-commit talisman-push ripsecrets ripsecrets-system secretlint "
    "CredSweeper noseyparker titus".split()
)


class Replaced(NamedTuple):
    """The file with our hook in it, and what became of each of theirs."""

    text: str
    items: tuple[Item, ...]


def replaced(data: bytes, where: str) -> Replaced:
    """The configuration of pre-commit with our hook instead of theirs.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    text = plain(data, where)
    top = Reader(yaml(data, where), where)
    theirs: list[tuple[int, tuple[int, ...], int]] = []
    items: list[Item] = []
    is_there = False
    for number, (place, value) in enumerate(top.items("repos")):
        repo = Reader(value, place)
        hooks = [Reader(v, w) for w, v in repo.items("hooks")]
        names = [hook.text("id", "") for hook in hooks]
        is_there |= any(name in {"stanch", "stanch-system"} for name in names)
        found = tuple(at for at, name in enumerate(names) if name in _HOOKS)
        if found:
            theirs.append((number, found, len(hooks)))
        for at in found:
            items += _hook(hooks[at], names[at])
    if not theirs:
        return Replaced(text, ())
    edited = _edited(text, where, theirs, add=not is_there)
    if edited is None:
        why = "the file is not laid out as blocks; replace the hook by hand (docs/hooks.md)"
        return Replaced(text, tuple(refused(item.where, why) for item in items))
    return Replaced(edited, tuple(items))


def _hook(hook: Reader, name: str) -> list[Item]:
    where = f"{hook.where} ({name})"
    items = [Item(where, Fate.TRANSLATED, "the hook `stanch`, which scans what is staged")]
    for key in hook.names():
        if key != "id":
            why = "it is of their hook; what it names can be given to `stanch import`"
            items.append(refused(f"{where} {key}", why))
    return items


def _edited(
    text: str, where: str, theirs: list[tuple[int, tuple[int, ...], int]], *, add: bool
) -> str | None:
    """The text with their blocks gone and ours where the first one was."""
    spans = _spans(text)
    if spans is None:
        return None
    lines = text.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in text else "\n"
    place = min(number for number, _, _ in theirs)
    indent = lines[spans[place][0][0]][: spans[place][0][2]] if add else ""
    for number, found, count in reversed(theirs):
        (first, last, _), hooks = spans[number]
        fresh: list[str] = []
        if number == place and add:
            fresh = [f"{indent}{line}{end}" for line in _OURS]
        if len(found) == count:
            lines[first:last] = fresh
            continue
        for at in reversed(found):
            del lines[hooks[at][0] : hooks[at][1]]
        lines[first:first] = fresh
    edited = "".join(lines)
    try:
        after = Reader(yaml(edited.encode(), where), where)
        ids = [
            Reader(hook, place_).text("id", "")
            for repo_place, repo in after.items("repos")
            for place_, hook in Reader(repo, repo_place).items("hooks")
        ]
    except ConfigError:
        return None
    return None if any(name in _HOOKS for name in ids) else edited


_OURS = (
    f"- repo: {ADDRESS}  # the address you get stanch from",
    f"  rev: v{__version__}",
    "  hooks:",
    "    - id: stanch",
)

_Lines = tuple[int, int, int]


def _spans(text: str) -> list[tuple[_Lines, list[_Lines]]] | None:
    """First line, line behind the last, and column of each repository and of each of its hooks."""
    import yaml as library
    from yaml.nodes import MappingNode, SequenceNode

    root = library.compose(text, Loader=library.SafeLoader)
    if not isinstance(root, MappingNode):
        return None
    repos = _value(root, "repos")
    if not isinstance(repos, SequenceNode) or repos.flow_style:
        return None
    out: list[tuple[_Lines, list[_Lines]]] = []
    lines = text.splitlines()
    for repo in repos.value:
        hooks = _value(repo, "hooks") if isinstance(repo, MappingNode) else None
        if repo.flow_style or not isinstance(hooks, SequenceNode):
            return None
        if hooks.flow_style and len(hooks.value) > 1:
            return None
        each = [_lines(lines, hook) for hook in hooks.value]
        out.append((_lines(lines, repo), each))
    return out


def _value(node: object, key: str) -> object:
    return next((v for k, v in getattr(node, "value", ()) if k.value == key), None)


def _lines(lines: list[str], node: object) -> _Lines:
    """The lines of an element of a block list; the dash stands before its first."""
    start, end = node.start_mark, node.end_mark  # type: ignore[attr-defined]
    # It ends where the next thing begins, or in its own last line.
    last = end.line + bool("".join(lines[end.line : end.line + 1])[: end.column].strip())
    # What stands above the next element belongs to it.
    while last > start.line and (not (text := lines[last - 1].strip()) or text[0] == "#"):
        last -= 1
    last = max(last, start.line + 1)
    dash = lines[start.line].find("-")
    return start.line, last, dash
