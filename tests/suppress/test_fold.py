from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.errors import BaselineError
from stanch.suppress.baseline import Baseline
from stanch.suppress.fingerprint import Salt
from stanch.suppress.fold import Sign, differences, folded, merged, sides
from stanch.suppress.update import create
from suppress.made import TODAY, finding

SALT = Salt.from_root("a" * 40)
ONE, TWO = finding("one", "a.py"), finding("two", "b.py")
TEXT = create([ONE, TWO], salt=SALT, today=TODAY).text
HEAD, FIRST, SECOND = TEXT[: TEXT.index("acme-key")], *TEXT.splitlines()[-2:]


def text(*lines: str) -> str:
    return HEAD + "".join(line + "\n" for line in lines)


def entries(made: str) -> list[str]:
    return [line for line in made.splitlines() if line.startswith("acme")]


SOON, LATE = f"{FIRST} until=2027-01-01", f"{FIRST} until=2028-01-01"
HERE = FIRST.replace(" path=", " scope=file path=")
THERE = HERE.replace("a.py", "z.py")


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        pytest.param([FIRST, FIRST], [FIRST], id="the same line twice"),
        pytest.param([FIRST, SECOND], [FIRST, SECOND], id="two secrets"),
        pytest.param([LATE, SOON], [SOON], id="the earlier end"),
        pytest.param([FIRST, LATE], [LATE], id="an end against none"),
        pytest.param([FIRST, HERE], [HERE], id="one file against all"),
        pytest.param([HERE, THERE], [HERE, THERE], id="two files"),
        pytest.param([FIRST, HERE, THERE], [HERE, THERE], id="two files against all"),
        pytest.param([SOON, HERE], [SOON, HERE], id="a wide one that ends earlier counts"),
        pytest.param([FIRST, f"{FIRST} oops=1"], [FIRST, f"{FIRST} oops=1"], id="a broken line"),
    ],
)
def test_folding_keeps_the_strictest(lines: list[str], left: list[str]) -> None:
    """And it changes nothing of what the file accepts."""
    for some in permutations(lines):
        made = folded(text(*some), "b")
        assert sorted(entries(made)) == sorted(left)
        assert made.startswith(HEAD)
        for path in ("a.py", "z.py", "x.py"):
            for found in (finding("one", path), finding("two", path)):
                before, after = (
                    Baseline.parse(t, "b", TODAY).accepting(found.rule, found.secret, path)
                    for t in (text(*some), made)
                )
                assert (before and before.last_day) == (after and after.last_day)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "left"),
    [
        pytest.param([FIRST], [FIRST], [FIRST], [FIRST], id="nothing changed"),
        pytest.param([], [FIRST], [SECOND], [FIRST, SECOND], id="both added"),
        pytest.param([], [FIRST], [LATE], [LATE], id="both added the same"),
        pytest.param([FIRST, SECOND], [FIRST], [FIRST, SECOND], [FIRST], id="one dropped"),
        pytest.param([FIRST], [], [], [], id="both dropped"),
        pytest.param([SOON], [LATE], [SOON], [LATE], id="one extended"),
        pytest.param([FIRST], [SOON], [LATE], [SOON], id="both changed"),
        pytest.param([SOON], [], [LATE], [], id="dropped here, extended there"),
        pytest.param([FIRST], [HERE], [FIRST], [HERE], id="one narrowed"),
    ],
)
def test_a_merge_knows_where_both_began(
    base: list[str], ours: list[str], theirs: list[str], left: list[str]
) -> None:
    """What one branch dropped must not come back because the other did not."""
    for one, two in ((ours, theirs), (theirs, ours)):
        made = merged([text(*one), text(*two)], "b", text(*base))
        assert sorted(entries(made)) == sorted(left)
        assert made.count("salt ") == 1
        assert made.count("# Secrets") == 1


def test_comments_and_line_ends_stay() -> None:
    """They are people's; the other branch's come along."""
    ours = text("# ours", "", FIRST).replace("\n", "\r\n")
    made = merged([ours.encode(), text("# theirs", SECOND)], "b")
    assert made.startswith(ours)
    assert made.endswith(f"# theirs\r\n{SECOND}\r\n")


CONFLICT = f"""{HEAD}<<<<<<< HEAD
{FIRST}
=======
{SECOND}
>>>>>>> branch
"""
DIFF3 = f"""{HEAD}<<<<<<< HEAD
{LATE}
||||||| base
{SOON}
{SECOND}
=======
{SOON}
{SECOND}
>>>>>>> branch
"""


def test_a_conflict_is_taken_apart() -> None:
    """Hosts that ignore attributes leave one."""
    with pytest.raises(BaselineError):
        Baseline.parse(CONFLICT, "b", TODAY)
    assert entries(folded(CONFLICT, "b")) == [FIRST, SECOND]
    assert entries(folded(DIFF3, "b")) == [LATE]
    found = sides(CONFLICT, "b")
    assert found
    assert found.base is None
    assert sides(text(FIRST), "b") is None


@pytest.mark.parametrize(
    "wrong",
    [CONFLICT.replace("=======\n", ""), CONFLICT.replace(">>>>>>> branch\n", ""),
     CONFLICT.replace("<<<<<<< HEAD\n", ""), CONFLICT + "=======\n"],
    ids=["no middle", "no end", "no beginning", "one more"],
)  # fmt: skip
def test_half_a_conflict_is_an_error(wrong: str) -> None:
    """Somebody edited it; which lines are whose is not known."""
    with pytest.raises(BaselineError, match="half a conflict"):
        folded(wrong, "b")


@given(st.lists(st.sampled_from([FIRST, SECOND, SOON, LATE, HERE, THERE, "# c", "", "oops"])))
def test_folding_twice_changes_nothing(lines: list[str]) -> None:
    """What is folded is as short as it gets."""
    once = folded(text(*lines), "b")
    assert folded(once, "b") == once


def test_differences() -> None:
    """A review asks what a branch accepts more."""
    found = differences(text(FIRST, SECOND), text(LATE, SECOND, THERE), ("a", "b"))
    assert [(one.sign, one.entry.path) for one in found] == [
        (Sign.CHANGED, "a.py"),
        (Sign.ADDED, "z.py"),
    ]
    back = differences(text(LATE, SECOND, THERE), text(FIRST, SECOND), ("a", "b"))
    assert {one.sign for one in back} == {Sign.CHANGED, Sign.REMOVED}
    assert differences(text(FIRST, SECOND), text(SECOND, FIRST), ("a", "b")) == []


LINES = [FIRST, SECOND, SOON, LATE, HERE, THERE, f"{HERE} until=2027-01-01", f"{FIRST} oops"]
SOME = st.lists(st.sampled_from(LINES), max_size=5)


@given(SOME, SOME)
def test_a_merge_accepts_what_both_texts_together_do(ours: list[str], theirs: list[str]) -> None:
    """Whether git made a union, or this program, must not matter."""
    union = Baseline.parse(text(*ours, *theirs), "b", TODAY)
    made = Baseline.parse(merged([text(*ours), text(*theirs)], "b"), "b", TODAY)
    for path in ("a.py", "z.py", "x.py"):
        for found in (finding("one", path), finding("two", path)):
            one, two = (b.accepting(found.rule, found.secret, path) for b in (union, made))
            assert (one and one.last_day) == (two and two.last_day)
