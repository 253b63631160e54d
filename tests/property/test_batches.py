"""The law of batches: however the inputs are cut, ordered and shared out, the same is found."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

import fakes
from stanch.model.blob import Blob, Skipped
from stanch.model.outcome import Summary
from stanch.sources.base import Input, batches
from tokens import token

PLAN = fakes.plan(fakes.engine(fakes.rule()))


def key(seed: int) -> str:
    return token("acme_", 20, seed=seed)


texts = st.lists(st.integers(0, 9), max_size=3).map(lambda seeds: " ".join(map(key, seeds)))
blobs = st.tuples(st.sampled_from("abcd"), texts, st.sampled_from([0, 10, 300_000])).map(
    lambda made: Blob(made[0], (made[1] + " " * made[2]).encode())
)
inputs = st.lists(
    st.one_of(blobs, st.sampled_from("xy").map(lambda p: Skipped(p, "unreadable"))), max_size=12
)


def essence(summary: Summary) -> object:
    """What a report says, whatever came first."""
    return (
        summary.blobs,
        summary.size,
        sorted(summary.skipped),
        sorted(
            (o.finding.secret.reveal(), sorted((p.path, p.start) for p in o.finding.locations))
            for o in summary.outcomes
        ),
    )


@settings(deadline=None, max_examples=40)
@given(inputs, st.integers(2, 4), st.randoms(use_true_random=False))
def test_jobs_and_order_change_nothing(
    given_inputs: list[Input], jobs: int, rng: random.Random
) -> None:
    """A result that depends on the machine flaps in CI."""
    alone = fakes.scanned(PLAN, fakes.source(*given_inputs))
    together = fakes.scanned(PLAN, fakes.source(*given_inputs), jobs)
    assert together == alone
    shuffled = rng.sample(given_inputs, len(given_inputs))
    assert essence(fakes.scanned(PLAN, fakes.source(*shuffled), jobs)) == essence(alone)


@given(inputs)
def test_batches_lose_nothing(given_inputs: list[Input]) -> None:
    """Every input is in one batch, in its order; an empty batch would be a task for nothing."""
    groups = list(batches(given_inputs))
    assert [item for group in groups for item in group] == given_inputs
    assert all(groups)
