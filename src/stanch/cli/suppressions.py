"""`stanch suppressions`: everything that is accepted, and how often that was needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import click

from stanch.assemble import find_repository, policy, set_up
from stanch.cli.baseline.found import in_history, notes
from stanch.cli.console import cleaner, put, say
from stanch.cli.environment import world
from stanch.cli.files import file_place, listing_of
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, choosing
from stanch.cli.run import scanned
from stanch.config.file import NAME
from stanch.engine.decode import views
from stanch.errors import ExitCode
from stanch.model.blob import Blob, Part
from stanch.model.outcome import Summary
from stanch.report.redact import Redactor
from stanch.sources.base import Input, Source, opened
from stanch.sources.files import Files
from stanch.suppress.decide import Suppressor
from stanch.suppress.inline import markers
from stanch.suppress.marker import Marker
from stanch.suppress.usage import Kind, Usage, Use

_FILES = (NAME, ".stanchignore")


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch suppressions                    of the files here\n"
    "  stanch suppressions --history          of the history, too\n"
    "  stanch suppressions --fail-on-unused   for CI",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--history", "of_history", is_flag=True, help="Scan the whole history as well.")
@click.option("--fail-on-unused", is_flag=True, help="Fail if one of them was not needed.")
@click.option("--unused", is_flag=True, help="List only those that were not needed.")
@choosing
def suppressions(
    paths: tuple[str, ...], *, of_history: bool, fail_on_unused: bool, unused: bool, **given: Any
) -> ExitCode:
    """List every marker, pattern, allowlist entry and baseline entry, and how often it was used.

    Of several that accept one secret only the first counts, in the order marker, ignore file,
    allowlist, baseline: the others could go. What does not hold is listed with the reason.
    """
    here, typed = world(), asked(given).typed
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    setup = set_up(here, place, typed, fingerprints=False, source="files")
    usage, by = Usage(), setup.plan.suppressor()
    counting = by._replace(used=usage.count)
    setup = setup._replace(plan=setup.plan._replace(suppressor=lambda: counting))
    source = _Seen(
        Files(
            root=place.root,
            paths=paths or (place.root,),
            policy=policy(setup.options),
            listing=listing_of(here),
        )
    )
    summaries = [scanned(setup, source)]
    if of_history:
        repository = place.repository or find_repository(here, place.root)
        summaries.append(in_history(here, repository, setup, paths))
    uses = [
        *source.uses(by, usage),
        *_excluded(setup.options.config.exclude, summaries),
        *usage.of_baseline(by, setup.options.baseline),
    ]
    outcomes = tuple(outcome for summary in summaries for outcome in summary.outcomes)
    clean = Redactor(outcomes, look=setup.look).text
    for note in dict.fromkeys(note for summary in summaries for note in notes(summary)):
        say(f"warning: {clean(note)}")
    look = cleaner(setup.look)
    put(*(look(clean(_line(use))) for use in uses if use.unused or not unused))
    needless = sum(use.unused for use in uses)
    put(f"{len(uses)} listed · {needless} unused")
    if needless and fail_on_unused:
        return ExitCode.USAGE
    whole = all(skip.by_policy for summary in summaries for skip in summary.skipped)
    return ExitCode.CLEAN if whole or setup.options.gate.allow_skipped else ExitCode.INCOMPLETE


def _line(use: Use) -> str:
    problem = f"  (does not hold: {use.problem})" if use.problem else ""
    return f"{use.times:>5}  {use.kind.value:<13}  {use.where}  {use.what}{problem}".rstrip()


def _excluded(patterns: tuple[str, ...], summaries: list[Summary]) -> Iterator[Use]:
    """What is not read because of the configuration, by pattern."""
    whys = [skip.why for summary in summaries for skip in summary.skipped]
    for number, pattern in enumerate(patterns):
        count = whys.count(f"excluded by {pattern!r}")
        yield Use(Kind.EXCLUDE, f"{NAME}: exclude[{number}]", pattern, count)


class _Seen:
    """A source that remembers the markers, and the folders with policies, of what it hands out."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._markers: dict[str, list[Marker]] = {}
        self._folders: dict[str, None] = {}
        self.name = source.name
        self.nothing = source.nothing
        self.before = source.before
        self.commits = source.commits
        self.total = source.total

    def inputs(self) -> Iterator[Input]:
        """As the source."""
        for item in opened(self._source.inputs()):
            if isinstance(item, Blob) and item.part is Part.CONTENT:
                self._look(item)
            yield item

    def _look(self, blob: Blob) -> None:
        found = [marker for view in views(blob) for marker in markers(view.data)]
        if found:
            self._markers[blob.path] = found
        folder, name = os.path.split(blob.path)
        if folder and name in _FILES:
            self._folders[folder] = None

    def uses(self, by: Suppressor, usage: Usage) -> Iterator[Use]:
        """Those of them that a person wrote to accept something."""
        for path, found in self._markers.items():
            yield from usage.of_markers(by, path, found)
        nearest = [next(iter(by.above(f"{path}/x")), None) for path in self._folders]
        yield from usage.of_policy(by, [folder for folder in nearest if folder])
