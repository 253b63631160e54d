"""JSON from strangers: an object, or nothing; never an exception."""

from __future__ import annotations

from collections.abc import Mapping


def mapping(data: bytes) -> Mapping[str, object] | None:
    """The JSON object that `data` is, or None."""
    import json

    try:
        value: object = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
