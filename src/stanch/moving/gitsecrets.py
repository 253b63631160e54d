"""git-secrets: keys of git's configuration and `.gitallowed`. Its providers are never run.

https://github.com/awslabs/git-secrets#options-for---add
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from stanch.moving import made
from stanch.moving.item import Item, refused, taken
from stanch.moving.made import Criteria, Found
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import lines, plain

# What `git secrets --register-aws` adds is told by these parts.
_OF_AWS = {
    "|AKIA|": "the built-in rules for AWS keys find it",
    "(SECRET|secret|Secret)?_?(ACCESS|access|Access)": "the built-in rules for AWS keys find it",
    "ABSK": "the built-in rules for keys of Bedrock find it",
    "(ACCOUNT|account|Account)": "an account id is no secret here",
}
_ALLOWED_OF_AWS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
# `path:line:content`: where an expression says all three, its parts.
_THREE = re.compile(r"(.+?):(?:\.[*+]|\[0-9\][*+]|\\d[*+]|\d+):(.+)\Z")


def settings(file: Theirs) -> Iterator[Item]:
    """What `git config -z --show-scope --get-regexp` printed of `secrets.`: scope, key, value."""
    words = plain(file.data, file.where).split("\0")
    seen: Counter[str] = Counter()
    for scope, pair in zip(words[::2], words[1::2], strict=False):
        key, _, value = pair.partition("\n")
        kind = key.rpartition(".")[2].lower()
        seen[kind] += 1
        where = f"{file.where} ({scope} {key} {seen[kind]})"
        if kind == "patterns":
            yield _pattern(where, value, seen[kind])
        elif kind == "allowed":
            yield from _allowed(where, value)
        elif kind == "providers" and "--aws-provider" in value:
            why = "the keys of ~/.aws/credentials are not read; the rules for AWS find such keys"
            yield refused(where, why)
        elif kind == "providers":
            yield refused(where, "a program, which is not run; write what it prints as rules")
        else:
            yield refused(where, "an unknown key")


def allowed(file: Theirs) -> Iterator[Item]:
    """The lines of a `.gitallowed`."""
    for place, line in lines(file.data, file.where):
        yield from _allowed(place, line)


def _pattern(where: str, pattern: str, number: int) -> Item:
    for part, how in _OF_AWS.items():
        if part in pattern:
            return taken(where, how)
    return made.rule(
        where,
        Found(
            id=f"imported-git-secrets-{number}",
            name=f"Pattern {number} of git-secrets",
            pattern=pattern,
            dialect=Dialect.ERE,
            group="",
            word=True,
        ),
    )


def _allowed(where: str, pattern: str) -> Iterator[Item]:
    r"""git-secrets looks for it in `path:line:content`."""
    plain_text = pattern.replace("\\", "")
    if plain_text in _ALLOWED_OF_AWS:
        yield taken(where, "a value of AWS's documentation, which is known here")
        return
    three = _THREE.match(pattern)
    if three:
        path = f"{three[1]}$" if not three[1].endswith(".*") else three[1]
        found = Criteria(
            paths=(path,), lines=(three[2],), reason="allowed for git-secrets", dialect=Dialect.ERE
        )
        yield from made.allow(where, found)
        return
    if re.search(r":(?:\.[*+]|\d+)", pattern) or pattern.endswith(":"):
        head, _, _ = pattern.partition(":")
        found = Criteria(paths=(f"{head}$",), reason="allowed for git-secrets", dialect=Dialect.ERE)
        yield from made.allow(where, found)
        return
    yield from _anywhere(where, pattern)


def _anywhere(where: str, pattern: str) -> Iterator[Item]:
    """An expression that may mean the line's text or the path."""
    if not pattern.startswith("^"):
        text = Criteria(lines=(pattern,), reason="allowed for git-secrets", dialect=Dialect.ERE)
        yield from made.allow(where, text, ("searched in the line",))
    # The path begins the line that is searched, and never ends it.
    is_path = "/" in pattern or re.search(r"\\\.[a-z]{1,5}\Z", pattern)
    if pattern.startswith("^") or (is_path and not pattern.endswith("$")):
        path = Criteria(paths=(pattern,), dialect=Dialect.ERE)
        yield from made.allow(f"{where} as a path", path)
