"""Hooks for all repositories of a user: one folder, to which the user's core.hooksPath leads.

git then passes over the hooks of each repository, so ours run those too, and for every other hook
of a client the folder holds one that does nothing else. A repository that sets core.hooksPath for
itself, as husky does, has its own way.
https://git-scm.com/docs/githooks, https://git-scm.com/docs/git-config (core.hooksPath)
"""

from __future__ import annotations

import os
from pathlib import Path

from stanch.errors import ScanError
from stanch.git.setup import HooksPlace
from stanch.hooks import template
from stanch.hooks.slot import look, write

# Not among them: those that change what git does by being there (push-to-checkout, proc-receive),
# that are named elsewhere (fsmonitor-watchman), or that run many times a command
# (reference-transaction, post-index-change).
PASSED = (
    "applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit",
    "prepare-commit-msg", "commit-msg", "post-commit", "pre-rebase", "post-checkout", "post-merge",
    "pre-push", "post-rewrite", "pre-auto-gc", "sendemail-validate", "pre-receive", "update",
    "post-receive", "post-update",
)  # fmt: skip


def place(folder: str) -> HooksPlace:
    """The folder as a place for hooks."""
    return HooksPlace(folder, configured=True, scope="global", git_dir="", common_dir="", top="")


def pass_on(folder: str) -> None:
    """Write what runs the repositories' own hooks, where nothing of ours lies yet."""
    for name in PASSED:
        path = Path(folder, name)
        if not os.path.lexists(path):
            write(path, template.passing(name))


def clear(folder: str) -> bool:
    """Take away what only passes on, if no hook of ours needs it any more; whether that is so."""
    found = {name: look(Path(folder, name)) for name in PASSED}
    passing = [name for name, one in found.items() if one.data == template.passing(name)]
    if any(one.hook for name, one in found.items() if name not in passing):
        return False
    try:
        for name in passing:
            Path(folder, name).unlink()
        if Path(folder).is_dir() and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    except OSError as error:
        raise ScanError(f"cannot clear {folder}: {error.strerror}") from error
    return True
