"""The program's own files as syntax trees, for laws about what may stand where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import fakes

SOURCE = fakes.ROOT / "src" / "stanch"


class Module(NamedTuple):
    """A file of the package by its place in it, such as `engine/judge.py`."""

    place: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        """The layer it is in; empty for the files at the top."""
        return self.place.rpartition("/")[0].split("/")[0]


@cache
def modules() -> tuple[Module, ...]:
    """All of them; a walk that saw nothing would prove nothing."""
    found = tuple(
        Module(file.relative_to(SOURCE).as_posix(), ast.parse(file.read_bytes()))
        for file in sorted(SOURCE.rglob("*.py"))
    )
    assert len(found) > 80
    return found


def imports(tree: ast.AST) -> Iterator[str]:
    """The names of modules and of what is taken from them, wherever they are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dotted(node: ast.AST) -> str:
    """`os.environ` for the expression of that form, else empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def attributes(tree: ast.AST) -> Iterator[str]:
    """Every `a.b.c` that is read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield dotted(node) or f"?.{node.attr}"
