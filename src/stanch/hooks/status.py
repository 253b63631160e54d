"""What the hook is and whether it does its work, without changing anything."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from stanch.hooks import lines, managers, reach, template
from stanch.hooks.slot import Kind, Slot, find

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace


class State(Enum):
    """What lies where git, or the manager that git calls, looks for our hook."""

    NONE = "none"
    FOREIGN = "foreign"
    CURRENT = "current"
    OUTDATED = "outdated"
    EDITED = "edited"
    MANAGED = "managed"


class Status(NamedTuple):
    """The hook as it is. `problems` say why commits may go unscanned, each with what to do.

    `shadowed` is a hook of ours that git passes over because core.hooksPath leads elsewhere.
    """

    state: State
    path: str
    chained: str = ""
    python: str = ""
    python_missing: bool = False
    shadowed: str = ""
    manager: str = ""
    problems: tuple[str, ...] = ()

    @property
    def installed(self) -> bool:
        """One of our hooks lies there, in whatever state, or another one runs the scan."""
        return self.state not in {State.NONE, State.FOREIGN}


def status(place: HooksPlace, name: str = template.NAME) -> Status:
    """What lies where git looks, and whether it does its work."""
    shadowed = reach.shadowed(place, name)
    passed = (
        (f"{shadowed} is never run: core.hooksPath ({place.scope}) is {place.path}",)
        if shadowed
        else ()
    )
    off = reach.off(place)
    if off:
        return Status(State.NONE, place.path, shadowed=shadowed, problems=(off, *passed))
    slot = find(place, name)
    hook = slot.found.hook
    manager = slot.caller or managers.recognise(slot.found.data)
    by, why = ("", "") if hook else lines.running(place, slot)
    if by:
        said = ((why,) if why else ()) + passed
        name = manager.name if manager else ""
        return Status(State.MANAGED, by, shadowed=shadowed, manager=name, problems=said)
    return Status(
        _state(slot),
        str(slot.path),
        chained=str(slot.chained) if slot.keeps_one else "",
        python=hook.python if hook else "",
        python_missing=hook is not None and not _is_there(hook),
        shadowed=shadowed,
        manager=manager.name if manager else "",
        problems=(*_problems(slot, hook), *passed),
    )


def _state(slot: Slot) -> State:
    hook = slot.found.hook
    if hook is None:
        free = slot.found.kind is Kind.NOTHING and slot.caller is None
        return State.NONE if free else State.FOREIGN
    if not hook.intact:
        return State.EDITED
    texts = (template.text(hook.python, slot.name, everywhere=all_) for all_ in (False, True))
    return State.CURRENT if slot.found.data in texts else State.OUTDATED


def _problems(slot: Slot, hook: template.Hook | None) -> tuple[str, ...]:
    if hook is None:
        return _obstacles(slot)
    said = []
    # husky runs its files by `sh -e`, which asks for no run bit.
    if not slot.found.runs and slot.caller is not managers.HUSKY:
        said.append(f"{slot.path} has no run bit, so git passes it over: install again")
    if not _is_there(hook):
        said.append(f"{hook.python} is gone, so stanch must be on PATH: install again")
    if not hook.intact:
        said.append(f"{slot.path} was edited: --force installs or removes it all the same")
    return tuple(said)


def _obstacles(slot: Slot) -> tuple[str, ...]:
    said = []
    if slot.found.kind not in {Kind.NOTHING, Kind.FILE}:
        said.append(f"{slot.path} is {slot.found.kind.value}: remove it, then install")
    if slot.found.kind is Kind.FILE and not slot.found.runs and slot.caller is None:
        said.append(f"{slot.path} has no run bit, so git passes it over: chmod +x, or remove it")
    if slot.keeps_one:
        said.append(f"{slot.chained} is run by nothing: uninstall puts it back")
    return tuple(said)


def _is_there(hook: template.Hook) -> bool:
    return os.access(hook.python, os.X_OK)
