from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanch.suppress.entry import Entry, Scope, State, read, write
from tokens import body

MARK = "630dcd29:h:" + "0a" * 16


@pytest.mark.parametrize(
    ("tail", "entry"),
    [
        pytest.param("", Entry("r", MARK), id="nothing"),
        pytest.param(" -- a reason", Entry("r", MARK, reason="a reason"), id="a reason"),
        pytest.param(
            " scope=file path=a%20b/%25.py owner=ada ticket=SEC-1 until=2027-01-31 -- why not",
            Entry(
                "r",
                MARK,
                Scope.FILE,
                "a b/%.py",
                "ada",
                "SEC-1",
                date(2027, 1, 31),
                "why not",
            ),
            id="everything",
        ),
        pytest.param(
            " until=2027-01-31 path=a", Entry("r", MARK, path="a", until=date(2027, 1, 31)),
            id="another order",
        ),
        pytest.param(" scope=repository", Entry("r", MARK), id="the usual scope"),
        pytest.param("  path=a   --   b  ", Entry("r", MARK, path="a", reason="b"),
                     id="more blanks"),
        pytest.param(" -- a=b", Entry("r", MARK, reason="a=b"), id="a reason behind dashes"),
        pytest.param(" -- see ?id=4", Entry("r", MARK, reason="see ?id=4"),
                     id="a sign in a reason"),
        pytest.param(" path=été/ключ", Entry("r", MARK, path="été/ключ"), id="other scripts"),
        pytest.param(" -- -- b", Entry("r", MARK, reason="-- b"), id="dashes in a reason"),
        pytest.param(" -- até 2027-01-31, until we move", Entry(
            "r", MARK, reason="até 2027-01-31, until we move"), id="a day in a reason"),
        pytest.param(" scope=file path=***.py file=" + "0a" * 16, Entry(
            "r", MARK, Scope.FILE, "***.py", file="0a" * 16), id="the hash of a path"),
        pytest.param(" path=a%3Duntil%3Db", Entry("r", MARK, path="a=until=b"),
                     id="signs in a name"),
        pytest.param(" path=caf%E9", Entry("r", MARK, path="caf\udce9"), id="no UTF-8"),
        pytest.param(" ticket=https://x/?a=b", Entry("r", MARK, ticket="https://x/?a=b"),
                     id="an address"),
    ],
)  # fmt: skip
def test_read(tail: str, entry: Entry) -> None:
    """What people wrote to a line is what reports show and what decides."""
    assert read(f"r {MARK}{tail}", 7) == entry._replace(line=7)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(f"r {MARK} until=2027-02-30", "until=", id="no such day"),
        pytest.param(f"r {MARK} until=27-01-01", "until=", id="a malformed day"),
        pytest.param(f"r {MARK} until=2027-01-0\u0661", "until=", id="a digit of another script"),
        pytest.param(f"r {MARK} until=", "until=", id="an empty day"),
        pytest.param(f"r {MARK} until=2027-01-01 until=2028-01-01", "twice", id="two days"),
        pytest.param(f"r {MARK} -- why until=2027-01-01", "behind", id="a day in the reason"),
        pytest.param(f"r {MARK} -- (Until=2027-01-01)", "behind", id="in brackets in the reason"),
        pytest.param(f"r {MARK} -- scope=file", "behind", id="a scope in the reason"),
        pytest.param(f"r {MARK} a sample", "'a' is no field", id="a reason without dashes"),
        pytest.param(f"r {MARK} until 2027-01-01", "'until' is no field", id="no sign"),
        pytest.param(f"r {MARK} until:2027-01-01", "no field", id="a colon"),
        pytest.param(f"r {MARK} until =2027-01-01", "'until'", id="a space before the sign"),
        pytest.param(f"r {MARK} until = 2027-01-01", "'until'", id="spaces round the sign"),
        pytest.param(f"r {MARK} (until=2027-01-01)", "no field", id="a field in brackets"),
        pytest.param(f'r {MARK} "until=2027-01-01"', "no field", id="a field in quotes"),
        pytest.param(f"r {MARK} sample,until=2027-01-01", "no field", id="a comma"),
        pytest.param(f"r {MARK} owner=ada,until=2027-01-01", "until=", id="in another field"),
        pytest.param(f"r {MARK} path=a;scope=file", "scope=", id="a scope in another field"),
        pytest.param(f"r {MARK} path=a\tuntil=2027-01-01", "U+0009", id="a tab between fields"),
        pytest.param(f"r {MARK}\tuntil=2027-01-01", "form", id="a tab behind the hash"),
        pytest.param(f"r {MARK} path=a\xa0until=2027-01-01", "U+00A0", id="a hard space"),
        pytest.param(f"r {MARK} \u200buntil=2027-01-01", "U+200B", id="a space of no width"),
        pytest.param(f"r {MARK} path=a\u2003until=2027-01-01", "U+2003", id="a wide space"),
        pytest.param(
            f"r {MARK} unt\u0456l=2027-01-01", "no field", id="a letter of another script"
        ),
        pytest.param(f"r {MARK} UNTIL=2027-01-01", "UNTIL=", id="capitals in a field"),
        pytest.param(f"r {MARK} # until=2027-01-01", "no field", id="a comment behind it"),
        pytest.param(f"r {MARK} - a reason", "no field", id="one dash"),
        pytest.param(f"r {MARK} \u2014 a reason", "no field", id="a long dash"),
        pytest.param(f"r {MARK} scope=file file=abc", "file=", id="a hash of a path that is none"),
        pytest.param(
            f"r {MARK} file={'0' * 32}", "scope=file", id="a hash of a path that is not asked"
        ),
        pytest.param(f"r {MARK} util=2027-01-01", "util=", id="a misspelt field"),
        pytest.param(f"r {MARK} commit=abc", "commit=", id="a field of another version"),
        pytest.param(f"r {MARK} scope=file", "path=", id="a file scope without a path"),
        pytest.param(f"r {MARK} scope=folder path=a", "scope=", id="an unknown scope"),
        pytest.param(f"r {MARK} path=%zz", "path=", id="a broken escape"),
        pytest.param(f"r {MARK[:-1]}", "form", id="a hash too short"),
        pytest.param(f"r {MARK}0", "form", id="a hash too long"),
        pytest.param(f"r {MARK.upper()}", "form", id="capitals"),
        pytest.param(f"r {MARK.replace(':h:', ':x:')}", "form", id="another kind"),
        pytest.param(f"r\t{MARK}", "form", id="a tab"),
        pytest.param("r", "form", id="one word"),
    ],
)
def test_what_is_not_understood_does_not_hold(line: str, problem: str) -> None:
    """A typo must bring the finding back, and the message must tell which word it is."""
    entry = read(line)
    assert problem in entry.problem
    assert entry.state is State.BROKEN
    assert entry.last_day == date.min


def test_a_message_repeats_no_word_that_may_be_a_secret() -> None:
    """A token that was pasted into the file must not go on into the log of a build."""
    secret = body(40)
    letters = "".join(c for c in secret if c.isalpha())
    for tail in (secret, f"{letters}=x", letters, f"owner={secret}\t", f"path={secret},until=x"):
        entry = read(f"r {MARK} {tail}")
        assert entry.problem
        assert letters not in entry.problem
        assert secret not in entry.problem


_WORD = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from(" %=-\n\t\u2028\udcff")
)
_REASON = st.lists(st.sampled_from(["a", "--", "a=b", "until", "owner=x", "=", "-", "ключ"])).map(
    " ".join
)


@given(
    path=_WORD,
    owner=_WORD,
    ticket=_WORD,
    reason=_REASON,
    until=st.none() | st.dates(min_value=date(1000, 1, 1)),
    scope=st.sampled_from(Scope),
)
def test_what_is_written_reads_back(
    path: str, owner: str, ticket: str, reason: str, until: date | None, scope: Scope
) -> None:
    """A file name with a blank, a sign or a line feed must not change what is accepted."""
    entry = Entry("r", MARK, scope, path or "a", owner, ticket, until, reason)
    line = write(entry)
    assert "\n" not in line
    line.encode()
    assert read(line) == entry


@given(st.text(max_size=60) | st.sampled_from(["until=2020-01-01", "a Scope=file", "x,until=y"]))
def test_a_reason_cannot_add_a_line_or_a_field(reason: str) -> None:
    """A reason comes from a prompt or a script: it must stay a reason, and void nothing."""
    entry = read(write(Entry("r", MARK, path="a", reason=reason)))
    assert entry._replace(reason="") == Entry("r", MARK, path="a")


@given(st.text(max_size=80))
def test_any_line(text: str) -> None:
    """People and merges write anything; nothing may end the run."""
    read(f"r {MARK} {text}")
    read(text)
