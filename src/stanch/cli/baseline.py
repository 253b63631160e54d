"""`stanch baseline`: accept what was found, see what is accepted."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import click

from stanch.assemble import Place, Setup, World, derived_salt, find_repository, policy, set_up
from stanch.cli.environment import world
from stanch.cli.files import file_place, listing_of
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, scanning
from stanch.cli.run import say, scanned
from stanch.config.options import BASELINE, MAX_SIZE
from stanch.errors import BaselineError, ExitCode, UsageError
from stanch.git.changes import EVERYTHING, introduced
from stanch.git.objects import Objects
from stanch.model.finding import Finding
from stanch.sources.base import Source
from stanch.sources.changes import Changes
from stanch.sources.files import Files
from stanch.sources.history import unique
from stanch.suppress import update as updates
from stanch.suppress.baseline import GITATTRIBUTES_LINE, Baseline
from stanch.suppress.entry import Scope
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import Terms, Updated

_FILE = click.option("--file", "file", default=BASELINE, show_default=True, help="The baseline.")
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
@scanning
def create(paths: tuple[str, ...], file: str, *, force: bool, **given: Any) -> ExitCode:
    """Accept everything that a scan finds now, in a new baseline."""
    here = world()
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = _target(here, place, file)
    if os.path.exists(target) and not force:
        raise UsageError(
            f"{file} is there already",
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
@scanning
def update(paths: tuple[str, ...], file: str, **given: Any) -> ExitCode:
    """Accept what is not accepted yet; lines that are there stay as they are."""
    here = world()
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = _target(here, place, file)
    return _accept(here, place, paths, target, _read(target, missing=b""), given)


@baseline.command(context_settings=HELP)
@_FILE
def show(file: str) -> ExitCode:
    """List what is accepted, by whom, why and until when."""
    here = world()
    place = file_place(here, (here.cwd,))
    target = _target(here, place, file)
    accepted = Baseline.parse(_read(target), file, here.today)
    for entry in accepted.entries:
        fields = [f"{file}:{entry.line}", entry.state.value, entry.rule]
        fields += [entry.path] if entry.path else []
        fields += [f"until {entry.until}"] if entry.until else []
        fields += [f"owner {entry.owner}"] if entry.owner else []
        fields += [f"ticket {entry.ticket}"] if entry.ticket else []
        fields += [entry.reason] if entry.reason else []
        click.echo("  ".join(fields))
    for warning in accepted.warnings:
        say(f"warning: {warning}")
    click.echo(f"{len(accepted.entries)} accepted")
    return ExitCode.CLEAN


def _target(here: World, place: Place, file: str) -> str:
    return os.path.join(place.root if file == BASELINE else here.cwd, file)


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
    if given["of_history"]:
        found, complete = _in_history(here, setup, place)
    else:
        found, complete = _found(setup, _source(here, place, paths, setup))
    salt = derived_salt(place.repository) or Salt.random()
    made = updates.update(
        old, found, salt=salt, today=here.today, terms=terms, where=os.path.basename(target)
    )
    _write(target, made.text)
    _told(here, made, target, new=not old)
    return ExitCode.CLEAN if complete else ExitCode.INCOMPLETE


def _source(here: World, place: Place, paths: tuple[str, ...], setup: Setup) -> Source:
    return Files(
        root=place.root,
        paths=paths or (place.root,),
        policy=policy(setup.options),
        listing=listing_of(here),
    )


def _in_history(here: World, setup: Setup, place: Place) -> tuple[list[Finding], bool]:
    repository = find_repository(here, place.root)
    if repository is None:
        raise UsageError("--history needs a repository")
    with Objects(repository.git, setup.options.max_size or MAX_SIZE) as objects:
        changes = unique(introduced(repository, EVERYTHING))
        return _found(setup, Changes("history", "", changes, objects, policy(setup.options)))


def _found(setup: Setup, source: Source) -> tuple[list[Finding], bool]:
    """What is reported now, and whether everything could be read."""
    summary = scanned(setup, source)
    missed = [skip for skip in summary.skipped if not skip.by_policy]
    for skip in missed:
        say(f"warning: {skip.path}: {skip.why}; nothing in it was accepted")
    return [outcome.finding for outcome in summary.reported], not missed


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
        days = int(text[:-1]) if text.endswith("d") else None
        when = date.fromisoformat(text) if days is None else today + timedelta(days=days)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is no date", hint="write YYYY-MM-DD, or days such as 90d"
        ) from None
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
        raise BaselineError(f"cannot be written: {error.strerror}", where=target) from None


def _told(here: World, made: Updated, target: str, *, new: bool) -> None:
    name = os.path.relpath(target, here.cwd)
    noun = "entry" if made.added == 1 else "entries"
    click.echo(f"{name}: {made.added} {noun} added")
    for refused in made.refused:
        say(f"warning: {refused}")
    if new and made.added:
        say(f"next: `git add {name}`; to merge branches without conflicts add to .gitattributes:")
        say(f"  {GITATTRIBUTES_LINE}")
        say("an accepted secret still works: revoke what is real, docs/baseline.md says how")
