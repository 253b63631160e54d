"""`stanch baseline create` and `update`: accept what a scan finds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import click

from stanch.assemble import Place, World, derived_salt, find_repository, set_up
from stanch.cli.baseline import files
from stanch.cli.baseline.found import everywhere, in_history, notes
from stanch.cli.baseline.found import files as files_of
from stanch.cli.console import echo, say
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, choosing
from stanch.cli.run import scanned
from stanch.config.options import Typed
from stanch.errors import ExitCode, UsageError
from stanch.report.redact import Redactor
from stanch.suppress import expiry, upkeep
from stanch.suppress import update as updates
from stanch.suppress.baseline import GITATTRIBUTES_LINE, Baseline
from stanch.suppress.entry import Scope
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import Terms, Updated

_TERMS = (
    click.option("--reason", default="", help="Why these are accepted."),
    click.option("--expires", metavar="DATE|90d", default="", help="Until when."),
    click.option("--owner", help="Who answers for it.  [default: git's user.email]"),
    click.option("--ticket", default="", help="Where it is dealt with."),
    click.option("--scope", type=click.Choice(["repository", "file"]), default="repository",
                 show_default=True, help="Where the acceptance holds."),
)  # fmt: skip
_HISTORY = click.option("--history", "of_history", is_flag=True, help="Accept the whole history.")


def with_terms(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for what is written to each new entry."""
    for option in reversed(_TERMS):
        command = option(command)
    return command


@click.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch baseline create --reason 'known at the start' --expires 90d",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@files.FILE
@with_terms
@_HISTORY
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@choosing
def create(paths: tuple[str, ...], file: str | None, *, force: bool, **given: Any) -> ExitCode:
    """Accept everything that a scan finds now, in a new baseline.

    It is written where a scan reads it: as --baseline or the configuration say, else to
    `.stanch-baseline` at the root of the repository.
    """
    here = world()
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = files.target(here, place, asked(given).typed, file)
    if files.is_there(target) and not force:
        raise UsageError(
            f"{os.path.relpath(target, here.cwd)} is there already",
            hint="`stanch baseline update` adds to it; --force replaces it",
        )
    return _accept(here, place, paths, target, b"", given)


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline update --reason 'sample data' --owner ada\n"
    "  stanch baseline update --prune",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@files.FILE
@with_terms
@_HISTORY
@click.option("--prune", is_flag=True, help="Also drop what `stanch baseline prune` drops.")
@choosing
def update(paths: tuple[str, ...], file: str | None, *, prune: bool, **given: Any) -> ExitCode:
    """Accept what is not accepted yet; lines that are there stay as they are."""
    here = world()
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = files.target(here, place, asked(given).typed, file)
    files.is_there(target)
    code = _accept(here, place, paths, target, files.read(target, missing=b""), given)
    if prune:
        code = max(code, pruned(here, place, asked(given).typed, target))
    return code


def pruned(here: World, place: Place, typed: Typed, target: str, *, write: bool = True) -> ExitCode:
    """Drop the entries whose secret is neither in the files nor in the history.

    Nothing is dropped where not all could be read: what was not seen may be there.
    """
    name = os.path.relpath(target, here.cwd)
    data = files.read(target)
    baseline = Baseline.parse(data, name, here.today)
    found = everywhere(here, place, typed, history=True)
    stale = found.stale(baseline)
    if not found.whole and not found.setup.options.gate.allow_skipped:
        say(f"{name}: nothing is dropped, since not everything could be read")
        return ExitCode.INCOMPLETE
    echo(*(f"{name}:{entry.line}: {entry.rule}  {entry.path}" for entry in stale))
    if stale and write:
        files.write(target, upkeep.without(data.decode(), stale))
    noun = "entry" if len(stale) == 1 else "entries"
    echo(f"{name}: {len(stale)} {noun} {'dropped' if write else 'would be dropped'}")
    return ExitCode.CLEAN


def _accept(
    here: World,
    place: Place,
    paths: tuple[str, ...],
    target: str,
    old: bytes,
    given: dict[str, Any],
) -> ExitCode:
    terms = terms_of(here, place, given)
    setup = set_up(
        here,
        place,
        asked(given).typed._replace(baseline="none"),
        fingerprints=False,
        source="files",
    )
    repository = place.repository or find_repository(here, place.root)
    if given["of_history"]:
        summary = in_history(here, repository, setup, paths)
    else:
        summary = scanned(setup, files_of(here, place, paths, setup))
    clean = Redactor(summary.outcomes, look=setup.look).text
    for note in notes(summary, "; nothing in it was accepted"):
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
    files.write(target, made.text)
    _told(here, made, target, new=not old)
    whole = all(skip.by_policy for skip in summary.skipped)
    return ExitCode.CLEAN if whole or setup.options.gate.allow_skipped else ExitCode.INCOMPLETE


def terms_of(here: World, place: Place, given: dict[str, Any]) -> Terms:
    """What is written to each new entry.

    Raises:
        UsageError: the end is no date, or past.
    """
    owner = given["owner"]
    return Terms(
        reason=given["reason"],
        owner=_configured_owner(place) if owner is None else owner,
        ticket=given["ticket"],
        until=until(given["expires"], here.today),
        scope=Scope(given["scope"]),
    )


def _configured_owner(place: Place) -> str:
    if place.repository is None:
        return ""
    from stanch.git.setup import user

    return user(place.root)


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
