"""The texts of a run as a terminal may show them: free of secrets, and unable to act on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stanch.model.blob import Part
from stanch.report.base import ReportOptions

if TYPE_CHECKING:
    from stanch.model.finding import Finding
    from stanch.model.place import Location
    from stanch.report.redact import Redactor


class Words:
    """Texts and places of this run as they may appear on a terminal.

    The redactor is made when there is a text to show.
    """

    def __init__(self, make: Callable[[], Redactor], options: ReportOptions) -> None:
        self._make = make
        self._made: Redactor | None = None
        self.options = options

    @property
    def redactor(self) -> Redactor:
        """What hides the secrets of the run."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def text(self, text: str) -> str:
        """A text from outside."""
        return _visible(self.redactor.text(text))

    def rule(self, text: str) -> str:
        """A text from a rule."""
        return _visible(self.redactor.words(text))

    def name(self, text: str) -> str:
        """The id of a rule or a commit."""
        return _visible(self.redactor.name(text))

    def secret(self, finding: Finding) -> str:
        """A secret as far as it may be shown."""
        return _visible(self.redactor.secret(finding))

    def path(self, path: str) -> str:
        """A path, right from where the user stands."""
        return self.text(self.options.show_path(path))

    def place(self, location: Location) -> str:
        """`path:line:column`, which terminals and editors open."""
        path = self.path(location.path)
        if location.part != Part.CONTENT.value:
            return f"{path} (in its {location.part})"
        return f"{path}:{location.start.line}:{location.start.column}"


def _visible(text: str) -> str:
    from stanch.report.escape import visible

    return visible(text)
