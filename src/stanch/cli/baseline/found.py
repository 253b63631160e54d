"""What is found, whoever accepted it: in the files, and in all that the repository remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

from stanch.assemble import Place, Setup, World, find_repository, policy, set_up
from stanch.cli.console import say
from stanch.cli.files import listing_of
from stanch.cli.history import every_version, with_submodules
from stanch.cli.run import scanned
from stanch.config.options import MAX_SIZE, Typed
from stanch.errors import UsageError
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.submodules import submodules
from stanch.lives import Where
from stanch.model.finding import Finding
from stanch.model.outcome import Summary
from stanch.model.rule import Confidence
from stanch.report.redact import Redactor
from stanch.rules.ruleset import Ruleset
from stanch.sources.base import Source
from stanch.sources.files import Files
from stanch.suppress import upkeep
from stanch.suppress.baseline import Baseline
from stanch.suppress.decide import Suppressor
from stanch.suppress.entry import Entry


class Everything(NamedTuple):
    """All findings, and whether all could be read that may hold one."""

    findings: tuple[Finding, ...]
    whole: bool
    setup: Setup

    def stale(self, baseline: Baseline) -> tuple[Entry, ...]:
        """The entries whose secret is nowhere; of a rule that is off nobody knows."""
        found = upkeep.stale(baseline, self.findings)
        off = _ids(self.setup.rules.unmasked()) - _ids(self.setup.rules)
        return tuple(entry for entry in found if entry.rule not in off)


def _ids(rules: Ruleset) -> frozenset[str]:
    return frozenset(i for rule in rules for i in (rule.id, *rule.former_ids))


def everywhere(here: World, place: Place, typed: Typed, *, history: bool) -> Everything:
    """What stands in the files and, where there is a repository, in its history.

    Markers, ignore files and the baseline have no say, and guesses count: the question is whether
    a secret is still there, not whether it is reported.
    """
    typed = typed._replace(baseline="none", min_confidence=Confidence.LOW)
    setup = set_up(here, place, typed, fingerprints=False, source="files")
    bare = partial(Suppressor, today=here.today, dialects=frozenset())
    setup = setup._replace(plan=setup.plan._replace(suppressor=bare))
    repository = place.repository or find_repository(here, place.root)
    summaries = [scanned(setup, files(here, place, (), setup))]
    if history and repository is not None:
        summaries.append(in_history(here, repository, setup))
    told = [note for summary in summaries for note in notes(summary)]
    outcomes = tuple(outcome for summary in summaries for outcome in summary.outcomes)
    clean = Redactor(outcomes, look=setup.look).text
    for note in dict.fromkeys(told):
        say(f"warning: {clean(note)}")
    missed = any(not skip.by_policy for summary in summaries for skip in summary.skipped)
    return Everything(tuple(outcome.finding for outcome in outcomes), not missed, setup)


def notes(summary: Summary, so: str = "") -> Iterator[str]:
    """Warnings of a scan, and what it could not read with what follows from it."""
    yield from summary.warnings
    yield from (f"{skip.path}: {skip.why}{so}" for skip in summary.skipped if not skip.by_policy)


def files(here: World, place: Place, paths: tuple[str, ...], setup: Setup) -> Source:
    """The files of the work tree, or those below the paths."""
    return Files(
        root=place.root,
        paths=paths or (place.root,),
        policy=policy(setup.options),
        listing=listing_of(here),
    )


def in_history(
    here: World, repository: Repository | None, setup: Setup, paths: tuple[str, ...] = ()
) -> Summary:
    """What `stanch history` reports.

    Raises:
        UsageError: there is no repository, or paths were named.
    """
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
