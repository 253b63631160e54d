"""MessagePack from strangers: values, or nothing; never an exception, and of bounded depth.

https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from __future__ import annotations

from typing import NamedTuple

_DEEPEST = 16
_MOST = 2000
# Type bytes with a length behind them, and how wide that is: text, bytes, arrays, maps.
_TEXTS = {0xD9: 1, 0xDA: 2, 0xDB: 4, 0xC4: 1, 0xC5: 2, 0xC6: 4}
_ARRAYS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
_NUMBERS = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_SIGNED = 0xD0

Value = None | bool | int | bytes | tuple["Value", ...]


class _Read(NamedTuple):
    value: Value
    end: int


def read(data: bytes) -> tuple[Value, bool]:
    """The value that makes up all of `data`, and whether there is one; a map is its pairs."""
    found = _value(data, 0, 0)
    return (found.value, True) if found is not None and found.end == len(data) else (None, False)


def _value(data: bytes, at: int, depth: int) -> _Read | None:
    if at >= len(data) or depth > _DEEPEST:
        return None
    kind = data[at]
    if kind < 0x80 or kind >= 0xE0:
        return _Read(kind if kind < 0x80 else kind - 0x100, at + 1)
    if kind in _CONSTANTS:
        return _Read(_CONSTANTS[kind], at + 1)
    if kind in _NUMBERS:
        return _number(data, at + 1, _NUMBERS[kind], signed=kind >= _SIGNED)
    if 0xA0 <= kind < 0xC0:
        return _bytes(data, at + 1, kind & 31)
    if 0x80 <= kind < 0xA0:
        return _items(data, at + 1, (kind & 15) * (1 if kind >= 0x90 else 2), depth)
    return _long(data, at, depth)


def _long(data: bytes, at: int, depth: int) -> _Read | None:
    kind = data[at]
    width = _TEXTS.get(kind) or _ARRAYS.get(kind) or _MAPS.get(kind)
    if width is None:
        return None
    start = at + 1 + width
    size = int.from_bytes(data[at + 1 : start], "big")
    if kind in _TEXTS:
        return _bytes(data, start, size)
    return _items(data, start, size * (2 if kind in _MAPS else 1), depth)


def _number(data: bytes, at: int, width: int, *, signed: bool) -> _Read | None:
    if at + width > len(data):
        return None
    return _Read(int.from_bytes(data[at : at + width], "big", signed=signed), at + width)


def _bytes(data: bytes, at: int, size: int) -> _Read | None:
    return _Read(data[at : at + size], at + size) if at + size <= len(data) else None


def _items(data: bytes, at: int, count: int, depth: int) -> _Read | None:
    if count > min(_MOST, len(data) - at):
        return None
    found: list[Value] = []
    for _ in range(count):
        one = _value(data, at, depth + 1)
        if one is None:
            return None
        found.append(one.value)
        at = one.end
    return _Read(tuple(found), at)
