from __future__ import annotations

from datetime import date
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo import Repo
from stanch.errors import BaselineError
from stanch.model.finding import Finding, Reason
from stanch.model.outcome import Suppression
from stanch.suppress.baseline import GITATTRIBUTES_LINE, Baseline
from stanch.suppress.entry import Entry, Scope, State, write
from stanch.suppress.fingerprint import Fingerprints, Salt
from suppress.made import TODAY, finding, rule

SALT = Salt.from_root("a" * 40)
OTHER = Salt.from_root("b" * 40)
PRINTS = Fingerprints(SALT)


def salt_line(salt: Salt = SALT) -> str:
    return f"salt {salt.kid} {salt.value.hex()}"


def line_of(found: Finding, tail: str = "", salt: Salt = SALT) -> str:
    mark = Fingerprints(salt).of(found.rule.id, found.secret, weak=found.verdict.weak)
    return f"{found.rule.id} {mark} {tail}".rstrip()


def baseline(*lines: str) -> Baseline:
    return Baseline.parse("\n".join(lines) + "\n", "b", TODAY)


def covers(found: Finding, *lines: str) -> bool:
    return baseline(*lines).covers(found) is not None


FOUND = finding("acme-secret", "src/app.py")


@pytest.mark.parametrize(
    ("tail", "is_covered"),
    [
        pytest.param("", True, id="everywhere"),
        pytest.param("path=docs/old.py", True, id="a path is advice"),
        pytest.param("scope=file path=src/app.py", True, id="in its file"),
        pytest.param("scope=file path=src/app.p", False, id="in another file"),
        pytest.param("scope=file path=src/%61pp.py", True, id="an escaped path"),
        pytest.param("until=2026-03-01", True, id="on its last day"),
        pytest.param("until=2026-02-28", False, id="over"),
        pytest.param("until=2026-02-30", False, id="no such day"),
        pytest.param("untli=2027-01-01", False, id="a misspelt field"),
        pytest.param("-- vendor documentation, see the docs", True, id="with a reason"),
    ],
)
def test_an_entry_holds(tail: str, *, is_covered: bool) -> None:
    """These decide whether a build is red."""
    assert covers(FOUND, salt_line(), line_of(FOUND, tail)) is is_covered


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(finding("acme-secret", "moved/app.py"), id="a renamed file"),
        pytest.param(finding("acme-secret", line=900), id="moved lines"),
        pytest.param(finding("acme-secret", of=rule("new-key", "acme-key")), id="a renamed rule"),
    ],
)
def test_acceptance_lasts(found: Finding) -> None:
    """The loudest complaint about scanners: accepted once, back with the next change."""
    assert covers(found, salt_line(), line_of(FOUND))


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(finding("acme-secreT"), id="another secret in the same place"),
        pytest.param(finding("acme-secret", of="other-key"), id="another rule"),
        pytest.param(finding("acme-secret", of=rule("new-key", "old-key")), id="other former ids"),
    ],
)
def test_acceptance_is_of_one_secret(found: Finding) -> None:
    """A rotated key in the place of an accepted one is a leak."""
    assert not covers(found, salt_line(), line_of(FOUND))


def test_a_path_that_holds_a_secret_is_known_by_its_hash() -> None:
    """It cannot be written down, and still the entry must hold in that file alone."""
    tail = f"scope=file path=***.py file={PRINTS.of_path('src/app.py')}"
    for form in (tail, tail.replace("path=***.py ", "")):
        assert covers(FOUND, salt_line(), line_of(FOUND, form))
        assert not covers(finding("acme-secret", "***.py"), salt_line(), line_of(FOUND, form))
        assert not covers(finding("acme-secret", "b.py"), salt_line(), line_of(FOUND, form))
    other = Fingerprints(OTHER).of_path("src/app.py")
    assert not covers(FOUND, salt_line(), line_of(FOUND, f"scope=file file={other}"))


def test_it_says_where_and_why() -> None:
    """Whoever asks why something is silent must find the line and its author's words."""
    found = baseline("# c", salt_line(), line_of(FOUND, "owner=ada -- a sample")).covers(FOUND)
    assert found == Suppression(Reason.BASELINE, "b:3", "a sample")


@pytest.mark.parametrize(
    ("tails", "is_covered", "elsewhere"),
    [
        pytest.param(["", "until=2026-02-01"], False, False, id="no end and one that is over"),
        pytest.param(["until=2027-01-01", "until=2026-02-01"], False, False, id="two ends"),
        pytest.param(["", "scope=file path=src/app.py"], True, False, id="two scopes"),
        pytest.param(["", "scope=file path=x"], False, False, id="everywhere and another file"),
        pytest.param(
            ["scope=file path=src/app.py", "scope=file path=else.py"], True, True, id="two files"
        ),
        pytest.param(
            ["scope=file path=src/app.py until=2026-02-01", "scope=file path=else.py"],
            False,
            True,
            id="two files, one over",
        ),
        pytest.param(
            ["until=2026-02-01", "scope=file path=src/app.py"], False, False, id="a wide one over"
        ),
        pytest.param(["", "until=never"], False, False, id="one that is broken"),
        pytest.param(["", "scope=file"], False, False, id="one that lacks its file"),
        pytest.param(["", ""], True, True, id="the same twice"),
    ],
)
def test_the_strictest_of_several_lines_holds(
    tails: list[str], *, is_covered: bool, elsewhere: bool
) -> None:
    """A merge puts lines of two branches together: it must never accept more than either did."""
    lines = [line_of(FOUND, tail) for tail in tails]
    other = finding("acme-secret", "else.py")
    for order in (lines, lines[::-1]):
        assert covers(FOUND, salt_line(), *order) is is_covered
        assert covers(other, *order, salt_line()) is elsewhere


@pytest.mark.parametrize(
    ("lines", "is_covered"),
    [
        pytest.param([line_of(FOUND), salt_line()], True, id="behind its entries"),
        pytest.param([salt_line(), salt_line(), line_of(FOUND)], True, id="twice"),
        pytest.param([salt_line(OTHER), salt_line(), line_of(FOUND)], True, id="one of two"),
        pytest.param([salt_line(OTHER), line_of(FOUND)], False, id="another"),
        pytest.param([line_of(FOUND)], False, id="none"),
        pytest.param([salt_line()[:-2] + "00", line_of(FOUND)], False, id="edited"),
        pytest.param([salt_line()[:-2] + "00", salt_line(), line_of(FOUND)], True, id="mended"),
        pytest.param([salt_line()[:-1], line_of(FOUND)], False, id="cut"),
        pytest.param([salt_line() + " x", line_of(FOUND)], False, id="with a word behind it"),
    ],
)
def test_salts(lines: list[str], *, is_covered: bool) -> None:
    """An entry whose salt is gone can match nothing; that must be said and not guessed."""
    found = baseline(*lines)
    assert (found.covers(FOUND) is not None) is is_covered
    assert is_covered or found.warnings


def test_both_kinds_of_hash_count() -> None:
    """A release that learns that a rule's secrets are weak must not void the entries it has."""
    strong, weak = finding("pw", weak=False), finding("pw", weak=True)
    for accepted in (strong, weak):
        for found in (strong, weak):
            assert covers(found, salt_line(), line_of(accepted))


def test_no_slow_hash_without_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """50 ms for each weak finding would make the hook slow for everybody."""

    def never(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(Fingerprints, "_scrypt", never)  # the only way to see that it is not run
    assert covers(FOUND, salt_line(), line_of(FOUND))
    lines = (salt_line(), line_of(FOUND), f"other-key {SALT.kid}:s:{'0' * 32}")
    assert not covers(finding("x", weak=True), *lines)
    assert not covers(finding("x", weak=True))


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        pytest.param(line_of(FOUND, "until=2026-03-15"), "b:3: expires on 2026-03-15", id="soon"),
        pytest.param(line_of(FOUND, "until=2026-03-16"), "", id="later"),
        pytest.param(line_of(FOUND, "until=2026-02-28"), "b:3: expired on 2026-02-28", id="over"),
        pytest.param(line_of(FOUND, "until=2026-02-30"), "b:3: until= needs YYYY-MM-DD", id="odd"),
        pytest.param(
            line_of(FOUND, "until=2026-02-28 path=a"), "b:3: expired on 2026-02-28", id="reordered"
        ),
        pytest.param(
            line_of(FOUND, "-- until=2026-02-28"),
            "b:3: until= stands behind `--`; fields come before it",
            id="a field in a reason",
        ),
        pytest.param(line_of(FOUND, "-- until 2026-02-28"), "", id="a day in a reason"),
        pytest.param(
            line_of(FOUND, "until 2026-02-28"),
            "b:3: 'until' is no field (write `--` before a reason)",
            id="a day without a sign",
        ),
        pytest.param(
            line_of(FOUND, "until=2027-02-28\u00a0--"),
            "b:3: U+00A0 does not show; only spaces part words",
            id="a hard space",
        ),
        pytest.param(
            line_of(FOUND, "", OTHER), f"b:3: no salt line has the id {OTHER.kid}", id="no salt"
        ),
        pytest.param(
            "<html>", "b:3: not an entry of the form RULE KID:h:HEX or KID:s:HEX", id="no entry"
        ),
        pytest.param(
            salt_line()[:-2] + "00",
            f"b:3: the salt {SALT.kid} was edited: its id does not fit it",
            id="an edited salt",
        ),
        pytest.param("# <html>", "", id="a comment"),
        pytest.param("   # comment", "", id="an indented comment"),
        pytest.param(" \t ", "", id="blanks"),
    ],
)
def test_warnings_name_the_line(line: str, warning: str) -> None:
    """What does not hold any more must be found by its line before the build is red."""
    assert baseline("# a", salt_line(), line, "# z").warnings == ((warning,) if warning else ())


def test_many_warnings_of_one_kind_are_folded() -> None:
    """A lost salt line must not print ten thousand lines into a commit."""
    lines = [line_of(finding(f"s{i}")) for i in range(30)]
    warnings = baseline(*lines).warnings
    assert len(warnings) == 11
    assert warnings[-1] == f"b: 20 more lines: no salt line has the id {SALT.kid}"


def test_entries_can_be_shown() -> None:
    """`baseline show` lists what is accepted, and what only looks so."""
    found = baseline(
        "# c",
        salt_line(),
        line_of(FOUND, "scope=file path=a%20b owner=ada ticket=T-1 until=2027-01-01 -- why"),
        line_of(FOUND, "until=2020-01-01"),
        line_of(FOUND, "", OTHER),
        "oops",
    ).entries
    mark = PRINTS.of("acme-key", FOUND.secret, weak=False)
    full = Entry(
        "acme-key", mark, Scope.FILE, "a b", "ada", "T-1", date(2027, 1, 1), "why", 3
    )  # fmt: skip
    assert found[0] == full
    assert (found[0].kid, found[0].kind) == (SALT.kid, "h")
    assert [e.line for e in found] == [3, 4, 5, 6]
    assert [e.state for e in found] == [State.VALID, State.EXPIRED, State.BROKEN, State.BROKEN]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param(b"\xff\xfe#\0", "b: ", id="UTF-16"),
        pytest.param(b"# caf\xe9\n", "b: ", id="Latin-1"),
        pytest.param("# caf\udce9\n", "b: ", id="Latin-1 decoded by somebody else"),
        pytest.param("# a\0\n", "b: ", id="NUL"),
        pytest.param("# a\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n", "b:2: ", id="a conflict"),
        pytest.param("# a\r\n=======\r\n", "b:2: ", id="the middle of a conflict"),
    ],
)
def test_what_is_no_baseline_is_an_error(text: str | bytes, where: str) -> None:
    """A file that cannot be read must not count as an empty one."""
    with pytest.raises(BaselineError, match=f"^{where}") as raised:
        Baseline.parse(text, "b", TODAY)
    assert raised.value.hint


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff{}\n{}\n", id="a byte-order mark"),
        pytest.param("{}\r\n{}\r\n", id="CRLF"),
        pytest.param("{}\n{}", id="no line feed at the end"),
        pytest.param("\n\n  {}\n\n {}  \n", id="blank lines and blanks"),
        pytest.param("{}\n# {}\n{{}}".replace("{{}}", "{}"), id="a comment of the same text"),
    ],
)
def test_editors_may_save_as_they_like(text: str) -> None:
    """An editor on another system must not void the file."""
    lines = [salt_line(), line_of(FOUND)]
    if text.count("{}") == 3:
        lines.append(line_of(FOUND))
    found = Baseline.parse(text.format(*lines), "b", TODAY)
    assert found.covers(FOUND)
    assert found.warnings == ()


def test_the_fingerprints_of_reports_are_those_of_the_file() -> None:
    """A report must name a finding as the baseline does, whatever salt the history gives."""
    assert baseline("#").fingerprints(SALT).salt == SALT
    assert baseline(salt_line(), salt_line(OTHER)).fingerprints(OTHER).salt == OTHER
    assert baseline(salt_line()).fingerprints(OTHER).salt == SALT
    third = Salt.from_root("c" * 40)
    for lines in ((salt_line(), salt_line(OTHER)), (salt_line(OTHER), salt_line())):
        assert baseline(*lines).fingerprints(third).salt == min(SALT, OTHER)


_ENTRIES = st.builds(
    lambda secret, scope, path, until: Entry(
        "acme-key",
        PRINTS.of("acme-key", finding(secret).secret, weak=False),
        scope,
        path,
        until=until,
    ),
    st.sampled_from(["one", "two"]),
    st.sampled_from(Scope),
    st.sampled_from(["a", "b"]),
    st.sampled_from([None, date(2026, 2, 1), date(2026, 4, 1)]),
)


@given(st.lists(_ENTRIES, max_size=4), st.lists(_ENTRIES, max_size=4), st.randoms())
def test_union_is_the_strictest_in_any_order(
    ours: list[Entry], theirs: list[Entry], rng: Random
) -> None:
    """A union merge keeps the lines of both sides in an order that nobody chooses."""
    entries = [*ours, *theirs]
    lines = [salt_line(), *map(write, entries), salt_line()]
    rng.shuffle(lines)
    merged = baseline(*lines)
    for secret in ("one", "two"):
        mark = PRINTS.of("acme-key", finding(secret).secret, weak=False)
        about = [e for e in entries if e.mark == mark]
        for path in ("a", "b", "c"):
            narrow = [e for e in about if e.scope is Scope.FILE]
            here = [e for e in narrow if e.path == path]
            bearing = here + [e for e in about if e.scope is Scope.REPOSITORY]
            may = bool(here) if narrow else bool(bearing)
            holds = may and all(e.until is None or e.until >= TODAY for e in bearing)
            assert (merged.covers(finding(secret, path)) is not None) == holds


_PIECES = st.sampled_from(
    [" ", "-- ", "path=a", "file=" + "0" * 32, "path=%41", "owner=b", "owner=b,until=2026-01-01",
     "until=2027-01-01", "until=2026-01-01", "until 2026-01-01", "until=x", "\u00a0", "-- é",
     "scope=file", "scope=x", "a", "--", "=", "a=b", "\t", "%", "\u2028", "ключ", "until="]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=7).map(" ".join))
def test_fast_and_careful_reading_agree(tail: str) -> None:
    """Ten thousand lines are only glanced at; a line that is wrong must be seen all the same."""
    found = baseline(salt_line(), line_of(FOUND, tail))
    (entry,) = found.entries
    ended = entry.until is not None and entry.until < TODAY
    assert bool(found.warnings) == bool(entry.problem or ended)
    assert (found.covers(finding("acme-secret", "a")) is not None) == (not found.warnings)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """A file that strangers may edit must never end the run but by its own error."""
    try:
        found = Baseline.parse(text, "b", TODAY)
    except BaselineError:
        return
    assert found.covers(FOUND) is None
    assert len(found.entries) <= text.count("\n") + 1


def test_a_line_of_a_megabyte() -> None:
    """One line must not cost more than its length."""
    start = process_time()
    assert covers(FOUND, salt_line(), line_of(FOUND, "-- " + "x " * 500_000), "y=" * 500_000)
    assert process_time() - start < 3


def test_ten_thousand_entries_are_read_in_the_time_of_a_keystroke() -> None:
    """A large baseline must not be felt by whoever commits. Measured: 15 ms; loose for CI."""
    tail = "path=src/pkg/module.py owner=ada@example.org until=2027-01-01 -- a sample of the vendor"
    text = "\n".join(
        [salt_line(), *(f"acme-key {SALT.kid}:h:{i:032x} {tail}" for i in range(10_000))]
    )
    start = process_time()
    found = Baseline.parse(text + "\n", "b", TODAY)
    assert found.covers(FOUND) is None
    assert process_time() - start < 0.2
    assert len(found.entries) == 10_000


def test_two_branches_merge_without_a_conflict(repo: Repo) -> None:
    """The promise of the format, kept by git itself."""
    ours, theirs = finding("ours"), finding("theirs", of="other-key")
    repo.stage(".gitattributes", GITATTRIBUTES_LINE + "\n")
    repo.stage(".stanch-baseline", salt_line() + "\n")
    repo.commit("base")
    repo.git("checkout", "-q", "-b", "side")
    repo.stage(".stanch-baseline", f"{salt_line()}\n{line_of(theirs)}\n")
    repo.commit("theirs")
    repo.git("checkout", "-q", "main")
    repo.stage(".stanch-baseline", f"{salt_line()}\n{line_of(ours)}\n")
    repo.commit("ours")
    repo.git("merge", "-q", "--no-edit", "side")
    merged = Baseline.parse((repo.path / ".stanch-baseline").read_bytes(), "b", TODAY)
    assert merged.covers(ours)
    assert merged.covers(theirs)
    assert merged.warnings == ()
