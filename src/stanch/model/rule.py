"""A rule: data that says what one kind of credential looks like and what it opens."""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Severity(IntEnum):
    """What the credential opens. Ordered; `info` is meant to be published."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The word for files and people."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure the finding is. `proven`: a checksum or a parsed structure fits."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    PROVEN = 3

    @property
    def label(self) -> str:
        """The word for files and people."""
        return self.name.lower()


class Environment(StrEnum):
    """Which world a credential belongs to."""

    LIVE = "live"
    TEST = "test"
    ANY = "any"


class Detector(StrEnum):
    """Who judges a match: the pattern alone, or one of the two generic detectors."""

    PATTERN = "pattern"
    ASSIGNMENT = "assignment"
    ENTROPY = "entropy"


class Context(NamedTuple):
    """Words (lower case) one of which must stand within some lines of the secret."""

    near: tuple[bytes, ...]
    within: int


class Pairing(NamedTuple):
    """Rules that complete this one, within some lines; alone it has a lower confidence.

    `main` says which side becomes the finding; the other one becomes a place in it.
    """

    rules: tuple[str, ...]
    within: int
    alone: Confidence
    main: bool


class Examples(NamedTuple):
    """Texts that the rule must and must not find, with placeholders for the tokens."""

    match: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


# Tag of rules of a form that many vendors use: a header, a JWT, a PEM key. A vendor's own knows
# more.
GENERAL = "general"


class Wake(NamedTuple):
    """What the pattern is reduced to so that all rules can be looked for at once.

    `form` is a superset of the pattern in Hyperscan's syntax, empty where none can be derived;
    `keywords` are lower-case literals of which a match holds one, empty where there are none;
    `width` bounds how far, in bytes, a match and what it looks at reach; `before` and `behind`
    bound it on both sides of where the form ends. `lined`: a match lies within one line. Where
    the form is only the head of the pattern, `whole` is the superset of all of it. `probe` is a
    superset of how the pattern begins in the syntax of `re`, which a cold start compiles in no
    time. `leads` are lower-case words of which each match begins with one, empty where there are
    too many.
    """

    form: str
    keywords: tuple[bytes, ...]
    width: int
    before: int = 0
    behind: int = 0
    lined: bool = False
    whole: str = ""
    probe: str = ""
    leads: tuple[bytes, ...] = ()

    @property
    def reach(self) -> tuple[int, int, bool]:
        """What decides how much round the end of the form is looked at."""
        return self.before, self.behind, self.lined


class Scout(NamedTuple):
    """A cheap form that is looked for in the place of the dear ones of some rules.

    In each match of such a rule it ends somewhere, and no later than the rule's own form does.
    """

    form: str
    rules: tuple[str, ...]


class Rule(NamedTuple):
    """One kind of credential. Compared by identity; made by `rules.schema` only."""

    id: str
    name: str
    vendor: str
    pattern: str
    wake: Wake
    severity: Severity
    confidence: Confidence = Confidence.HIGH
    environment: Environment = Environment.ANY
    detector: Detector = Detector.PATTERN
    prefix: str = ""
    weak: bool = False
    proof: str = ""
    entropy: float = 0.0
    context: Context | None = None
    paths: tuple[str, ...] = ()
    pairs: Pairing | None = None
    tags: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    why: str = ""
    revoke: str = ""
    docs: str = ""
    examples: Examples = Examples()

    @property
    def guesses(self) -> bool:
        """Whether it never says more than "low", of texts that are everywhere.

        It gives way to every other rule, so without it nothing else is judged otherwise.
        """
        long_tail = GENERAL in self.tags and not (self.proof or self.prefix or self.pairs)
        may = self.detector is Detector.ENTROPY or long_tail
        return may and self.confidence is Confidence.LOW

    # A rule is what it is by its place in the set, and comparing twenty fields a finding costs.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)
