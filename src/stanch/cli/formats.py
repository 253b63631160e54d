"""What formats for machines need besides the run: its repository, an older report, a template.

Files are read before the scan, so that a typo does not end a scan of ten minutes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection

from stanch.assemble import Place, World
from stanch.cli.asked import Printing
from stanch.errors import UsageError
from stanch.report.base import ReportOptions, reporter
from stanch.report.given import parsed
from stanch.report.record import Origin, record

_COMPARING = ("sarif", "html", "markdown", "csv")
_LARGEST = 1 << 30


def add_run(
    options: ReportOptions, how: Printing, formats: Collection[str], place: Place, here: World
) -> ReportOptions:
    """The options with what is known of a run before it begins.

    Raises:
        UsageError: a file that was named cannot be used.
    """
    origin = None
    if place.repository is not None:
        from stanch.git.origin import origin as of

        origin = Origin(*of(place.repository))
    return add_given(options._replace(origin=origin, now=here.now), how, formats)


def add_given(options: ReportOptions, how: Printing, formats: Collection[str]) -> ReportOptions:
    """The options with the files that were named.

    Raises:
        UsageError: a file that was named cannot be used.
    """
    if how.template:
        if "template" not in formats:
            raise UsageError(
                "--template is for the format of that name", hint="add -o template=FILE"
            )
        text = read_file(how.template).decode("utf-8", "replace")
        options = options._replace(template=(os.path.basename(how.template), text))
    if how.compare:
        if not any(name in _COMPARING for name in formats):
            raise UsageError(
                "no report that is written says what is new since the one of --compare",
                hint=f"these do: {', '.join(_COMPARING)}; `stanch report diff` compares two files",
            )
        old = parsed(read_file(how.compare), how.compare)
        options = options._replace(compare=record(old, how.compare))
    if "template" in formats:
        reporter("template", options)
    return options


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        UsageError: it cannot be read.
    """
    if name == "-":
        if sys.stdin is None:
            raise UsageError("there is no standard input")
        return sys.stdin.buffer.read()
    try:
        if os.path.getsize(name) > _LARGEST:
            raise UsageError(f"{name} is too large")
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
