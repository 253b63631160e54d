"""What a format is, and how one is chosen by its name or by the name of a file.

A new format is one module here with a function `make(options) -> Reporter`, and one line in
`_KNOWN`. It is imported when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from stanch.errors import UsageError
from stanch.model.outcome import Gate, Summary
from stanch.report.look import Look, blind

if TYPE_CHECKING:
    from stanch.report.json import Json
    from stanch.report.record import Origin, Run


class Out(Protocol):
    """Where a report goes: any open text file."""

    def write(self, text: str, /) -> object:
        """Write the text."""
        ...


class Reporter(Protocol):
    """Writes one run in one format."""

    def write(self, summary: Summary, gate: Gate, out: Out) -> None:
        """Write the whole report."""
        ...


class Converter(Reporter, Protocol):
    """Also writes a report that was read from a file."""

    def put(self, value: Json, out: Out) -> None:
        """Write the report of a document that tells of a run."""
        ...


def _same(path: str) -> str:
    return path


class ReportOptions(NamedTuple):
    """How to report. Formats take from it what means something to them.

    `show_path` turns a path of the scan into one that is right from where the user stands;
    `link_path`, where given, into a `file://` address for terminals that follow links; `look` says
    what of a text must not be shown. `aside`, where given, takes all that is no finding: counts,
    warnings, what was not read. `origin` is what was scanned and `now` the second of it; `compare`
    an older run; `template` the name and text of one.
    """

    show_secrets: bool = False
    color: bool = False
    width: int = 80
    hyperlinks: bool = False
    verbose: bool = False
    quiet: bool = False
    show_path: Callable[[str], str] = _same
    tool_version: str = ""
    link_path: Callable[[str], str] | None = None
    look: Look = blind
    aside: Out | None = None
    aside_color: bool = False
    origin: Origin | None = None
    now: int = 0
    compare: Run | None = None
    template: tuple[str, str] | None = None


class _Format(NamedTuple):
    name: str
    endings: tuple[str, ...]


_KNOWN = (
    _Format("terminal", (".txt",)),
    _Format("json", (".json",)),
    _Format("jsonl", (".jsonl", ".ndjson")),
    _Format("sarif", (".sarif", ".sarif.json")),
    _Format("html", (".html", ".htm")),
    _Format("markdown", (".md",)),
    _Format("csv", (".csv",)),
    _Format("junit", (".xml",)),
    _Format("gitlab", ("gl-secret-detection-report.json",)),
    _Format("codequality", ("gl-code-quality-report.json",)),
    _Format("github", ()),
    _Format("azure", ()),
    _Format("teamcity", ()),
    _Format("jenkins", ()),
    _Format("template", ()),
)
FORMATS = tuple(known.name for known in _KNOWN)
CONVERTED = tuple(name for name in FORMATS if name != "terminal")
"""What can be made from a report in a file, which does not hold what the terminal draws."""


class _Module(Protocol):
    def make(self, options: ReportOptions) -> Reporter: ...


def reporter(name: str, options: ReportOptions) -> Reporter:
    """The reporter of that format."""
    if name not in FORMATS:
        raise UsageError(f"no format is called {name!r}", hint=f"Formats: {', '.join(FORMATS)}.")
    module = cast("_Module", import_module(f"{__package__}.{name.replace('-', '_')}"))
    return module.make(options)


def converter(name: str, options: ReportOptions) -> Converter:
    """The reporter of a format that can be made from a report in a file.

    Raises:
        UsageError: there is no such format.
    """
    if name not in CONVERTED:
        raise UsageError(f"no report becomes {name!r}", hint=f"Formats: {', '.join(CONVERTED)}.")
    return cast("Converter", reporter(name, options))


def format_for_file(name: str) -> str:
    """The format that a file's ending names; the longest ending that fits decides."""
    lower = name.lower()
    fits = ((end, known.name) for known in _KNOWN for end in known.endings if lower.endswith(end))
    best = max(fits, key=lambda fit: len(fit[0]), default=None)
    if best is None:
        endings = ", ".join(f"{end} ({known.name})" for known in _KNOWN for end in known.endings)
        raise UsageError(
            f"the ending of {name!r} names no format",
            hint=f"Use one of {endings}, or say FORMAT=FILE.",
        )
    return best[1]
