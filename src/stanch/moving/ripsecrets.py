"""ripsecrets: `.secretsignore`, patterns of `.gitignore` and, below `[secrets]`, values.

https://github.com/sirwart/ripsecrets#ignoring-secrets
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.model.secret import Secret
from stanch.moving.globs import kept
from stanch.moving.item import Claim, Fate, Item
from stanch.moving.ours import Theirs
from stanch.moving.text import lines


def ignored(file: Theirs) -> Iterator[Item]:
    """Paths and values. A value is never written down again."""
    of_values = False
    for place, line in lines(file.data, file.where):
        if line == "[secrets]":
            of_values = True
        elif of_values:
            value = Secret(line.encode("utf-8", "surrogatepass"))
            reason = "imported from .secretsignore"
            yield Item(place, Fate.TRANSLATED, claim=Claim(place, value=value, reason=reason))
        else:
            yield kept(place, line)
