"""`stanch scan`: files, folders, standard input, the index, the work tree or a range."""

from __future__ import annotations

from typing import Any

import click

from stanch.assemble import World
from stanch.cli.asked import Asked
from stanch.cli.changes import changes
from stanch.cli.environment import world
from stanch.cli.files import scan_files, scan_stdin
from stanch.cli.lazy import HELP, files
from stanch.cli.options import asked, printing, scanning
from stanch.cli.ranges import checked
from stanch.errors import ExitCode, UsageError

EPILOG = """\b
Examples:
  stanch scan                         files of this folder, as git sees them
  stanch scan src '**/*.env'          some of them
  stanch scan --staged                what the next commit would add
  stanch scan --range origin/main..   what this branch adds
  stanch scan --ci                    what this CI run brings
  kubectl logs pod | stanch scan -    standard input
  stanch scan -o report.json          a report for machines beside the one for people"""


@click.command(context_settings=HELP, epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=files)
@click.option("--staged", is_flag=True, help="The index against HEAD: only what the commit adds.")
@click.option("--unstaged", is_flag=True, help="The work tree against the index.")
@click.option("--range", "range_", metavar="A..B", help="What the commits of a range introduce.")
@click.option("--ci", is_flag=True, help="What this CI run brings, as its platform says.")
@click.option("--pre-commit", "framework", is_flag=True, hidden=True)
@click.option(
    "--no-ignore",
    is_flag=True,
    envvar="STANCH_NO_IGNORE",
    help="Scan files that .gitignore excludes, too.",
)
@click.option(
    "--follow-links",
    is_flag=True,
    envvar="STANCH_FOLLOW_LINKS",
    help="Scan what symbolic links lead to.",
)
@scanning
@printing
def scan(**given: Any) -> ExitCode:
    """Scan files, folders, standard input (`-`) or changes for secrets.

    Inside a repository the files that git would see are scanned: tracked ones, and untracked ones
    that are not ignored. Of a change only what it introduces is reported: what stands in the new
    version of some file and in none of the old ones.
    """
    here, paths, shared = world(), given["paths"], asked(given)
    range_ = given["range_"]
    if given["framework"]:
        range_ = range_ or _framework_range(here)
        paths = () if range_ else paths
        if not range_ and not paths:
            return scan_files(here, (), shared)
    kinds = {
        "staged": given["staged"],
        "unstaged": given["unstaged"],
        "range": range_ is not None,
        "ci": given["ci"],
    }
    chosen = [name for name, is_chosen in kinds.items() if is_chosen]
    if chosen:
        _check_alone(chosen, paths)
        if given["ci"]:
            return _scan_ci(here, shared)
        checked(range_)
        return changes(here, chosen[0], shared, range_ or "")
    if paths == ("-",):
        return scan_stdin(here, shared)
    if "-" in paths:
        raise UsageError("`-` (standard input) cannot be mixed with paths")
    return scan_files(
        here, paths or (".",), shared, no_ignore=given["no_ignore"], follow=given["follow_links"]
    )


def _scan_ci(here: World, shared: Asked) -> ExitCode:
    """What the CI run brings, or the files where it is about no change."""
    from stanch.cli.ci import taken
    from stanch.git import repository as repositories

    range_ = taken(repositories.find(here.cwd, here.environ), here.environ)
    if range_ is None:
        return scan_files(here, (".",), shared)
    return changes(here, "range", shared, range_)


def _check_alone(chosen: list[str], paths: tuple[str, ...]) -> None:
    """Each of these says what to scan; one that is passed over would look clean."""
    names = [f"--{name}" for name in chosen]
    if len(names) > 1:
        raise UsageError(f"{names[0]} goes without {names[1]}", hint="run them one by one")
    if paths:
        raise UsageError(f"{names[0]} takes no paths", hint="leave the paths out, or the option")


def _framework_range(here: World) -> str | None:
    """What `pre-commit run --from-ref … --to-ref …` asks for (https://pre-commit.com/#pre-commit-run)."""
    first = here.environ.get("PRE_COMMIT_FROM_REF", "")
    last = here.environ.get("PRE_COMMIT_TO_REF", "")
    return f"{first}..{last}" if first and last else None
