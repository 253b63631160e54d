"""`stanch hooks` as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.run import stanch
from repo import Repo


@pytest.mark.parametrize("command", ["status", "install", "uninstall"])
def test_no_folder_for_hooks(repo: Repo, command: str) -> None:
    """`core.hooksPath` may be set to nothing: git runs no hook then, and says nothing."""
    repo.git("config", "core.hooksPath", "")
    ran = stanch("hooks", command, at=repo)
    assert ran.code == (1 if command == "status" else 2)
    assert "git runs no hooks here: core.hooksPath (local) is nothing" in ran.stdout + ran.stderr
    assert "this is a bug" not in ran.stderr


@pytest.mark.parametrize("folder", [".", "sub"])
def test_a_hook_beside_a_broken_configuration(repo: Repo, folder: str) -> None:
    """The hook is there, which must be said; and what it will do until the file is mended."""
    repo.write(".stanch.yaml", "nonsense: 1\n")
    (repo.path / "sub").mkdir()
    ran = stanch("hooks", "install", at=repo.path / folder)
    assert ran.code == 0
    assert ran.stdout.startswith("installed: ")
    assert "warning: .stanch.yaml: unknown key 'nonsense'" in ran.stderr
    assert "the hook stops every commit" in ran.stderr


def test_where_there_is_no_repository(tmp_path: Path) -> None:
    """Nothing is written."""
    ran = stanch("hooks", "install", at=tmp_path)
    assert (ran.code, ran.stdout) == (2, "")
