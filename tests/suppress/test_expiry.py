from __future__ import annotations

from datetime import date

import pytest

from stanch.suppress import expiry
from suppress.made import TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2026-03-01", date(2026, 3, 1), id="a day"),
        pytest.param("2026-02-30", None, id="a day that does not exist"),
        pytest.param("20260301", None, id="the basic form"),
        pytest.param("2026-W09-7", None, id="a week date"),
        pytest.param("2026-3-1", None, id="without zeros"),
        pytest.param("2026-03-0\u0661", None, id="an Arabic digit"),
        pytest.param("\u0662026-03-01", None, id="an Arabic digit at the start"),
        pytest.param("0000-01-01", None, id="the year nought"),
        pytest.param(" 2026-03-0", None, id="a space"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_day_has_one_form(text: str, day: date | None) -> None:
    """A date read in two ways would end an acceptance on a day nobody meant."""
    assert expiry.day(text) == day


@pytest.mark.parametrize(
    ("until", "is_past", "notice"),
    [
        pytest.param(None, False, "", id="no end"),
        pytest.param(date(2026, 2, 28), True, "expired on 2026-02-28", id="yesterday"),
        pytest.param(date(2026, 3, 1), False, "expires on 2026-03-01", id="today is included"),
        pytest.param(date(2026, 3, 15), False, "expires on 2026-03-15", id="in two weeks"),
        pytest.param(date(2026, 3, 16), False, "", id="later"),
    ],
)
def test_the_last_day(until: date | None, *, is_past: bool, notice: str) -> None:
    """Off by one here and a pipeline fails a day before the date somebody planned with."""
    assert expiry.past(until, TODAY) is is_past
    assert expiry.notice(until, TODAY) == notice
