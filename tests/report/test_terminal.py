from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from rich.cells import cell_len

from report.golden import same_as_golden
from report.outcomes import PASSWORD, PEM, STRIPE, location, outcome, rule
from report.sample import sample
from stanch.model.blob import Skipped
from stanch.model.finding import Reason
from stanch.model.outcome import Gate, Outcome, Summary, Suppression
from stanch.model.place import Commit
from stanch.model.rule import Confidence, Severity
from stanch.report.base import ReportOptions, reporter
from tokens import body, stripe


def written(summary: Summary, gate: Gate | None = None, **options: Any) -> str:
    out = io.StringIO()
    chosen = ReportOptions()._replace(**options)
    reporter("terminal", chosen).write(summary, gate or Gate(), out)
    return out.getvalue()


def run(*outcomes: Outcome, **fields: Any) -> Summary:
    values: dict[str, Any] = {
        "source": "worktree",
        "blobs": 3,
        "size": 1234,
        "outcomes": outcomes,
    } | fields
    return Summary(**values)


def key(**changes: Any) -> Outcome:
    value = stripe()
    place = location("src/app.py", f'\tkey = "{value}"\n'.encode(), value.encode())
    return outcome(STRIPE, value, place, **changes)


def last(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        pytest.param("terminal-80.txt", {"verbose": True}, id="80 columns, everything"),
        pytest.param("terminal-120.txt", {"width": 120}, id="120 columns"),
        pytest.param("terminal-color.txt", {"color": True}, id="in colour"),
        pytest.param("terminal-quiet.txt", {"quiet": True}, id="quiet"),
    ],
)
def test_golden(name: str, options: dict[str, Any]) -> None:
    """What people see, to be looked at when it changes."""
    same_as_golden(name, written(sample(), **options))


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        pytest.param(run(), "no secrets found · 3 files, 1.2 kB", id="clean"),
        pytest.param(run(blobs=1, size=1), "no secrets found · 1 file, 1 byte", id="one of each"),
        pytest.param(
            run(source="history", blobs=12345, size=3_000_000_000),
            "no secrets found · 12,345 blobs, 3.0 GB",
            id="a history",
        ),
        pytest.param(
            run(nothing="0 files staged", blobs=0, size=0),
            "nothing to scan: 0 files staged",
            id="nothing to read is said",
        ),
        pytest.param(
            run(skipped=(Skipped("a", "too large", by_policy=True),)),
            "no secrets found · 1 skipped · 3 files, 1.2 kB",
            id="a limit",
        ),
        pytest.param(
            run(skipped=(Skipped("a", "no permission"),)),
            "INCOMPLETE: no secrets in what could be read · 1 NOT READ · 3 files, 1.2 kB",
            id="unreadable is never clean",
        ),
        pytest.param(
            run(
                key(suppressed=Suppression(Reason.BASELINE)),
                key(suppressed=Suppression(Reason.INLINE)),
            ),
            "no new secrets found · 2 suppressed (1 inline marker, 1 baseline) · 3 files, 1.2 kB",
            id="all accepted",
        ),
        pytest.param(
            run(key(), key(severity=Severity.LOW, confidence=Confidence.LOW)),
            "2 findings (1 critical, 1 low; 1 below the gate) · 3 files, 1.2 kB",
            id="one fails, one does not",
        ),
        pytest.param(run(key()), "1 finding (1 critical) · 3 files, 1.2 kB", id="one finding"),
    ],
)
def test_last_line(summary: Summary, line: str) -> None:
    """The one line that people read in a CI log."""
    assert last(written(summary)) == line


def test_a_clean_run_is_one_line() -> None:
    """The hook says no more than needed."""
    assert written(run()).count("\n") == 1
    assert not written(run(), quiet=True)


def test_quiet_still_says_what_was_not_read() -> None:
    """Silence means clean, so it must not mean unreadable."""
    text = written(run(skipped=(Skipped("a", "no permission"),)), quiet=True)
    assert "  a: no permission\n" in text
    assert last(text).startswith("INCOMPLETE")


def test_unread_inputs_are_bounded() -> None:
    """A broken disk would otherwise fill the log."""
    skipped = tuple(Skipped(f"f{n}", "input/output error") for n in range(50))
    text = written(run(skipped=skipped))
    assert "INCOMPLETE: 50 inputs were not read and may hold secrets:\n" in text
    assert "  f19: input/output error\n  and 30 more\n" in text


def test_rich_is_not_imported_without_findings() -> None:
    """It takes as long as all the rest of a clean commit's hook."""
    code = (
        "import io, sys\n"
        "from stanch.model.outcome import Gate, Summary\n"
        "from stanch.report.base import ReportOptions, reporter\n"
        "run = Summary(source='staged', blobs=1, size=1, nothing='')\n"
        "reporter('terminal', ReportOptions(color=True)).write(run, Gate(), io.StringIO())\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'rich', 'json'}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_carets_stand_under_the_secret() -> None:
    """Without colour they are the only mark."""
    value = stripe()
    data = f"文文 = '{value}' # 文".encode()
    text = written(run(outcome(STRIPE, value, location("a", data, value.encode()))))
    lines = text.splitlines()
    number = next(i for i, line in enumerate(lines) if "1 | " in line)
    shown = value[:14] + "…"
    before = lines[number].partition(shown)[0]
    marks = lines[number + 1]
    assert cell_len(marks) - marks.count("^") == cell_len(before)
    assert marks.count("^") == cell_len(shown)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_lines_fit(width: int) -> None:
    """A wrapped source line moves the carets; only addresses and places are never broken."""
    long = "x = 1; " * 200
    value = body(60)
    data = f"{long}{value}{long}".encode()
    text = written(
        run(outcome(PASSWORD, value, location("a.js", data, value.encode()))), width=width
    )
    assert max(map(cell_len, text.splitlines())) <= width
    assert max(map(cell_len, text.splitlines())) > width - 5


def test_places_and_addresses_are_not_broken() -> None:
    """A broken one cannot be clicked."""
    path = "folder/" * 20 + "a b.py"
    link = "https://acme.test/" + "x" * 100
    of = rule("acme", revoke=link)
    text = written(run(outcome(of, body(40), location(path, b"x", b"x"))))
    assert f"   {path}:1:1\n" in text
    assert link in text


def test_paths_are_shown_from_where_the_user_stands() -> None:
    """A path from the root of the repository cannot be clicked from a folder below it."""
    text = written(run(key()), show_path=lambda path: f"../{path}")
    assert "   ../src/app.py:1:9\n" in text


def test_hyperlinks_only_when_asked_for() -> None:
    """A log would show them as noise."""
    links: dict[str, Any] = {"hyperlinks": True, "link_path": lambda path: f"file:///repo/{path}"}
    text = written(run(key()), **links)
    assert ";file:///repo/src/app.py\x1b\\src/app.py:1:9\x1b" in text
    assert ";https://dashboard.stripe.com/apikeys\x1b\\" in text
    assert "\x1b" not in written(run(key()))


def test_nothing_from_outside_acts() -> None:
    """A file name, a line, a message may try to rewrite the screen."""
    evil = "\x1b[2J\x1b]0;x\x07\x9b1m\u202e[red]boo[/red]\r"
    value = stripe()
    data = f"{evil} {value} {evil}".encode()
    commit = Commit("12", evil, evil, "2026", evil)
    one = outcome(
        rule("id", name=evil, why=evil, revoke=evil, vendor=evil),
        value,
        location(evil, data, value.encode(), commit=commit),
        facts=((evil, evil),),
        notes=(evil,),
        companions=(location(evil, data, value.encode()),),
    )
    two = outcome(
        STRIPE,
        value,
        location(evil, data, value.encode()),
        suppressed=Suppression(Reason.INLINE, evil, evil),
    )
    summary = run(one, two, skipped=(Skipped(evil, evil),), warnings=(evil,))
    text = written(summary, verbose=True, width=400)
    assert not set(text) & set("\x1b\x07\x9b\u202e\r")
    assert text.count("[red]boo[/red]") > 15


def test_a_key_of_many_lines() -> None:
    """The first line says what it is; the rest is the secret."""
    lines = "\n".join(body(64, seed=n) for n in range(3))
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----"
    data = f'k = """{pem}"""\n'.encode()
    text = written(run(outcome(PEM, pem, location("a.py", data, pem.encode()))))
    assert '1 | k = """-----BEGIN RSA PRIVATE KEY-----… (5 lines)\n' in text


def test_advice_is_given_once_a_rule() -> None:
    """Two hundred findings of one rule are read for their places."""
    value = stripe(2)
    other = outcome(STRIPE, value, location("z.py", value.encode(), value.encode()))
    text = written(run(key(), other))
    assert text.count("Replace it") == 1
    assert "   Why and what to do: as for finding 1. Revoke it first:" in text


def test_more_places_than_fit() -> None:
    """A key that was copied into a hundred files."""
    value = stripe()
    places = [location(f"f{n:02}", value.encode(), value.encode()) for n in range(20)]
    text = written(run(outcome(STRIPE, value, *places)))
    assert "   f00:1:1\n" in text
    assert "     f05:1:1\n     and 14 more\n" in text
    assert "f06" not in text


def test_below_the_gate() -> None:
    """A finding that does not fail the run is shown, and says so."""
    text = written(run(key(severity=Severity.LOW)), Gate(severity=Severity.HIGH))
    assert "1. LOW: Stripe live secret key (below the gate, does not fail this run)\n" in text


def test_verbose_lists_what_was_accepted() -> None:
    """Whoever doubts a clean run sees who accepted what, and where."""
    why = Suppression(Reason.BASELINE, ".stanch-baseline:3", "rotated")
    skipped = (Skipped("big.bin", "larger than 10 MB", by_policy=True),)
    text = written(run(key(suppressed=why), skipped=skipped), verbose=True)
    line = "src/app.py:1:9: stripe-secret-key-live, by baseline at .stanch-baseline:3: rotated"
    assert f"Suppressed: 1\n  {line}\n" in text
    assert "Skipped by policy: 1\n  big.bin: larger than 10 MB\n" in text
    assert "big.bin" not in written(run(skipped=skipped))


def test_full_value_when_asked_for() -> None:
    """To revoke by an interface one needs the value."""
    assert f"   Value: {stripe()}\n" in written(run(key()), show_secrets=True)


def test_a_file_name_that_holds_the_secret() -> None:
    """The path is where such a secret would leave."""
    value = stripe()
    place = location(f"keys/{value}.txt", f"{value}.txt".encode(), value.encode(), part="name")
    text = written(run(outcome(STRIPE, value, place)))
    assert "   keys/***.txt (in its name)\n" in text
    assert "3. Clean up: rename the file.\n" in text


def test_an_old_console() -> None:
    """An encoding without the ellipsis must not end the run."""

    class Console(io.StringIO):
        encoding = "cp437"

    out = Console()
    value = stripe()
    place = location("文.py", value.encode(), value.encode())
    summary = run(outcome(STRIPE, value, place))
    reporter("terminal", ReportOptions()).write(summary, Gate(), out)
    text = out.getvalue()
    text.encode("cp437")
    assert f"{value[:14]}~" in text
    assert "\\u6587.py:1:1" in text


def test_a_finding_without_a_place() -> None:
    """No source makes one today; the report must not fall over it."""
    text = written(run(outcome(STRIPE, stripe())))
    assert "1. CRITICAL: Stripe live secret key\n" in text
    assert "critical" in written(run(outcome(STRIPE, stripe())), quiet=True)
