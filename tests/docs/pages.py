"""The documents as tests see them: their code blocks, commands, links and names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("docs/cli.md", "docs/rules.md")
_FENCE = re.compile(r"^( *)```(\S*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")
# `$ stanch …` of a console, `- stanch …` and `run: stanch …` of a CI file, a line of a script.
_COMMAND = re.compile(
    r"(?:^|[|;)] |: )(?:\$ |- )?(?:run: )?(?:\.venv/bin/)?(stanch(?: [^|;&\n]+)?)"
)


class Block(NamedTuple):
    """A fenced block of code."""

    page: str
    language: str
    text: str


def pages() -> dict[str, str]:
    """All pages by their path from the root."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    found += [ROOT / "benchmarks" / "README.md", ROOT / "changelog.d" / "README.md"]
    return {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in sorted(found)}


def written() -> dict[str, str]:
    """The pages that people write; the others are generated from the program."""
    return {name: text for name, text in pages().items() if name not in GENERATED}


def blocks() -> Iterator[Block]:
    """All fenced blocks, without the indentation of a list."""
    for page, text in pages().items():
        for indent, language, body in _FENCE.findall(text):
            lines = (line.removeprefix(indent) for line in body.splitlines(keepends=True))
            yield Block(page, language, "".join(lines))


def links() -> Iterator[tuple[str, str]]:
    """All links inside of the repository, with their page."""
    for page, text in pages().items():
        for target in _LINK.findall(text):
            if "://" not in target and not target.startswith(("#", "mailto:")):
                yield page, target.partition("#")[0]


def spans() -> Iterator[tuple[str, str]]:
    """All code within sentences and tables, with its page."""
    for page, text in pages().items():
        for span in _SPAN.findall(_FENCE.sub("", text)):
            yield page, span.replace("\\|", "|")


def commands() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every command of stanch that a page shows in a block, as the shell would split it."""
    for block in blocks():
        if block.language not in {"console", "sh", "yaml"}:
            continue
        for line in block.text.splitlines():
            text = line.strip()
            if text.startswith("#"):
                continue
            for command in _COMMAND.findall(text):
                yield block.page, tuple(shlex.split(command, comments=True))
