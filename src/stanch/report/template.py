"""A report of one's own, by a Jinja2 template: `--template FILE`.

https://jinja.palletsprojects.com/en/stable/sandbox/
The template is what the user names, never what a repository brings; it runs in the sandbox all the
same, can load no other file, and sees nothing but the record of the run, in which every secret is
hidden. A name that it misspells is an error and not an empty place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stanch.errors import UsageError
from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.escape import visible
from stanch.report.record import Run
from stanch.report.recorded import Recorded

if TYPE_CHECKING:
    from jinja2 import Template

_MARKUP = (".html", ".htm", ".xml", ".svg", ".xhtml")


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format.

    Raises:
        UsageError: there is no template, or it cannot be read as one.
    """
    template = _compiled(options)

    def texts(run: Run, _options: ReportOptions) -> Iterator[str]:
        yield _rendered(template, _harmless(run))

    return Recorded(options, texts)


def _compiled(options: ReportOptions) -> Template:
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if options.template is None:
        raise UsageError("the format template needs one", hint="name it: --template FILE")
    name, text = options.template
    stem = name.lower().removesuffix(".j2").removesuffix(".jinja").removesuffix(".jinja2")
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=stem.endswith(_MARKUP),
        keep_trailing_newline=True,
    )
    environment.filters["line"] = phrases.line
    environment.filters["place"] = phrases.place
    try:
        return environment.from_string(text)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{name}:{line}" if line else name
        raise UsageError(f"not a template: {error.message}", where=where) from None


def _harmless(run: Run) -> Run:
    """The run with nothing in its texts that acts on a terminal or begins another line."""
    return Run(*map(_seen, run))


def _seen(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if not isinstance(value, tuple):
        return value
    parts = map(_seen, value)
    return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)


def _rendered(template: Template, run: Run) -> str:
    try:
        return template.render(run=run, findings=run.findings, reported=run.reported)
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the template does is its author's
        said = phrases.line(str(error)) or type(error).__name__
        raise UsageError(
            f"the template failed: {said}", hint="docs/reports.md lists what a template sees"
        ) from None
