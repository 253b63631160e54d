"""Rows that only their writer is believed for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from stanch import records
from stanch.records import Records, Row

MINE, THEIRS = b"m" * 32, b"t" * 32
ROW = Row("a state", b"\0\1", b"[1]")


def opened(path: Path, secret: bytes = MINE) -> Records:
    return Records(str(path / "folder" / "rows.sqlite"), secret, ("one", "two"))


def test_what_was_put_is_there_at_once_and_in_the_next_run(tmp_path: Path) -> None:
    """The rest of a run may ask for it as well."""
    rows = opened(tmp_path)
    assert rows.row("one") is None
    rows.put("one", ROW)
    assert rows.row("one") == ROW
    assert opened(tmp_path).row("one") is None
    rows.flush()
    assert opened(tmp_path).row("one") == ROW
    assert opened(tmp_path).row("two") is None


def test_nothing_is_written_where_nothing_was_put(tmp_path: Path) -> None:
    """A run that knows everything leaves the repository as it is."""
    rows = opened(tmp_path)
    rows.row("one")
    rows.flush()
    assert list(tmp_path.iterdir()) == []


def test_who_has_another_key_reads_nothing(tmp_path: Path) -> None:
    """A repository from elsewhere may bring a file that calls it clean."""
    rows = opened(tmp_path, THEIRS)
    rows.put("one", ROW)
    rows.flush()
    assert opened(tmp_path).row("one") is None


@pytest.mark.parametrize("column", ["key", "state", "known", "kept", "seal"])
def test_a_row_that_was_changed_is_none(tmp_path: Path, column: str) -> None:
    """Also one that is a row of another key."""
    rows = opened(tmp_path)
    rows.put("one", ROW)
    rows.flush()
    with sqlite3.connect(tmp_path / "folder" / "rows.sqlite") as file:
        file.execute(f"update scans set {column} = 'two'")  # noqa: S608  # a name from above
    assert opened(tmp_path).row("one") is None
    assert opened(tmp_path).row("two") is None


def test_the_oldest_rows_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each set of options has its own."""
    monkeypatch.setattr(records, "_MOST", 3)
    for number in range(5):
        rows = opened(tmp_path)
        monkeypatch.setattr("stanch.records.time.time", lambda number=number: 1000.0 + number)
        rows.put(f"key {number}", ROW)
        rows.flush()
    kept = [n for n in range(5) if opened(tmp_path).row(f"key {n}")]
    assert kept == [2, 3, 4]


def test_what_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """A scan is worth as much without its memory."""
    (tmp_path / "folder").write_text("in the way")
    rows = opened(tmp_path)
    rows.put("one", ROW)
    rows.flush()
    assert opened(tmp_path).row("one") is None
