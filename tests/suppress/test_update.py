from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stanch.errors import BaselineError
from stanch.model.finding import Finding
from stanch.model.rule import Rule
from stanch.suppress.baseline import Baseline
from stanch.suppress.entry import Scope
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import HEADER, Terms, create, update
from suppress.made import TODAY, finding, rule

SALT = Salt.from_root("a" * 40)
OTHER = Salt.from_root("b" * 40)
ONE = finding("one", "src/b.py")
TWO = finding("two", "src/a.py")


def parsed(text: str) -> Baseline:
    return Baseline.parse(text, "b", TODAY)


def test_create_explains_the_file() -> None:
    """Whoever meets the file in a review has to understand it without a manual."""
    made = create([ONE, TWO], salt=SALT, today=TODAY, terms=Terms(reason="a sample"))
    lines = made.text.removeprefix(HEADER).splitlines()
    assert made.text.startswith("# ")
    assert lines[0] == f"salt {SALT.kid} {SALT.value.hex()}"
    assert [line.split()[2:] for line in lines[1:]] == [
        ["path=src/a.py", "--", "a", "sample"],
        ["path=src/b.py", "--", "a", "sample"],
    ]
    assert made.added == 2
    assert made.text.endswith("\n")
    assert "one" not in made.text.removeprefix(HEADER)


def test_create_without_findings_keeps_the_salt() -> None:
    """Branches that add their first entry later must agree on it."""
    made = create([], salt=SALT, today=TODAY)
    assert parsed(made.text).has_salt(SALT)
    assert made.added == 0


def test_update_keeps_every_byte() -> None:
    """People's comments, order and blank lines are theirs."""
    old = "\ufeff# mine\r\n\r\n  odd line\r\n" + create([ONE], salt=SALT, today=TODAY).text
    made = update(old.removesuffix("\n"), [ONE, TWO], salt=OTHER, today=TODAY)
    assert made.text.startswith(old.removesuffix("\n") + "\r\n")
    assert made.added == 1
    assert OTHER.kid not in made.text
    assert parsed(made.text).covers(ONE)
    assert parsed(made.text).covers(TWO)


def test_update_with_nothing_new_changes_nothing() -> None:
    """A second run must not make a commit."""
    old = create([ONE, TWO], salt=SALT, today=TODAY).text
    assert update(old, [TWO, ONE], salt=OTHER, today=TODAY) == (old, 0, ())
    assert update("# none yet", [], salt=OTHER, today=TODAY) == ("# none yet", 0, ())
    assert update(old.encode(), [ONE], salt=SALT, today=TODAY).text == old


def test_terms_are_written() -> None:
    """An acceptance without an author, a ticket and an end is forgotten."""
    terms = Terms("why\nsalt x", "Ada L", "SEC-1", date(2027, 1, 1), Scope.FILE)
    (entry,) = parsed(create([ONE], salt=SALT, today=TODAY, terms=terms).text).entries
    assert (entry.reason, entry.owner, entry.ticket) == ("why salt x", "Ada L", "SEC-1")
    assert (entry.until, entry.scope, entry.path) == (date(2027, 1, 1), Scope.FILE, "src/b.py")


@pytest.mark.parametrize("scope", Scope)
def test_nothing_that_is_written_holds_a_secret(scope: Scope) -> None:
    """A path or a reason can hold a token, and the file is there to be published."""
    held = ["src/one.py", "src/two.py", "else.py"]
    found = [finding("xyz", path) for path in held]
    terms = Terms("was one", "two", "see one", scope=scope)

    def clean(text: str) -> str:
        return text.replace("one", "***").replace("two", "***")

    made = update("", found, salt=SALT, today=TODAY, terms=terms, clean=clean)
    assert "one" not in made.text.removeprefix(HEADER)
    assert "two" not in made.text.removeprefix(HEADER)
    assert made.added == (3 if scope is Scope.FILE else 1)
    accepted = parsed(made.text)
    assert accepted.warnings == ()
    assert all(accepted.covers(one) for one in found)
    for path in ("src/***.py", "src/three.py"):
        assert (accepted.covers(finding("xyz", path)) is None) is (scope is Scope.FILE)
    again = update(made.text, found, salt=SALT, today=TODAY, terms=terms, clean=clean)
    assert again == (made.text, 0, ())


def test_an_end_in_the_past_is_refused() -> None:
    """It would write entries that do not hold and say that it had accepted."""
    with pytest.raises(BaselineError, match="2026-02-28"):
        create([ONE], salt=SALT, today=TODAY, terms=Terms(until=date(2026, 2, 28)))


def test_one_line_for_a_secret_in_many_places() -> None:
    """A key in a hundred files is one decision, except where each file is."""
    places = (*ONE.locations, *finding("one", "a/c.py").locations, *ONE.locations)
    found = ONE._replace(locations=places)
    assert create([found, ONE], salt=SALT, today=TODAY).added == 1
    made = create([found], salt=SALT, today=TODAY, terms=Terms(scope=Scope.FILE))
    assert [e.path for e in parsed(made.text).entries] == ["a/c.py", "src/b.py"]


def test_another_file_beside_a_narrow_entry() -> None:
    """A wide line beside a narrow one would not hold, so `update` has to write a narrow one."""
    old = create([ONE], salt=SALT, today=TODAY, terms=Terms(scope=Scope.FILE)).text
    moved = finding("one", "else.py")
    made = update(old, [moved], salt=SALT, today=TODAY)
    assert parsed(made.text).covers(moved)
    assert parsed(made.text).covers(ONE)
    assert not parsed(made.text).covers(finding("one", "third.py"))


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        pytest.param("until=2026-02-01", "b:6: expired on 2026-02-01", id="over"),
        pytest.param("untli=2027-01-01", "b:6: unknown field", id="broken"),
    ],
)
@pytest.mark.parametrize("of", [rule("acme-key"), rule("new-key", "acme-key")])
def test_what_has_ended_is_not_renewed_in_silence(tail: str, why: str, of: Rule) -> None:
    """An end is a decision: a second line must neither undo it nor be added in vain."""
    old = (
        create([finding("one", "")], salt=SALT, today=TODAY).text.removesuffix("\n") + f" {tail}\n"
    )
    made = update(old, [ONE._replace(rule=of)], salt=SALT, today=TODAY, where="b")
    assert (made.text, made.added) == (old, 0)
    assert made.refused[0].startswith(why)


def test_a_lost_salt_line_is_mended() -> None:
    """The salt can be derived again, so entries that lack only that come back to life."""
    whole = create([ONE], salt=SALT, today=TODAY).text
    lost = "".join(line for line in whole.splitlines(keepends=True) if not line.startswith("salt"))
    assert not parsed(lost).covers(ONE)
    made = update(lost, [ONE], salt=SALT, today=TODAY)
    assert made.added == 0
    assert parsed(made.text).covers(ONE)


_FINDINGS = st.builds(
    finding,
    st.sampled_from(["one", "two", "three", "four"]),
    st.sampled_from(["a.py", "b c/%.py", "caf\udce9", "line\nfeed"]),
    st.sampled_from(["acme-key", "other-key"]),
    weak=st.just(value=False),
)
_TERMS = st.builds(
    Terms,
    reason=st.text(max_size=12),
    owner=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    until=st.none() | st.just(date(2027, 1, 1)),
    scope=st.sampled_from(Scope),
)


@settings(deadline=None)
@given(st.lists(_FINDINGS, max_size=6), st.lists(_FINDINGS, max_size=6), _TERMS, _TERMS)
def test_a_baseline_of_a_run_covers_exactly_that_run(
    first: list[Finding], second: list[Finding], terms: Terms, later: Terms
) -> None:
    """The law of a baseline: what was accepted is silent, and nothing else is."""
    text = create(first, salt=SALT, today=TODAY, terms=terms).text
    text = update(text, second, salt=OTHER, today=TODAY, terms=later).text
    found = parsed(text)
    assert found.warnings == ()
    accepted = {(f.rule.id, f.secret) for f in (*first, *second)}
    for accepted_one in (*first, *second):
        assert found.covers(accepted_one)
    for secret in ("one", "two", "three", "four", "five"):
        for name in ("acme-key", "other-key"):
            new = finding(secret, "new.py", name)
            if (name, new.secret) not in accepted or terms.scope is later.scope is Scope.FILE:
                assert not found.covers(new)
    assert update(text, [*first, *second], salt=SALT, today=TODAY).text == text


def test_weak_secrets_are_hashed_slowly() -> None:
    """A fast hash of `hunter2` in a public repository is as good as the word itself."""
    weak = finding("hunter2", weak=True)
    text = create([weak, ONE], salt=SALT, today=TODAY).text
    assert sorted(e.kind for e in parsed(text).entries) == ["h", "s"]
    assert parsed(text).covers(weak)
