from __future__ import annotations

import pytest

from stanch.engine.known import Held, held
from tokens import token

KEY = token("acme_", 20)


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        pytest.param("", KEY, Held.NOT, id="an empty text"),
        pytest.param(KEY[:-1], KEY, Held.NOT, id="a part of it"),
        pytest.param(KEY, KEY, Held.WHOLE, id="all of the text"),
        pytest.param(f'k="{KEY}"', KEY, Held.WHOLE, id="in quotes"),
        pytest.param(f"{KEY}x", KEY, Held.PART, id="with a letter behind it"),
        pytest.param(f"x{KEY}", KEY, Held.PART, id="with a letter before it"),
        pytest.param(f"_{KEY}", KEY, Held.PART, id="with a low line before it"),
        pytest.param(f"x{KEY} ({KEY})", KEY, Held.WHOLE, id="the second time alone"),
        pytest.param(f"x{KEY}y{KEY}", KEY, Held.PART, id="never alone"),
        pytest.param("a:/+=b", "/+=", Held.WHOLE, id="signs end where letters begin"),
    ],
)
def test_held(text: str, value: str, how: Held) -> None:
    """What counts as held is not reported as new."""
    assert held(text.encode(), value.encode()) is how
