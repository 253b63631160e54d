"""Which of our rules another scanner means by its own name for a kind of credential."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

# Names that share no word with ours, or too many: what our ids begin with. An entry ending in `*`
# stands for several rules.
_SAME = {
    "aws-access-token": ("aws-access-key-id", "aws-temporary-access-key-id"),
    "aws access key": ("aws-access-key-id", "aws-temporary-access-key-id", "aws-secret-access-key"),
    "basic auth credentials": ("url-password*", "http-basic-auth"),
    "curl-auth-header": ("http-*",),
    "curl-auth-user": ("http-basic-auth", "generic-login-pair"),
    "github-app-token": ("github-app-user-token", "github-app-installation-token"),
    "github-fine-grained-pat": ("github-fine-grained-token",),
    "github-oauth": ("github-oauth-token",),
    "github-pat": ("github-personal-access-token",),
    "gitlab-pat": ("gitlab-personal-access-token",),
    "json web token": ("jwt-token",),
    "jwt": ("jwt-token",),
    "private-key": ("private-key-*",),
    "private key": ("private-key-*",),
    "pypi-upload-token": ("pypi-api-token",),
    "stripe-access-token": ("stripe-secret-key-*", "stripe-restricted-key-*"),
    "telegram-bot-api-token": ("telegram-bot-token",),
}
# Words by which no vendor is told from another.
_FILLER = frozenset(
    "access account api app auth authentication betterleaks client cloud code credential "
    "credentials detector id key keys kingfisher np oauth password pat personal pii rule secret "
    "secretlint service signature the titus token tokens user webhook".split()
)
# What other scanners call a value that only its name or its randomness gives away.
_GENERIC = frozenset({"generic", "entropy", "keyword", "string", "secret", "password", "regex"})
_OWN_GENERIC = ("generic-", "url-", "http-")


class Ours(NamedTuple):
    """Our ids, in their order."""

    ids: tuple[str, ...]

    def of(self, theirs: str) -> tuple[str, ...]:
        """The rules that find what theirs does: one of the same id, or all of its vendor."""
        name = theirs.strip().lower()
        name = re.sub(r"^(?:betterleaks|kingfisher|np|titus)\.", "", name)
        if name in self.ids:
            return (name,)
        if name in _SAME:
            return self._listed(_SAME[name])
        if is_generic(name):
            return self._listed(tuple(f"{start}*" for start in _OWN_GENERIC))
        words = _words(name)
        return self._listed((f"{words[0]}-*",)) if words else ()

    def single(self, theirs: str) -> str:
        """The one rule that is theirs; empty when there is none, or more than one."""
        found = self.of(theirs)
        return found[0] if len(found) == 1 else ""

    def same(self, theirs: str, own: str) -> bool:
        """Whether a rule of ours is for the same vendor as theirs."""
        if is_generic(theirs):
            return False
        return own in self.of(theirs) or bool(set(_words(theirs)) & set(_words(own)))

    def kin(self, theirs: str, own: str) -> bool:
        """Whether a finding of ours can be what theirs was about, since one of the two is vague."""
        return not theirs or is_generic(theirs) or own.startswith("generic-")

    def _listed(self, names: tuple[str, ...]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in names:
            if name.endswith("*"):
                found.update(dict.fromkeys(i for i in self.ids if i.startswith(name[:-1])))
            elif name in self.ids:
                found[name] = None
        return tuple(found)


def is_generic(theirs: str) -> bool:
    """Whether a name says nothing about whose credential it is."""
    words = re.findall("[a-z0-9]+", theirs.lower())
    return not set(words).isdisjoint(_GENERIC) and not _words(" ".join(words))


def _words(name: str) -> list[str]:
    """What of a name tells one vendor from another."""
    return [
        word
        for word in re.findall("[a-z0-9]+", name.lower())
        if len(word) > 2 and word not in _FILLER and word not in _GENERIC and word not in _NOISE
    ]


_NOISE = frozenset({"high", "base64", "hex", "assigned", "configured", "value"})


class Theirs(NamedTuple):
    """A file of another scanner, and what it takes to understand it.

    `beside` gives the bytes of a file below the root of the repository, None where there is none.
    """

    data: bytes
    where: str
    ours: Ours
    beside: Callable[[str], bytes | None] = lambda _path: None
