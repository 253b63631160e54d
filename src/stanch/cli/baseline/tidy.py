"""`stanch baseline prune`, `merge` and `resalt`: keeping the file in order."""

from __future__ import annotations

import os
from typing import Any

import click

from stanch.assemble import Place, World, derived_salt, find_repository
from stanch.cli.baseline import files
from stanch.cli.baseline.accept import pruned
from stanch.cli.baseline.found import everywhere
from stanch.cli.console import echo, put, say
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, choosing
from stanch.config.options import Typed
from stanch.errors import ExitCode
from stanch.suppress import upkeep
from stanch.suppress.baseline import Baseline
from stanch.suppress.fingerprint import Salt
from stanch.suppress.fold import merged


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline prune --dry-run\n  stanch baseline prune",
)
@files.FILE
@click.option("--dry-run", is_flag=True, help="List what would be dropped, and drop nothing.")
@choosing
def prune(file: str | None, *, dry_run: bool, **given: Any) -> ExitCode:
    """Drop entries whose secret stands neither in the files nor in the history any more.

    Lines that are not understood and entries of rules that are off are kept. In a shallow clone
    nothing is dropped.
    """
    here, typed = world(), asked(given).typed
    place = file_place(here, (here.cwd,), asked(given).config_from)
    target = files.target(here, place, typed, file)
    files.is_there(target)
    return pruned(here, place, typed, target, write=not dry_run)


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline merge                 the baseline here, also after a"
    " conflict\n  stanch baseline merge a b --output c  two files made one\n\n\b\n"
    "As a merge driver of git:\n  git config merge.stanch.driver \\\n"
    "    'stanch baseline merge --base %O --output %A %A %B'",
)
@click.argument("baselines", nargs=-1, metavar="[FILE]...")
@click.option("--base", metavar="FILE", help="What the others began from.")
@click.option("--output", "-o", metavar="FILE", help="Where it is written; `-` prints it.")
@files.of_file
def merge(
    baselines: tuple[str, ...],
    base: str | None,
    output: str | None,
    baseline: str | None,
    file: str | None,
) -> ExitCode:
    """Fold baselines into one: of lines about one secret the strictest stays.

    Without files the baseline that is in use here is folded in place, conflict markers and all. Of
    several files the result is printed unless --output says where it goes. With --base, what only
    one side changed or dropped stays so.
    """
    here = world()
    if not baselines:
        place = file_place(here, (here.cwd,))
        target = files.target(here, place, Typed(baseline=baseline), file)
        files.is_there(target)
        baselines, output = (target,), output or target
    texts = [files.read(name) for name in baselines]
    began = None if base is None else files.read(base)
    name = os.path.relpath(output or baselines[0], here.cwd) if output != "-" else baselines[0]
    made = merged(texts, name, began)
    for warning in Baseline.parse(made, name, here.today).faults:
        say(f"warning: {warning}")
    if output is None or output == "-":
        put(*made.splitlines())
        return ExitCode.CLEAN
    if made.encode() != texts[0] or output != baselines[0]:
        files.is_there(output)
        files.write(output, made)
    return ExitCode.CLEAN


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline resalt             a random salt\n"
    "  stanch baseline resalt --derived   the one all branches agree on",
)
@files.FILE
@click.option("--derived", is_flag=True, help="Take the salt from the oldest commit.")
@choosing
def resalt(file: str | None, *, derived: bool, **given: Any) -> ExitCode:
    """Hash all entries under a new salt, for example where a list of hashes became known.

    The secrets are looked for in the files and in the history. An entry whose secret is not found
    keeps its hash and its old salt: `stanch baseline prune` drops it.
    """
    here, typed = world(), asked(given).typed
    place = file_place(here, (here.cwd,), asked(given).config_from)
    target = files.target(here, place, typed, file)
    files.is_there(target)
    data = files.read(target)
    name = os.path.relpath(target, here.cwd)
    baseline = Baseline.parse(data, name, here.today)
    found = everywhere(here, place, typed, history=True)
    salt = _derived(here, place) if derived else Salt.random()
    made = upkeep.resalted(data.decode(), baseline, found.findings, salt)
    files.write(target, made.text)
    for entry in made.left:
        say(f"warning: {name}: {entry.rule} keeps its old salt, since its secret was not found")
    echo(f"{name}: {made.changed} entries have the salt {salt.kid}")
    whole = found.whole or not made.left or found.setup.options.gate.allow_skipped
    return ExitCode.CLEAN if whole else ExitCode.INCOMPLETE


def _derived(here: World, place: Place) -> Salt:
    repository = place.repository or find_repository(here, place.root)
    salt = derived_salt(repository)
    if salt is None:
        say("warning: the history is not whole here, so the salt is random")
    return salt or Salt.random()
