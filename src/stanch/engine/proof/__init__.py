"""What a value says about itself without network: checksums, parsed structures, decoded facts.

One module a validator, named like the rule's `proof` with `_` for `-`, imported on use. Each has

    check(secret, now) -> Evidence        secret: the candidate's bytes; now: seconds since 1970
    complete(stem, rng) -> bytes          what must follow `stem` so that `check` is satisfied;
                                          with an empty stem the whole value (for examples, tests)

A wrong checksum is strong evidence of an edited sample; where the algorithm is not confirmed by
the vendor the validator says nothing instead. Algorithms and sources stand in each module.
"""

from __future__ import annotations

import random
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from stanch.model.finding import Dropped, Proof
from stanch.model.rule import Confidence, Environment, Severity


class Evidence(NamedTuple):
    """What a validator found. `confidence` is a ceiling; severity and environment replace."""

    proof: Proof = Proof.NONE
    facts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    confidence: Confidence | None = None
    severity: Severity | None = None
    environment: Environment | None = None
    dropped: Dropped | None = None


class Validator(Protocol):
    """Satisfied by the modules of this package."""

    def check(self, secret: bytes, now: int) -> Evidence:
        """Judge the value."""
        ...

    def complete(self, stem: bytes, rng: random.Random) -> bytes:
        """Make what follows `stem`, so that `check` is satisfied."""
        ...


def validator(name: str) -> Validator:
    """The validator of that name; `LookupError` when there is none."""
    try:
        return cast("Validator", import_module(f"{__name__}.{name.replace('-', '_')}"))
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name.replace('-', '_')}":
            raise
        raise LookupError(f"no validator is named {name!r}") from error
