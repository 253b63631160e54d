"""`stanch baseline show`, `diff` and `verify`: what is accepted, and is the file in order?"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

from stanch.assemble import Place, World, find_repository, in_objects
from stanch.cli.baseline import files
from stanch.cli.baseline.found import everywhere
from stanch.cli.changes import revision
from stanch.cli.console import echo, say
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, choosing
from stanch.config.options import MAX_SIZE, Typed
from stanch.errors import ExitCode, UsageError
from stanch.git.objects import Objects
from stanch.suppress.baseline import Baseline
from stanch.suppress.entry import Entry, Scope, State
from stanch.suppress.fold import Difference, Sign, differences


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline show\n  stanch baseline show --file other.baseline",
)
@files.of_file
def show(baseline: str | None, file: str | None) -> ExitCode:
    """List what is accepted, by whom, why and until when."""
    here = world()
    place = file_place(here, (here.cwd,))
    target = files.target(here, place, Typed(baseline=baseline), file)
    name = os.path.relpath(target, here.cwd)
    accepted = Baseline.parse(files.read(target), name, here.today)
    echo(
        *(
            "  ".join([f"{name}:{entry.line}", entry.state.value, *_fields(entry)])
            for entry in accepted.entries
        )
    )
    for warning in accepted.warnings:
        say(f"warning: {warning}")
    echo(_counted(entry.state for entry in accepted.entries))
    return ExitCode.CLEAN


def _fields(entry: Entry) -> list[str]:
    fields = [entry.rule]
    fields += [entry.path] if entry.path else []
    fields += ["in this file only"] if entry.scope is Scope.FILE else []
    fields += [f"until {entry.until}"] if entry.until else []
    fields += [f"owner {entry.owner}"] if entry.owner else []
    fields += [f"ticket {entry.ticket}"] if entry.ticket else []
    return fields + ([entry.reason] if entry.reason else [])


def _counted(states: Iterable[State]) -> str:
    """How many entries hold, and how many do not and why."""
    counts = Counter(states)
    ended = [
        f"{counts[state]} {word}"
        for state, word in ((State.EXPIRED, "expired"), (State.BROKEN, "not understood"))
        if counts[state]
    ]
    return " · ".join([f"{counts[State.VALID]} accepted", *ended])


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline diff old.baseline new.baseline\n"
    "  stanch baseline diff main HEAD      what this branch accepts that main does not",
)
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@files.of_file
def diff(old: str, new: str, baseline: str | None, file: str | None) -> ExitCode:
    """Say what B accepts that A does not (`+`), the other way round (`-`), or otherwise (`~`).

    A and B are files, or revisions whose baseline is meant.
    """
    here = world()
    typed = Typed(baseline=baseline)
    before, after = (_text(here, one, typed, file) for one in (old, new))
    found = differences(before, after, (old, new))
    for one in found:
        echo(_line(one))
    counts = Counter(one.sign for one in found)
    words = {Sign.ADDED: "more", Sign.REMOVED: "less", Sign.CHANGED: "changed"}
    echo(" · ".join(f"{counts[sign]} {word}" for sign, word in words.items()))
    return ExitCode.CLEAN


def _line(one: Difference) -> str:
    line = "  ".join([one.sign.value, one.entry.mark, *_fields(one.entry)])
    return line + (
        f"  (was: {'  '.join(_fields(one.old)[1:]) or 'nothing said'})" if one.old else ""
    )


def _text(here: World, name: str, typed: Typed, file: str | None) -> bytes:
    """The baseline of that name, or of that revision.

    Raises:
        UsageError: it is neither.
    """
    if os.path.isfile(name):
        return files.read(name)
    place = file_place(here, (here.cwd,))
    repository = place.repository or find_repository(here)
    if repository is None:
        raise UsageError(f"{name} is no file", hint="name a file, or a revision in a repository")
    path = os.path.relpath(files.target(here, place, typed, file), place.root)
    with Objects(repository.git, MAX_SIZE) as objects:
        found = in_objects(objects, revision(repository, name))(path.replace(os.sep, "/"))
    return found or b""


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline verify                  form and ends, no scan\n"
    "  stanch baseline verify --fail-on-stale  also whether each secret is still there",
)
@files.FILE
@click.option("--stale", is_flag=True, help="Look for entries whose secret is nowhere any more.")
@click.option("--fail-on-stale", is_flag=True, help="The same, and fail if there is one.")
@click.option("--no-history", is_flag=True, help="Look for the secrets in the files only.")
@choosing
def verify(
    file: str | None, *, stale: bool, fail_on_stale: bool, no_history: bool, **given: Any
) -> ExitCode:
    """Check the baseline: what is not understood, what has ended, what ends soon.

    The exit code is 2 when a line does not hold, or is stale and --fail-on-stale is given. What
    ends within 14 days is a warning. An entry is stale when its secret stands neither in the files
    nor in the history of the repository.
    """
    here = world()
    typed = asked(given).typed
    place = file_place(here, (here.cwd,), asked(given).config_from)
    target = files.target(here, place, typed, file)
    name = os.path.relpath(target, here.cwd)
    baseline = Baseline.parse(files.read(target), name, here.today)
    for warning in baseline.warnings:
        say(f"warning: {warning}")
    bad, whole = bool(baseline.faults), True
    counted = _counted(entry.state for entry in baseline.entries)
    if stale or fail_on_stale:
        old, whole = _stale(here, place, typed, baseline, history=not no_history)
        for entry in old:
            say(f"warning: {name}:{entry.line}: its secret is nowhere any more ({entry.rule})")
        bad |= fail_on_stale and bool(old)
        counted += f" · {len(old)} stale"
    echo(counted)
    if bad:
        return ExitCode.USAGE
    return ExitCode.CLEAN if whole else ExitCode.INCOMPLETE


def _stale(
    here: World, place: Place, typed: Typed, baseline: Baseline, *, history: bool
) -> tuple[tuple[Entry, ...], bool]:
    """The stale entries, and whether all could be read that may hold their secrets."""
    found = everywhere(here, place, typed, history=history)
    whole = found.whole or found.setup.options.gate.allow_skipped
    if not whole:
        say("warning: not everything could be read, so nothing is said to be stale")
        return (), False
    return found.stale(baseline), True
