"""`.stanch-baseline`: the secrets a repository has accepted, as a text that branches can merge.

No line depends on another. Where several lines speak of one secret the strictest holds: the
earliest end and the narrowest scope. So the lines of two branches, in any order, are a baseline,
and a merge can only bring findings back. docs/baseline.md describes the format for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from stanch.errors import BaselineError
from stanch.model.finding import Finding, Reason
from stanch.model.outcome import Suppression
from stanch.model.rule import Rule
from stanch.model.secret import Secret
from stanch.suppress import expiry
from stanch.suppress.entry import Entry, Scope, State, read
from stanch.suppress.fingerprint import Fingerprints, Salt

NAME = ".stanch-baseline"
GITATTRIBUTES_LINE = f"/{NAME} merge=union text eol=lf"

# Signs and letters that show, without `%` and `=`.
_WORD = r"(?!#)[\w!-$&-<>-~]++"
# Lines as `update` writes them, which is nearly all lines; possessive, so that it takes ten
# thousand in some 10 ms. `read` says the same of each, six times slower; a test compares them.
_PLAIN = (
    rf"(?:{_WORD} [0-9a-f]{{8}}+:[hs]:[0-9a-f]{{32}}+"
    rf"(?: scope=file(?= path=))?+(?: path={_WORD})?+(?: owner={_WORD})?+(?: ticket={_WORD})?+"
    r"(?: until=[0-9-]{10})?+"
    r"(?: -- (?:[\w -<>-~]++|(?<!(?i:until|scope))=)*+)?+\n)*+"
)
_CONFLICT = r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$"
# More warnings of one kind than this tell nobody anything.
_MOST = 10
_MARK_SIZE = len("00000000:h:") + 32

_Complaint = tuple[int, str]


class Baseline:
    """A parsed baseline. Answers do not change; slow hashes are remembered."""

    __slots__ = (
        "_complaints",
        "_kinds",
        "_lines",
        "_more",
        "_prints",
        "_rows",
        "_today",
        "_where",
        "warnings",
    )

    def __init__(
        self, text: str, where: str, today: date, known: Sequence[Salt] | None = None
    ) -> None:
        self._lines = text.split("\n")
        self._where = where
        self._today = today
        # Made at the first finding. "rule kid:h:hex" -> its first line; the others, which are
        # few: ten thousand lists would take as long as the rest; "rule kid:h" of them all.
        self._rows: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        self._kinds: set[str] = set()
        salts, complaints = (known, []) if known is not None else _survey(text, where)
        self._prints = {salt.kid: Fingerprints(salt) for salt in salts}
        if known is None:
            complaints += self._ending(text)
            complaints += self._without_salt(text)
        self._complaints = tuple(complaints)
        self.warnings = _told(complaints, where)

    @classmethod
    def parse(
        cls, text: str | bytes, where: str, today: date, known: Sequence[Salt] | None = None
    ) -> Baseline:
        """Read a baseline. `BaselineError` when it is no text; a wrong line is only a warning.

        `known` are the salts of a text that was read before and has nothing to warn of today.
        """
        return cls(checked(text, where), where, today, known)

    @property
    def salts(self) -> tuple[Salt, ...]:
        """The salts that entries may name."""
        return tuple(prints.salt for prints in self._prints.values())

    @property
    def quiet_until(self) -> date | None:
        """The day on which the first warning comes; `None` where there is one already."""
        if self.warnings:
            return None
        days = {expiry.day(word) for word in re.findall(r" until=(\S+)", "\n".join(self._lines))}
        ends = [day - expiry.SOON for day in days if day]
        return min(ends, default=date.max)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry in the order of the file, with its state."""
        return tuple(
            self._entry(number) for number, line in enumerate(self._lines, 1) if is_entry(line)
        )

    @property
    def faults(self) -> tuple[str, ...]:
        """The warnings about lines that do not hold, today already."""
        ended = [one for one in self._complaints if not one[1].startswith(expiry.SOON_WORDS)]
        return _told(ended, self._where)

    def fingerprints(self, otherwise: Salt) -> Fingerprints:
        """What names findings in reports and new entries, so that both agree with this file.

        That is `otherwise` when the file has no salt or has that one, else the file's first by id.
        """
        if not self._prints:
            return Fingerprints(otherwise)
        return self._prints.get(otherwise.kid) or self._prints[min(self._prints)]

    def has_salt(self, salt: Salt) -> bool:
        """Whether entries under this salt would hold."""
        return salt.kid in self._prints

    def covers(self, finding: Finding) -> Suppression | None:
        """The acceptance of a finding, which has one location."""
        (location,) = finding.locations
        entry = self.accepting(finding.rule, finding.secret, location.path)
        if entry is None:
            return None
        return Suppression(Reason.BASELINE, f"{self._where}:{entry.line}", entry.reason)

    def accepting(self, rule: Rule, secret: Secret, path: str) -> Entry | None:
        """The entry that accepts a secret in a file."""
        return next(filter(self.holds, self.about(rule, secret, path)), None)

    def about(self, rule: Rule, secret: Secret, path: str) -> Iterator[Entry]:
        """What decides about a secret in a file, under the rule's present and former ids.

        One entry for each id, salt and kind of hash, whether it holds or not.
        """
        for rule_id in (rule.id, *rule.former_ids):
            for mark in self._marks(rule_id, secret):
                entry = self._strictest(f"{rule_id} {mark}", path)
                if entry is not None:
                    yield entry

    def speaking(self, rule: Rule, secret: Secret, path: str) -> Iterator[Entry]:
        """Every entry about a secret in a file, whether it decides, holds, or is one of many."""
        for rule_id in (rule.id, *rule.former_ids):
            for mark in self._marks(rule_id, secret):
                for entry in self._said(f"{rule_id} {mark}"):
                    if entry.scope is not Scope.FILE or self._is_in(entry, path):
                        yield entry

    def holds(self, entry: Entry) -> bool:
        """Whether an entry is neither broken nor over."""
        return entry.last_day >= self._today

    def knows(self, rule_id: str, mark: str) -> bool:
        """Whether any line, of whatever scope and state, speaks of this secret."""
        self._index()
        return f"{rule_id} {mark}" in self._rows

    def _strictest(self, row: str, path: str) -> Entry | None:
        """The entry that decides about a secret in this file; `None` when none reaches it."""
        found = self._said(row)
        if any(entry.scope is Scope.FILE for entry in found):
            here = [e for e in found if e.scope is Scope.FILE and self._is_in(e, path)]
            if not here:
                return None
            found = [e for e in found if e.scope is not Scope.FILE] + here
        return min(found, key=lambda entry: (entry.last_day, entry.line), default=None)

    def _said(self, row: str) -> list[Entry]:
        """All entries of one rule and hash."""
        if row not in self._rows:
            return []
        return [self._entry(n) for n in (self._rows[row], *self._more.get(row, ()))]

    def _is_in(self, entry: Entry, path: str) -> bool:
        """Whether the entry means this file, which a path that holds a secret names by a hash."""
        if not entry.file:
            return entry.path == path
        prints = self._prints.get(entry.kid)
        return prints is not None and entry.file == prints.of_path(path)

    def _marks(self, rule_id: str, secret: Secret) -> Iterator[str]:
        """The fingerprints that entries of this rule could have for the secret.

        Both kinds count, whatever the secret is today: a rule may have learnt since that its
        secrets are weak. The slow hash is computed only where the rule has such an entry.
        """
        self._index()
        for slow in (False, True):
            for kid, prints in self._prints.items():
                if f"{rule_id} {kid}:{'s' if slow else 'h'}" in self._kinds:
                    yield prints.of(rule_id, secret, weak=slow)

    def _entry(self, number: int) -> Entry:
        entry = read(self._lines[number - 1], number)
        if entry.problem:
            return entry
        if entry.kid not in self._prints:
            return entry._replace(problem=_no_salt(entry.kid), state=State.BROKEN)
        return entry if self.holds(entry) else entry._replace(state=State.EXPIRED)

    def _index(self) -> None:
        if self._rows:
            return
        for number, line in enumerate(self._lines, 1):
            words = line.split(None, 2)
            if len(words) > 1 and len(words[1]) == _MARK_SIZE:
                row = f"{words[0]} {words[1]}"
                if row in self._rows:
                    self._more.setdefault(row, []).append(number)
                else:
                    self._rows[row] = number
        # Without ":" and 32 digits.
        self._kinds = {row[:-33] for row in self._rows}

    def _ending(self, text: str) -> Iterator[_Complaint]:
        """Entries whose last day is over, will be soon, or does not exist."""
        days = {word: expiry.day(word) for word in set(re.findall(r" until=(\S+)", text))}
        ending = [
            f"until={word}"
            for word, day in days.items()
            if day is None or expiry.notice(day, self._today)
        ]
        if not ending:
            return
        for number, line in enumerate(self._lines, 1):
            if "until=" in line and is_entry(line) and any(word in line for word in ending):
                entry = read(line, number)
                if about := entry.problem or expiry.notice(entry.until, self._today):
                    yield number, about

    def _without_salt(self, text: str) -> Iterator[_Complaint]:
        """Entries that no secret can be compared with."""
        unknown = set(re.findall(r" ([0-9a-f]{8}):[hs]:", text)) - self._prints.keys()
        if not unknown:
            return
        for number, line in enumerate(self._lines, 1):
            kid = read(line, number).kid if is_entry(line) else ""
            if kid in unknown:
                yield number, _no_salt(kid)


def checked(text: str | bytes, where: str) -> str:
    """The text with LF ends and without a byte-order mark.

    Raises:
        BaselineError: it is none.
    """
    try:
        text = text.decode() if isinstance(text, bytes) else text
        if not text.isascii():
            text.encode()
    except UnicodeError as error:
        raise BaselineError(
            "is no UTF-8 text", where=where, hint="Restore the file from git."
        ) from error
    if "\0" in text:
        raise BaselineError("holds NUL bytes", where=where, hint="Restore the file from git.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def is_entry(line: str) -> bool:
    """Whether it is neither blank nor a comment nor a salt."""
    first = line.split(None, 1)[:1]
    return bool(first) and first[0] != "salt" and not first[0].startswith("#")


def _survey(text: str, where: str) -> tuple[list[Salt], list[_Complaint]]:
    """The salts that can be used, and which lines are wrong by themselves."""
    salts: dict[str, Salt] = {}
    complaints: list[_Complaint] = []
    for number, line in _odd_lines(text):
        why = ""
        if re.match(_CONFLICT, line):
            raise BaselineError(
                "has conflict markers of a merge",
                where=f"{where}:{number}",
                hint="Keep the lines of both sides, in any order, and delete the marker lines.",
            )
        if is_entry(line):
            why = read(line, number).problem
        elif line.lstrip().startswith("salt"):
            salt = _salt(line)
            if isinstance(salt, str):
                why = salt
            else:
                # Two of one id do not happen by chance; which one stands first must not matter.
                salts[salt.kid] = min(salt, salts.get(salt.kid, salt))
        if why:
            complaints.append((number, why))
    return list(salts.values()), complaints


def _odd_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not obviously whole entries, with their numbers."""
    run = re.compile(_PLAIN)
    at, number = 0, 1
    while at < len(text):
        plain = run.match(text, at)
        start = plain.end() if plain else at
        number += text.count("\n", at, start)
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start < end:
            yield number, text[start:end]
        at, number = end + 1, number + 1


def _salt(line: str) -> Salt | str:
    """The salt of a line; or what is wrong with it."""
    found = re.fullmatch(r"salt\s+([0-9a-f]{8})\s+((?:[0-9a-f]{2}){16,64})", line.strip())
    if not found:
        return "not a salt of the form `salt KID HEX` with 32 to 128 digits"
    salt = Salt.of(bytes.fromhex(found[2]))
    if salt.kid != found[1]:
        return f"the salt {found[1]} was edited: its id does not fit it"
    return salt


def _no_salt(kid: str) -> str:
    return f"no salt line has the id {kid}"


def _told(complaints: list[_Complaint], where: str) -> tuple[str, ...]:
    """One text a line that needs attention, in order; of one kind the first few."""
    told: list[str] = []
    counts: dict[str, int] = {}
    for number, text in sorted(set(complaints)):
        counts[text] = counts.get(text, 0) + 1
        if counts[text] <= _MOST:
            told.append(f"{where}:{number}: {text}")
    told += [
        f"{where}: {count - _MOST} more lines: {text}"
        for text, count in counts.items()
        if count > _MOST
    ]
    return tuple(told)
