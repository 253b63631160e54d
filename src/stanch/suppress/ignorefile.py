"""`.stanchignore`: paths in which findings are accepted, in gitignore syntax."""

from __future__ import annotations

from stanch.errors import ConfigError
from stanch.suppress.globs import Globs, problem


class IgnoreFile:
    """The patterns of one file and where each is written; all of them speak of paths `below`."""

    __slots__ = ("_below", "_globs", "_places", "patterns")

    def __init__(self, patterns: tuple[str, ...], places: tuple[str, ...], below: str) -> None:
        self._globs = Globs(patterns)
        self._below = below
        self._places = places
        self.patterns = tuple(zip(places, patterns, strict=True))

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
        folder = where.rpartition("/")[0]
        return cls(tuple(patterns), tuple(places), f"{folder}/" if folder else "")

    def decides(self, path: str) -> tuple[str, bool] | None:
        """Where the pattern stands that decides about `path`, and whether it ignores it.

        `None` where no pattern matches, so that a file further up may say something.
        """
        index, covers = self._globs.last(path.removeprefix(self._below))
        return None if index is None else (self._places[index], covers)

    def covers(self, path: str) -> str | None:
        """Where the pattern stands that ignores `path`; the last one that matches decides."""
        where, covers = self.decides(path) or ("", False)
        return where if covers else None
