"""The markers of all scanners, as a table: a new one is one row.

The words are those that the programs document:

https://github.com/gitleaks/gitleaks#gitleaksallow
https://github.com/betterleaks/betterleaks
https://github.com/mongodb/kingfisher
https://github.com/trufflesecurity/trufflehog
https://github.com/Yelp/detect-secrets#inline-allowlisting
https://docs.gitguardian.com/ggshield-docs/reference/secret/ignore
https://github.com/secretlint/secretlint (secretlint-rule-filter-comments)
https://github.com/feeltheajf/truffleHog3
https://github.com/leaktk/leaktk
"""

from __future__ import annotations

from typing import NamedTuple

from stanch.suppress.marker import OWN, Reach


class Dialect(NamedTuple):
    """A word that some scanner takes for a marker.

    `hint`, in lower case, stands in each, for a quick look; `bare` words could be a part of the
    code, so they count in a comment only; `named` is what stands before the scanner's own names of
    rules, if it takes any.
    """

    name: str
    hint: bytes
    pattern: bytes
    reach: Reach = Reach.LINE
    bare: bool = False
    named: str = ""


def _secretlint(word: bytes, reach: Reach) -> Dialect:
    # In prose that explains it, one without an end would silence the rest of the page.
    return Dialect("secretlint", b"secretlint-", word, reach, bare=True, named=r"\s")


TABLE = (
    Dialect(OWN, b"stanch:allow", rb"stanch:allow"),
    Dialect(OWN, b"stanch:allow-b", rb"stanch:allow-begin", Reach.BEGIN),
    Dialect(OWN, b"stanch:allow-e", rb"stanch:allow-end", Reach.END),
    Dialect(OWN, b"stanch:allow-f", rb"stanch:allow-file", Reach.FILE),
    Dialect("gitleaks", b"gitleaks:allow", rb"gitleaks:allow"),
    Dialect("betterleaks", b"betterleaks:allow", rb"betterleaks:allow"),
    Dialect("kingfisher", b"kingfisher:ignore", rb"(?i:kingfisher:ignore)", Reach.AROUND),
    Dialect("trufflehog", b"trufflehog:ignore", rb"trufflehog:ignore"),
    Dialect("detect-secrets", b"pragma:", rb"pragma: ?(?:allow|white)list[ -]secret"),
    Dialect("detect-secrets", b"pragma:", rb"pragma: ?allowlist[ -]nextline[ -]secret", Reach.NEXT),
    Dialect("ggignore", b"ggignore", rb"ggignore", bare=True),
    _secretlint(rb"secretlint-disable-line", Reach.LINE),
    _secretlint(rb"secretlint-disable-next-line", Reach.NEXT),
    _secretlint(rb"secretlint-disable", Reach.BEGIN),
    _secretlint(rb"secretlint-enable", Reach.END),
    Dialect("nosecret", b"nosecret", rb"nosecret", bare=True, named=":"),
    Dialect("notsecret", b"notsecret", rb"notsecret", bare=True),
)
ALL = frozenset(dialect.name for dialect in TABLE)
FOREIGN = "foreign"
"""What switches off the markers of all other scanners at once."""
NAMES = (*dict.fromkeys(dialect.name for dialect in TABLE), FOREIGN)


def honoured(off: tuple[str, ...], *, strict: bool) -> frozenset[str]:
    """The dialects that count: all but those switched off, and none where markers are."""
    if strict:
        return frozenset()
    return (frozenset({OWN}) if FOREIGN in off else ALL).difference(off)
