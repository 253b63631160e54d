"""What the name before a value says of it: who may read it, and which world it belongs to.

A name under which a tool builds values into pages makes any secret public; a name that says
`PROD` or `staging` says whether a leak hurts today.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stanch.engine.view import View
from stanch.model.finding import Candidate, Verdict
from stanch.model.rule import Environment, Severity

# Rules of this tag know already that the name is public; those of the other that the value is.
FRONTEND = "frontend"
PUBLIC = "public"

_LONGEST = 240
# The last name before the value, with what may stand between them; read from the value back, as a
# search from the front would begin at each character.
# Takes: NAME=, "name": ", name: str = ', --name , name("a", ", NAME: Bearer
_NAME = re.compile(
    rb"""(?x)
    (?:\s(?i:reraeb|cisab|nekot))? [\s:=>,(|?{\["'`\\-]{1,24}
    (?:(?:(?<==)|(?<==\s))[\w&]{1,20}\s?:\s?)? ["'`\])}\\]{0,4}
    (?P<name>[\w.-]{0,100}[A-Za-z_])
    """
)
# Lists of variables say `name: NAME` first and `value: …` then.
_LISTED = re.compile(rb"(?i)(?:value|default)\Z")
# Vite, Create React App, Next.js, Nuxt, Expo, Gatsby, Vue CLI, SvelteKit and Astro build the values
# of such names into what the browser loads.
_EXPOSED = re.compile(
    rb"(?<![A-Za-z0-9_])(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|VUE_APP|PUBLIC)_(?=[A-Z0-9])"
)
_WORD = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_WORLDS = {
    word: world
    for world, words in {
        Environment.LIVE: b"prod production prd live",
        Environment.TEST: b"dev develop development test testing staging stage stg sandbox local "
        b"localhost qa uat demo",
    }.items()
    for word in words.split()
}
# The words of a token's own beginning: sk_staging_…, acme-prod-…
_BEGINNING = re.compile(rb"(?:[a-z]{2,10}[_-]){1,3}")


def read(view: View, candidate: Candidate, verdict: Verdict) -> Verdict:
    """The verdict with what the name says added to it."""
    start = candidate.span.start
    beginning = _BEGINNING.match(view.data, *candidate.span)
    before = view.data[max(0, start - 2 * _LONGEST) : start]
    name, environment = _spoken(before, beginning[0] if beginning else b"")
    if verdict.environment is Environment.ANY:
        verdict = verdict._replace(environment=environment)
    exposed = _EXPOSED.search(name)
    public = {FRONTEND, PUBLIC} & set(candidate.rule.tags)
    if exposed and not public and Severity.MEDIUM <= verdict.severity < Severity.CRITICAL:
        said = f"{exposed[0].decode()}… is built into pages that every visitor can read"
        verdict = verdict._replace(
            severity=Severity(verdict.severity + 1), notes=(*verdict.notes, said)
        )
    return verdict


@lru_cache(maxsize=64)
def _spoken(before: bytes, beginning: bytes) -> tuple[bytes, Environment]:
    """The name that ends there, and the world that it or the value's beginning speaks of."""
    name = _name(before, len(before))
    return name, world(name, beginning)


def world(*names: bytes) -> Environment:
    """The one world that the words of the names speak of, or any."""
    words = (word.lower() for name in names for word in _WORD.findall(name))
    found = {_WORLDS[word] for word in words if word in _WORLDS}
    return found.pop() if len(found) == 1 else Environment.ANY


def _name(data: bytes, end: int) -> bytes:
    """The name to which the value is given; empty where none stands before it."""
    name, start = _read_back(data, end)
    return _read_back(data, start)[0] if _LISTED.match(name) else name


def _read_back(data: bytes, end: int) -> tuple[bytes, int]:
    """The last name before an offset, and where it begins."""
    found = _NAME.match(data[max(0, end - _LONGEST) : end][::-1])
    return (found["name"][::-1], end - found.end()) if found else (b"", end)
