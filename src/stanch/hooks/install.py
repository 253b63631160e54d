"""Installing the hook and removing it. What was there before is kept, runs first and comes back.

Nothing is decided silently: where git would not run the hook, where it would run for more than was
asked, and where another program may overwrite it, the result or the error says so.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stanch.errors import UsageError, UserError
from stanch.hooks import lines, managers, reach, template
from stanch.hooks.lines import Entry
from stanch.hooks.slot import Kind, Slot, find, look, put_back, write

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace


class Change(Enum):
    """What was done."""

    INSTALLED = "installed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    RESTORED = "restored"
    ABSENT = "absent"


class Installed(NamedTuple):
    """The hook as it is now. `chained` is the hook that runs before it, empty if none does."""

    change: Change
    path: str
    chained: str
    manager: str
    notes: tuple[str, ...]


class Uninstalled(NamedTuple):
    """What was taken away; `RESTORED` means that the hook from before is back at `path`."""

    change: Change
    path: str
    notes: tuple[str, ...] = ()


def install(
    place: HooksPlace,
    python: str,
    name: str = template.NAME,
    *,
    force: bool = False,
    everywhere: bool = False,
) -> Installed:
    """Install or update the hook so that it runs stanch with the interpreter `python`.

    `everywhere`: the folder is that of all repositories, and is meant to be.
    """
    check_python(python)
    reach.check(place)
    if not force and not everywhere:
        reach.check_shared(place)
    slot = find(place, name)
    entry = lines.entry(place, slot, _slashes(python))
    by, wrong = lines.running(place, slot)
    if by and not (wrong or force or (entry and entry.there)):
        return Installed(Change.UNCHANGED, by, "", "", (f"{by} runs it already",))
    if entry:
        return _written(entry)
    manager = slot.caller or managers.recognise(slot.found.data)
    data = template.text(_slashes(python), name, everywhere=everywhere)
    change = _put(slot, data, force=force)
    notes = () if everywhere else reach.notes(place, slot)
    if manager:
        notes += (manager.advice(name),)
    if change is Change.INSTALLED and slot.keeps_one:
        notes += _on_chaining(slot)
    return Installed(
        change,
        str(slot.path),
        str(slot.chained) if slot.keeps_one else "",
        manager.name if manager else "",
        notes,
    )


def uninstall(
    place: HooksPlace,
    name: str = template.NAME,
    *,
    force: bool = False,
    everywhere: bool = False,
) -> Uninstalled:
    """Remove the hook and put back, byte for byte, what was there before."""
    reach.check(place)
    slot = find(place, name)
    entry = lines.entry(place, slot)
    if entry and entry.there and slot.found.hook is None:
        return _taken_out(entry)
    orphan = slot.found.kind is Kind.NOTHING and slot.keeps_one
    if not slot.found.hook and not orphan:
        other = reach.shadowed(place, name)
        by, _ = lines.running(place, slot)
        notes = [f"there is one at {other}, where git does not look"] if other else []
        notes += [f"{by} runs it: take it out there"] if by else []
        return Uninstalled(Change.ABSENT, str(slot.path), tuple(notes))
    if not force and not everywhere:
        reach.check_shared(place)
    if not force:
        _check_intact(slot)
    restored = put_back(slot)
    return Uninstalled(Change.RESTORED if restored else Change.REMOVED, str(slot.path))


def _written(entry: Entry) -> Installed:
    """Our lines in a file of somebody else's."""
    before, data, there = look(entry.path), entry.after, entry.there
    if entry.path.is_symlink() or before.kind not in {Kind.NOTHING, Kind.FILE}:
        raise UsageError(
            f"{entry.path} is a link, or no file, so it is left alone",
            hint=entry.manager.advice(entry.name),
        )
    change = Change.UPDATED if there else Change.INSTALLED
    if data == before.data:
        change = Change.UNCHANGED
    else:
        new = before.kind is Kind.NOTHING
        write(entry.path, data, mode=0o644 if new else entry.path.stat().st_mode & 0o777)
    return Installed(change, str(entry.path), "", entry.manager.name, entry.notes)


def _taken_out(entry: Entry) -> Uninstalled:
    before = entry.before
    if before:
        write(entry.path, before, mode=entry.path.stat().st_mode & 0o777)
        return Uninstalled(Change.RESTORED, str(entry.path))
    entry.path.unlink()
    return Uninstalled(Change.REMOVED, str(entry.path))


def _put(slot: Slot, data: bytes, *, force: bool) -> Change:
    if slot.found.hook:
        if not force:
            _check_intact(slot)
        if slot.found.data == data and slot.found.runs:
            return Change.UNCHANGED
        write(slot.path, data)
        return Change.UPDATED
    if slot.found.kind is Kind.NOTHING:
        write(slot.path, data)
    else:
        _check_chainable(slot)
        write(slot.path, data, aside=slot.chained)
    return Change.INSTALLED


def _on_chaining(slot: Slot) -> tuple[str, ...]:
    said = []
    if not slot.found.runs:
        said.append("the hook that was here had no run bit, so git never ran it: it is only kept")
    if b"basename" in slot.found.data:
        said.append(
            f"the hook that was here may ask for its name, which is {slot.chained.name} now"
        )
    return tuple(said)


def check_python(python: str) -> None:
    """Refuse what no hook could run."""
    path = Path(python)
    if not path.is_absolute() or not path.is_file() or not os.access(path, os.X_OK):
        raise UsageError(
            f"{python or 'nothing'} is no interpreter that a hook could run",
            hint="install stanch with pipx or uv, and install the hook with that one",
        )


def _check_intact(slot: Slot) -> None:
    if slot.found.hook and not slot.found.hook.intact:
        raise UsageError(
            f"{slot.path} was edited after stanch wrote it",
            hint="keep what you need of it elsewhere, then use --force",
        )


def _check_chainable(slot: Slot) -> None:
    if slot.found.kind is not Kind.FILE:
        raise UserError(
            f"{slot.path} is {slot.found.kind.value}, so git runs no hook there",
            hint="remove it, then install again",
        )
    if slot.keeps_one:
        raise UserError(
            f"{slot.chained} already keeps an earlier hook, and {slot.path} is another one",
            hint="merge the two or remove one of them, then install again",
        )


def _slashes(python: str) -> str:
    """The path as every shell takes it: git-bash wants `/` where Windows has a backslash."""
    return python.replace("\\", "/") if os.sep == "\\" else python
