"""The program, in one page.

    source → decode → wake → match → judge → introduced → suppress → merge → report

    Source.inputs()      blobs, or what could not be read, some at a time
    engine.examined()    decode each into texts; wake rules in all of them, match, judge
    _introduced()        of a change, only what none of its old sides held
    suppressor.decide()  inline markers, ignore files, allowlists, the baseline
    _merged()            one finding a secret, with all its places
    Summary              what a reporter writes and the exit code comes from

Everything here is pure but for what the source reads; `each` maps in one process or in many.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from stanch.engine.decode import views
from stanch.engine.scan import Engine, Seen, examine, examined, finding
from stanch.errors import ScanError
from stanch.model.blob import Blob, Part, Skipped
from stanch.model.outcome import Outcome, Summary, Suppression
from stanch.model.place import Commit, Location
from stanch.model.rule import Confidence
from stanch.model.secret import Secret
from stanch.sources.base import Given, Input, Old, Source, batches, opened

if TYPE_CHECKING:
    from stanch.model.finding import Finding
    from stanch.suppress.decide import Suppressor
    from stanch.suppress.marker import Marker


# What is read for its own sake; names, messages and authors stand beside it.
_WHOLE = (Part.CONTENT, Part.LINK)


class Looked(NamedTuple):
    """What became of a batch of inputs: how many blobs of how many bytes, and what was found.

    A name or a message that is looked at is no blob.
    """

    blobs: int
    size: int
    found: tuple["Found", ...] = ()
    skipped: tuple[Skipped, ...] = ()


class Found(NamedTuple):
    """A finding with one place, and the inline markers of the text it stands in.

    `offsets` say where in the blob's own bytes the secret and its companions begin; there are none
    for what stands in a decoded form.
    """

    finding: "Finding"
    markers: tuple["Marker", ...]
    offsets: tuple[int, ...] = ()

    @property
    def commit(self) -> str:
        """The id of the commit whose change is looked at; empty for one that is not committed."""
        commit = self.finding.locations[0].commit
        return commit.id if commit else ""


class Each(Protocol):
    """`map` over batches, perhaps in several processes; the order is kept."""

    def __call__(
        self, look: Callable[[Sequence[Given]], Looked], inputs: Iterable[Given], /
    ) -> Iterator[Looked]:
        """Look at all inputs, some at a time."""
        ...


class Plan(NamedTuple):
    """How to scan: the parts, put together by `assemble`."""

    engine: Engine
    suppressor: Callable[[], "Suppressor"]
    minimum: Confidence
    regrade: "Callable[[Finding], Finding]"
    fingerprints: "Callable[[Sequence[Finding]], Sequence[str]]"


def scan(source: Source, plan: Plan, each: Each, facts: Summary) -> Summary:
    """Scan the source. `facts` is the summary as far as it is known before, such as the rules.

    Who interrupts it gets what was found so far; the summary says so.
    """
    blobs, size, interrupted = 0, 0, False
    found: list[Found] = []
    skipped: list[Skipped] = []
    try:
        for looked in each(partial(_look, plan), source.inputs()):
            found.extend(looked.found)
            skipped.extend(looked.skipped)
            # Last: what counts is known to the next scan, if this one is interrupted here.
            blobs, size = blobs + looked.blobs, size + looked.size
    except KeyboardInterrupt:
        if not blobs:
            raise
        interrupted = True
        skipped.append(Skipped(f"({source.name})", "interrupted: what came after was not read"))
    if found:
        found = _introduced(found, source.before({f.commit for f in found}), plan.engine)
    outcomes, warnings = _decided(found, plan) if found else ((), ())
    return facts._replace(
        blobs=blobs,
        size=size,
        skipped=tuple(skipped),
        outcomes=_dated(outcomes, source),
        nothing="" if blobs or skipped else source.nothing,
        warnings=(*facts.warnings, *warnings),
        interrupted=interrupted,
    )


def _look(plan: Plan, items: Sequence[Given]) -> Looked:
    """Inputs through the engine; those that were not read yet some at a time."""
    parts = [_look_at(plan, group) for group in batches(opened(items))]
    if len(parts) == 1:
        return parts[0]
    return Looked(
        sum(part.blobs for part in parts),
        sum(part.size for part in parts),
        tuple(found for part in parts for found in part.found),
        tuple(skipped for part in parts for skipped in part.skipped),
    )


def _look_at(plan: Plan, items: Sequence[Input]) -> Looked:
    """Inputs through the engine. A limit that is hit makes one a skip, never clean."""
    blobs = [item for item in items if isinstance(item, Blob)]
    skipped = [item for item in items if isinstance(item, Skipped)]
    found: list[Found] = []
    whole: list[Blob] = []
    try:
        for blob, seens in zip(blobs, examined(plan.engine, blobs), strict=True):
            try:
                for seen in seens:
                    found.extend(_findings(plan, seen))
            except ScanError as error:  # what was found before the limit was hit stays found
                skipped.append(Skipped(blob.path, str(error)))
            else:
                whole.append(blob)
    except ScanError as error:  # too large to be looked at together
        skipped.extend(Skipped(blob.path, str(error)) for blob in blobs)
    counted = [len(blob.data) for blob in whole if blob.part in _WHOLE]
    return Looked(len(counted), sum(counted), tuple(found), tuple(skipped))


def _findings(plan: Plan, seen: Seen) -> Iterator[Found]:
    view, sure = seen.view, [one for one in seen.judged if one.confidence >= plan.minimum]
    kept = [(one, made) for one in sure if (made := finding(view, one))]
    if not kept:
        return
    from stanch.suppress.inline import markers

    marked, decoded = markers(view.data), view.data is not view.blob.data
    for one, made in kept:
        spans = () if decoded else (one.candidate.span, *one.companions)
        offsets = tuple(span.start for span in spans)
        yield Found(plan.regrade(_came_in(made, view.blob)), marked, offsets)


def _came_in(made: "Finding", blob: Blob) -> "Finding":
    """The finding with the commit and the blob that brought it."""
    if blob.id:
        made = made._replace(blobs=(blob.id,))
    if not blob.commit:
        return made
    place = made.locations[0]._replace(commit=Commit(blob.commit))
    return made._replace(locations=(place,))


def _introduced(found: list[Found], olds: Iterable[Old], engine: Engine) -> list[Found]:
    """Only the findings whose secret stands in no old side of their change.

    A strong value counts as old wherever it stood; a weak one, which may be a common word, only
    where the same rule saw it as a secret.
    """
    from stanch.engine.known import Held, held

    left = list(found)
    for old, commits in olds:
        mine = [f.finding for f in left if f.commit in commits]
        if not mine:
            continue
        texts = [view.data for view in views(old)]
        how = {made.secret: {held(text, made.secret.reveal()) for text in texts} for made in mine}
        weak = {made.secret for made in mine if made.verdict.weak}
        sure = {secret for secret, ways in how.items() if Held.WHOLE in ways} - weak
        # A common word or a part of a longer value: only where a rule saw it as a secret. And a
        # key of several lines may have been written otherwise.
        ask = any(
            how[secret] != {Held.NOT} or secret.canonical is not secret
            for secret in how.keys() - sure
        )
        known = _seen(engine, old) if ask else frozenset()
        strong = sure | {secret for _, secret in known}
        left = [
            f
            for f in left
            if f.commit not in commits
            or not (_key(f.finding) in known or _is_strong_in(f.finding, strong))
        ]
        if not left:
            break
    return left


def _is_strong_in(made: "Finding", known: Collection[Secret]) -> bool:
    return not made.verdict.weak and (made.secret in known or made.secret.canonical in known)


def _key(made: "Finding") -> tuple[str, Secret]:
    return made.rule.id, made.secret.canonical


def _seen(engine: Engine, blob: Blob) -> frozenset[tuple[str, Secret]]:
    try:
        return frozenset(
            (one.candidate.rule.id, one.candidate.secret.canonical)
            for seen in examine(engine, blob)
            for one in seen.judged
        )
    except ScanError:
        return frozenset()  # not known to be old, so it is reported


def _decided(found: list[Found], plan: Plan) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """What was accepted, and what of the acceptances does not hold."""
    by = plan.suppressor()
    decided = [(f.finding, by.decide(f.finding, f.markers)) for f in found]
    late = by.folders.warnings if by.folders else ()
    return _merged(decided, plan.fingerprints), (*_broken(found, by), *late)


def _broken(found: Iterable[Found], by: "Suppressor") -> tuple[str, ...]:
    """Inline markers beside findings that do not hold, each once."""
    files = {f.finding.locations[0].path: f.markers for f in found if f.markers}
    return tuple(
        text for path, marked in files.items() for text in by.marker_warnings(path, marked)
    )


def _merged(
    decided: "Iterable[tuple[Finding, Suppression | None]]",
    fingerprints: "Callable[[Sequence[Finding]], Sequence[str]]",
) -> tuple[Outcome, ...]:
    """One outcome a secret and decision, with all places; the best verdict speaks for all."""
    groups: dict[object, tuple[list[Finding], Suppression | None]] = {}
    for made, suppressed in decided:
        key = (made.rule.id, made.secret, suppressed and suppressed.reason)
        groups.setdefault(key, ([], suppressed))[0].append(made)
    findings = [_joined(group) for group, _ in groups.values()]
    whys = [why for _, why in groups.values()]
    names = fingerprints(findings)
    return tuple(Outcome(*each) for each in zip(findings, names, whys, strict=True))


def _joined(findings: "list[Finding]") -> "Finding":
    best = min(findings, key=_rank)
    return best._replace(
        locations=tuple(dict.fromkeys(p for made in findings for p in made.locations)),
        companions=tuple(dict.fromkeys(p for made in findings for p in made.companions)),
        blobs=tuple(dict.fromkeys(blob for made in findings for blob in made.blobs)),
    )


def _rank(made: "Finding") -> tuple[object, ...]:
    """The best first; of equals not the one that was read first, which another run may not read."""
    place, verdict = made.locations[0], made.verdict
    return -verdict.confidence, -verdict.severity, place.path, place.start


def _dated(outcomes: tuple[Outcome, ...], source: Source) -> tuple[Outcome, ...]:
    """Author and date for the commits that findings name, asked for once at the end."""
    ids = {p.commit.id for o in outcomes for p in o.finding.locations if p.commit}
    if not ids:
        return outcomes
    commits = source.commits(ids)

    def dated(outcome: Outcome) -> Outcome:
        places = [
            place._replace(commit=commits.get(place.commit.id, place.commit))
            if place.commit
            else place
            for place in outcome.finding.locations
        ]
        # Blobs are read path by path; a report begins with the commit that introduced the secret.
        places.sort(key=lambda place: place.commit.date if place.commit else "")
        locations = tuple(_first_of_each_path(places))
        return outcome._replace(finding=outcome.finding._replace(locations=locations))

    return tuple(dated(outcome) for outcome in outcomes)


def _first_of_each_path(places: Iterable[Location]) -> Iterator[Location]:
    """A file that is changed forty times held the secret forty times and got it once."""
    first: dict[tuple[str, str], Commit | None] = {}
    for place in places:
        if first.setdefault((place.path, place.part), place.commit) == place.commit:
            yield place
