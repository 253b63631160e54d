"""Rules and findings made by hand, for tests that need no engine."""

from __future__ import annotations

from datetime import date

from stanch.model.finding import Finding, Verdict
from stanch.model.place import Excerpt, Lines, Location, Position, Span
from stanch.model.rule import Confidence, Environment, Rule, Severity, Wake
from stanch.model.secret import Secret

TODAY = date(2026, 3, 1)


def rule(name: str = "acme-key", *former: str) -> Rule:
    """A rule by its id and former ids."""
    return Rule(
        id=name,
        name=name,
        vendor="Acme",
        pattern="x",
        wake=Wake("x", (), 1),
        severity=Severity.HIGH,
        former_ids=former,
    )


def finding(
    text: str | bytes = "acme-secret",
    path: str = "src/app.py",
    of: Rule | str = "acme-key",
    *,
    weak: bool = False,
    line: int = 1,
) -> Finding:
    """A finding of this text in one place, at the start of a line."""
    value = text if isinstance(text, bytes) else text.encode()
    at = Location(
        path,
        Position(line, 1),
        Position(line, 1 + len(value)),
        Excerpt(Secret(value), Span(0, len(value))),
    )
    return _finding(of, value, at, weak=weak)


def finding_in(
    text: str, secret: str, of: Rule | str = "acme-key", part: str = "content"
) -> Finding:
    """The finding of `secret` where it stands first in `text`."""
    data, value = text.encode(), secret.encode()
    start = data.index(value)
    lines, span = Lines(data), Span(start, start + len(value))
    at = Location(
        "src/app.py",
        lines.position(span.start),
        lines.position(span.end),
        lines.excerpt(span),
        part=part,
    )
    return _finding(of, value, at)


def _finding(of: Rule | str, value: bytes, at: Location, *, weak: bool = False) -> Finding:
    return Finding(
        rule=of if isinstance(of, Rule) else rule(of),
        secret=Secret(value),
        verdict=Verdict(Confidence.HIGH, Severity.HIGH, Environment.ANY, weak=weak),
        locations=(at,),
    )
