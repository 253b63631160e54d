"""Options that several commands share, each with its `STANCH_*` variable."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from stanch.cli.asked import Asked, Printing
from stanch.cli.lazy import files
from stanch.config.file import LEAST_SECONDS, MOST_SECONDS, size
from stanch.config.options import MAX_SIZE, Typed
from stanch.errors import UsageError
from stanch.model.rule import Confidence, Severity
from stanch.report.base import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])


class _Size(click.ParamType):  # type: ignore[type-arg]  # generic only since click 8.5
    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        try:
            return size(str(value))
        except ValueError as error:
            raise click.BadParameter(str(error), ctx=ctx, param=param) from None


class _Seconds(click.ParamType):  # type: ignore[type-arg]  # as above
    name = "seconds"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = 0.0
        if not LEAST_SECONDS <= seconds <= MOST_SECONDS:  # which `nan` is not
            message = f"{value!r} is not from {LEAST_SECONDS} to {MOST_SECONDS} seconds"
            raise click.BadParameter(message, ctx=ctx, param=param)
        return seconds


SEVERITIES = tuple(s.label for s in reversed(Severity))
CONFIDENCES = tuple(c.label for c in reversed(Confidence))

_FAILING = (
    click.option("--fail-on", type=click.Choice(SEVERITIES), envvar="STANCH_FAIL_ON",
                 help="Lowest severity that makes the exit code 1.  [default: low]"),
    click.option("--exit-zero", is_flag=True, envvar="STANCH_EXIT_ZERO",
                 help="Report findings, but do not fail because of them."),
)  # fmt: skip
_CHOOSING = (
    click.option("--min-confidence", type=click.Choice(CONFIDENCES), envvar="STANCH_MIN_CONFIDENCE",
                 help="Lowest confidence that is reported.  [default: medium]"),
    click.option("--allow-skipped", is_flag=True, default=None, envvar="STANCH_ALLOW_SKIPPED",
                 help="Do not fail when something could not be read."),
    click.option("--baseline", metavar="FILE|none", shell_complete=files,
                 envvar="STANCH_BASELINE",
                 help="Accepted findings.  [default: .stanch-baseline]"),
    click.option("--config", metavar="FILE", shell_complete=files,
                 envvar="STANCH_CONFIG",
                 help="Configuration.  [default: .stanch.yaml, else [tool.stanch] of pyproject]"),
    click.option("--config-from", metavar="REV", envvar="STANCH_CONFIG_FROM",
                 help="Read configuration, ignore file and baseline from this revision."),
    click.option("--rules", multiple=True, metavar="PATH", shell_complete=files,
                 envvar="STANCH_RULES",
                 help="Add the rules of a pack file or folder. May repeat."),
    click.option("--only", multiple=True, metavar="ID", envvar="STANCH_ONLY",
                 help="Use this rule (or tag:NAME) and no other. May repeat."),
    click.option("--disable", multiple=True, metavar="ID", envvar="STANCH_DISABLE",
                 help="Do without this rule (or tag:NAME). May repeat."),
    click.option("--disable-markers", multiple=True, metavar="NAME",
                 envvar="STANCH_DISABLE_MARKERS",
                 help="Do not heed markers of this scanner, or of all `foreign` ones. May repeat."),
    click.option("--strict-markers", is_flag=True, default=None, envvar="STANCH_STRICT_MARKERS",
                 help="Heed no markers in the text at all, not even `stanch:allow`."),
    click.option("--max-size", type=_Size(), metavar="SIZE", envvar="STANCH_MAX_SIZE",
                 help=f"Skip what is larger.  [default: {MAX_SIZE // 10**6}MB]"),
    click.option("--time-limit", type=_Seconds(), metavar="SECONDS",
                 envvar="STANCH_TIME_LIMIT", help="Give up on a file after it.  [default: 30]"),
    click.option("--jobs", "-j", type=click.IntRange(1, 256), envvar="STANCH_JOBS",
                 help="Threads.  [default: one a processor]"),
    click.option("--oracle", is_flag=True, hidden=True, envvar="STANCH_ORACLE"),
)  # fmt: skip
_PRINTING = (
    click.option("--format", "-f", "format_", envvar="STANCH_FORMAT", type=click.Choice(FORMATS),
                 help="What goes to standard output.  [default: terminal]"),
    click.option("--output", "-o", "outputs", multiple=True, metavar="[FORMAT=]FILE",
                 shell_complete=files, envvar="STANCH_OUTPUT",
                 help="Also write a report to a file. May repeat."),
    click.option("--compare", metavar="FILE", shell_complete=files,
                 envvar="STANCH_COMPARE",
                 help="An older report in JSON: reports say what is new since."),
    click.option("--template", metavar="FILE", shell_complete=files,
                 envvar="STANCH_TEMPLATE",
                 help="The Jinja2 template of the format template."),
    click.option("--show-secrets", is_flag=True, help="Print the secrets in full. Think twice."),
    click.option("--quiet", "-q", is_flag=True, default=None, envvar="STANCH_QUIET",
                 help="One line a finding, and none when there is nothing to say."),
    click.option("--verbose", "-v", is_flag=True, default=None, envvar="STANCH_VERBOSE",
                 help="Also what was suppressed and skipped, and why."),
    click.option("--no-color", is_flag=True, default=None, envvar="STANCH_NO_COLOR",
                 help="No colours (NO_COLOR does the same)."),
)  # fmt: skip


def scanning(command: Command) -> Command:
    """Add the options that decide what counts."""
    return decorated(command, (*_FAILING, *_CHOOSING))


def choosing(command: Command) -> Command:
    """Those of them that decide what is found, for commands that no finding fails."""
    return decorated(command, _CHOOSING)


def printing(command: Command) -> Command:
    """Add the options that decide how it is shown."""
    return decorated(command, _PRINTING)


def decorated(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    """Add options, in their order."""
    for option in reversed(options):
        command = option(command)
    return command


def asked(given: dict[str, Any]) -> Asked:
    """The shared options out of what was typed; what belongs to somebody else is left alone."""
    return Asked(_typed(given), _printing(given), given.get("config_from") or "")


def _typed(given: dict[str, Any]) -> Typed:
    fail_on, confidence = given.get("fail_on"), given.get("min_confidence")
    return Typed(
        fail_on=Severity[fail_on.upper()] if fail_on else None,
        min_confidence=Confidence[confidence.upper()] if confidence else None,
        max_size=given.get("max_size"),
        time_limit=given.get("time_limit"),
        baseline=given.get("baseline"),
        config=given.get("config"),
        rules=_split(given, "rules"),
        only=_split(given, "only"),
        disable=_split(given, "disable"),
        allow_skipped=given.get("allow_skipped"),
        exit_zero=given.get("exit_zero", False),
        jobs=given.get("jobs"),
        oracle=given.get("oracle", False),
        disable_markers=_split(given, "disable_markers"),
        strict_markers=given.get("strict_markers"),
    )


def _split(given: dict[str, Any], name: str) -> tuple[str, ...]:
    """`--only a,b` is the same as `--only a --only b`.

    Raises:
        UsageError: an option was given and names nothing, as a variable that is not set would.
    """
    values: tuple[str, ...] = given.get(name, ())
    parts = tuple(part.strip() for value in values for part in value.split(","))
    if not all(parts):
        option = name.replace("_", "-")
        raise UsageError(
            f"--{option} names nothing", hint="leave it out, or write what it is about"
        )
    return parts


def _printing(given: dict[str, Any]) -> Printing:
    return Printing(
        format=given.get("format_") or "",
        outputs=given.get("outputs", ()),
        show_secrets=given.get("show_secrets", False),
        compare=given.get("compare") or "",
        template=given.get("template") or "",
        quiet=given.get("quiet"),
        verbose=given.get("verbose"),
        no_color=True if os.environ.get("NO_COLOR") else given.get("no_color"),
    )
