"""Readers for what somebody wrote: each checks one field and names its place in the error.

text({"id": 3}, "id", "rules/aws.yaml[3]")  ->  rules/aws.yaml[3]: id must be non-empty text
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from math import inf
from typing import TypeVar

from stanch.errors import ConfigError, UserError

Fields = Mapping[str, object]
Choice = TypeVar("Choice", bound=Enum)


class Reader:
    """One mapping with its place; `error` is the class raised for what is wrong in it."""

    __slots__ = ("_error", "_fields", "where")

    def __init__(self, value: object, where: str, error: type[UserError] = ConfigError) -> None:
        self.where = where
        self._error = error
        if not isinstance(value, Mapping):
            raise error("must be a mapping of keys to values", where=where)
        wrong = next((key for key in value if not isinstance(key, str)), None)
        if wrong is not None:
            raise error(f"the key {wrong!r} must be text", where=where)
        self._fields: Fields = value

    def fail(self, message: str, hint: str = "") -> UserError:
        """The error to raise for this mapping."""
        return self._error(message, where=self.where, hint=hint)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self._fields.get(key) is not None

    def get(self, key: str) -> object:
        """The value as it was written."""
        return self._fields.get(key)

    def names(self) -> tuple[str, ...]:
        """The keys as they were written."""
        return tuple(self._fields)

    def known(self, keys: Iterable[str]) -> None:
        """Refuse keys outside `keys`, with the nearest as a suggestion."""
        keys = tuple(keys)
        for key in self._fields:
            if key not in keys:
                raise self.fail(f"unknown key {key!r}", hint=suggestion(key, keys))

    def text(self, key: str, default: str | None = None) -> str:
        """Non-empty text."""
        value = self._fields.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip():
            return value
        raise self.fail(f"{key} must be non-empty text")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one; absent is empty."""
        value = self._fields.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(v, str) and v for v in value):
            return tuple(value)
        raise self.fail(f"{key} must be a list of texts")

    def number(self, key: str, default: float) -> float:
        """A number that is not negative."""
        value = self._fields.get(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf:
            return value
        raise self.fail(f"{key} must be a number, 0 or more")

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._fields.get(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        raise self.fail(f"{key} must be true or false")

    def items(self, key: str) -> tuple[tuple[str, object], ...]:
        """The elements of a list, each with its place."""
        value = self._fields.get(key)
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple((f"{self.where}: {key}[{n}]", v) for n, v in enumerate(value))
        raise self.fail(f"{key} must be a list")

    def child(self, key: str) -> Reader | None:
        """The mapping below `key`, or None when it is absent."""
        value = self._fields.get(key)
        return None if value is None else Reader(value, f"{self.where}: {key}", self._error)

    def choice(self, key: str, kind: type[Choice], default: Choice) -> Choice:
        """A member of an enum, by its name or value in lower case."""
        value = self._fields.get(key)
        if value is None:
            return default
        names = {member.name.lower(): member for member in kind}
        if isinstance(value, str) and value in names:
            return names[value]
        raise self.fail(f"{key} must be one of {', '.join(names)}")


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean …?`, or the choices when nothing is near, as far as a person reads a list."""
    import difflib

    known = sorted(known)
    near = difflib.get_close_matches(word, known, 1, 0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    more = f" and {len(known) - _SHOWN:,} more" if len(known) > _SHOWN else ""
    return f"known: {', '.join(known[:_SHOWN])}{more}"


_SHOWN = 30
