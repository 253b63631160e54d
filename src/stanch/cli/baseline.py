"""`stanch baseline`: accept what was found, see what is accepted."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from typing import Any

import click

from stanch.assemble import (
    Place,
    Setup,
    World,
    derived_salt,
    find_repository,
    load_config,
    policy,
    set_up,
)
from stanch.cli.console import echo, say
from stanch.cli.environment import world
from stanch.cli.files import file_place, listing_of
from stanch.cli.history import every_version, with_submodules
from stanch.cli.lazy import HELP, Group
from stanch.cli.options import asked, choosing
from stanch.cli.run import scanned
from stanch.config.options import MAX_SIZE, Typed, resolve
from stanch.errors import BaselineError, ExitCode, UsageError
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.submodules import submodules
from stanch.lives import Where
from stanch.model.outcome import Summary
from stanch.report.redact import Redactor
from stanch.sources.base import Source
from stanch.sources.files import Files
from stanch.suppress import expiry
from stanch.suppress import update as updates
from stanch.suppress.baseline import GITATTRIBUTES_LINE, Baseline
from stanch.suppress.entry import Scope, State
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import Terms, Updated

_FILE = click.option(
    "--file", metavar="FILE", help="The same as --baseline: the file to read and to write."
)
_TERMS = (
    click.option("--reason", default="", help="Why these are accepted."),
    click.option("--expires", metavar="DATE|90d", default="", help="Until when."),
    click.option("--owner", default="", help="Who answers for it."),
    click.option("--ticket", default="", help="Where it is dealt with."),
    click.option("--scope", type=click.Choice(["repository", "file"]), default="repository",
                 show_default=True, help="Where the acceptance holds."),
    click.option("--history", "of_history", is_flag=True, help="Accept the whole history."),
)  # fmt: skip


@click.group(
    cls=Group,
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline create --expires 90d\n  stanch baseline show",
)
def baseline() -> None:
    """Accept findings, so that only new ones are reported.

    An acceptance survives moved lines and renamed files; another secret in the same place is new.
    The file holds salted hashes and can be committed: docs/baseline.md.
    """


def _with_terms(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_TERMS):
        command = option(command)
    return command


@baseline.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch baseline create --reason 'known at the start' --expires 90d",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_FILE
@_with_terms
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@choosing
def create(paths: tuple[str, ...], file: str | None, *, force: bool, **given: Any) -> ExitCode:
    """Accept everything that a scan finds now, in a new baseline.

    It is written where a scan reads it: as --baseline or the configuration say, else to
    `.stanch-baseline` at the root of the repository.
    """
    here = world()
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = _target(here, place, asked(given).typed, file)
    if _is_there(target) and not force:
        raise UsageError(
            f"{os.path.relpath(target, here.cwd)} is there already",
            hint="`stanch baseline update` adds to it; --force replaces it",
        )
    return _accept(here, place, paths, target, b"", given)


@baseline.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch baseline update --reason 'sample data' --owner ada",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_FILE
@_with_terms
@choosing
def update(paths: tuple[str, ...], file: str | None, **given: Any) -> ExitCode:
    """Accept what is not accepted yet; lines that are there stay as they are."""
    here = world()
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = _target(here, place, asked(given).typed, file)
    _is_there(target)
    return _accept(here, place, paths, target, _read(target, missing=b""), given)


@baseline.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline show\n  stanch baseline show --file other.baseline",
)
@click.option("--baseline", metavar="FILE", envvar="STANCH_BASELINE", help="The baseline.")
@_FILE
def show(baseline: str | None, file: str | None) -> ExitCode:
    """List what is accepted, by whom, why and until when."""
    here = world()
    place = file_place(here, (here.cwd,))
    target = _target(here, place, Typed(baseline=baseline), file)
    name = os.path.relpath(target, here.cwd)
    accepted = Baseline.parse(_read(target), name, here.today)
    lines = []
    for entry in accepted.entries:
        fields = [f"{name}:{entry.line}", entry.state.value, entry.rule]
        fields += [entry.path] if entry.path else []
        fields += ["in this file only"] if entry.scope is Scope.FILE else []
        fields += [f"until {entry.until}"] if entry.until else []
        fields += [f"owner {entry.owner}"] if entry.owner else []
        fields += [f"ticket {entry.ticket}"] if entry.ticket else []
        fields += [entry.reason] if entry.reason else []
        lines.append("  ".join(fields))
    echo(*lines)
    for warning in accepted.warnings:
        say(f"warning: {warning}")
    echo(_counted(entry.state for entry in accepted.entries))
    return ExitCode.CLEAN


def _counted(states: Iterable[State]) -> str:
    """How many entries hold, and how many do not and why."""
    counts = Counter(states)
    ended = [
        f"{counts[state]} {word}"
        for state, word in ((State.EXPIRED, "expired"), (State.BROKEN, "not understood"))
        if counts[state]
    ]
    return " · ".join([f"{counts[State.VALID]} accepted", *ended])


def _target(here: World, place: Place, typed: Typed, file: str | None) -> str:
    """The baseline that a scan would use here.

    Raises:
        UsageError: it would use none, or two were named.
    """
    if file and typed.baseline and file != typed.baseline:
        raise UsageError("--file and --baseline name two files", hint="leave one of them out")
    named = file or typed.baseline
    name = named or resolve(typed, load_config(here, place, typed)).baseline
    if name == "none":
        raise UsageError(
            "no baseline is in use here (`none`)", hint="name a file with --baseline FILE"
        )
    return os.path.join(here.cwd if named else place.root, name)


def _is_there(target: str) -> bool:
    """Whether there is a baseline to add to or to replace.

    Raises:
        BaselineError: there is something that is no file of its own.
    """
    if not os.path.lexists(target):
        return False
    if os.path.islink(target) or not os.path.isfile(target):
        what = "a link" if os.path.islink(target) else "a folder"
        what = what if os.path.islink(target) or os.path.isdir(target) else "no regular file"
        raise BaselineError(
            f"is {what}, so no baseline is written there",
            where=target,
            hint="name another file with --baseline FILE, or `baseline:` in .stanch.yaml",
        )
    return True


def _read(path: str, missing: bytes | None = None) -> bytes:
    try:
        with open(path, "rb") as opened:
            return opened.read()
    except FileNotFoundError:
        if missing is not None:
            return missing
        raise BaselineError(
            "no such baseline", where=path, hint="make one with `stanch baseline create`"
        ) from None
    except OSError as error:
        raise BaselineError(f"cannot be read: {error.strerror}", where=path) from None


def _accept(
    here: World,
    place: Place,
    paths: tuple[str, ...],
    target: str,
    old: bytes,
    given: dict[str, Any],
) -> ExitCode:
    terms = _terms(here, given)
    setup = set_up(
        here,
        place,
        asked(given).typed._replace(baseline="none"),
        fingerprints=False,
        source="files",
    )
    repository = place.repository or find_repository(here, place.root)
    if given["of_history"]:
        summary = _in_history(here, repository, paths, setup)
    else:
        summary = scanned(setup, _source(here, place, paths, setup))
    missed = [skip for skip in summary.skipped if not skip.by_policy]
    notes = [
        *summary.warnings,
        *(f"{skip.path}: {skip.why}; nothing in it was accepted" for skip in missed),
    ]
    clean = Redactor(summary.outcomes, look=setup.look).text
    for note in notes:
        say(f"warning: {clean(note)}")
    made = updates.update(
        old,
        [outcome.finding for outcome in summary.reported],
        salt=derived_salt(repository) or Salt.random(),
        today=here.today,
        terms=terms,
        where=os.path.basename(target),
        clean=clean,
    )
    _write(target, made.text)
    _told(here, made, target, new=not old)
    whole = not missed or setup.options.gate.allow_skipped
    return ExitCode.CLEAN if whole else ExitCode.INCOMPLETE


def _source(here: World, place: Place, paths: tuple[str, ...], setup: Setup) -> Source:
    return Files(
        root=place.root,
        paths=paths or (place.root,),
        policy=policy(setup.options),
        listing=listing_of(here),
    )


def _in_history(
    here: World, repository: Repository | None, paths: tuple[str, ...], setup: Setup
) -> Summary:
    """What `stanch history` reports."""
    if repository is None:
        raise UsageError("--history needs a repository")
    if paths:
        raise UsageError("--history takes no paths", hint="leave the paths out, or the option")
    with ExitStack() as kept:
        objects = kept.enter_context(Objects(repository.git, setup.options.max_size or MAX_SIZE))
        source = every_version(repository, objects, setup)
        places = [Where("", repository, objects)]
        below = tuple(submodules(repository, here.environ))
        return scanned(setup, with_submodules(source, below, places, setup, kept))


def _terms(here: World, given: dict[str, Any]) -> Terms:
    return Terms(
        reason=given["reason"],
        owner=given["owner"],
        ticket=given["ticket"],
        until=until(given["expires"], here.today),
        scope=Scope(given["scope"]),
    )


def until(text: str, today: date) -> date | None:
    """A date, or one some days (`90d`) from today.

    Raises:
        UsageError: it is neither, or past.
    """
    if not text:
        return None
    try:
        days = re.fullmatch("([0-9]{1,9})d", text)
        when = today + timedelta(days=int(days[1])) if days else expiry.day(text)
    except OverflowError:
        when = None
    if when is None:
        raise UsageError("--expires is no date", hint="write YYYY-MM-DD, or days such as 90d")
    if when < today:
        raise UsageError(f"{when} is past, so nothing would be accepted")
    return when


def _write(target: str, text: str) -> None:
    fresh = f"{target}.{os.getpid()}.part"
    try:
        with open(fresh, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(fresh, target)
    except OSError as error:
        with suppress(OSError):
            os.unlink(fresh)
        raise BaselineError(f"cannot be written: {error.strerror}", where=target) from None


def _told(here: World, made: Updated, target: str, *, new: bool) -> None:
    name = os.path.relpath(target, here.cwd)
    noun = "entry" if made.added == 1 else "entries"
    echo(f"{name}: {made.added} {noun} added")
    for refused in made.refused:
        say(f"warning: {refused}")
    if new and made.added:
        say(f"next: `git add {name}`; to merge branches without conflicts add to .gitattributes:")
        say(f"  {GITATTRIBUTES_LINE}")
        say("an accepted secret still works: revoke what is real, docs/baseline.md says how")
