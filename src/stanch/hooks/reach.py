"""Whether git runs hooks in a place at all, and for how many repositories.

core.hooksPath can lead to a folder that many repositories share, into the work tree where a hook
is committed, or to nothing. A developer who types one command in one repository must not change
what happens in all of them, nor believe to be protected where git looks elsewhere.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from stanch.errors import UsageError, UserError
from stanch.hooks import template
from stanch.hooks.slot import Slot, look

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace


def off(place: HooksPlace) -> str:
    """Why git runs no hooks here; empty when it does."""
    path = Path(place.path)
    if place.path and (path.is_dir() or not os.path.lexists(path)):
        return ""
    if place.configured:
        value = place.path or "nothing"
        return f"git runs no hooks here: core.hooksPath ({place.scope}) is {value}"
    return f"git runs no hooks here: {place.path} is no folder"


def check(place: HooksPlace) -> None:
    """Refuse where git would not run the hook."""
    why = off(place)
    if not why:
        return
    if place.scope in {"local", "worktree", "global", "system"}:
        raise UserError(why, hint=f"git config --{place.scope} --unset core.hooksPath")
    raise UserError(why, hint="remove what is in its place, or change core.hooksPath")


def check_shared(place: HooksPlace) -> None:
    """Refuse where a setting for all repositories leads to a folder outside this one."""
    if place.scope in {"", "local", "worktree"} or inside_repository(place):
        return
    own = shlex.quote(str(Path(place.common_dir, "hooks")))
    raise UsageError(
        f"core.hooksPath ({place.scope}) is {place.path}, which all your repositories share",
        hint=f"--force changes it for all of them; for this one alone, first: "
        f"git config --local core.hooksPath {own}",
    )


def notes(place: HooksPlace, slot: Slot) -> tuple[str, ...]:
    """What somebody who installs a hook here should know about the place."""
    said = []
    if place.configured:
        said.append(f"git looks for hooks in {place.path} (core.hooksPath, {place.scope})")
    if not inside_repository(place):
        said.append("the hook lies outside this repository: it runs wherever git is led to it")
    elif not _inside(str(slot.path), place.common_dir):
        said.append(
            "the hook lies in the work tree: committed, it is shared; where this Python is not "
            "found it runs stanch from PATH"
        )
    if not place.top and slot.name != "pre-receive":
        said.append("a bare repository makes no commits: the hook is for its linked work trees")
    return tuple(said)


def shadowed(place: HooksPlace, name: str = template.NAME) -> str:
    """Our hook in the repository's own folder, when core.hooksPath leads git past it."""
    own = Path(place.common_dir, "hooks", name)
    if not place.configured or Path(place.path, name) == own or not look(own).hook:
        return ""
    return str(own)


def inside_repository(place: HooksPlace) -> bool:
    """The hooks belong to this repository alone."""
    return _inside(place.path, place.common_dir) or _inside(place.path, place.top)


def _inside(path: str, folder: str) -> bool:
    return bool(folder) and Path(path).resolve().is_relative_to(Path(folder).resolve())
