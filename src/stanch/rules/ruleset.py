"""The rules in force: built in, added and overridden, with those switched off masked.

A built-in rule is parsed when it wakes, since few do. Indexes are stable within one set: first the
built-in rules, then the added ones. Masked rules keep their index and never wake, so the compiled
database of the built-in rules serves every configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from stanch.errors import RuleError
from stanch.model.rule import Rule
from stanch.rules import packs
from stanch.rules.packs import Entry, Packed, Reach


class Ruleset:
    """All rules of a run by index."""

    __slots__ = ("_added", "_made", "_masked", "_replaced", "builtin")

    def __init__(self, builtin: Packed, added: Iterable[Rule] = ()) -> None:
        self.builtin = builtin
        self._added = tuple(added)
        self._masked: frozenset[int] = frozenset()
        self._replaced: Mapping[int, Rule] = {}
        self._made: dict[int, Rule] = {}
        seen = set(builtin.ids) if self._added else set()
        for rule in self._added:
            if rule.id in seen:
                raise RuleError(
                    f"two rules have the id {rule.id!r}",
                    hint="rename yours; to change a built-in rule use `override:`",
                )
            seen.add(rule.id)

    def __len__(self) -> int:
        """How many rules can wake."""
        return len(self.builtin) + len(self._added) - len(self._masked)

    def __iter__(self) -> Iterator[Rule]:
        """All rules that can wake, parsed."""
        return (self.rule(n) for n, _ in self.awake())

    @property
    def added(self) -> tuple[Rule, ...]:
        """The rules that are not built in; the first has the index `len(builtin)`."""
        return self._added

    def awake(self) -> Iterator[tuple[int, Entry]]:
        """Index and entry of each rule that is not masked."""
        for n, entry in self.entries():
            if n not in self._masked:
                yield n, entry

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Index and entry of each rule, masked or not."""
        first = len(self.builtin)
        for n, entry in enumerate(self.builtin):
            yield n, entry
        for n, rule in enumerate(self._added, first):
            yield n, Entry(rule.id, rule.wake)

    def ids(self) -> list[str]:
        """The id of each rule, masked or not, by index."""
        return [*self.builtin.ids, *(rule.id for rule in self._added)]

    def reaches(self) -> dict[int, Reach]:
        """How far each rule that is not masked reaches round the end of its form."""
        every = [*self.builtin.reaches, *(rule.wake.reach for rule in self._added)]
        return {n: reach for n, reach in enumerate(every) if n not in self._masked}

    def formless(self) -> frozenset[int]:
        """The rules that are not masked and have no wake form."""
        first = len(self.builtin)
        added = (n for n, rule in enumerate(self._added, first) if not rule.wake.form)
        return frozenset((*self.builtin.formless, *added)) - self._masked

    def guessing(self) -> frozenset[int]:
        """The rules that are not masked and never say more than "low", of any quoted string."""
        first = len(self.builtin)
        read = {**dict(enumerate(self._added, first)), **self._replaced}
        guessing = {*self.builtin.guessing} - read.keys()
        return frozenset(guessing.union(n for n in read if read[n].guesses)) - self._masked

    def enabled(self, index: int) -> bool:
        """Whether the rule may wake."""
        return index not in self._masked

    def changed(self, index: int) -> bool:
        """Whether the rule is not as it was built in."""
        return index >= len(self.builtin) or index in self._replaced

    def rule(self, index: int) -> Rule:
        """The rule of an index, parsed at first use."""
        made = self._made.get(index)
        if made is None:
            made = self._made[index] = self._make(index)
        return made

    def _make(self, index: int) -> Rule:
        first = len(self.builtin)
        if index in self._replaced:
            return self._replaced[index]
        if index >= first:
            return self._added[index - first]
        return self.builtin.rule(index)

    def masked(self, off: Callable[[int, str], bool]) -> Ruleset:
        """The same set without the rules for whose index and id `off` holds.

        Raises:
            RuleError: when nothing is left, since a scan without rules would find all clean.
        """
        masked = self._masked | {n for n, name in enumerate(self.ids()) if off(n, name)}
        made = self._copy(self._added, masked, self._replaced)
        if not len(made):
            raise RuleError(
                "no rule is left to scan with",
                hint="see `stanch rules list` for the ids that --only and --disable take",
            )
        return made

    def unmasked(self) -> Ruleset:
        """Every rule there is, the built-in ones as they were: for what must not be shown."""
        return self._copy(self._added, frozenset(), {})

    def replaced(self, rules: Mapping[int, Rule]) -> Ruleset:
        """The same set with some rules written anew.

        A rule that wakes otherwise is added under its id: the built-in database has the old one.
        """
        same = {n: r for n, r in rules.items() if r.wake == self.rule(n).wake}
        changed = {n: r for n, r in rules.items() if n not in same}
        added = (*self._added, *changed.values())
        return self._copy(added, self._masked | changed.keys(), {**self._replaced, **same})

    def index(self, rule_id: str) -> int | None:
        """The index of the rule in force under that id."""
        found = None
        for n, name in enumerate(self.ids()):
            if name == rule_id and (found is None or self.enabled(n)):
                found = n
        return found

    def _copy(
        self, added: tuple[Rule, ...], masked: frozenset[int], replaced: Mapping[int, Rule]
    ) -> Ruleset:
        made = Ruleset(self.builtin)
        made._added, made._masked, made._replaced = added, masked, replaced  # our own
        return made


def merged_hash(rules: Ruleset) -> str:
    """A hash of all rules in force, for reports: the same rules give the same hash."""
    import hashlib

    digest = hashlib.sha256(rules.builtin.digest.encode())
    for n, name in enumerate(rules.ids()):  # entries would be parsed for it
        digest.update(f"{'' if rules.enabled(n) else '-'}{name}\0".encode())
        if rules.changed(n):
            digest.update(packs.pack((rules.rule(n),)))
    return digest.hexdigest()[:32]
