"""What was found in versions of files, kept as the places where it stands.

The same bytes give the same findings under the same rules, options and code, and under these a
record is kept. So the next scan need not look at a version again: it takes each secret, and the
lines round it, from the bytes themselves. Kept are ids of rules, offsets, positions and what is
said of a secret in words, but no word that a report would hide. What cannot be kept so is looked at
again: what was decoded, and what the clock decides about.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from stanch.git.changes import LINK, Change
from stanch.git.lines import Line, asked
from stanch.git.objects import Objects
from stanch.kept import Kept
from stanch.lives import Where
from stanch.lookmemory import Looks
from stanch.memory import Memory, keep, may_be_kept, recalled
from stanch.model.blob import Part
from stanch.model.finding import Finding, Proof, Verdict
from stanch.model.outcome import Summary
from stanch.model.place import Commit, Excerpt, Location, Position, Span
from stanch.model.rule import Confidence, Environment, Rule, Severity
from stanch.model.secret import Secret
from stanch.pipeline import Each, Found, Looked
from stanch.report.redact import Redactor
from stanch.rules.ruleset import Ruleset
from stanch.sources.base import Given, Policy

if TYPE_CHECKING:
    from stanch.suppress.marker import Marker

# A finding: which of the paths of the version it stands at, which rule and which verdict; then a
# place for the secret and for each companion.
Row = list[Any]

# Behind every moment that a value may carry.
_NEVER = 1 << 40


class _Place(NamedTuple):
    """Where a value stands in its version, and where and how long in which of the texts."""

    offset: int
    text: int
    at: int
    size: int
    start: Sequence[int]
    end: Sequence[int]


class Rows(NamedTuple):
    """The findings of some versions of files; None where a version is to be looked at again.

    `texts` are lines that hold secrets: which version, and its bytes from and to. `marked` says
    which versions hold inline markers.
    """

    rules: Sequence[str] = ()
    verdicts: Sequence[Any] = ()
    texts: Sequence[Sequence[int]] = ()
    versions: Sequence[Sequence[Row] | None] = ()
    marked: Sequence[int] = ()


class Means(NamedTuple):
    """What decides about what is found and what is kept of it; `now` is in seconds since 1970."""

    rules: Ruleset
    policy: Policy
    look: Looks
    now: int


class Remembered:
    """A repository with a memory: what is read of it this time, and what was found in the rest."""

    def __init__(
        self, memory: Memory, where: Where, means: Means, *, unreachable: bool = True
    ) -> None:
        self.memory = memory
        self._where = where
        self._means = means
        self._known: list[Found] = []
        self._seen: list[Found] = []
        self._may_be_kept = False
        self._open = ExitStack()
        self.lines: Callable[[], list[Line]] | None = None
        how = memory, where.repository, where.objects, means.policy, self._told
        self.this = recalled(*how, unreachable=unreachable, changed=self._ask)

    def _ask(self) -> None:
        """Ask for all commits now, as the lives of what is found will need them."""
        self.lines = self._open.enter_context(asked(self._where.repository))

    def end(self) -> None:
        """Remember what was seen in the report as well, and write it all down."""
        if self._may_be_kept:
            self.look.keep({one.finding.secret.reveal() for one in self._seen})
        self.memory.flush()
        self._open.close()

    @property
    def look(self) -> Looks:
        """What must not be shown, as it was seen before."""
        return self._means.look

    def _told(self, kept: Kept) -> set[str]:
        """Take in what was found; the blobs of which that is everything."""
        try:
            rows = Rows(*kept.found)
            reader = _Reader(rows, kept.changes, self._where.objects, self._means.rules)
            found = list(starmap(reader.version, enumerate(rows.versions)))
            told = {c.new for c, some in zip(kept.changes, found, strict=True) if some}
        except (IndexError, KeyError, TypeError, ValueError):  # of another version
            return set()
        self._stand(reader.texts, rows, kept.changes)
        self._known = [one for some in found for one in some or ()]
        return told

    def through(self, each: Each) -> Each:
        """The same `map`, with what is known among what it finds.

        It stands where it would if all were looked at, so that the same is said of it.
        """
        order = {change.new: at for at, change in enumerate(self.this.order) if change.new}
        known = [one for one in self._known if one.finding.blobs[0] in self.this.untouched]

        def place(one: Found) -> int:
            return min((order[blob] for blob in one.finding.blobs), default=len(order))

        def mapped(
            look: Callable[[Sequence[Given]], Looked], inputs: Iterable[Given]
        ) -> Iterator[Looked]:
            left = deque(known)
            for looked in each(look, inputs):
                found: list[Found] = []
                for one in looked.found:
                    while left and place(left[0]) <= place(one):
                        found.append(left.popleft())
                    found.append(one)
                self._seen.extend(found)
                yield looked._replace(found=tuple(found))
            self._seen.extend(left)
            yield Looked(0, 0, tuple(left))

        return mapped

    def keep(self, summary: Summary) -> Summary:
        """Remember the scan; the summary counts what was known as well."""

        def found(changes: Sequence[Change]) -> Rows:
            shown = Redactor(summary.outcomes, look=self._means.look)
            writer = _Writer(self._means, lambda text: shown.text(text) == text)
            rows = writer.rows(self._seen, changes)
            self._stand(writer.texts, rows, changes)
            return rows

        self._may_be_kept = may_be_kept(summary)
        return keep(self.memory, self._where.repository, self.this, summary, found)

    def _stand(self, texts: Iterable[bytes], rows: Rows, changes: Sequence[Change]) -> None:
        """Note where the lines stand that hold a secret."""
        for text, (number, first, last) in zip(texts, rows.texts, strict=True):
            self._means.look.stands.setdefault(text, (changes[number].new, first, last))


class _Writer:
    """Writes findings, and counts the rules, verdicts and texts that they have in common.

    `shows` says whether a report would show a text.
    """

    def __init__(self, means: Means, shows: Callable[[str], bool]) -> None:
        self._rules: dict[str, int] = {}
        self._verdicts: dict[Verdict, int] = {}
        self._texts: dict[Secret, int] = {}
        self._places: list[list[int]] = []
        self._ruleset = means.rules
        self._now = means.now
        self._shows = cache(shows)
        self._lasting = cache(self._lasts)

    @property
    def texts(self) -> list[bytes]:
        """The lines that hold secrets."""
        return [text.reveal() for text in self._texts]

    def rows(self, found: Iterable[Found], changes: Sequence[Change]) -> Rows:
        """The findings in the changes, as they are kept."""
        by_blob: dict[str, list[Found]] = {}
        for one in found:
            for blob in one.finding.blobs:
                by_blob.setdefault(blob, []).append(one)
        versions = [
            self._version(number, change, by_blob.get(change.new, []))
            for number, change in enumerate(changes)
        ]
        marked = [
            number
            for number, change in enumerate(changes)
            if versions[number] and any(one.markers for one in by_blob[change.new])
        ]
        said = [_said(verdict) for verdict in self._verdicts]
        return Rows([*self._rules], said, self._places, versions, marked)

    def _version(self, number: int, change: Change, found: Sequence[Found]) -> list[Row] | None:
        """The findings of one version, if all of them can be kept."""
        paths = {place: at for at, place in enumerate(_places(change))}
        rows: list[Row] = []
        for one in found:
            finding = one.finding
            places = (*finding.locations, *finding.companions)
            path = paths.get(_where(places[0]))
            if path is None or len(one.offsets) != len(places) or not self._stays(finding):
                return None
            rule = self._rules.setdefault(finding.rule.id, len(self._rules))
            verdict = self._verdicts.setdefault(finding.verdict, len(self._verdicts))
            at = (self._at(number, *each) for each in zip(places, one.offsets, strict=True))
            rows.append([path, rule, verdict, *at])
        return rows or None

    def _stays(self, finding: Finding) -> bool:
        """Whether it is the same tomorrow, and what is said of it can be kept."""
        rule, verdict = finding.rule, finding.verdict

        if not all(self._shows(text) for text in (*verdict.notes, *sum(verdict.facts, ()))):
            return False
        if not self._lasting(rule, finding.secret):
            return False
        indexes = [self._ruleset.index(name) for name in rule.pairs.rules] if rule.pairs else []
        return all(
            index is None or self._lasting(self._ruleset.rule(index), _value(place))
            for place in finding.companions
            for index in indexes
        )

    def _lasts(self, rule: Rule, secret: Secret) -> bool:
        """Whether what the value says of itself is the same at all times."""
        if not rule.proof:
            return True
        from stanch.engine.proof import validator

        check, value = validator(rule.proof).check, secret.reveal()
        return check(value, self._now) == check(value, 0) == check(value, _NEVER)

    def _at(self, number: int, place: Location, offset: int) -> _Place:
        text, span = place.excerpt
        index = self._texts.setdefault(text, len(self._texts))
        if index == len(self._places):
            first = offset - span.start
            self._places.append([number, first, first + len(text)])
        return _Place(offset, index, span.start, span.end - span.start, place.start, place.end)


def _places(change: Change) -> Iterator[tuple[str, str, str]]:
    part = Part.LINK if change.mode == LINK else Part.CONTENT
    for path, commit in ((change.path, change.commit), *change.others):
        yield path, commit, part.value


def _where(place: Location) -> tuple[str, str, str]:
    return place.path, place.commit.id if place.commit else "", place.part


def _value(place: Location) -> Secret:
    text, span = place.excerpt
    return Secret(text.reveal()[span.start : span.end])


def _said(verdict: Verdict) -> list[Any]:
    first = [verdict.confidence, verdict.severity, verdict.environment, verdict.weak]
    return [*first, verdict.proof.value, verdict.facts, verdict.notes]


class _Reader:
    """Takes secrets from where they stand."""

    def __init__(
        self, rows: Rows, changes: Sequence[Change], objects: Objects, rules: Ruleset
    ) -> None:
        numbers = dict.fromkeys((*rows.marked, *(number for number, _, _ in rows.texts)))
        blobs = [changes[number].new for number in numbers]
        answers = zip(numbers, objects.read(blobs), strict=True)
        data = {number: answer.data or b"" for number, answer in answers}
        self._changes = changes
        self._marked = {number: data[number] for number in rows.marked}
        self._rules = [_rule(rules, name) for name in rows.rules]
        self._verdicts = [_verdict(said) for said in rows.verdicts]
        self.texts = [_cut(data[number], first, last) for number, first, last in rows.texts]
        self._values: dict[tuple[int, int, int], tuple[Excerpt, Secret]] = {}

    def version(self, number: int, rows: Sequence[Row] | None) -> list[Found] | None:
        """The findings of one version; None where it is to be looked at again."""
        if rows is None:
            return None
        change = self._changes[number]
        marked = self._marked.get(number)
        if marked == b"":
            return None
        markers = _markers(marked) if marked else ()
        places = tuple(_places(change))
        found: list[Found] = []
        for where, rule, verdict, *values in rows:
            at = tuple(starmap(_Place, values))
            if not all(self.texts[one.text] for one in at):
                return None  # what was there is gone, and whoever looks says so
            path, commit, part = places[where]
            excerpt, secret = self._taken(at[0])
            came = Commit(commit) if commit else None
            own = Location(path, Position(*at[0].start), Position(*at[0].end), excerpt, came, part)
            others = tuple(
                Location(path, Position(*one.start), Position(*one.end), self._taken(one)[0])
                for one in at[1:]
            )
            kinds = self._rules[rule], secret, self._verdicts[verdict]
            finding = Finding(*kinds, (own,), others, (change.new,))
            found.append(Found(finding, markers, tuple(one.offset for one in at)))
        return found

    def _taken(self, one: _Place) -> tuple[Excerpt, Secret]:
        """The lines round a value, and the value itself."""
        key = one.text, one.at, one.size
        if key not in self._values:
            text, span = self.texts[one.text], Span(one.at, one.at + one.size)
            self._values[key] = Excerpt(Secret(text), span), Secret(text[span.start : span.end])
        return self._values[key]


def _markers(data: bytes) -> tuple[Marker, ...]:
    from stanch.suppress.inline import markers

    return markers(data)


def _cut(data: bytes, first: int, last: int) -> bytes:
    """The bytes from and to; nothing where there are fewer."""
    return data[first:last] if len(data) >= last else b""


def _rule(rules: Ruleset, name: str) -> Rule:
    index = rules.index(name)
    if index is None:
        raise KeyError(name)
    return rules.rule(index)


def _verdict(said: Sequence[Any]) -> Verdict:
    confidence, severity, world, weak, proof, facts, notes = said
    kinds = Confidence(confidence), Severity(severity), Environment(world)
    pairs = tuple((name, value) for name, value in facts)
    return Verdict(*kinds, bool(weak), Proof(proof), pairs, tuple(notes))
