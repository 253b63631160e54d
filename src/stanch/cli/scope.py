"""What of a history is asked for: options, words and dates into a `Scope`.

Whoever narrows a scan by a name that is not there must not get a clean report of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from stanch.assemble import World
from stanch.cli.ci import taken
from stanch.cli.options import Command, decorated
from stanch.cli.ranges import checked, resolved
from stanch.errors import UsageError
from stanch.git import reach
from stanch.git.changes import REFS
from stanch.git.repository import Repository
from stanch.sources.history import Scope
from stanch.suppress.globs import Globs, problem
from stanch.written.fields import suggestion

NARROWING = (
    click.option("--range", "range_", metavar="A..B", help="Only what these commits introduce."),
    click.option("--ci", is_flag=True, help="Only what this CI run brings, as its platform says."),
    click.option("--since", metavar="DATE|90d", help="Only what commits since then introduce."),
    click.option("--branch", multiple=True, metavar="NAME", help="Only this branch. May repeat."),
    click.option("--first-parent", is_flag=True, help="Merges as one change, without their side."),
    click.option(
        "--paths", multiple=True, metavar="GLOB", help="Only files of such paths. May repeat."
    ),
    click.option(
        "--no-unreachable", is_flag=True, help="Without the reflog and what nothing leads to."
    ),
)


def narrowing(command: Command) -> Command:
    """Add the options that choose a part of a history."""
    return decorated(command, NARROWING)


_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}


def scope(repository: Repository, here: World, given: dict[str, Any]) -> tuple[Scope, str]:
    """What is to be read, and the words for when there is nothing of it.

    Raises:
        UsageError: two options contradict each other, or one names nothing.
    """
    if given["branch"] and (given["ci"] or given["range_"] is not None):
        raise UsageError("--branch goes without --range and --ci", hint="run them one by one")
    range_ = _range(repository, here, given)
    branches = tuple(_branch(repository, name) for name in given["branch"])
    since = None if given["since"] is None else moment(given["since"], here.now)
    chosen = Scope(
        revisions=(range_,) if range_ is not None else branches or REFS,
        since=since,
        first_parent=given["first_parent"],
        unreachable=not given["no_unreachable"],
        partial=range_ is not None or since is not None,
        fits=_fits(given["paths"]),
        refs=branches,
    )
    if chosen.first_parent and chosen.revisions == REFS and not chosen.partial:
        chosen = chosen._replace(refs=reach.refs(repository).names)
    return chosen, "nothing that was asked for changes a file"


def _range(repository: Repository, here: World, given: dict[str, Any]) -> str | None:
    """The range by ids; None where none was asked for, or the CI run is about everything."""
    if given["ci"]:
        if given["range_"] is not None:
            raise UsageError("--ci goes without --range", hint="run them one by one")
        range_ = taken(repository, here.environ)
    else:
        range_ = checked(given["range_"])
    return None if range_ is None else resolved(repository, range_)


def _branch(repository: Repository, name: str) -> str:
    """The ref of a branch that is here or was fetched.

    Raises:
        UsageError: there is none of that name.
    """
    names = reach.refs(repository).names
    for prefix in ("refs/heads/", "refs/remotes/", "refs/remotes/origin/", ""):
        if prefix + name in names:
            return prefix + name
    known = [one.split("/", 2)[2] for one in names if one.startswith("refs/heads/")]
    known += [one.split("/", 2)[2] for one in names if one.startswith("refs/remotes/")]
    near = suggestion(name, known)
    raise UsageError(f"--branch: no branch is called {name!r}", hint=near or "see `git branch -a`")


def moment(text: str, now: int) -> int:
    """A day or time (UTC unless it says otherwise), or how long ago, in seconds since 1970.

    git would take any text for some date, and what it does not understand for now.

    Raises:
        UsageError: it is no date.
    """
    ago = re.fullmatch(r"\s*([0-9]{1,6})\s*([dwmy])[a-z]*(\s+ago)?\s*", text)
    try:
        if ago:
            back = timedelta(days=int(ago[1]) * _UNITS[ago[2]])
            return int((datetime.fromtimestamp(now, UTC) - back).timestamp())
        when = datetime.fromisoformat(text.strip())
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise UsageError(
            f"--since {text!r} is no date",
            hint="write YYYY-MM-DD, or how long ago: 90d, 2w, 6m, 1y",
        ) from None


def _fits(patterns: tuple[str, ...]) -> Callable[[str], bool] | None:
    if not patterns:
        return None
    for pattern in patterns:
        wrong = problem(pattern)
        if wrong:
            raise UsageError(f"--paths {pattern!r}: {wrong}")
    globs = Globs(patterns)
    return lambda path: globs.deciding(path) is not None
