"""The syntaxes of other scanners' files, each bounded, each error with its place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

from stanch.errors import ConfigError
from stanch.written import yamltext


def plain(data: bytes, where: str) -> str:
    """The text.

    Raises:
        ConfigError: it is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is no UTF-8 text", where=where) from error


def lines(data: bytes, where: str) -> Iterator[tuple[str, str]]:
    """Lines that are neither blank nor a comment, with their place."""
    for number, raw in enumerate(plain(data, where).splitlines(), 1):
        line = raw.strip()
        if line and not line.startswith("#"):
            yield f"{where}:{number}", line


def toml(data: bytes, where: str) -> object:
    """The document; raises `ConfigError`."""
    try:
        return tomllib.loads(plain(data, where).replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        said = "too deeply nested" if isinstance(error, RecursionError) else str(error)
        raise ConfigError(f"not valid TOML: {said}", where=where) from None


def json_value(data: bytes, where: str) -> object:
    """The value; raises `ConfigError`."""
    try:
        return json.loads(plain(data, where))
    except (ValueError, RecursionError) as error:
        at = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ConfigError(f"not valid JSON{at}", where=where) from None


def yaml(data: bytes, where: str) -> object:
    """The document, of plain values only; raises `ConfigError`."""
    return yamltext.parse(data, where)
