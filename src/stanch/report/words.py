"""The texts of a run as a terminal may show them: free of secrets, and unable to act on it."""

from __future__ import annotations

from stanch.model.blob import Part
from stanch.model.finding import Finding
from stanch.model.place import Location
from stanch.report.base import ReportOptions
from stanch.report.escape import visible
from stanch.report.redact import Redactor


class Words:
    """Texts and places of this run as they may appear on a terminal."""

    def __init__(self, redactor: Redactor, options: ReportOptions) -> None:
        self.redactor = redactor
        self.options = options

    def text(self, text: str) -> str:
        """A text from outside."""
        return visible(self.redactor.text(text))

    def rule(self, text: str) -> str:
        """A text from a rule."""
        return visible(self.redactor.words(text))

    def name(self, text: str) -> str:
        """The id of a rule or a commit."""
        return visible(self.redactor.name(text))

    def secret(self, finding: Finding) -> str:
        """A secret as far as it may be shown."""
        return visible(self.redactor.secret(finding))

    def path(self, path: str) -> str:
        """A path, right from where the user stands."""
        return self.text(self.options.show_path(path))

    def place(self, location: Location) -> str:
        """`path:line:column`, which terminals and editors open."""
        path = self.path(location.path)
        if location.part != Part.CONTENT.value:
            return f"{path} (in its {location.part})"
        return f"{path}:{location.start.line}:{location.start.column}"
