"""From what a pattern matched to what survived the engine."""

from enum import Enum, StrEnum
from typing import NamedTuple

from stanch.model.place import Commit, Location, Span
from stanch.model.rule import Confidence, Environment, Rule, Severity
from stanch.model.secret import Secret


class Reason(Enum):
    """Why a candidate is no finding, or a finding is not reported. Each "no" has one."""

    # dropped by the engine
    TEMPLATE = "a template variable or a look-up, not a value"
    PLACEHOLDER = "a placeholder"
    EXAMPLE = "a value from public documentation"
    REPEATED = "one character or group repeated"
    SEQUENCE = "a sequence of characters"
    WORD = "words or an identifier, not a random value"
    LOW_ENTROPY = "too little entropy for this kind of secret"
    NO_CONTEXT = "the shape alone is not distinctive and nothing near names the vendor"
    OTHER_KIND = "has the form of something that is not a secret"
    MALFORMED = "the structure does not parse"
    WRONG_FILE = "this rule does not apply to files of this name"
    OVERLAP = "another rule explains the same characters better"
    NOT_NEW = "stood in the old version already, so this change does not introduce it"
    # suppressed
    INLINE = "inline marker"
    IGNORE_FILE = "ignore file"
    ALLOWLIST = "allowlist"
    BASELINE = "baseline"


class Dropped(NamedTuple):
    """A reason with what it was seen by: the other rule, the word, the number. No secret."""

    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.reason.value} ({self.detail})" if self.detail else self.reason.value


class Candidate(NamedTuple):
    """What a rule's pattern matched, exactly. `match` is the span of the whole match.

    `name` is that of the pattern's group of this name, where it has one: what names the value.
    """

    rule: Rule
    span: Span
    match: Span
    secret: Secret
    name: Span | None = None


class Proof(Enum):
    """What an offline check of the value said."""

    NONE = "none"
    FITS = "fits"
    FAILS = "fails"


class Verdict(NamedTuple):
    """The engine's judgement of a candidate it keeps.

    `facts` are decoded from the value and hold no secret, `notes` say what raised or lowered it.
    `weak`: the value could be guessed, so it is hashed slowly and nothing of it is ever shown.
    """

    confidence: Confidence
    severity: Severity
    environment: Environment
    weak: bool = False
    proof: Proof = Proof.NONE
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A secret with all its places; the companions are the other halves found near it.

    `blobs` are git's names for the versions of files in which it was seen.
    """

    rule: Rule
    secret: Secret
    verdict: Verdict
    locations: tuple[Location, ...]
    companions: tuple[Location, ...] = ()
    blobs: tuple[str, ...] = ()


class Standing(StrEnum):
    """Whether the files of some branch still hold a secret."""

    LIVE = "live"
    REMOVED = "removed"
    STRAY = "stray"


class Life(NamedTuple):
    """What became of a secret: when it came, where it stands now, when it went.

    Live: the files of HEAD or of a branch's last commit hold it. Removed: those of an older commit
    of a branch do. Stray: no branch ever did; a stash, a note, the reflog or a lost commit does.
    `branches`, `tags` and `refs` (all others) are those that hold it now. `removed` is the commit
    after which no file of its line holds it; `until` that day or, for what is live, the day of the
    scan.
    """

    state: Standing
    head: bool = False
    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    introduced: Commit | None = None
    removed: Commit | None = None
    since: str = ""
    until: str = ""
    days: int | None = None
