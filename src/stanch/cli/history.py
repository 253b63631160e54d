"""`stanch history`: everything that a repository remembers."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import click

from stanch import __version__
from stanch.assemble import Place, Setup, World, in_work_tree, policy, tree_place
from stanch.cli.changes import revision
from stanch.cli.console import say
from stanch.cli.environment import world
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, printing, scanning
from stanch.cli.outputs import checked_file, written
from stanch.cli.run import Along, run
from stanch.cli.scope import narrowing, scope
from stanch.config.options import MAX_SIZE
from stanch.errors import ExitCode, GitError, ScanError, UsageError
from stanch.foundmemory import Means, Remembered
from stanch.git import partial as partial_clone
from stanch.git import repository as repositories
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.submodules import Submodule, submodules
from stanch.lives import Where, everywhere, lived
from stanch.livesmemory import Kept
from stanch.livesmemory import remembered as remembered_lives
from stanch.lookmemory import Looks
from stanch.memory import key
from stanch.memory import opened as memory_of
from stanch.model.blob import Skipped
from stanch.model.finding import Standing
from stanch.model.outcome import Summary
from stanch.pipeline import Each
from stanch.report.look import Look
from stanch.sources.base import Policy, Source
from stanch.sources.history import History, Scope, everything, narrowed
from stanch.sources.several import Several

EPILOG = """\b
Examples:
  stanch history                      this repository
  stanch history ../other -o all.json another one, with a report for machines
  stanch history https://example.org/a.git  a clone of it, which is removed again
  stanch history --life live          only what a branch still holds
  stanch history --since 90d          what the commits of three months introduced
  stanch history --ci                 what this CI run brings, messages too
  stanch history --min-confidence low everything that looks like a secret"""


@click.command(context_settings=HELP, epilog=EPILOG)
@click.argument("repo", default=".", metavar="[REPO]")
@click.option(
    "--life",
    type=click.Choice([state.value for state in Standing]),
    envvar="STANCH_LIFE",
    help="Report only what a branch still holds (live), held before (removed), or never had.",
)
@click.option(
    "--write-replacements",
    "replacements",
    metavar="FILE",
    help="Write the secrets found, in full, for `git filter-repo --replace-text`.",
)
@click.option(
    "--fetch", is_flag=True, help="Get what a partial clone left at its remote. Uses the network."
)
@click.option(
    "--allow-shallow",
    is_flag=True,
    envvar="STANCH_ALLOW_SHALLOW",
    help="Do not fail because a shallow clone lacks what came before.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    envvar="STANCH_NO_CACHE",
    help="Read everything again, and remember nothing of it.",
)
@narrowing
@scanning
@printing
def history(repo: str, **given: Any) -> ExitCode:
    """Scan everything a repository remembers.

    Every version of every file is read once and reported with the commit that introduced it,
    merges included. So are messages, authors and names of branches and tags; stashes, what only
    the reflog knows, and commits and files that nothing leads to any more; and submodules that are
    checked out. Each secret comes with its life: where it stands now, and which commit removed it.
    """
    here, shared = world(), asked(given)
    file = checked_file(given["replacements"])
    with ExitStack() as kept:
        folder = _folder(repo, kept, quiet=bool(shared.how.quiet))
        repository = repositories.find(folder, here.environ, local=repo == ".")
        objects = kept.enter_context(Objects(repository.git, MAX_SIZE))
        place = _place(repository, objects, folder, shared.config_from)
        if given["fetch"]:
            _fetch(repository, folder)
        chosen, nothing = scope(repository, here, given)
        places = [Where("", repository, objects)]

        known = _Known()

        def make(setup: Setup) -> Source:
            below = tuple(submodules(repository, here.environ)) if chosen.whole else ()
            if chosen.whole and not below and not given["no_cache"]:
                known.before = remembered(here, repository, objects, setup, chosen)
            if known.before:
                return known.before.this.source
            shallow = given["allow_shallow"]
            source = every_version(repository, objects, setup, chosen, nothing, shallow=shallow)
            return with_submodules(source, below, places, setup, kept) if below else source

        def finish(summary: Summary) -> Summary:
            summary = known.keep(summary)
            if summary.interrupted:
                return summary
            wanted = Wanted(given["life"], file)
            return _finished(here, places, wanted, summary, known.before)

        along = Along(known.through, finish, known.look)
        kept.callback(known.end)
        return run(here, place, shared, "history", make, along)


class _Known:
    """What is known from before, where there is a memory; nothing before the options are."""

    before: Remembered | None = None

    def through(self, each: Each) -> Each:
        """With what is known among what is found."""
        return self.before.through(each) if self.before else each

    def look(self, look: Look) -> Look:
        """With what was seen of the texts of a report."""
        return self.before.look if self.before else look

    def keep(self, summary: Summary) -> Summary:
        """Remember the scan."""
        return self.before.keep(summary) if self.before else summary

    def end(self) -> None:
        """Remember what was seen in the report, and write down all of it."""
        if self.before:
            self.before.end()


def _folder(repo: str, kept: ExitStack, *, quiet: bool) -> str:
    """The folder that was named, or that of a clone for as long as `kept`."""
    if os.path.isdir(repo):
        return os.path.abspath(repo)
    from tempfile import TemporaryDirectory

    from stanch.git.setup import is_address

    if not is_address(repo):
        raise UsageError(f"{repo} is no folder", hint="give the folder of a repository, or a URL")
    folder = kept.enter_context(TemporaryDirectory(prefix="stanch-"))
    _cloned(repo, folder, quiet=quiet)
    return folder


def _place(repository: Repository, objects: Objects, folder: str, config_from: str) -> Place:
    """Whose configuration and acceptances hold: a revision's, or the work tree's, or HEAD's."""
    root = repository.top or folder
    if config_from:
        return tree_place(root, repository, objects, revision(repository, config_from))
    if repository.top:
        return Place(root, repository, in_work_tree(root))
    return tree_place(root, repository, objects, "HEAD")


def remembered(
    here: World, repository: Repository, objects: Objects, setup: Setup, chosen: Scope
) -> Remembered | None:
    """The repository with its memory; None where it has none."""
    options = setup.options
    decides = (
        __version__,
        options.config.digest,
        options.minimum.label,
        options.max_size,
        options.time_limit,
        options.oracle,
        chosen.unreachable,
    )
    memory = memory_of(repository, here.cache, key(decides, setup.plan.engine.rules))
    if memory is None:
        return None
    objects.limit = options.max_size
    where = Where("", repository, objects)
    looks = Looks(memory, setup.look)
    means = Means(setup.plan.engine.rules, policy(options), looks, here.now)
    return Remembered(memory, where, means, unreachable=chosen.unreachable)


class Wanted(NamedTuple):
    """Which lives are reported, and the file for replacements."""

    life: str | None
    file: str | None


def _finished(
    here: World,
    places: Sequence[Where],
    wanted: Wanted,
    summary: Summary,
    remembering: Remembered | None,
) -> Summary:
    """The summary with the life of each secret, and of those only the lives that are wanted."""
    if not summary.outcomes:
        return _replaced(summary, wanted.file)
    try:
        now = datetime.fromtimestamp(here.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

        if remembering:
            last = Kept(remembering.memory, remembering.this, now)
            about = summary.outcomes, places[0].repository, places[0].objects, now
            tell = partial(lived, *about, lines=remembering.lines)
            outcomes = remembered_lives(summary.outcomes, last, places[0].objects, tell)
        else:
            outcomes = everywhere(summary.outcomes, places, now)
    except GitError as error:
        warning = f"what became of the secrets is not known: {error}"
        return _replaced(summary._replace(warnings=(*summary.warnings, warning)), wanted.file)
    summary = summary._replace(outcomes=outcomes)
    if wanted.life:
        kept = tuple(o for o in outcomes if o.life is None or o.life.state == wanted.life)
        count = len(outcomes) - len(kept)
        left = (f"--life {wanted.life} leaves out {count} of {len(outcomes)} findings",)
        warnings = summary.warnings + (left if count else ())
        summary = summary._replace(outcomes=kept, warnings=warnings)
    return _replaced(summary, wanted.file)


def _replaced(summary: Summary, file: str | None) -> Summary:
    """Write the file of replacements that a person asked for."""
    if file is None:
        return summary
    from stanch.report.replacements import replacements

    made = replacements(summary.reported)
    if not made.lines:
        say(f"note: nothing to replace, so {file} was not written")
        return summary
    why = written(file, made.write, private=True)
    if why:
        raise ScanError(f"{file} could not be written: {why}")
    values = "1 value" if len(made.lines) == 1 else f"{len(made.lines)} values"
    say(f"note: {file} holds {values} in full; delete it when the history is clean")
    if made.left_out:
        say(f"note: {made.left_out} short values that may be words are not in it")
    return summary


def _cloned(url: str, into: str, *, quiet: bool) -> None:
    """Clone into a folder that goes away with the scan, and say how far it is on a terminal."""
    from stanch.git.setup import clone

    if quiet or sys.stderr is None or not sys.stderr.isatty():
        clone(url, into)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks = {"": progress.add_task("connecting", total=None)}

        def told(what: str, done: int, top: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what)
            progress.update(tasks[what], completed=done, total=top or None)

        clone(url, into, told)


def every_version(
    repository: Repository,
    objects: Objects,
    setup: Setup,
    chosen: Scope = Scope(),  # noqa: B008  # a value
    nothing: str = "",
    *,
    shallow: bool = False,
) -> History:
    """All that the repository holds, or what was chosen of it; and what a shallow clone lacks.

    Raises:
        UsageError: paths were chosen, and there are none of them.
    """
    objects.limit = setup.options.max_size
    if chosen.whole:
        kept = policy(setup.options)
        unreachable = chosen.unreachable
        return everything(repository, objects, kept, unreachable=unreachable, shallow=shallow)
    source = narrowed(
        repository, objects, policy(setup.options), chosen, nothing=nothing, shallow=shallow
    )
    if chosen.fits and not chosen.partial and not source.versions.changes:
        raise UsageError("--paths fits no file of the history", hint="see `git log --name-only`")
    return source


def with_submodules(
    outer: History,
    below: Sequence[Submodule],
    places: list[Where],
    setup: Setup,
    kept: ExitStack,
) -> Source:
    """The history with those of the submodules that are checked out; `places` are added to."""
    inner: list[tuple[str, History]] = []
    missing: list[Skipped] = []
    for one in below:
        if one.repository is None:
            missing.append(Skipped(one.path, one.why, by_policy=not one.wanted))
            continue
        objects = kept.enter_context(Objects(one.repository.git, setup.options.max_size))
        chosen = policy(setup.options)
        inside = chosen._replace(excluded=partial(_excluded, chosen, one.path))
        try:
            inner.append((one.path, everything(one.repository, objects, inside)))
        except GitError as error:
            missing.append(Skipped(one.path, f"a submodule that cannot be read: {error}"))
            continue
        places.append(Where(one.path, one.repository, objects))
    return Several(outer, tuple(inner), tuple(missing)) if inner or missing else outer


def _excluded(chosen: Policy, path: str, name: str) -> str:
    return chosen.excluded(f"{path}/{name}")


def _fetch(repository: Repository, folder: str) -> None:
    """Get what a partial clone left behind, until nothing more comes."""
    from stanch.git.setup import fetch_objects

    remotes = partial_clone.remotes(repository)
    if not remotes:
        say("note: --fetch: this is no partial clone, so nothing is fetched")
        return
    before: tuple[str, ...] = ()
    while (away := partial_clone.missing(repository)) and away != before:
        say(f"note: --fetch: getting {len(away):,} objects from {remotes[0]}")
        fetch_objects(folder, remotes[0], away)
        before = away
