"""A cache that somebody else could have written must be as good as none."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import fakes
from stanch.cache import Cache
from stanch.config import file as config_file
from stanch.engine.scan import Engine
from stanch.errors import ConfigError
from tokens import stripe

pytestmark = pytest.mark.skipif(os.name == "nt", reason="owners and modes are of POSIX")
KEY = "ab12"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cache"
    made.mkdir(mode=0o700)
    return made


def stored(folder: Path) -> Path:
    Cache(str(folder)).put(KEY, b"body")
    (file,) = folder.iterdir()
    return file


def test_what_is_put_is_got(folder: Path) -> None:
    """Without it each run compiles for half a second."""
    file = stored(folder)
    assert Cache(str(folder)).get(KEY) == b"body"
    assert Cache(str(folder)).get("other") is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    Cache(str(folder)).put(KEY, b"")
    assert Cache(str(folder)).get(KEY) == b""
    assert list(folder.iterdir()) == [file]


def test_the_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    """A cache in a shared folder is a way in for others."""
    folder = tmp_path / "deep" / "cache"
    Cache(str(folder)).put(KEY, b"body")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Cache(str(folder)).get(KEY) == b"body"


def linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def piped(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def large(file: Path) -> None:
    with file.open("ab") as out:
        out.truncate(1 << 40)


SPOILT: list[object] = [
    pytest.param(lambda f: f.write_bytes(b""), id="empty"),
    pytest.param(lambda f: f.write_bytes(f.read_bytes()[:-1]), id="cut short"),
    pytest.param(lambda f: f.write_bytes(f.read_bytes() + b"!"), id="longer"),
    pytest.param(lambda f: f.write_bytes(f.read_bytes()[:-4] + b"evil"), id="forged"),
    pytest.param(lambda f: f.write_bytes(b"body"), id="without a seal"),
    pytest.param(lambda f: f.write_bytes(b"\0" * 5000), id="something else"),
    pytest.param(lambda f: f.chmod(0o620), id="written by the group"),
    pytest.param(lambda f: f.chmod(0o602), id="written by anybody"),
    pytest.param(lambda f: f.parent.chmod(0o770), id="in a folder of the group"),
    pytest.param(lambda f: f.parent.chmod(0o707), id="in a folder of anybody"),
    pytest.param(linked, id="a link"),
    pytest.param(piped, id="a pipe"),
    pytest.param(large, id="of a terabyte"),
    pytest.param(lambda f: (f.unlink(), f.mkdir()), id="a folder"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_cannot_be_trusted_is_not_there(folder: Path, spoil: Callable[[Path], object]) -> None:
    """A forged database crashes the process in spite of Hyperscan's own checks."""
    spoil(stored(folder))
    start = time.monotonic()
    assert Cache(str(folder)).get(KEY) is None
    assert time.monotonic() - start < 5


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives away")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_belongs_to_somebody_else_is_not_there(folder: Path, what: str) -> None:
    """Another user of the machine could have put it there."""
    file = stored(folder)
    os.chown(file if what == "file" else folder, 12345, 12345)
    assert Cache(str(folder)).get(KEY) is None


def test_a_link_for_a_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """Who owns the link decides what it leads to."""
    stored(folder)
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert Cache(str(link)).get(KEY) is None
    Cache(str(link)).put("new", b"body")
    assert not (folder / "new.hsdb").exists()


@pytest.mark.parametrize(
    "place", ["", "/proc/no/such", "/dev/null/cache"], ids=["nowhere", "unwritable", "a device"]
)
def test_a_cache_that_cannot_be_written_is_no_error(place: str) -> None:
    """A read-only machine scans all the same."""
    Cache(place).put(KEY, b"body")
    assert Cache(place).get(KEY) is None


def finds(by: Engine) -> bool:
    by.waker.compile()
    return bool(fakes.found(by, f"k = {stripe(9)}"))


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_engine_builds_anew_what_it_cannot_trust(
    folder: Path, spoil: Callable[[Path], object]
) -> None:
    """A spoilt cache must neither stop a scan nor make it blind."""
    rules = fakes.only(fakes.rule(r"\b(?P<secret>sk_live_[0-9A-Za-z]{24,99})\b"))
    cache = Cache(str(folder))
    assert finds(fakes.engine(rules, cache=cache))
    files = list(folder.iterdir())
    if not files:
        pytest.skip("Hyperscan is not installed")
    spoil(files[0])
    assert finds(fakes.engine(rules, cache=cache))


def test_a_sealed_file_that_is_no_database_is_built_anew(folder: Path) -> None:
    """Another version of Hyperscan may have written under the same name."""
    rules = fakes.only(fakes.rule(r"\b(?P<secret>sk_live_[0-9A-Za-z]{24,99})\b"))
    cache = Cache(str(folder))
    assert finds(fakes.engine(rules, cache=cache))
    for file in folder.iterdir():
        cache.put(file.name.removesuffix(".hsdb"), b"\nno database")
    assert finds(fakes.engine(rules, cache=cache))


def test_the_parsed_configuration_is_kept_and_not_believed_blindly(folder: Path) -> None:
    """YAML takes ten times as long as everything else in a commit; the cache is no way round it."""
    text, cache = b"disable: [one]\n", Cache(str(folder))
    assert config_file.load(text, "c.yaml", cache, fakes.no_secret).disable == ("one",)
    (file,) = folder.iterdir()
    assert config_file.load(text, "c.yaml", cache, fakes.no_secret).disable == ("one",)
    assert b"one" in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(b"one", b"two"))
    assert config_file.load(text, "c.yaml", cache, fakes.no_secret).disable == ("one",)
    cache.put(file.name.removesuffix(".hsdb"), b'{"surprise": 1}')
    with pytest.raises(ConfigError, match="unknown key 'surprise'"):
        config_file.load(text, "c.yaml", cache, fakes.no_secret)
    assert config_file.load(b"disable: [two]\n", "c.yaml", cache, fakes.no_secret).disable == (
        "two",
    )


def test_a_configuration_with_a_secret_is_not_kept(tmp_path: Path) -> None:
    """A key that somebody took out of the file would live on in a cache that nobody looks into."""
    folder = tmp_path / "cache"
    text = b"allow: [{reason: the old one, paths: [a.py]}]\n"
    asked: list[bytes] = []

    def has_secret(data: bytes) -> bool:
        asked.append(data)
        return len(asked) == 2

    config_file.load(text, "c.yaml", Cache(str(folder)), has_secret)
    assert not folder.exists()
    assert asked[0] == text
    assert b'"the old one"' in asked[1]
