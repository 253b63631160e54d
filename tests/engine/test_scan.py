from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import fakes
from stanch.cache import Cache
from stanch.engine.database import standing
from stanch.engine.judge import Judge
from stanch.engine.match import Matcher, OverTimeError
from stanch.engine.scan import Engine, Seen, examine, examined, finding
from stanch.engine.view import View
from stanch.engine.wake import LARGEST, Waker
from stanch.errors import ScanError
from stanch.model.blob import Blob, Part
from stanch.model.outcome import State
from stanch.model.rule import Rule
from tokens import token

SLOW = fakes.rule(r"(?P<secret>a(?:[a-z]{1,30}[a-z]{1,30}){1,30}!)", id="slow")
ACME = fakes.rule()
KEY = token("acme_", 20)
EVIL = b"a" * 400 + b" "


def test_the_time_limit_stops_a_pattern() -> None:
    """A pattern that backtracks must not hang a commit."""
    by = fakes.engine(SLOW, seconds=0.2, oracle=True)
    start = time.monotonic()
    with pytest.raises(OverTimeError, match="time limit passed in rule slow"):
        list(examine(by, Blob("a", EVIL + b"a!" * 5 + b" " + EVIL)))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("apart", ["\n", " ", "\n" * 5000])
def test_what_was_found_before_the_limit_is_kept(apart: str) -> None:
    """A file that takes too long must not hide the key on its first line."""
    text = KEY + apart + (EVIL + b"a!" * 5 + b" " + EVIL).decode()
    by = fakes.plan(fakes.engine(fakes.only(ACME, SLOW), seconds=0.2, oracle=True))
    summary = fakes.scanned(by, fakes.source(Blob("a", text.encode())))
    assert len(summary.outcomes) == 1
    assert summary.state is State.INCOMPLETE


def test_judging_has_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a million matches takes its time behind the matching."""
    monkeypatch.setattr(Judge, "_result", lambda *_: time.sleep(0.01))  # slow, and the same each
    plan = fakes.plan(fakes.engine(ACME, seconds=0.5))
    text = " ".join(token("acme_", 20, seed=n) for n in range(2000))
    start = time.monotonic()
    (skipped,) = fakes.scanned(plan, fakes.source(Blob("a", text.encode()))).skipped
    assert "time limit" in skipped.why
    assert time.monotonic() - start < 10


def test_a_limit_is_a_counted_skip_and_never_clean() -> None:
    """A file that was given up on is not clean, and the run says so."""
    by = fakes.plan(fakes.engine(fakes.only(SLOW, ACME), seconds=0.2, oracle=True))
    given = fakes.source(Blob("slow", EVIL + KEY.encode() + EVIL), Blob("fast", KEY.encode()))
    summary = fakes.scanned(by, given)
    (skipped,) = summary.skipped
    assert (skipped.path, skipped.by_policy) == ("slow", False)
    assert "time limit" in skipped.why
    assert summary.state is State.INCOMPLETE
    assert (summary.blobs, len(summary.outcomes)) == (1, 1)


def test_a_text_over_the_engines_reach_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hyperscan's lengths wrap at 4 GiB without a word."""
    monkeypatch.setattr("stanch.engine.wake.LARGEST", 10)  # nobody has 2 GiB for a test
    with pytest.raises(ScanError, match="more than the engine can address"):
        list(examine(fakes.engine(ACME), Blob("a", b"x" * 11)))
    assert LARGEST <= 1 << 31


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65])
def test_small_texts(size: int) -> None:
    """An empty file is common, and windows are cut at both ends."""
    by = fakes.engine(ACME)
    assert fakes.fates(by, b"x" * size) == []
    data = b" " * size + KEY.encode() + b" " * size
    assert [fate.start for fate in fakes.fates(by, data)] == [size]


def test_a_secret_next_to_more_letters_is_none() -> None:
    """A window that ends inside a token must not fake a word's end."""
    by = fakes.engine(ACME)
    for tail in (b"x", b"x" * 63, b"x" * 64, b"x" * 65, b"x" * 500):
        assert fakes.fates(by, KEY.encode() + tail) == []
        assert fakes.fates(by, tail + KEY.encode()) == []


def test_several_on_a_line_are_all_found() -> None:
    """Back to back, each behind the end of the one before."""
    keys = [token("acme_", 20, seed=n) for n in range(50)]
    assert [f.value.decode() for f in fakes.fates(fakes.engine(ACME), " ".join(keys))] == keys


def test_a_finding_knows_its_part() -> None:
    """A secret in a file's name is shown as such."""
    (seen,) = examine(fakes.engine(ACME), Blob("x", KEY.encode(), Part.NAME))
    made = finding(seen.view, seen.judged[0])
    assert made
    assert made.locations[0].part == "name"


def test_what_was_dropped_is_no_finding() -> None:
    """`explain` shows it, a report does not."""
    (seen,) = examine(fakes.engine(fakes.rule(prefix="acme_")), Blob("x", b"acme_" + b"x" * 20))
    assert finding(seen.view, seen.judged[0]) is None


def test_an_empty_credential_is_none() -> None:
    """A group that matches nothing is no secret of length 0."""
    rule = fakes.rule("acme=(?P<secret>[a-z]{0,9});", id="maybe")
    assert fakes.fates(fakes.engine(rule), "acme=; acme=qwjk;") != []
    assert all(fate.value for fate in fakes.fates(fakes.engine(rule), "acme=; acme=qwjk;"))


def test_a_credential_inside_its_match() -> None:
    """What is hidden and hashed is the credential, not the words round it."""
    rule = fakes.rule("acme_key=(?P<secret>[a-z0-9]{20});", id="inner")
    value = KEY.removeprefix("acme_").lower()
    (fate,) = fakes.fates(fakes.engine(rule), f"x acme_key={value};")
    assert (fate.value.decode(), fate.start) == (value, 11)


def test_rules_that_do_not_wake_are_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling all patterns takes seconds; a clean commit needs none."""

    def refuse(_self: Matcher, *_args: object) -> object:
        raise AssertionError("matched without waking")

    monkeypatch.setattr(Matcher, "candidates", refuse)  # to see that it is not asked
    assert fakes.fates(fakes.engine(ACME), "nothing to see here") == []


def test_waking_is_the_same_object_for_all_threads() -> None:
    """One database serves all; each thread has scratch of its own."""
    waker = Waker(fakes.only(ACME), fakes.NO_CACHE)
    waker.compile()
    waker.compile()
    by = fakes.engine(ACME)
    assert fakes.found(by, KEY) == {("acme-key", KEY.encode())}


@pytest.mark.parametrize("oracle", [False, True])
def test_what_is_scanned_together_is_found_apart(*, oracle: bool) -> None:
    """Blobs are joined to be woken: each must find its own, and none what runs over a seam."""
    half = len(KEY) // 2
    texts = ["", KEY, "", f"a {KEY}", KEY[:half], KEY[half:], "b" * 500, f"{KEY} c", "acme_", ""]
    by = fakes.engine(ACME, oracle=oracle)
    blobs = [Blob(str(n), text.encode()) for n, text in enumerate(texts)]
    seen = [
        [(one.candidate.span.start, one.candidate.secret.reveal().decode()) for one in seen.judged]
        for seens in examined(by, blobs)
        for seen in [*seens] or [Seen(View(blobs[0], b""), [])]
    ]
    assert seen == [[(text.find(KEY), KEY)] if KEY in text else [] for text in texts]


def test_a_flood_in_one_blob_drowns_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fills a file with near misses must not hide the secret in the next one."""
    monkeypatch.setattr("stanch.engine.wake.MOST_CALLBACKS", 50)
    by = fakes.engine(ACME)
    flood = Blob("flood", (KEY[:-1] + " ").encode() * 20 + b"acme_aaaaaaaaaaaaaa" * 500)
    blobs = [Blob("a", KEY.encode()), flood, Blob("b", KEY.encode())]
    found = [[f.judged[0].candidate.secret for f in seens] for seens in examined(by, blobs)]
    assert [len(each) for each in (found[0], found[2])] == [1, 1]


@pytest.mark.parametrize("before", ["", "x", " ", "\n", "x" * 200, " " * 200, "\n" * 200])
def test_what_is_remembered_of_a_window_holds_there_only(before: str) -> None:
    """Versions of a file repeat themselves; what stands before a window may still differ."""
    anchored = fakes.rule(r"(?m)^(?P<secret>acme_[0-9A-Za-z]{20})\b", id="first")
    glued = fakes.rule(r"(?<!x)(?P<secret>acme_[0-9A-Za-z]{20})\b", id="unglued")
    rules = fakes.only(anchored, glued)
    by = fakes.engine(rules)
    for text in (KEY, f" {KEY}", f"x{KEY}", f"\n{KEY}", f"{KEY} {KEY}"):
        for whole in (text, before + text, text, before + text):
            assert fakes.fates(by, whole) == fakes.fates(fakes.engine(rules), whole)


def test_which_words_stand_in_a_text() -> None:
    """A flood goes through the keywords; one that is overlooked is a rule that never wakes."""
    pytest.importorskip("hyperscan")
    words = [b"acme_", b"cme_k", b"k\x00y", b"absent", b"(.*)", b"\xc3\xb1"]
    text = b"x acme_key k\x00y (.*) " * 1000 + b"\xc3\xb1"
    assert standing(words, text) == frozenset(word for word in words if word in text)
    assert standing(words, b"") == frozenset()


@pytest.mark.parametrize("oracle", [False, True])
@pytest.mark.parametrize("far", [0, 100, 290])
def test_a_look_around_sees_as_far_as_it_says(far: int, *, oracle: bool) -> None:
    """A window that ends before it would report what the pattern excludes."""
    ahead = fakes.rule(r"(?P<secret>acme_[0-9A-Za-z]{20})(?![^\n]{0,300}REVOKED)", id="ahead")
    behind = fakes.rule(r"(?<!OLD {300})(?P<secret>acme_[0-9A-Za-z]{20})", id="behind")
    by = fakes.engine(fakes.only(ahead, behind), oracle=oracle)
    assert {f.rule for f in fakes.fates(by, f"{KEY}{' ' * far}REVOKED")} == {"behind"}
    assert {f.rule for f in fakes.fates(by, f"OLD{' ' * 300}{KEY}")} == {"ahead"}


def test_ten_thousand_secrets_on_one_line() -> None:
    """Where each stands is counted on from the one before: twice as many take twice as long."""
    keys = [token("acme_", 20, seed=n % 50) for n in range(10_000)]
    (seen,) = examine(fakes.engine(ACME), Blob("a", " ".join(keys).encode()))
    start = time.monotonic()
    made = [finding(seen.view, one) for one in seen.judged]
    assert time.monotonic() - start < 5
    columns = [one.locations[0].start.column for one in made if one]
    assert columns == [1 + 26 * n for n in range(len(columns))]


def cold(rule: Rule, cache: Cache, **fields: Any) -> Engine:
    """An engine of so many rules that it compiles none before much is read."""
    others = (fakes.rule(f"(?P<secret>other{n}_[a-z]{{8}})", id=f"other-{n}") for n in range(30))
    return fakes.engine(fakes.only(rule, *others), cache=cache, **fields)


def test_what_is_remembered_belongs_to_its_window(tmp_path: Path) -> None:
    """A scan begins with keywords and goes on with Hyperscan, whose windows begin elsewhere."""
    rule = fakes.rule(r"(?P<secret>acme_[0-9A-Z]{20})\s?end")
    value = f"acme_{token('', 20).upper()}"
    text = f"{'x ' * 25}{value} end"
    by = cold(rule, Cache(str(tmp_path)))
    before = fakes.fates(by, text)
    by.waker.ready()
    assert fakes.fates(by, text) == before == fakes.fates(fakes.engine(rule, oracle=True), text)
    assert [fate.value for fate in before] == [value.encode()]


def test_a_strangers_rule_that_backtracks_is_stopped_before_anything_is_compiled(
    tmp_path: Path,
) -> None:
    """The first look at a window knows no time limit, so it is not for patterns of strangers."""
    rule = fakes.rule(r"(?P<secret>acme(?:(?:[a-z]{1,9}){1,9}-?){1,9}[0-9]{4})", id="slow")
    by = cold(rule, Cache(str(tmp_path)), seconds=0.2)
    start = time.monotonic()
    with suppress(OverTimeError):
        list(examine(by, Blob("a", b"acme" + b"a" * 24 + b"!")))
    assert time.monotonic() - start < 5
