"""Policy files are files: bounded, and nothing that only bears the name of one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stanch.errors import ConfigError, RuleError
from stanch.written import files

posix = pytest.mark.skipif(os.name == "nt", reason="needs devices, pipes and links")


def _link(to: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(to)


@pytest.mark.parametrize(
    ("make", "data"),
    [
        pytest.param(lambda path: path.write_bytes(b"a: 1\n"), b"a: 1\n", id="a file"),
        pytest.param(lambda path: None, None, id="nothing"),
        pytest.param(_link("real.yaml"), b"real", id="a link that stays inside", marks=posix),
        pytest.param(_link("gone.yaml"), None, id="a link to nothing inside", marks=posix),
    ],
)
def test_what_is_read(tmp_path: Path, make: Callable[[Path], object], data: bytes | None) -> None:
    """An ordinary repository notices nothing."""
    (tmp_path / "real.yaml").write_bytes(b"real")
    path = tmp_path / "policy"
    make(path)
    assert files.read(str(path), "policy", within=str(tmp_path)) == data
    assert files.read(str(path), "policy") == data


@posix
@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(_link("/dev/zero"), "leads out", id="a link to a device"),
        pytest.param(_link("/etc/hostname"), "leads out", id="a link to a file of the machine"),
        pytest.param(_link("../beside.yaml"), "leads out", id="a link to a file beside"),
        pytest.param(_link("/nowhere/at/all"), "leads out", id="a link to nothing outside"),
        pytest.param(os.mkfifo, "no regular file", id="a pipe, which nobody may wait at"),
        pytest.param(Path.mkdir, "cannot be read: Is a directory", id="a folder"),
        pytest.param(
            lambda path: os.truncate((path.write_bytes(b"") and path) or path, files.LARGEST + 1),
            "more than 16,000,000 bytes",
            id="a byte too many",
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, make: Callable[[Path], object], says: str) -> None:
    """A stranger's repository would be read without end, or waited for, or read files of mine."""
    top = tmp_path / "top"
    top.mkdir()
    (tmp_path / "beside.yaml").write_bytes(b"a: 1")
    make(top / "policy")
    for error in (ConfigError, RuleError):
        with pytest.raises(error, match=rf"^policy: .*{says}"):
            files.read(str(top / "policy"), "policy", error, within=str(top))


@posix
def test_a_name_that_leaves_the_folder(tmp_path: Path) -> None:
    """`baseline: ../../other` without any link."""
    top = tmp_path / "top"
    top.mkdir()
    for name in ("../beside.yaml", "/etc/hostname", "/dev/zero", "../topper/x"):
        with pytest.raises(ConfigError, match="leads out") as raised:
            files.read(os.path.join(top, name), name, within=str(top))
        assert "--baseline" in raised.value.hint


@posix
def test_what_the_user_named_has_a_bound_only(tmp_path: Path) -> None:
    """`--config <(make-config)` is a pipe, and the file may lie anywhere."""
    reading, writing = os.pipe()
    os.write(writing, b"jobs: 2\n")
    os.close(writing)
    assert files.read(f"/dev/fd/{reading}", "it") == b"jobs: 2\n"
    os.close(reading)
    with pytest.raises(ConfigError, match="more than 16,000,000 bytes"):
        files.read("/dev/zero", "it")


@posix
def test_a_root_that_is_a_link_itself(tmp_path: Path) -> None:
    """`/tmp` is one on some systems."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "policy").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    assert files.read(str(tmp_path / "link" / "policy"), "p", within=str(tmp_path / "link")) == b"x"
