"""The project scans itself: nothing in it may look live."""

from __future__ import annotations

import os
import subprocess

import pytest

import fakes
from repo import ENVIRONMENT
from stanch.assemble import Place, World, in_work_tree, set_up
from stanch.cache import Cache
from stanch.config.options import Typed
from stanch.model.blob import Blob


def listed() -> list[str]:
    """Tracked files and those that would be added; outside of git there are none."""
    trusted = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }
    done = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=fakes.ROOT,
        env=ENVIRONMENT | trusted,
        capture_output=True,
        check=False,
    )
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def test_no_file_of_the_project_holds_a_secret(warm: Cache) -> None:
    """Whoever forks it would get mails about leaked keys, and scanners of others would block it."""
    names = listed()
    if not names:
        pytest.skip("not a git repository")
    assert len(names) > 200
    files = [fakes.ROOT / name for name in names]
    blobs = [
        Blob(name, file.read_bytes())
        for name, file in zip(names, files, strict=True)
        if file.is_file() and not file.is_symlink()
    ]
    root = str(fakes.ROOT)
    here = World(ENVIRONMENT, root, warm, "", fakes.NOW)
    place = Place(root, None, in_work_tree(root))
    setup = set_up(here, place, Typed(), fingerprints=False, source="files")
    summary = fakes.scanned(setup.plan, fakes.source(*blobs), jobs=2)
    found = [
        (outcome.finding.rule.id, place.path, place.start.line)
        for outcome in summary.reported
        for place in outcome.finding.locations
    ]
    assert found == []
    assert summary.skipped == ()
