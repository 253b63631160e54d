"""What entries of the configuration come to in a plan; a run without them imports none of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stanch.config.file import Allowing, Grading
from stanch.errors import ConfigError
from stanch.model.finding import Finding
from stanch.suppress import expiry
from stanch.suppress.allowlist import Allow
from stanch.suppress.globs import Globs


def allow(entry: Allowing) -> Allow:
    """An acceptance, of which everything is checked now.

    Raises:
        ConfigError: it is wrong.
    """
    until = expiry.day(entry.until)
    if entry.until and until is None:
        raise ConfigError("until is no date; write YYYY-MM-DD", where=entry.where)
    made = Allow(
        where=entry.where,
        reason=entry.reason,
        paths=entry.paths,
        rules=entry.rules,
        secrets=entry.secrets,
        stopwords=entry.stopwords,
        until=until,
        lines=entry.lines,
    )
    made.check()
    return made


def regrading(entries: Sequence[Grading]) -> Callable[[Finding], Finding]:
    """Severities for paths or rules; the last entry that fits holds."""
    gradings = [(Globs(entry.paths) if entry.paths else None, entry) for entry in entries]

    def regraded(finding: Finding) -> Finding:
        path = finding.locations[0].path
        for globs, grading in reversed(gradings):
            ids = (finding.rule.id, *finding.rule.former_ids)
            if grading.rules and set(ids).isdisjoint(grading.rules):
                continue
            if globs is None or globs.deciding(path) is not None:
                verdict = finding.verdict._replace(severity=grading.severity)
                return finding._replace(verdict=verdict)
        return finding

    return regraded
