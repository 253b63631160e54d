"""Short names serve these tests better; which names are looked at is tested in test_base."""

from __future__ import annotations

import pytest

from stanch.sources import changes, files
from stanch.sources.base import named


@pytest.fixture(autouse=True)
def every_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patched, since a name with room for a secret would make each table unreadable."""
    for module in (changes, files):
        monkeypatch.setattr(module, "names", lambda path, commit="": iter((named(path, commit),)))
