"""Rows that only this user can have written, in an SQLite file.

What says "clean" must not be forged: a repository that came as an archive may bring such a file.
So each row is sealed with a key that only this user has, and one that does not fit is ignored.
SQLite keeps several runs at once, and one that is killed, from harm: https://www.sqlite.org/wal.html
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from typing import NamedTuple

from stanch.cache import blake2b

_WAIT = 2.0
# Those of other rules and options too, so that two branches of work do not forget each other.
_MOST = 16
_TABLE = """
create table if not exists scans (
    key text primary key, used real, seal blob, state text, known blob, kept blob
)"""


class Row(NamedTuple):
    """The state of the repository that a row tells of, and what it tells."""

    state: str
    known: bytes
    kept: bytes


class Records:
    """A file of rows; those of the keys named first are read together."""

    def __init__(self, path: str, secret: bytes, first: tuple[str, ...]) -> None:
        self._path = path
        self._secret = secret
        self._first = first
        self._rows: dict[str, Row | None] = {}
        self._fresh: dict[str, Row] = {}

    def row(self, key: str) -> Row | None:
        """What stands under a key; None where that is nothing, or nothing to trust."""
        if key not in self._rows:
            keys = self._first if key in self._first else (key,)
            self._rows |= {**dict.fromkeys(keys), **self._read(keys)}
        return self._rows[key]

    def put(self, key: str, row: Row) -> None:
        """A row to be written with the others."""
        self._rows[key] = self._fresh[key] = row

    def flush(self) -> None:
        """Write what was put, and forget the oldest; what cannot be written is not."""
        if not self._fresh:
            return
        now = time.time()
        rows = [(key, now, self._seal(key, row), *row) for key, row in self._fresh.items()]
        self._fresh = {}
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT)) as file:
                file.execute("pragma journal_mode = wal")
                file.execute("pragma synchronous = normal")  # as safe beside such a journal
                with file:
                    file.execute(_TABLE)
                    file.executemany("insert or replace into scans values (?, ?, ?, ?, ?, ?)", rows)
                    file.execute(
                        "delete from scans where key not in "
                        "(select key from scans order by used desc limit ?)",
                        (_MOST,),
                    )
        except (OSError, sqlite3.Error):
            return

    def _read(self, keys: tuple[str, ...]) -> dict[str, Row | None]:
        """The rows of these keys that this user wrote."""
        if not os.path.isfile(self._path):
            return {}
        asked = ", ".join("?" * len(keys))
        try:
            with closing(sqlite3.connect(self._path, timeout=_WAIT)) as file:
                query = f"select key, seal, state, known, kept from scans where key in ({asked})"  # noqa: S608  # question marks
                found = [(key, seal, Row(*rest)) for key, seal, *rest in file.execute(query, keys)]
            return {key: row for key, seal, row in found if seal == self._seal(key, row)}
        except (sqlite3.Error, AttributeError, TypeError, ValueError):
            return {}

    def _seal(self, key: str, row: Row) -> bytes:
        parts = (key.encode(), row.state.encode(), row.known, row.kept)
        whole = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return blake2b(whole, key=self._secret, digest_size=32).digest()
