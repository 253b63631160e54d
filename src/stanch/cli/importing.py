"""`stanch import`: what another scanner was told, in our files."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

import click

from stanch.assemble import Place, World, load_builtin
from stanch.cli.console import cleaner, echo, put, say
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP
from stanch.cli.moved import Change, Made, Moving
from stanch.errors import ConfigError, ExitCode, UsageError
from stanch.git import setup as git_setup
from stanch.moving import formats, precommit
from stanch.moving.formats import GIT_SETTINGS, NAMES, Format
from stanch.moving.gathered import Source
from stanch.moving.item import Fate, Item, refused
from stanch.moving.ours import Ours, Theirs
from stanch.suppress.entry import Scope
from stanch.written import files

_EPILOG = """\b
Examples:
  stanch import --dry-run                  what this repository has, and what would come of it
  stanch import .gitleaks.toml
  stanch import --as trufflehog-exclude ci/exclude.txt
  stanch import --history .gitleaksignore  also secrets that only old commits hold"""


@click.command("import", context_settings=HELP, epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[FILE]...")
@click.option(
    "--as",
    "kind",
    type=click.Choice(NAMES),
    metavar="FORMAT",
    help=f"What the files are: {', '.join(NAMES)}.  [default: told by name and content]",
)
@click.option("--dry-run", is_flag=True, help="Show the differences, and write nothing.")
@click.option(
    "--scope",
    type=click.Choice(["file", "repository"]),
    default="file",
    show_default=True,
    help="Where an accepted place holds.",
)
@click.option("--history", is_flag=True, help="Look for accepted secrets in the whole history.")
@click.option("--force", is_flag=True, help="Replace a .stanch.yaml that cannot be added to.")
@click.option("--yes", is_flag=True, help="Replace the hook of pre-commit without asking.")
def import_(
    names: tuple[str, ...],
    kind: str | None,
    *,
    dry_run: bool,
    scope: str,
    history: bool,
    force: bool,
    yes: bool,
) -> ExitCode:
    """Take over what another scanner was told: rules, allowlists, accepted secrets, hooks.

    Without files it finds those that the repository has. It writes .stanch.yaml, .stanchignore and
    .stanch-baseline, leaves the other scanner's files alone, and says of each item what became of
    it. Nothing that they name is run or fetched. docs/moving.md has a table for each scanner.
    """
    here = world()
    place = file_place(here, (here.cwd,))
    own = Ours(tuple(load_builtin().ids()))
    sources, hooks = _read(here, place, own, names, kind)
    told = Moving(here, place, own, Scope(scope), force=force)
    made = told.moved(sources, history=history)
    return _finished(here, place, made, hooks, dry_run=dry_run, yes=yes)


def _read(
    here: World, place: Place, own: Ours, names: tuple[str, ...], kind: str | None
) -> tuple[list[Source], tuple[bytes, precommit.Replaced] | None]:
    """What all files say; the file of pre-commit apart, since it is edited and not read.

    Raises:
        UsageError: there is nothing to import, or a file is of no known kind.
    """
    sources: list[Source] = []
    hooks = None

    def beside(path: str) -> bytes | None:
        return files.read(os.path.join(place.root, path), path, within=place.root)

    given = _named(here, place, names, kind) if names else _found(place)
    for format_, where, data in given:
        if format_ is None:
            hooks = (data, precommit.replaced(data, where))
            if hooks[1].items:
                sources.append(Source("pre-commit", where, hooks[1].items))
            continue
        items = _items(format_, Theirs(data, where, own, beside))
        sources.append(Source(format_.title, where, tuple(items)))
    if not sources:
        raise UsageError(
            "there is nothing to import here",
            hint="name a file, or see docs/moving.md for the files that are found",
        )
    return sources, hooks if hooks and hooks[1].items else None


def _items(format_: Format, theirs: Theirs) -> Iterator[Item]:
    try:
        count = 0
        for item in format_.read(theirs):
            count += 1
            yield item
        if not count:
            yield Item(theirs.where, Fate.TAKEN, "says nothing")
    except ConfigError as error:
        yield refused(theirs.where, str(error).removeprefix(f"{theirs.where}: "))


def _named(
    here: World, place: Place, names: tuple[str, ...], kind: str | None
) -> Iterator[tuple[Format | None, str, bytes]]:
    for name in names:
        path = os.path.join(here.cwd, name)
        data = files.read(path, name)
        if data is None:
            raise UsageError(f"{name} does not exist", hint="check the path")
        where = os.path.relpath(path, place.root).replace(os.sep, "/")
        where = name if where.startswith("../") else where
        if kind is None and os.path.basename(name) == precommit.NAME:
            yield None, where, data
            continue
        format_ = formats.by_name(kind) if kind else formats.recognised(where, data)
        if format_ is None:
            raise UsageError(
                f"{name}: no scanner writes such a file, as far as its name and content tell",
                hint="say what it is with --as FORMAT",
            )
        yield format_, where, data


def _found(place: Place) -> Iterator[tuple[Format | None, str, bytes]]:
    import glob

    if place.repository and (said := git_setup.settings(place.root, r"^secrets\.")):
        yield GIT_SETTINGS, "git config", said
    for format_ in formats.FORMATS:
        for pattern in format_.files:
            for name in sorted(glob.glob(pattern, root_dir=place.root, include_hidden=True)):
                data = files.read(os.path.join(place.root, name), name, within=place.root)
                if data is not None:
                    yield format_, name, data
    path = os.path.join(place.root, precommit.NAME)
    data = files.read(path, precommit.NAME, within=place.root)
    if data is not None:
        yield None, precommit.NAME, data


def _finished(
    here: World,
    place: Place,
    made: Made,
    hooks: tuple[bytes, precommit.Replaced] | None,
    *,
    dry_run: bool,
    yes: bool,
) -> ExitCode:
    for change in made.changes if dry_run else ():
        _show_difference(change)
    changes = list(made.changes)
    if hooks is not None:
        change = Change(precommit.NAME, hooks[0].decode("utf-8-sig"), hooks[1].text)
        if change.old != change.new:
            _show_difference(change)
            if dry_run or yes or _agreed():
                changes.append(change)
    _report(made)
    for change in () if dry_run else changes:
        _write(os.path.join(place.root, change.name), change)
    verb = "would change" if dry_run else "wrote"
    names = [os.path.relpath(os.path.join(place.root, c.name), here.cwd) for c in changes]
    echo(f"{verb} {', '.join(names)}" if names else "nothing to write")
    if changes and not dry_run:
        say("next: read the files, `git add` them, and `stanch scan`; what the other scanner was "
            "told stays where it is")  # fmt: skip
    return ExitCode.INCOMPLETE if made.missed else ExitCode.CLEAN


def _agreed() -> bool:
    import sys

    if sys.stdin is not None and sys.stdin.isatty():
        return click.confirm(f"replace the hook in {precommit.NAME} like this?", err=True)
    say(f"note: {precommit.NAME} is left as it is; --yes replaces the hook like this")
    return False


def _show_difference(change: Change) -> None:
    """The change as `diff -u` writes it, clean of secrets."""
    old, new = (text.splitlines() for text in (change.old, change.new))
    names = f"a/{change.name}", f"b/{change.name}"
    _put(difflib.unified_diff(old, new, *names, lineterm=""))


def _put(lines: Iterable[str]) -> None:
    """Many lines, looked at for secrets together: each by itself would take as long as a scan."""
    # The name of our group before a set of characters looks like a secret with its name.
    text = "\n".join(line.replace("\n", " ") for line in lines).replace(_GROUP, _HIDDEN)
    put(*cleaner()(text).replace(_HIDDEN, _GROUP).split("\n"))


_GROUP, _HIDDEN = "(?P<secret>", "(?P<\ue000>"


def _report(made: Made) -> None:
    """Every item, and how many there are of each fate."""
    counts: Counter[Fate] = Counter()
    lines: list[str] = []
    for source in made.sources:
        lines.append(f"{source.where} ({source.title})")
        for item in source.items:
            counts[item.fate] += 1
            where = item.where.removeprefix(source.where).lstrip(": ") or source.where
            where = f"line {where}" if where.isdecimal() else where
            lines.append(
                f"  {item.fate.value:<12}  {where}" + (f": {item.how}" if item.how else "")
            )
    _put(lines)
    lost = sum(
        item.claim is not None and item.fate is Fate.NOT
        for source in made.sources
        for item in source.items
    )
    if lost:
        say(f"warning: {lost} accepted places or values match nothing here; should they turn up "
            "again, they are reported")  # fmt: skip
    for warning in made.warnings:
        say(f"warning: {warning}")
    for skip in made.missed:
        say(f"warning: {skip.path}: {skip.why}; nothing in it was accepted")
    echo(" · ".join(f"{counts[fate]} {fate.value}" for fate in Fate))


def _write(path: str, change: Change) -> None:
    """Replace a file in one step; a link is neither followed nor replaced."""
    if os.path.islink(path) or (os.path.lexists(path) and not os.path.isfile(path)):
        raise UsageError(f"{change.name} is no regular file, so it is not written")
    fresh = f"{path}.{os.getpid()}.part"
    try:
        with open(fresh, "x", encoding="utf-8", newline="") as file:
            file.write(change.new)
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(fresh)
        raise UsageError(f"{change.name} cannot be written: {error.strerror}") from None
