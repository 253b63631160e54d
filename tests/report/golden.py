"""Compares a whole report with a file; STANCH_UPDATE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("golden")


def same_as_golden(name: str, text: str) -> None:
    """Fail where the report is not exactly the file's text."""
    file = FOLDER / name
    if os.environ.get("STANCH_UPDATE_GOLDEN"):
        file.write_bytes(text.encode())
    assert text == file.read_bytes().decode()
