"""Markdown for pull-request comments and job summaries, in an order that does not change.

https://github.github.com/gfm/
No text of a stranger can act in it: names stand in code spans that nothing in them can end, so
there is no link, no mention, no image and no HTML but ours. It stays below what platforms take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Found, Run
from stanch.report.recorded import Recorded

_MOST_ROWS = 100
_MOST_UNREAD = 20
_MOST_BYTES = 60_000  # a comment on GitHub holds 65,536 characters
_TITLES = {
    "critical": "Critical",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "info": "Info",
}


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    yield "## stanch: secrets\n\n"
    yield f"{'✅' if _clean(run) else '❌'} {prose(phrases.numbers(run))}\n"
    if not run.complete:
        yield "\n**Incomplete:** not everything was read, so this is not a clean run.\n"
    used = 0
    reported = run.reported
    if reported:
        yield "\n| severity | what | where | since |\n| --- | --- | --- | --- |\n"
    shown = 0
    for found in reported[:_MOST_ROWS]:
        row = _row(found)
        used += len(row.encode())
        if used > _MOST_BYTES:
            break
        shown += 1
        yield row
    if shown < len(reported):
        yield f"\nand {len(reported) - shown} more; the whole list is in the report.\n"
    yield from _what_to_do(reported[:shown], _MOST_BYTES - used)
    yield from _unread(run)


def _clean(run: Run) -> bool:
    return run.complete and not run.reported


def _row(found: Found) -> str:
    at = found.places[0] if found.places else None
    since = ""
    if at and at.commit:
        since = code(f"{at.commit.id[:12]} {at.commit.date[:10]}".strip())
    since += f" {found.life.state}" if found.life else ""
    change = f" ({found.change})" if found.change else ""
    below = "" if found.failing else ", below the gate"
    where = code(phrases.place(at)) if at else ""
    more = f" {phrases.others(found)}" if phrases.others(found) else ""
    what = f"{prose(phrases.line(found.name))} {code(phrases.line(found.shown))}"
    cells = (f"{_TITLES[found.severity]}{change}{below}", what, f"{where}{more}", since)
    return f"| {' | '.join(cells)} |\n"


def _what_to_do(shown: tuple[Found, ...], room: int) -> Iterator[str]:
    """The advice of each rule once."""
    first: dict[str, Found] = {}
    for found in shown:
        first.setdefault(found.rule, found)
    if not first:
        return
    yield "\n<details><summary>What to do</summary>\n\n"
    for found in first.values():
        steps = "".join(f"  {n}. {prose(s)}\n" for n, s in enumerate(found.steps, 1))
        text = f"- {prose(phrases.line(found.name))}\n{steps}"
        room -= len(text.encode())
        if room < 0:
            break
        yield text
    yield "\n</details>\n"


def _unread(run: Run) -> Iterator[str]:
    if not run.unread:
        return
    yield f"\n### Not read: {len(run.unread)}\n\n"
    for one in run.unread[:_MOST_UNREAD]:
        yield f"- {code(phrases.line(one.path))}: {prose(phrases.line(one.why))}\n"
    if len(run.unread) > _MOST_UNREAD:
        yield f"- and {len(run.unread) - _MOST_UNREAD} more\n"


def code(text: str) -> str:
    """A text as code, whatever is in it; a bar would end the cell of a table even there."""
    shown = phrases.line(text) or " "
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    inner = shown.replace("|", "\\|")
    space = " " if "`" in shown else ""
    return f"{fence}{space}{inner}{space}{fence}"


def prose(text: str) -> str:
    """A text in which Markdown and HTML see nothing; web addresses of our own stay."""
    return " ".join(_word(word) for word in phrases.line(text, 1000).split(" "))


def _word(word: str) -> str:
    if re.fullmatch(r"https://[\w./?#=&%~+-]+", word, re.ASCII):
        return f"<{word}>"
    return re.sub(r"([\\`*_{}\[\]#!|~<>&@]|:(?!$)|\.(?=\w))", _entity, word)


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
