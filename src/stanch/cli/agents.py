"""Hooks of AI assistants: written into their files, and answered when they call.

Whatever goes wrong is a no: an assistant takes a hook that fails for one that has nothing to say.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from contextlib import ExitStack, suppress

from stanch.assemble import Place, World, find_repository, set_up, tree_place
from stanch.cli.console import cleaner, echo, put, say
from stanch.cli.run import scanned
from stanch.config.options import MAX_SIZE, Typed
from stanch.errors import ExitCode, ScanError, StanchError, UsageError
from stanch.git.objects import Objects
from stanch.hooks.agents import Agent, Told, added, answer, removed, told
from stanch.model.outcome import State, Summary
from stanch.sources.told import Told as Texts

_LARGEST = 64_000_000
_SHOWN = 5


def reply(here: World, agent: Agent) -> ExitCode:
    """Answer a call of the hook, in the assistant's own words."""
    event = ""
    try:
        call = told(_heard())
        event = call.event
        reason = _reason(here, call)
    except StanchError as error:
        reason = f"stanch could not scan this, so it is stopped: {error}"
    except Exception as error:  # noqa: BLE001  # a bug must not let a secret through
        reason = f"stanch could not scan this, so it is stopped ({type(error).__name__})"
    put(json.dumps(answer(agent, event, cleaner()(reason) if reason else "")))
    return ExitCode.CLEAN


def _heard() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("an assistant says on standard input what it is about")
    data = sys.stdin.buffer.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ScanError("it is too long")
    return data


def _reason(here: World, call: Told) -> str:
    """Why not; empty when there is nothing to say. The policy is that of the last commit.

    An assistant could write another one into the work tree.
    """
    with ExitStack() as kept:
        repository = find_repository(here)
        if repository is None:
            place = Place(here.cwd, None, lambda _name: None)
        else:
            objects = kept.enter_context(Objects(repository.git, MAX_SIZE))
            place = tree_place(repository.top or here.cwd, repository, objects, "HEAD")
        setup = set_up(here, place, Typed(), fingerprints=False, source="told")
        new = tuple((_below(path, place.root), text) for path, text in call.new)
        source = Texts(new, call.old, setup.options.max_size)
        return _said(scanned(setup, source, show_progress=False), setup.options.gate.allow_skipped)


def _below(path: str, root: str) -> str:
    """The path in the repository, as policy and rules know it."""
    if not os.path.isabs(path):
        return path
    made = os.path.relpath(path, root).replace(os.sep, "/")
    return path if made.startswith("../") else made


def _said(summary: Summary, allow_skipped: bool) -> str:  # noqa: FBT001  # a setting, passed on
    found = [
        f"{o.finding.rule.name} ({o.finding.rule.id}) in {o.finding.locations[0].path}, "
        f"line {o.finding.locations[0].start.line}"
        for o in summary.reported
    ]
    if found:
        more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
        return (
            f"stanch: this holds a secret, so it is stopped: {'; '.join(found[:_SHOWN])}{more}. "
            "Name the environment variable or the secret store instead of the value. Whatever "
            "was pasted should be revoked."
        )
    if summary.state is State.INCOMPLETE and not allow_skipped:
        return f"stanch could not scan all of this, so it is stopped: {summary.skipped[0].why}"
    return ""


def install(here: World, agent: Agent, *, everywhere: bool) -> ExitCode:
    """Write our commands into the assistant's file."""
    path = _file(here, agent, everywhere=everywhere)
    before = _read(path)
    after = added(agent, before)
    if before and json.loads(after) == json.loads(before):
        echo(f"unchanged: {path}")
    else:
        _write(path, after)
        echo(f"{'updated' if before else 'installed'}: {path}")
    if agent.note:
        say(f"note: {agent.note}")
    say("note: it runs `stanch` from PATH; where that is missing, the assistant is stopped")
    return ExitCode.CLEAN


def uninstall(here: World, agent: Agent, *, everywhere: bool) -> ExitCode:
    """Take our commands out of it."""
    path = _file(here, agent, everywhere=everywhere)
    before = _read(path)
    after = removed(agent, before)
    if not before or json.loads(before) == json.loads(after or "{}"):
        echo(f"absent: {path}")
        return ExitCode.CLEAN
    if after or os.path.islink(path):
        _write(path, after or "{}\n")
    else:
        os.unlink(path)
    echo(f"removed: {path}")
    return ExitCode.CLEAN


def _file(here: World, agent: Agent, *, everywhere: bool) -> str:
    if everywhere:
        home = here.environ.get("HOME") or os.path.expanduser("~")
        if not os.path.isabs(home):
            raise UsageError("there is no home folder", hint="set HOME")
        return os.path.join(home, agent.personal)
    repository = find_repository(here)
    if repository is None or not repository.top:
        raise UsageError("not in a work tree of git", hint="--global writes it for all projects")
    path = os.path.join(repository.top, agent.file)
    # A repository could have it lead to any file of the user's.
    if os.path.realpath(path) != os.path.join(os.path.realpath(repository.top), agent.file):
        raise UsageError(f"{agent.file} is a link or lies behind one", hint="remove the link")
    return path


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ScanError(f"{path} cannot be read: {type(error).__name__}") from None


def _write(path: str, text: str) -> None:
    """Replace the file as it is: who may read it, and where a link of the user's leads."""
    place = os.path.realpath(path)
    fresh = f"{place}.{os.getpid()}.part"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        mode = stat.S_IMODE(os.stat(place).st_mode) if os.path.exists(place) else None
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with open(os.open(fresh, flags, mode or 0o666), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(fresh, place)
    except OSError as error:
        with suppress(OSError):
            os.unlink(fresh)
        raise ScanError(f"{path} cannot be written: {error.strerror}") from None
