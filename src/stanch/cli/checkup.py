"""What `stanch hooks doctor` and `stanch doctor` find about hooks, each with its way out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stanch.assemble import Place, World, in_work_tree, policy, set_up
from stanch.cli.console import echo, say
from stanch.cli.run import scanned
from stanch.config.options import MAX_SIZE, Typed
from stanch.errors import ExitCode
from stanch.git.changes import changed_in_order
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.hooks import status as stating
from stanch.hooks.lines import in_framework
from stanch.hooks.template import NAME, NAMES
from stanch.model.place import Commit
from stanch.sources.changes import Changes, beyond

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace

_COMMITS = 50


class Ailment(NamedTuple):
    """What is wrong, and what to do about it."""

    what: str
    fix: str


def told(ailments: Iterable[Ailment], well: str) -> ExitCode:
    """Print all; the exit code is 1 when there is one."""
    found = list(ailments)
    for ailment in found:
        echo(f"problem: {ailment.what}", f"    fix: {ailment.fix}")
    if not found:
        echo(well)
        return ExitCode.CLEAN
    say(f"{len(found)} problem{'s'[: len(found) > 1]}")
    return ExitCode.FOUND


def hooks(place: HooksPlace, python: str) -> Iterator[Ailment]:
    """What keeps hooks from doing their work. `python` is the one that runs now."""
    for name in NAMES:
        found = stating.status(place, name)
        again = f"stanch hooks install{'' if name == NAME else f' {name}'}"
        if found.installed:
            yield from (Ailment(problem, again) for problem in found.problems)
            differs = bool(found.python) and not _same(found.python, python)
            if differs and not found.python_missing:
                yield Ailment(
                    f"{found.path} runs stanch with {found.python}, and you with {python}: two "
                    "installations of stanch may find different things",
                    f"{again} (with the stanch that is to stay)",
                )
        elif found.shadowed or name == NAME:
            problems = found.problems or (_missing(found),)
            if found.state is stating.State.NONE and in_framework(place.top, name):
                again = "pre-commit install (.pre-commit-config.yaml has stanch already)"
            yield from (Ailment(problem, _way(found, again)) for problem in problems)


def _same(one: str, other: str) -> bool:
    # Not their real paths: environments share one interpreter, and differ in what is installed.
    return os.path.normpath(one) == os.path.normpath(other)


def _missing(found: stating.Status) -> str:
    if found.manager:
        return f"{found.manager} runs what is in its configuration here, and stanch is not in it"
    if found.state is stating.State.FOREIGN:
        return f"{found.path} is there and does not run stanch, as far as can be seen"
    return f"no pre-commit hook: nothing at {found.path}"


def _way(found: stating.Status, again: str) -> str:
    if found.shadowed:
        return f"git config --unset core.hooksPath, or: {again}"
    if found.manager:
        return f"{again}, which also says the line for everybody"
    return again


def passed(here: World, repository: Repository) -> Iterator[Ailment]:
    """Commits among the last that the hook would have stopped."""
    if not repository.head or not repository.top:
        return
    out = repository.git.run("rev-list", f"--max-count={_COMMITS}", "--topo-order", "HEAD")
    commits = out.decode().split()
    with Objects(repository.git, MAX_SIZE) as objects:
        place = Place(repository.top, repository, in_work_tree(repository.top))
        setup = set_up(here, place, Typed(), fingerprints=False, source="commits")
        objects.limit = setup.options.max_size
        changes = tuple(changed_in_order(repository, commits))
        missing = beyond(repository.cut() & set(commits))
        source = Changes("commits", "", changes, objects, policy(setup.options), missing)
        summary = scanned(setup, source, show_progress=False)
    held: Counter[Commit] = Counter(
        place.commit
        for outcome in summary.failing(setup.options.gate)
        for place in outcome.finding.locations
        if place.commit
    )
    for commit, count in held.items():
        things = "a secret" if count == 1 else f"{count:,} secrets"
        yield Ailment(
            f"commit {commit.id[:12]} ({commit.summary}) by {commit.author} brought {things}: "
            "made with --no-verify, or where there was no hook",
            "revoke it; stanch history shows where it is; pre-push and CI stop what passes the "
            "first hook",
        )
