"""Runs for the report tests, made as the engine would make them."""

from __future__ import annotations

from typing import Any

from stanch.model.finding import Finding, Proof, Reason, Verdict
from stanch.model.outcome import Outcome, Suppression
from stanch.model.place import Commit, Lines, Location, Span
from stanch.model.rule import Confidence, Environment, Rule, Severity, Wake
from stanch.model.secret import Secret

NO_WAKE = Wake("", (), 100)


def rule(rule_id: str = "acme-key", **changes: Any) -> Rule:
    """A rule; what a test does not name is of no interest to it."""
    fields: dict[str, Any] = {
        "id": rule_id,
        "name": "Acme key",
        "vendor": "Acme",
        "pattern": ".+",
        "wake": NO_WAKE,
        "severity": Severity.HIGH,
    }
    return Rule(**(fields | changes))


STRIPE = rule(
    "stripe-secret-key-live",
    name="Stripe live secret key",
    vendor="Stripe",
    severity=Severity.CRITICAL,
    environment=Environment.LIVE,
    prefix="sk" + "_live_",
    why="Whoever holds it can charge cards, pay out money and read every customer.",
    revoke="https://dashboard.stripe.com/apikeys",
    docs="https://docs.stripe.com/keys",
)
PASSWORD = rule(
    "generic-password", name="Password in an assignment", vendor="", severity=Severity.MEDIUM
)
PEM = rule(
    "private-key-rsa",
    name="RSA private key",
    vendor="",
    severity=Severity.HIGH,
    why="It signs and decrypts as its owner, wherever the public half is trusted.",
)
PUBLISHABLE = rule(
    "stripe-publishable-key-live",
    name="Stripe publishable key",
    vendor="Stripe",
    severity=Severity.INFO,
    prefix="pk" + "_live_",
)


def location(
    path: str,
    data: bytes,
    value: bytes,
    *,
    commit: Commit | None = None,
    part: str = "content",
) -> Location:
    """The place of the first `value` in a blob."""
    start = data.index(value)
    span = Span(start, start + len(value))
    lines = Lines(data)
    first, last = lines.position(span.start), lines.position(span.end)
    return Location(path, first, last, lines.excerpt(span), commit, part)


def verdict(of: Rule, **changes: Any) -> Verdict:
    """A verdict as the rule alone suggests it."""
    return Verdict(of.confidence, of.severity, of.environment)._replace(**changes)


def outcome(
    of: Rule,
    value: str | bytes,
    *locations: Location,
    suppressed: Suppression | None = None,
    companions: tuple[Location, ...] = (),
    **changes: Any,
) -> Outcome:
    """A decided finding."""
    data = value if isinstance(value, bytes) else value.encode()
    finding = Finding(
        rule=of,
        secret=Secret(data),
        verdict=verdict(of, **changes),
        locations=locations,
        companions=companions,
    )
    return Outcome(finding, f"{of.id} k1:h:00ff", suppressed)


__all__ = [
    "PASSWORD",
    "PEM",
    "PUBLISHABLE",
    "STRIPE",
    "Commit",
    "Confidence",
    "Proof",
    "Reason",
    "Suppression",
    "location",
    "outcome",
    "rule",
    "verdict",
]
