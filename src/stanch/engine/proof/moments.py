"""Moments that a value carries, as days people can read."""

from __future__ import annotations

import time

_END = 253_402_300_800  # the year 10000


def seconds(value: object) -> int | None:
    """Seconds since 1970 from a JSON number or a text of digits; None where it is no moment."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 < value < _END else None


def day(moment: int | None) -> str:
    """The day in UTC as YYYY-MM-DD; empty where there is none."""
    if moment is None or not 0 < moment < _END:
        return ""
    return time.strftime("%Y-%m-%d", time.gmtime(moment))
