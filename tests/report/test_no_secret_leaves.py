"""The law of all reports: no format, in no field, holds a secret of the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.formats import read, written
from report.outcomes import location, outcome, rule
from stanch.model.blob import Skipped
from stanch.model.finding import Reason
from stanch.model.outcome import Outcome, Summary, Suppression
from stanch.model.place import Commit
from stanch.report.base import FORMATS
from stanch.report.escape import to_text, visible

# No letters that the report's own words are made of, so that a hit is a leak.
ALPHABET = "QXZKWVJY57_/+-!'\"[]\\é文"
values = st.one_of(
    st.text(ALPHABET, min_size=6, max_size=40),
    st.text("QXZKWVJY", min_size=4, max_size=5),
    st.lists(st.text("QXZKWVJY57", min_size=6, max_size=12), min_size=2, max_size=4).map("\n".join),
    st.text("\x1b\x07\u202eQXZ\t", min_size=6, max_size=10).filter(str.strip),
    # Plain words are left out: the report's own, such as the program's name, are no leak.
    st.binary(min_size=6, max_size=12)
    .filter(lambda data: data.strip() and not data.isascii())
    .map(to_text),
)
separators = st.sampled_from([" ", "'", "=", "/", "; "])


def everywhere(secrets: list[str], between: str, *, weak: bool) -> Iterator[Outcome]:
    """Each secret in a finding whose every other text holds all of them."""
    text = between + between.join(secrets) + between
    data = text.encode("utf-8", "surrogateescape")
    commit = Commit("12ab", text, text, text, text)
    for number, secret in enumerate(secrets):
        value = secret.encode("utf-8", "surrogateescape")
        suppressed = Suppression(Reason.BASELINE, text, text) if number % 2 else None
        yield outcome(
            rule(prefix=secret[:2] if number % 3 else ""),
            value,
            location(text, data, value, commit=commit),
            location(text, data, value),
            suppressed=suppressed,
            companions=(location(text, data, value),),
            facts=(("account", text),),
            notes=(text,),
            weak=weak,
        )


def shown(name: str, summary: Summary, **options: Any) -> str:
    """The report as a person or program reads it."""
    return read(name, written(name, summary, **options))


# What a person sees can be less or more; what a program reads is always all.
@pytest.mark.parametrize(
    ("name", "way"),
    [*((name, "plain") for name in FORMATS), ("terminal", "quiet"), ("terminal", "verbose")],
)
@given(
    st.lists(values, min_size=1, max_size=4, unique=True),
    separators,
    st.sampled_from(["weak", "strong"]),
)
def test_no_secret_leaves(
    name: str, way: str, secrets: list[str], between: str, strength: str
) -> None:
    """One leak in one field of one format is a leak."""
    outcomes = tuple(everywhere(secrets, between, weak=strength == "weak"))
    text = between.join(secrets)
    summary = Summary(
        source="files",
        blobs=1,
        size=1,
        outcomes=outcomes,
        skipped=(Skipped(text, text), Skipped(text, text, by_policy=True)),
        warnings=(text,),
    )
    report = shown(name, summary, quiet=way == "quiet", verbose=way == "verbose")
    for secret in secrets:
        lines = (line for line in secret.split("\n") if len(line) > 5)
        for line in (secret, *lines):
            assert line not in report
            assert visible(line) not in report


@pytest.mark.parametrize("name", FORMATS)
def test_the_law_sees_a_secret_where_there_is_one(name: str) -> None:
    """A law that cannot fail proves nothing."""
    secret = "QXZKWVJY" * 3
    outcomes = tuple(everywhere([secret], " ", weak=False))
    summary = Summary(source="files", blobs=1, size=1, outcomes=outcomes)
    assert secret in shown(name, summary, show_secrets=True)
    assert secret not in shown(name, summary)
