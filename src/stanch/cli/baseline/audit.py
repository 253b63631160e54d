"""`stanch baseline audit`: findings one by one, each with an answer that is saved at once."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter, deque
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from stanch.assemble import Place, Setup, World, find_repository, set_up
from stanch.cli import console
from stanch.cli.baseline import files
from stanch.cli.baseline.accept import terms_of, with_terms
from stanch.cli.baseline.answers import Answers
from stanch.cli.baseline.found import files as files_of
from stanch.cli.baseline.found import in_history, notes
from stanch.cli.baseline.screen import Screen
from stanch.cli.console import echo, say
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.keys import END, Keys
from stanch.cli.lazy import HELP
from stanch.cli.options import asked, choosing
from stanch.cli.run import scanned, shown_from
from stanch.errors import ExitCode, UsageError
from stanch.model.blob import Part
from stanch.model.outcome import Outcome, Summary
from stanch.model.place import Location
from stanch.report import advice
from stanch.report.base import ReportOptions
from stanch.report.redact import Redactor
from stanch.report.tally import ordered
from stanch.suppress import review
from stanch.suppress.review import Answer

_CLOSE = frozenset({"q", END})


@click.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline audit\n  stanch baseline audit --expires 90d src\n"
    "  stanch baseline audit --from answers.txt\n\n\b\nA line of FILE:\n"
    "  FINGERPRINT|PATH:LINE real|harmless|later [-- reason]",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@files.FILE
@with_terms
@click.option("--history", "of_history", is_flag=True, help="Review the whole history.")
@click.option("--from", "from_", metavar="FILE", help="Take the answers from a file, or `-`.")
@click.option("--again", is_flag=True, help="Also ask about what was answered `real` before.")
@choosing
def audit(
    paths: tuple[str, ...], file: str | None, from_: str | None, *, again: bool, **given: Any
) -> ExitCode:
    """Review what a scan reports, one finding at a time.

    `harmless` accepts it and asks for the reason; `real` leaves it reported and shows where to
    revoke it; `later` leaves it open. Each answer is saved at once, so a review can be left at any
    moment and goes on where it was. Secrets are hidden until you ask for one.
    """
    here, typed = world(), asked(given).typed
    interactive = from_ is None
    if interactive and not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("a review needs a terminal", hint="give the answers with --from FILE")
    place = file_place(here, paths[:1] or (here.cwd,), asked(given).config_from)
    target = files.target(here, place, typed, file)
    files.is_there(target)
    typed = typed._replace(baseline=target if os.path.exists(target) else "none")
    answered = () if from_ is None else review.read(_given(from_), from_)
    setup = set_up(here, place, typed, fingerprints=True, source="files")
    repository = place.repository or find_repository(here, place.root)
    if given["of_history"]:
        summary = in_history(here, repository, setup, paths)
    else:
        summary = scanned(setup, files_of(here, place, paths, setup))
    clean = Redactor(summary.outcomes, look=setup.look).text
    for note in notes(summary):
        say(f"warning: {clean(note)}")
    terms = terms_of(here, place, given)
    answers = Answers.of(here, repository, target, terms, clean)
    if answered:
        _applied(answers, summary, answered, str(from_))
    elif interactive:
        _reviewed(here, place, setup, summary, answers, again=again)
    _told(answers, summary, os.path.relpath(target, here.cwd))
    whole = all(skip.by_policy for skip in summary.skipped)
    return ExitCode.CLEAN if whole or setup.options.gate.allow_skipped else ExitCode.INCOMPLETE


def _given(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read()
        with open(name, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{name} cannot be read: {type(error).__name__}") from None


def _applied(
    answers: Answers, summary: Summary, answered: Sequence[review.Answered], where: str
) -> None:
    for one in answered:
        found = review.about(one.key, summary.reported)
        if not found:
            say(f"warning: {where}:{one.line}: nothing that is reported has this key")
        for outcome in found:
            problem = answers.give(outcome, one.answer, one.reason)
            if problem:
                say(f"warning: {where}:{one.line}: {problem}")


def _reviewed(
    here: World, place: Place, setup: Setup, summary: Summary, answers: Answers, *, again: bool
) -> None:
    """Ask about each finding until the last one, or until the person has enough."""
    todo = deque(ordered(summary.reported))
    if not again:
        todo = deque(one for one in todo if not answers.known_real(one))
    screen = Screen(
        Redactor(summary.outcomes, look=setup.look),
        Redactor((), show=True),
        ReportOptions(look=setup.look, show_path=shown_from(here.cwd, place.root)),
        partial(_lines, place.root),
    )
    total, shown, word = len(todo), False, ""
    with console.screens() as show, Keys() as keys:
        while todo:
            head = f"{total - len(todo) + 1} of {total}   {answers.counted()}"
            columns, rows = shutil.get_terminal_size((80, 24))
            show([*screen.draw(todo[0], head, (columns, rows), show=shown), word])
            key, word = keys.key(), ""
            if key in _CLOSE:
                break
            if key == "v":
                shown = not shown
                continue
            shown = False
            word = _done(key, todo, answers, keys)


def _done(key: str, todo: deque[Outcome], answers: Answers, keys: Keys) -> str:
    """Do what a key asks for; the answer is what to say about it."""
    if key == "w":
        return "saved; each answer is saved when it is given"
    if key == "s":
        todo.rotate(-1)
        return "skipped; it comes again at the end" if len(todo) > 1 else "this is the last one"
    if key == "u":
        undone = answers.undo()
        if undone is None:
            return "there is nothing to undo"
        todo.appendleft(undone)
        return "undone"
    if key == "r":
        answers.give(todo[0], Answer.REAL)
        return f"real: {advice.steps(todo.popleft().finding)[0]}"
    if key == "l":
        answers.give(todo.popleft(), Answer.LATER)
        return "left open"
    if key == "h":
        reason = answers.reason or _reason(keys)
        if not reason:
            return "without a reason it is not accepted"
        problem = answers.give(todo[0], Answer.HARMLESS, reason)
        if problem:
            return problem
        todo.popleft()
        return "accepted"
    return "press one of h r l s u v w q"


def _reason(keys: Keys) -> str:
    console.prompt("why is it harmless? ")
    return keys.line()


def _lines(root: str, place: Location) -> list[str]:
    """The lines of the file as it is now; of a commit only the excerpt is at hand."""
    if place.commit or place.part != Part.CONTENT.value:
        return []
    try:
        with open(os.path.join(root, place.path), encoding="utf-8", errors="surrogateescape") as f:
            return f.read().removesuffix("\n").split("\n")
    except OSError:
        return []


def _told(answers: Answers, summary: Summary, name: str) -> None:
    """What came of it, and where to revoke what is real."""
    for outcome in ordered(summary.reported):
        if answers.known_real(outcome):
            (place, *_) = outcome.finding.locations
            step = advice.steps(outcome.finding)[0]
            echo(f"real: {place.path}:{place.start.line}: {outcome.finding.rule.id}: {step}")
    given = answers.counts
    real = sum(answers.known_real(outcome) for outcome in summary.reported)
    left = Counter(outcome.fingerprint for outcome in summary.reported)
    open_ = len(left) - given[Answer.HARMLESS] - real
    echo(f"{name}: {given[Answer.HARMLESS]} accepted · {real} real · {max(0, open_)} open")
