"""Stand-ins for the two protocols, and short words for engines, rules and what they find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

from stanch import assemble, pipeline, workers
from stanch.cache import Cache
from stanch.engine.scan import Engine, examine
from stanch.engine.wake import Waker
from stanch.model.blob import Blob
from stanch.model.finding import Dropped, Finding, Verdict
from stanch.model.outcome import Summary
from stanch.model.place import Commit
from stanch.model.rule import Confidence, Rule
from stanch.pipeline import Plan
from stanch.rules import authored, schema
from stanch.rules.authored import Packs
from stanch.rules.packs import Packed, pack
from stanch.rules.ruleset import Ruleset
from stanch.sources.base import Input, Old
from stanch.suppress.decide import Suppressor
from suppress.made import TODAY

ROOT = Path(__file__).parents[1]
NOW = 1_780_000_000
NO_CACHE = Cache("")


@cache
def builtin() -> Ruleset:
    """The built-in rules, read once."""
    return assemble.load_builtin()


@cache
def written() -> Packs:
    """The built-in rules as their authors wrote them, read once: that takes seconds."""
    return authored.read(ROOT / "rules")


def rule(pattern: str = r"\b(?P<secret>acme_[0-9A-Za-z]{20})\b", **fields: object) -> Rule:
    """A rule of these fields, through the same door as every other."""
    made = {"id": "acme-key", "pattern": pattern} | fields
    return schema.rule(made, "test", examples=False)


def only(*rules: Rule) -> Ruleset:
    """A set of these rules and no other."""
    return Ruleset(Packed(pack(())), rules)


def no_secret(data: bytes) -> bool:
    """A look that sees no secret."""
    return False


def applies(patterns: tuple[str, ...], path: str) -> bool:
    """Globs on the last part of the path."""
    return any(fnmatchcase(path.rpartition("/")[2], pattern) for pattern in patterns)


def engine(
    rules: Ruleset | Rule, *, cache: Cache = NO_CACHE, oracle: bool = False, seconds: float = 30
) -> Engine:
    """An engine for these rules."""
    rules = rules if isinstance(rules, Ruleset) else only(rules)
    waker = Waker(rules, cache, oracle=oracle)
    return Engine(lambda: waker, rules, cache, seconds=seconds, now=NOW, applies=applies)


def compiled(folder: str) -> Cache:
    """A cache in this folder that holds the compiled built-in rules."""
    kept = Cache(folder)
    engine(builtin(), cache=kept).waker.compile()
    return kept


class Fate(NamedTuple):
    """What became of one candidate, with its value laid open for comparing."""

    rule: str
    value: bytes
    start: int
    kept: bool
    result: str


def fates(by: Engine, data: bytes | str, path: str = "a.py") -> list[Fate]:
    """Every candidate in the bytes, as the engine decided it."""
    blob = Blob(path, data if isinstance(data, bytes) else data.encode())
    return [
        Fate(
            one.candidate.rule.id,
            one.candidate.secret.reveal(),
            one.candidate.span.start,
            isinstance(one.result, Verdict),
            repr(one.result),
        )
        for seen in examine(by, blob)
        for one in seen.judged
    ]


def found(by: Engine, data: bytes | str, path: str = "a.py") -> set[tuple[str, bytes]]:
    """Rule and value of what the engine keeps in the bytes."""
    return {(fate.rule, fate.value) for fate in fates(by, data, path) if fate.kept}


def result(by: Engine, data: bytes | str, path: str = "a.py") -> Verdict | Dropped | None:
    """The fate of the one candidate in the bytes; None where nothing matched."""
    blob = Blob(path, data if isinstance(data, bytes) else data.encode())
    judged = [one.result for seen in examine(by, blob) for one in seen.judged]
    assert len(judged) < 2, judged
    return judged[0] if judged else None


class FakeSource(NamedTuple):
    """A source that is a list of inputs and a list of old sides."""

    given: tuple[Input, ...] = ()
    olds: tuple[Blob, ...] = ()
    dates: dict[str, Commit] = {}  # noqa: RUF012  # a test's own, never changed
    name: str = "fake"
    nothing: str = "0 files"
    total: int = 0

    def inputs(self) -> Iterator[Input]:
        """The list."""
        return iter(self.given)

    def before(self, commits: Collection[str]) -> Iterator[Old]:
        """The old sides, each of one commit."""
        return (Old(old, {old.commit}) for old in self.olds if old.commit in commits)

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """The commits that the test knows."""
        return {name: self.dates[name] for name in ids if name in self.dates}


def source(*given: Input, olds: Iterable[Blob] = ()) -> FakeSource:
    """A source of these inputs."""
    return FakeSource(given, tuple(olds))


def _unnamed(findings: Sequence[Finding]) -> Sequence[str]:
    return [f"fingerprint {n}" for n, _ in enumerate(findings)]


def _as_it_is(made: Finding) -> Finding:
    return made


def plan(
    by: Engine,
    suppressor: Suppressor = Suppressor(TODAY),  # noqa: B008  # a value
    minimum: Confidence = Confidence.MEDIUM,
) -> Plan:
    """A plan that changes nothing and accepts only what the suppressor says."""
    return Plan(by, lambda: suppressor, minimum, _as_it_is, _unnamed)


def scanned(by: Plan, from_: FakeSource, jobs: int = 1) -> Summary:
    """The pipeline over the source."""
    facts = Summary(source=from_.name, blobs=0, size=0)
    return pipeline.scan(from_, by, workers.each(jobs, by.engine), facts)
