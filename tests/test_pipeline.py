"""The program in one page, with fakes at both ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pytest

import fakes
from stanch import pipeline, workers
from stanch.errors import ExitCode
from stanch.model.blob import Blob, Part, Skipped
from stanch.model.finding import Reason
from stanch.model.outcome import Gate, State, Summary
from stanch.model.place import Commit
from stanch.model.rule import Confidence, Severity
from stanch.pipeline import Looked
from stanch.sources.base import Given, Input, Old, named
from stanch.suppress.decide import Suppressor
from stanch.suppress.ignorefile import IgnoreFile
from suppress.made import TODAY
from tokens import token

ACME = fakes.engine(
    fakes.only(
        fakes.rule(prefix="acme_"),
        fakes.rule(r"pin=(?P<secret>[0-9a-z]{6})\b", id="pin", weak=True),
    )
)
PLAN = fakes.plan(ACME)


def key(seed: int = 0) -> str:
    return token("acme_", 20, seed=seed)


def blob(text: str, path: str = "a.py", commit: str = "") -> Blob:
    return Blob(path, text.encode(), commit=commit)


def run(*given: Input, olds: Iterable[Blob] = (), by: pipeline.Plan = PLAN) -> Summary:
    return fakes.scanned(by, fakes.source(*given, olds=olds))


def values(summary: Summary) -> list[str]:
    return [outcome.finding.secret.reveal().decode() for outcome in summary.outcomes]


def test_one_finding_a_secret_with_all_its_places() -> None:
    """A key in twelve files is one thing to revoke."""
    summary = run(blob(f"{key(1)}\n{key(1)}"), blob(key(1), "b.py"), blob(key(2), "b.py"))
    assert values(summary) == [key(1), key(2)]
    places = [(p.path, p.start.line) for p in summary.outcomes[0].finding.locations]
    assert places == [("a.py", 1), ("a.py", 2), ("b.py", 1)]


def test_what_is_counted() -> None:
    """The last line says what was read; a name is no blob more."""
    summary = run(named("a.py"), blob("12345"), Skipped("b", "gone"), blob("1"))
    assert (summary.blobs, summary.size) == (2, 6)
    assert summary.skipped == (Skipped("b", "gone"),)
    assert summary.nothing == ""


def test_nothing_to_read_is_said() -> None:
    """A hook that read nothing must not look like one that found nothing."""
    assert run().nothing == "0 files"
    assert run(Skipped("b", "gone")).nothing == ""
    assert run().exit_code(Gate()) is ExitCode.CLEAN


@pytest.mark.parametrize(
    ("skipped", "state", "code"),
    [
        pytest.param(Skipped("b", "gone"), State.INCOMPLETE, ExitCode.INCOMPLETE, id="unreadable"),
        pytest.param(
            Skipped("b", "large", by_policy=True), State.COMPLETE, ExitCode.CLEAN, id="policy"
        ),
    ],
)
def test_a_skip_is_never_clean_by_accident(skipped: Skipped, state: State, code: ExitCode) -> None:
    """What could not be read may hold anything."""
    summary = run(blob("fine"), skipped)
    assert (summary.state, summary.exit_code(Gate())) == (state, code)
    assert run(blob(key()), skipped).exit_code(Gate()) is ExitCode.FOUND


def test_a_secret_in_a_name() -> None:
    """A path is committed as well, and shown on every page of the web interface."""
    (outcome,) = run(named(f"dump/{key()}.sql")).outcomes
    assert outcome.finding.locations[0].part == Part.NAME.value


@pytest.mark.parametrize(
    ("new", "olds", "introduced"),
    [
        pytest.param(f"k = {key()}", ["nothing"], [key()], id="new"),
        pytest.param(f"\n\nk={key()}", [f"k = {key()}"], [], id="moved and rewritten"),
        pytest.param(f"k = {key()}", ["", f"({key()})"], [], id="in the second old side"),
        pytest.param(f"k = {key()}", [f"x{key()}y"], [key()], id="a part of a longer one before"),
        pytest.param(f"{key(1)} {key(2)}", [key(1)], [key(2)], id="one of two"),
        pytest.param(f"k = {key()}", [f"k = {key()[:-1]}"], [key()], id="one letter less before"),
        pytest.param("pin=k3j9x7", ["pin=k3j9x7"], [], id="weak and seen as a secret"),
        pytest.param("pin=k3j9x7", ["see k3j9x7"], ["k3j9x7"], id="weak, a word before"),
    ],
)
def test_a_change_introduces_what_none_of_its_old_sides_held(
    new: str, olds: list[str], introduced: list[str]
) -> None:
    """Blocking a commit for what it only touches teaches people to switch the hook off."""
    before = [blob(text, f"old{n}.py") for n, text in enumerate(olds)]
    assert values(run(blob(new), olds=before)) == introduced


def test_each_commit_has_old_sides_of_its_own() -> None:
    """What a later commit of a range touches was not old for the one that brought the key."""
    new = [blob(key(), f"{n}.py", commit=f"c{n}") for n in (1, 2, 3)]
    summary = run(*new, olds=[blob(key(), "docs.md", "c2"), blob("", "docs.md", "c3")])
    (outcome,) = summary.outcomes
    assert [p.commit.id for p in outcome.finding.locations if p.commit] == ["c1", "c3"]


def test_an_old_side_in_wide_text_counts() -> None:
    """Saving a file in another encoding introduces nothing."""
    assert values(run(blob(key()), olds=[Blob("a.py", key().encode("utf-16"))])) == []


def test_old_sides_are_read_only_when_something_was_found() -> None:
    """A clean commit needs no old blobs, which is most of its time."""

    class Source(fakes.FakeSource):
        def before(self, commits: Collection[str]) -> Iterator[Old]:
            raise AssertionError("asked for the old sides")

    assert fakes.scanned(PLAN, Source((blob("clean"),))).outcomes == ()
    with pytest.raises(AssertionError, match="old sides"):
        fakes.scanned(PLAN, Source((blob(key()),)))


def test_commits_are_named_once_at_the_end() -> None:
    """Asking git for each finding would take longer than the scan."""
    one = Commit("c1", "Ada", "ada@example.org", "2026-01-03", "move")
    two = Commit("c2", "Bob", "bob@example.org", "2026-01-02", "add")
    source = fakes.source(blob(key(), commit="c1"), blob(key(), "b.py", commit="c2"))
    summary = fakes.scanned(PLAN, source._replace(dates={"c1": one, "c2": two}))
    assert {p.commit for p in summary.outcomes[0].finding.locations} == {one, two}
    unknown = fakes.scanned(PLAN, source._replace(dates={"c1": one}))
    assert {p.commit for p in unknown.outcomes[0].finding.locations} == {one, Commit("c2")}


@pytest.mark.parametrize(
    ("minimum", "count"), [(Confidence.LOW, 2), (Confidence.MEDIUM, 1)], ids=["low", "medium"]
)
def test_below_the_minimum_nothing_is_reported(minimum: Confidence, count: int) -> None:
    """`--min-confidence` decides what people see."""
    doubtful = f"acme_{key(3)[5:10]}123456789{key(3)[5:11]}"
    text = f"{key(1)} {doubtful}"
    assert len(run(blob(text), by=fakes.plan(ACME, minimum=minimum)).outcomes) == count


def test_acceptances_are_decided_by_place() -> None:
    """A key accepted in one file is reported in another, and both are counted."""
    ignoring = Suppressor(TODAY, ignores=(IgnoreFile.parse("docs/\n", ".stanchignore"),))
    given = (blob(key(), "docs/a.md"), blob(key(), "a.py"), blob(f"{key(2)} # stanch:allow -- ok"))
    summary = run(*given, by=fakes.plan(ACME, ignoring))
    assert [o.finding.locations[0].path for o in summary.reported] == ["a.py"]
    assert summary.suppressed == {Reason.IGNORE_FILE: 1, Reason.INLINE: 1}


def test_markers_that_do_not_hold_are_warned_of_once() -> None:
    """A marker with a typo is believed to have worked."""
    text = f"{key(1)} # stanch:allow until=2020-01-01\n{key(2)}"
    summary = run(blob(text))
    assert len(summary.reported) == 2
    (warning,) = summary.warnings
    assert "a.py:1" in warning


def test_what_was_known_before_is_kept() -> None:
    """Warnings of the configuration and the count of rules belong to the summary."""
    facts = Summary("fake", 0, 0, warnings=("about to end",), rules=7, rules_hash="ab")
    summary = pipeline.scan(fakes.source(blob("x")), PLAN, workers.each(1, PLAN.engine), facts)
    assert (summary.rules, summary.rules_hash, summary.warnings) == (7, "ab", ("about to end",))


def test_severities_of_the_configuration_apply_before_the_gate() -> None:
    """`severity:` exists so that test folders do not fail a build."""
    low = PLAN._replace(
        regrade=lambda made: made._replace(verdict=made.verdict._replace(severity=Severity.INFO))
    )
    summary = run(blob(key()), by=low)
    assert summary.exit_code(Gate(severity=Severity.LOW)) is ExitCode.CLEAN
    assert len(summary.reported) == 1


def test_each_outcome_has_its_own_fingerprint() -> None:
    """Names that are lost or swapped would accept the wrong finding."""
    many = " ".join(key(n) for n in range(30))
    summary = run(blob(many))
    assert len(summary.outcomes) == 30
    assert len({outcome.fingerprint for outcome in summary.outcomes}) == 30


def test_a_lost_fingerprint_loses_no_finding() -> None:
    """Whoever names the findings must not be able to make one disappear."""
    short = PLAN._replace(fingerprints=lambda findings: ["x"] * (len(findings) - 1))
    with pytest.raises(ValueError, match="shorter"):
        run(blob(f"{key(1)} {key(2)}"), by=short)


def test_the_last_secret_of_an_input_that_fails_is_not_lost_in_silence() -> None:
    """An error that is no limit is a bug and must be seen, not counted as clean."""

    def broken(_look: object, _inputs: Iterable[Given]) -> Iterator[Looked]:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        pipeline.scan(fakes.source(blob(key())), PLAN, broken, Summary("fake", 0, 0))


def test_what_is_not_taken_in_does_not_count() -> None:
    """An interrupted scan goes on behind what it counted: a finding between would be lost."""

    class Interrupting(tuple[pipeline.Found, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[pipeline.Found]:
            raise KeyboardInterrupt

    def each(_look: object, _inputs: Iterable[Given]) -> Iterator[Looked]:
        yield Looked(3, 30)
        yield Looked(1, 5, Interrupting())

    summary = pipeline.scan(fakes.source(), PLAN, each, Summary("fake", 0, 0))
    assert summary.interrupted
    assert (summary.blobs, summary.size) == (3, 30)
