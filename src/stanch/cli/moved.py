"""One import put together: items become texts of our files, claims are settled by a scan."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from stanch.assemble import (
    IGNORE_FILE,
    Place,
    Setup,
    World,
    derived_salt,
    load_builtin,
    load_config,
    policy,
    set_up,
)
from stanch.assemble import engine as assembled
from stanch.cli.files import listing_of
from stanch.config.file import NAME, PYPROJECT, Config, load_pyproject
from stanch.config.options import MAX_SIZE, Typed, resolve
from stanch.errors import UsageError
from stanch.git.objects import Objects
from stanch.model.blob import Blob, Skipped
from stanch.model.outcome import Outcome
from stanch.model.rule import Confidence
from stanch.moving import looked
from stanch.moving import policy as policies
from stanch.moving.gathered import Source, gathered
from stanch.moving.item import Claim, Fate, Item
from stanch.moving.ours import Ours
from stanch.moving.resolve import Findings, Seen, Settled
from stanch.report.redact import Redactor
from stanch.sources.base import batches, opened
from stanch.sources.files import Files
from stanch.sources.history import everything
from stanch.suppress import update as updates
from stanch.suppress.entry import Scope
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import Terms


class Change(NamedTuple):
    """A file of ours as it is and as it will be."""

    name: str
    old: str
    new: str


class Made(NamedTuple):
    """Everything that an import comes to."""

    sources: tuple[Source, ...]
    changes: tuple[Change, ...]
    warnings: tuple[str, ...]
    missed: tuple[Skipped, ...]


class Moving:
    """One import: what was read, become texts of our files."""

    def __init__(self, here: World, place: Place, own: Ours, scope: Scope, *, force: bool) -> None:
        self.here = here
        self.place = place
        self.own = own
        self.scope = scope
        self.force = force
        self.warnings: list[str] = []

    def moved(self, sources: list[Source], *, history: bool) -> Made:
        """The new texts, and every item with its fate."""
        old = self._old(NAME)
        kept = None if self.force else old
        whole = gathered(
            sources,
            policies.has(kept, NAME, "rules"),
            self.own.ids,
            self._is_secret(),
        )
        items = [item for source in whole for item in source.items]
        added: dict[str, Sequence[object]] = {
            "rules": [policies.entry(item.rule) for item in items if item.rule is not None],
            "disable": [name for item in items for name in item.disable],
            "allow": [policies.entry(one) for item in items for one in item.allow],
        }
        ignored = [(s.where, [one for item in s.items for one in item.ignore]) for s in whole]
        changes = [
            Change(NAME, _text(old), policies.config(kept, NAME, added)
                    if any(added.values()) else _text(old)),
            Change(IGNORE_FILE, _text(self._old(IGNORE_FILE)),
                    policies.ignore_file(self._old(IGNORE_FILE), IGNORE_FILE, ignored)),
        ]  # fmt: skip
        self._shadowing(changes[0], old)
        overlaid = self.place._replace(read_policy=_overlaid(self.place, changes))
        setup = set_up(
            self.here,
            overlaid,
            Typed(baseline="none", min_confidence=Confidence.LOW),
            fingerprints=False,
            source="files",
        )
        claims = [item.claim for item in items if item.claim is not None]
        every, missed = self._looked(setup, claims, history=history) if claims else ([], ())
        found = Findings(every, claims, self.own)
        results = {id(claim): found.settled(claim) for claim in claims}
        change, refusals = self._baseline(overlaid, setup, claims, results, every)
        if change is not None:
            changes.append(change)
        self.warnings += refusals
        done = tuple(
            s._replace(items=tuple(_told(item, results, history=history) for item in s.items))
            for s in whole
        )
        changed = tuple(change for change in changes if change.old != change.new)
        return Made(done, changed, tuple(self.warnings), missed)

    def _old(self, name: str) -> bytes | None:
        return self.place.read_policy(name)

    def _is_secret(self) -> Callable[[str], bool]:
        """Whether a text would be reported if it stood in a file."""
        engine = assembled(self.here, resolve(Typed(), Config()), load_builtin())

        def shows(text: str) -> bool:
            blob = Blob("text", text.encode("utf-8", "surrogatepass"))
            found = looked.seen(engine, lambda _found, _marks: None, [blob])
            return any(
                isinstance(one, Skipped) or one.finding.verdict.confidence > Confidence.LOW
                for one in found
            )

        return shows

    def _shadowing(self, change: Change, old: bytes | None) -> None:
        """A new `.stanch.yaml` would take the place of what `pyproject.toml` says."""
        table = self._old(PYPROJECT) if old is None and change.new else None
        if table and load_pyproject(table, PYPROJECT):
            raise UsageError(
                f"{PYPROJECT} has [tool.stanch], which would not count beside a {NAME}",
                hint=f"move it into a {NAME} first, then import",
            )

    def _looked(
        self, setup: Setup, claims: list[Claim], *, history: bool
    ) -> tuple[list[Seen], tuple[Skipped, ...]]:
        """All findings where something was accepted."""
        every: list[Seen] = []
        missed: list[Skipped] = []
        suppressor = setup.plan.suppressor()
        repository = self.place.repository
        limit = setup.options.max_size or MAX_SIZE
        if len(claims) > _MANY:  # as many files without compiled rules would take longer
            setup.plan.engine.waker.compile()

        def look(inputs: Iterable[Blob | Skipped]) -> None:
            for group in batches(inputs):
                for one in looked.seen(setup.plan.engine, suppressor.decide, group):
                    if isinstance(one, Skipped):
                        missed.append(one)
                    else:
                        every.append(one)

        look(self._in_tree(setup, claims))
        if repository is not None:
            with Objects(repository.git, limit) as objects:
                look(looked.committed(objects, claims))
            if history:
                with Objects(repository.git, limit) as objects:
                    every_version = everything(repository, objects, policy(setup.options))
                    look(opened(every_version.inputs()))
        return every, tuple(skip for skip in missed if not skip.by_policy)

    def _in_tree(self, setup: Setup, claims: list[Claim]) -> Iterator[Blob | Skipped]:
        """The files that claims name; all of them, where one names none."""
        wide = any(
            not c.path or (c.digest is not None and c.digest.kind == "talisman") for c in claims
        )
        paths = {c.path for c in claims if not c.commit}
        whole = [os.path.normpath(os.path.join(self.place.root, path)) for path in paths if path]
        inside = [p for p in sorted(whole) if p.startswith(self.place.root.rstrip("/\\") + os.sep)]
        named = tuple(path for path in inside if os.path.isfile(path) and not os.path.islink(path))
        given = (self.place.root,) if wide else named
        if not given:
            return
        yield from Files(
            root=self.place.root,
            paths=given,
            policy=policy(setup.options),
            listing=listing_of(self.here),
        ).inputs()

    def _baseline(
        self,
        overlaid: Place,
        setup: Setup,
        claims: list[Claim],
        results: dict[int, Settled],
        every: list[Seen],
    ) -> tuple[Change | None, tuple[str, ...]]:
        """The baseline with what the claims accept, unless something else accepts it already."""
        groups: dict[tuple[str, Scope], list[Seen]] = {}
        for claim in claims:
            scope = self.scope if claim.path else Scope.REPOSITORY
            fresh = [one for one in results[id(claim)].found if one.accepted is None]
            if fresh:
                groups.setdefault((claim.reason, scope), []).extend(fresh)
        if not groups:
            return None, ()
        name = resolve(Typed(), load_config(self.here, overlaid, Typed())).baseline
        if name == "none":
            raise UsageError("no baseline is in use here (`none`), so nothing can be accepted")
        data = self._old(name) or b""
        text: str = data.decode("utf-8", "strict") if data else ""
        clean = _cleaner(every, setup)
        salt = derived_salt(self.place.repository) or Salt.random()
        refusals: list[str] = []
        # The narrow ones last: beside one of them a line for the whole repository would not hold.
        for (reason, scope), found in sorted(groups.items(), key=lambda g: g[0][1] is Scope.FILE):
            made = updates.update(
                text,
                [one.finding for one in found],
                salt=salt,
                today=self.here.today,
                terms=Terms(reason=reason, scope=scope),
                where=name,
                clean=clean,
            )
            text = made.text
            refusals += made.refused
        return Change(name, data.decode() if data else "", text), tuple(refusals)


_MANY = 300


def _cleaner(every: list[Seen], setup: Setup) -> Callable[[str], str]:
    """What takes secrets out of a text; paths are looked at together, as few hold one."""
    clean = Redactor([Outcome(one.finding, "") for one in every], look=setup.look).text
    paths = sorted({one.finding.locations[0].path for one in every})
    cleaned = clean("\n".join(paths)).split("\n")
    same = len(cleaned) == len(paths)
    known = {path for path, shown in zip(paths, cleaned, strict=False) if same and path == shown}
    return lambda text: text if text in known else clean(text)


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8-sig", "replace")


def _overlaid(place: Place, changes: list[Change]) -> Callable[[str], bytes | None]:
    """The policy of the place as it will be."""
    fresh = {change.name: change.new for change in changes if change.new != change.old}

    def read(name: str) -> bytes | None:
        return fresh[name].encode() if name in fresh else place.read_policy(name)

    return read


def _told(item: Item, results: dict[int, Settled], *, history: bool) -> Item:
    """An item whose claim is settled, with what came of it."""
    if item.claim is None:
        return item
    result = results[id(item.claim)]
    if not result.found:
        hint = "" if history or item.claim.line else " (--history looks into old commits, too)"
        return item._replace(fate=Fate.NOT, how=result.why + hint)
    fresh = [one for one in result.found if one.accepted is None]
    rules = ", ".join(dict.fromkeys(one.finding.rule.id for one in fresh))
    how = f"baseline: {rules}" if fresh else _already(result)
    return item._replace(how="; ".join(filter(None, (how, result.note, item.how))))


def _already(result: Settled) -> str:
    accepted = result.found[0].accepted
    return f"accepted already by {accepted.where}" if accepted else ""
