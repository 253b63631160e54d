"""A baseline that was checked is not checked again, and still speaks on the right day."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from cli.run import environment, staged, stanch
from repo import Repo
from stanch import quiet
from stanch.cache import Cache
from stanch.errors import BaselineError
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import Terms, create
from suppress.made import finding
from tokens import stripe

SALT = Salt.from_root("a" * 40)
ONE = finding("one")


def at(day: str, clock: str = "12:00") -> int:
    return int(datetime.fromisoformat(f"{day}T{clock}+00:00").timestamp())


def text(until: date | None = None) -> bytes:
    made = create([ONE], salt=SALT, today=date(2026, 1, 1), terms=Terms(until=until))
    return made.text.encode()


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o700)
    return Cache(str(folder))


def accepts(kept: Cache, data: bytes, now: int) -> bool:
    baseline = quiet.baseline(kept, data, "b", now)
    return baseline.accepting(ONE.rule, ONE.secret, "src/app.py") is not None


@pytest.mark.parametrize(
    ("day", "clock", "is_quiet"),
    [
        ("2026-06-16", "23:59", True),
        ("2026-06-17", "00:00", False),
        ("2026-06-30", "12:00", False),
        ("2026-07-02", "12:00", False),
        ("2026-01-01", "00:00", True),
    ],
)
def test_it_speaks_when_an_end_comes_near(
    kept: Cache, day: str, clock: str, *, is_quiet: bool
) -> None:
    """Two weeks before, to the hour that the full check would."""
    data = text(date(2026, 7, 1))
    assert accepts(kept, data, at("2026-01-01"))
    now = at(day, clock)
    assert (quiet.remembered(kept, data, now) is not None) is is_quiet
    known = quiet.baseline(kept, data, "b", now)
    fresh = quiet.baseline(Cache(""), data, "b", now)
    assert known.warnings == fresh.warnings
    assert bool(known.warnings) is not is_quiet
    assert accepts(kept, data, now) is accepts(Cache(""), data, now)


def test_what_has_something_to_say_is_checked_each_time(kept: Cache) -> None:
    """And so is what was never whole."""
    now = at("2026-01-01")
    for data in (text() + b"oops\n", text(date(2026, 1, 5)), b"salt 0 0\n"):
        assert quiet.baseline(kept, data, "b", now).warnings
        assert quiet.remembered(kept, data, now) is None
    with pytest.raises(BaselineError):
        quiet.baseline(kept, b"\xff", "b", now)


def test_another_text_is_another_one(kept: Cache) -> None:
    """One character less, and nothing is known."""
    data, now = text(), at("2026-01-01")
    quiet.baseline(kept, data, "b", now)
    assert quiet.remembered(kept, data, now) == quiet.Quiet((SALT.value,))
    assert quiet.remembered(kept, data[:-1], now) is None
    assert quiet.remembered(Cache(""), data, now) is None


@pytest.mark.parametrize("body", [b"", b"x", b"9999-12-31\nzz", b"\xff\n"])
def test_what_is_kept_may_be_anything(kept: Cache, body: bytes) -> None:
    """An older or a newer version may have written it."""
    data, now = text(), at("2026-01-01")
    quiet.baseline(kept, data, "b", now)
    (file,) = Path(kept._folder).iterdir()
    kept.put(file.stem, body)
    assert accepts(kept, data, now)


def test_a_clean_commit_parses_none_of_it(repo: Repo) -> None:
    """Ten thousand entries must not be felt at each commit."""
    repo.stage("f.py", f"key = '{stripe(1)}'\n")
    assert stanch("baseline", "create", at=repo).code == 0
    repo.git("add", "-A")
    assert staged(repo).code == 0
    repo.commit("all")
    repo.stage("g.py", "x = 1\n")
    assert staged(repo).code == 0
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "stanch", "scan", "--staged"],
        cwd=repo.path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "stanch.quiet" in done.stderr
    assert "stanch.suppress" not in done.stderr
    repo.stage("g.py", f"key = '{stripe(1)}'\n")
    assert staged(repo).code == 0
