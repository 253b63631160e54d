"""The stable name of a finding: a salted hash of rule and secret that leaks neither.

`<kid>:h:<hex>`  HMAC-SHA-256, key: the salt, over rule id, NUL, secret
`<kid>:s:<hex>`  scrypt (n=2^14, r=8, p=1) of the secret, salt: the salt and the rule id;
                 for weak secrets, which a fast hash would let anybody guess
`<kid>:w:<hex>`  HMAC-SHA-256 over rule id, path and the number of the secret among those of the
                 rule in that file; only in reports, for weak secrets where there are so many that
                 scrypt would take minutes. It says nothing of the secret.

A path that holds a secret is named by scrypt of it, salt: the salt, NUL and "path".

"Secret" is its canonical form: however a key of several lines is written, it has one name.
Both are cut to 128 bits. The salt stands in the file beside the hashes, so it is no key: it
keeps tables made in advance useless and equal secrets of two repositories apart. `kid` names it.
Any other construction would need another letter: these two never change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stanch.model.finding import Finding
from stanch.model.secret import Secret

_DOMAIN = b"stanch-baseline-salt-1\0"
_SIZE = 16
# 50 ms each: more distinct weak secrets than this in one report are named by their place.
MOST_SLOW = 64


class Salt(NamedTuple):
    """Random or derived bytes, and the short id by which entries name them."""

    kid: str
    value: bytes

    @classmethod
    def of(cls, value: bytes) -> Salt:
        """The salt with these bytes."""
        from hashlib import sha256

        return cls(sha256(value).hexdigest()[:8], value)

    @classmethod
    def from_root(cls, root_commit_id: str) -> Salt:
        """The salt of a repository by its oldest root commit, so that all branches agree on it."""
        from hashlib import sha256

        return cls.of(sha256(_DOMAIN + root_commit_id.encode()).digest())

    @classmethod
    def random(cls) -> Salt:
        """A salt for where there is no history, or not the whole of it."""
        from os import urandom

        return cls.of(urandom(32))


class Fingerprints:
    """Fingerprints under one salt. Remembers the slow ones: 50 ms each, once a distinct secret.

    Threads may share it; the worst they do to each other is to compute one twice.
    """

    __slots__ = ("_slow", "salt")

    def __init__(self, salt: Salt) -> None:
        self.salt = salt
        self._slow: dict[tuple[str, Secret], str] = {}

    def of(self, rule_id: str, secret: Secret, *, weak: bool) -> str:
        """The fingerprint of a secret found by a rule; `weak` secrets are hashed slowly."""
        if not weak:
            return f"{self.salt.kid}:h:{self._fast(rule_id, secret)}"
        key = (rule_id, secret.canonical)
        if key not in self._slow:
            self._slow[key] = f"{self.salt.kid}:s:{self._scrypt(*key)}"
        return self._slow[key]

    def of_path(self, path: str) -> str:
        """The hash of a path, for one that cannot be written down because it holds a secret."""
        key = ("\0path", Secret(path.encode("utf-8", "surrogateescape")))
        if key not in self._slow:
            self._slow[key] = self._scrypt(*key)
        return self._slow[key]

    def of_all(self, findings: Sequence[Finding], jobs: int) -> list[str]:
        """The fingerprints of a report's findings, in their order."""
        weak = {(f.rule.id, f.secret.canonical) for f in findings if f.verdict.weak}
        weak -= self._slow.keys()
        if len(weak) > MOST_SLOW:
            return self._by_place(findings)
        if len(weak) > 1 and jobs > 1:  # scrypt releases the lock
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(jobs) as pool:
                list(pool.map(lambda one: self.of(*one, weak=True), weak))
        return [self.of(f.rule.id, f.secret, weak=f.verdict.weak) for f in findings]

    def _by_place(self, findings: Sequence[Finding]) -> list[str]:
        numbers: Counter[tuple[str, str]] = Counter()
        names = []
        for finding in findings:
            rule_id, path = finding.rule.id, finding.locations[0].path
            if finding.verdict.weak:
                number = numbers[rule_id, path]
                numbers[rule_id, path] += 1
                place = f"{rule_id}\0{path}\0{number}".encode("utf-8", "surrogateescape")
                names.append(f"{self.salt.kid}:w:{self._keyed(place)}")
            else:
                names.append(self.of(rule_id, finding.secret, weak=False))
        return names

    def _fast(self, rule_id: str, secret: Secret) -> str:
        return self._keyed(rule_id.encode() + b"\0" + secret.canonical.reveal())

    def _keyed(self, text: bytes) -> str:
        from hmac import digest

        return digest(self.salt.value, text, "sha256")[:_SIZE].hex()

    def _scrypt(self, rule_id: str, secret: Secret) -> str:
        from hashlib import scrypt

        salt = self.salt.value + rule_id.encode()
        return scrypt(secret.reveal(), salt=salt, n=2**14, r=8, p=1, dklen=_SIZE).hex()
