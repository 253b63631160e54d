from __future__ import annotations

import random
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fakes
from stanch.engine.judge import Judged
from stanch.engine.overlap import settled
from stanch.model.finding import Candidate, Dropped, Reason, Verdict
from stanch.model.place import Span
from stanch.model.rule import Confidence, Environment, Severity
from stanch.model.secret import Secret


def judged(
    rule_id: str, start: int, end: int, believed: Confidence = Confidence.HIGH, **fields: Any
) -> Judged:
    rule = fakes.rule(id=rule_id, **fields)
    span = Span(start, end)
    verdict = Verdict(believed, Severity.HIGH, Environment.ANY)
    return Judged(Candidate(rule, span, span, Secret(b"x" * (end - start))), verdict)


def names(judged: list[Judged]) -> list[str]:
    return [one.candidate.rule.id for one in judged if isinstance(one.result, Verdict)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            judged("pattern", 5, 9, Confidence.LOW),
            judged("assigned", 0, 20, detector="assignment"),
            id="a pattern knows more than a name",
        ),
        pytest.param(
            judged("assigned", 5, 9, Confidence.LOW, detector="assignment"),
            judged("long-tail", 0, 20, confidence="low", tags=["general"]),
            id="one who reads names knows more than a guess of the long tail",
        ),
        pytest.param(
            judged("long-tail", 5, 9, confidence="low", tags=["general"]),
            judged("random", 0, 20, detector="entropy"),
            id="a guess of the long tail knows more than randomness",
        ),
        pytest.param(
            judged("assigned", 5, 9, Confidence.LOW, detector="assignment"),
            judged("random", 0, 20, detector="entropy"),
            id="a name knows more than randomness",
        ),
        pytest.param(
            judged("sure", 5, 9, Confidence.PROVEN), judged("long", 0, 20), id="confidence"
        ),
        pytest.param(judged("prefixed", 5, 9, prefix="sk_"), judged("long", 0, 20), id="a prefix"),
        pytest.param(judged("proof", 5, 9, proof="jwt"), judged("long", 0, 20), id="a checksum"),
        pytest.param(judged("long", 0, 20), judged("short", 5, 9), id="length"),
        pytest.param(judged("first", 0, 9), judged("second", 5, 14), id="the place"),
    ],
)
def test_who_explains_the_characters_better(better: Judged, worse: Judged) -> None:
    """One token must not be two findings, and the vendor's name is worth more than `generic`."""
    for order in ([better, worse], [worse, better]):
        after = settled(order)
        assert names(after) == [better.candidate.rule.id]
        (lost,) = [one.result for one in after if isinstance(one.result, Dropped)]
        assert lost == Dropped(Reason.OVERLAP, better.candidate.rule.id)


def test_a_value_that_two_vendors_claim_is_one_finding_with_both_names() -> None:
    """Two names stand near it, and which of them gave it out only its owner knows."""
    one = judged("acme-key", 5, 37, name="Acme key", vendor="Acme")
    two = judged("bolt-key", 5, 37, Confidence.MEDIUM, name="Bolt key", vendor="Bolt")
    (kept,) = [j for j in settled([two, one]) if isinstance(j.result, Verdict)]
    assert kept.candidate.rule.id == "acme-key"
    assert isinstance(kept.result, Verdict)
    assert kept.result.notes == ("may also be: Bolt key",)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(judged("b", 5, 37, vendor="Acme"), id="of the same vendor"),
        pytest.param(judged("b", 6, 37, vendor="Bolt"), id="of fewer characters"),
        pytest.param(judged("b", 5, 37, vendor="Bolt", tags=["general"]), id="of a general form"),
        pytest.param(judged("b", 5, 37, vendor="Bolt", detector="assignment"), id="by its name"),
    ],
)
def test_other_claims_add_no_name(other: Judged) -> None:
    """The generic rule sees every key; that is no news."""
    (kept,) = [
        j for j in settled([judged("a", 5, 37, vendor="Acme"), other]) if j.candidate.rule.id == "a"
    ]
    assert isinstance(kept.result, Verdict)
    assert kept.result.notes == ()


def test_neighbours_do_not_overlap() -> None:
    """Two tokens side by side are two."""
    assert names(settled([judged("b", 9, 12), judged("a", 0, 9)])) == ["a", "b"]


def test_what_was_dropped_takes_no_room() -> None:
    """A placeholder round a key must not hide the key."""
    gone = judged("gone", 0, 50)._replace(result=Dropped(Reason.PLACEHOLDER))
    assert names(settled([gone, judged("kept", 3, 9)])) == ["kept"]


spans = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=14))
def test_kept_ones_never_overlap_and_none_is_lost(given_spans: list[tuple[int, int]]) -> None:
    """Each character belongs to one finding, each candidate has a fate, whatever the order."""
    before = [judged(f"r{n}", *span) for n, span in enumerate(given_spans)]
    after = settled(before)
    assert sorted(one.candidate.span for one in after) == sorted(s.candidate.span for s in before)
    kept = [one.candidate.span for one in after if isinstance(one.result, Verdict)]
    assert all(one.end <= other.start for one, other in pairwise(kept))
    for one in after:
        span = one.candidate.span
        assert any(k.start < span.end and span.start < k.end for k in kept)
    shuffled = settled(random.Random(1).sample(before, len(before)))
    again = [one.candidate.span for one in shuffled if isinstance(one.result, Verdict)]
    assert again == kept


def test_a_hundred_thousand_are_settled_soon() -> None:
    """A file of keys must not take minutes: the time limit of a text does not reach here."""
    one = judged("a", 0, 9)
    many = [
        one._replace(candidate=one.candidate._replace(span=Span(n * 8, n * 8 + 9)))
        for n in random.Random(2).sample(range(60_000), 60_000)
    ]
    start = time.process_time()
    assert len(settled(many)) == len(many)
    assert time.process_time() - start < 5
