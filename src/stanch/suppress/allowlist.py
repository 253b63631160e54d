"""`allow` entries of the configuration: accept what fits every criterion that is given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from stanch.errors import ConfigError
from stanch.model.finding import Finding
from stanch.model.place import Location
from stanch.model.rule import Rule
from stanch.model.secret import Secret
from stanch.suppress.globs import Globs, problem

if TYPE_CHECKING:
    import regex

# A pattern that needs longer on one secret does not hold for it: the finding is reported.
_TIMEOUT = 0.2


class Allow:
    """One entry. Of each criterion one value must fit, and all criteria must.

    `paths` are globs in gitignore syntax, `rules` ids, `secrets` regular expressions searched in
    the secret, `lines` such that are searched in the lines round it, `stopwords` parts of the
    secret without regard to case.
    """

    __slots__ = (
        "_globs",
        "_line_patterns",
        "_lines",
        "_patterns",
        "_secrets",
        "reason",
        "rules",
        "stopwords",
        "until",
        "where",
    )

    def __init__(  # noqa: PLR0913  # one for each key of an entry
        self,
        *,
        where: str,
        reason: str = "",
        paths: tuple[str, ...] = (),
        rules: tuple[str, ...] = (),
        secrets: tuple[str, ...] = (),
        stopwords: tuple[str, ...] = (),
        until: date | None = None,
        lines: tuple[str, ...] = (),
    ) -> None:
        self.where = where
        self.reason = reason
        self.rules = frozenset(rules)
        self.stopwords = tuple(word.casefold() for word in stopwords)
        self.until = until
        self._secrets = secrets
        self._globs = Globs(paths) if paths else None
        self._patterns: tuple[regex.Pattern[str], ...] | None = None if secrets else ()
        self._lines = lines
        self._line_patterns: tuple[regex.Pattern[str], ...] | None = None if lines else ()
        self._refuse_accidents(paths)

    def _refuse_accidents(self, paths: tuple[str, ...]) -> None:
        """What would accept everything, or nothing, was not meant."""
        if not (self.rules or self.stopwords or self._secrets or self._lines or self._globs):
            raise ConfigError(
                "an allow entry needs at least one of paths, rules, secrets, lines, stopwords",
                where=self.where,
            )
        if not all((*self.rules, *self.stopwords, *self._secrets, *self._lines)):
            raise ConfigError("an empty text would accept everything", where=self.where)
        for path in paths:
            if why := problem(path):
                raise ConfigError(f"paths: {path!r}: {why}", where=self.where)

    def check(self) -> None:
        """Compile the patterns now; `ConfigError` names a wrong one.

        Otherwise that happens at the first finding, since the compiler takes 15 ms to import.
        """
        if self._patterns is None:
            self._patterns = tuple(_pattern(text, "secrets", self.where) for text in self._secrets)
        if self._line_patterns is None:
            self._line_patterns = tuple(
                _pattern(f"(?m){text}", "lines", self.where) for text in self._lines
            )

    def covers(self, finding: Finding) -> bool:
        """Whether the finding, which has one location, fits every criterion."""
        (location,) = finding.locations
        return (
            self._fits_rule(finding.rule)
            and (self._globs is None or self._globs.deciding(location.path) is not None)
            and self._fits_value(finding.secret)
            and self._fits_lines(location)
        )

    def _fits_rule(self, rule: Rule) -> bool:
        return not self.rules or not self.rules.isdisjoint((rule.id, *rule.former_ids))

    def _fits_value(self, secret: Secret) -> bool:
        if not self.stopwords and not self._secrets:
            return True
        text = secret.reveal().decode("utf-8", "surrogateescape")
        if self.stopwords:
            folded = text.casefold()
            if not any(word in folded for word in self.stopwords):
                return False
        self.check()
        return not self._patterns or _any_in(self._patterns, text)

    def _fits_lines(self, location: Location) -> bool:
        self.check()
        if not self._line_patterns:
            return True
        around = location.excerpt.text.reveal().decode("utf-8", "surrogateescape")
        return _any_in(self._line_patterns, around)


def _any_in(patterns: tuple[regex.Pattern[str], ...], text: str) -> bool:
    try:
        return any(pattern.search(text, timeout=_TIMEOUT) for pattern in patterns)
    except TimeoutError:
        return False


def _pattern(text: str, key: str, where: str) -> regex.Pattern[str]:
    import regex

    try:
        pattern = regex.compile(text)
    except regex.error as error:
        raise ConfigError(f"{key}: {text!r}: {error}", where=where) from error
    if pattern.search(""):
        raise ConfigError(
            f"{key}: {text!r} matches the empty text, so it would accept everything",
            where=where,
            hint="Look for an empty alternative, such as a `|` at an end.",
        )
    return pattern
