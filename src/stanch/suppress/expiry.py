"""Days on which an acceptance ends: written as YYYY-MM-DD and nothing else, the day included."""

from __future__ import annotations

from datetime import date, timedelta

SOON = timedelta(days=14)
SOON_WORDS = "expires on "


def day(text: str) -> date | None:
    """The day that `text` is; `None` when it is not exactly YYYY-MM-DD or no such day exists."""
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def past(until: date | None, today: date) -> bool:
    """Whether the last day is over. Without a day it never is."""
    return until is not None and until < today


def notice(until: date | None, today: date) -> str:
    """What to say about the day: it is over, it comes within two weeks, or nothing."""
    if until is None or until - today > SOON:
        return ""
    return f"{'expired on ' if until < today else SOON_WORDS}{until.isoformat()}"
