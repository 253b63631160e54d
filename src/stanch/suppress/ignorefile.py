"""`.stanchignore`: paths in which findings are accepted, in gitignore syntax."""

from __future__ import annotations

from stanch.errors import ConfigError
from stanch.suppress.globs import Globs, problem


class IgnoreFile:
    """The patterns of one file and where each is written."""

    __slots__ = ("_globs", "_places")

    def __init__(self, globs: Globs, places: tuple[str, ...]) -> None:
        self._globs = globs
        self._places = places

    @classmethod
    def parse(cls, text: str, where: str) -> IgnoreFile:
        """Read a file's text; `where` is its name for messages and reports."""
        patterns: list[str] = []
        places: list[str] = []
        for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            line = raw.removesuffix("\r")
            if not line.strip() or line.startswith("#"):
                continue
            place = f"{where}:{number}"
            if why := problem(line):
                raise ConfigError(
                    why, where=place, hint="The file has gitignore syntax: one pattern a line."
                )
            patterns.append(line)
            places.append(place)
        return cls(Globs(patterns), tuple(places))

    def covers(self, path: str) -> str | None:
        """Where the pattern stands that ignores `path`; the last one that matches decides."""
        index = self._globs.deciding(path)
        return None if index is None else self._places[index]
