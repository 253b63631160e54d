"""How the terminal tells the lives of secrets: a line for each, a table and a timeline at the end.

Plain characters only, so that nothing is said by colour and a log shows it as a screen does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from stanch.model.finding import Life, Standing
from stanch.model.outcome import Outcome
from stanch.report.advice import short
from stanch.report.clip import fitted
from stanch.report.words import Words

_MOST_NAMED = 3
_MOST_ROWS = 40
_PREFIXES = ("refs/heads/", "refs/remotes/", "refs/tags/")
_HEAD = f"{'#':>4}  {'state':<7}  {'first seen':<10}  {'until':<10}  {'days':>6}  {'stands in':<16}"
_HERE, _GOES_ON, _ENDS, _NOT = "=", ">", "|", "."


def told(words: Words, life: Life) -> str:
    """The life of one secret in a sentence."""
    where = _where(words, life)
    if life.state is Standing.LIVE:
        since = f" since {life.since[:10]}" if life.since else ""
        gone = f"; {_removal(words, life)}" if life.removed else ""
        return f"live: {where}{since}{_days(life, ', ')}{gone}"
    if life.state is Standing.REMOVED:
        gone = _removal(words, life) if life.removed else "removed"
        still = f"; still in {where}" if where else ""
        return f"{gone}{_days(life, ', after ')}; the history keeps it{still}"
    return f"stray: in no branch; {where or 'only the reflog leads to it, or nothing'}"


def _removal(words: Words, life: Life) -> str:
    commit = life.removed
    if commit is None:
        return ""
    told_ = f"removed by {words.name(short(commit.id))} on {commit.date[:10]}"
    return f"{told_} ({words.text(commit.author)})" if commit.author else told_


def _days(life: Life, before: str) -> str:
    if life.days is None:
        return ""
    return f"{before}{life.days:,} day" + "s" * (life.days != 1)


def _where(words: Words, life: Life) -> str:
    parts = ["HEAD"] * life.head
    parts += _some(words, "branch", "branches", life.branches)
    parts += _some(words, "tag", "tags", life.tags)
    parts += _some(words, "", "", life.refs)
    return ", ".join(parts)


def _some(words: Words, one: str, many: str, names: Sequence[str]) -> Iterator[str]:
    if not names:
        return
    kind = one if len(names) == 1 else many
    shown = ", ".join(words.text(bare(name)) for name in names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    yield f"{kind} {shown}{more}".strip()


def bare(name: str) -> str:
    """A ref as people call it; of a submodule with its path, as in `vendor/lib:main`."""
    path, colon, ref = name.rpartition(":")  # which no ref holds
    for prefix in _PREFIXES:
        ref = ref.removeprefix(prefix)
    return path + colon + ref


def overview(words: Words, found: Sequence[Outcome], width: int) -> Iterator[str]:
    """The table of all lives and their timeline, in the numbers of the findings."""
    lives = [(number, o, o.life) for number, o in enumerate(found, 1) if o.life]
    if not lives:
        return
    counts = [(state, sum(life.state is state for *_, life in lives)) for state in Standing]
    said = ", ".join(f"{count} {state.value}" for state, count in counts if count)
    noun = "secret" if len(lives) == 1 else "secrets"
    yield f"The life of {len(lives):,} {noun}: {said}\n\n"
    yield fitted(f"{_HEAD}  secret", width) + "\n"
    for number, outcome, life in lives[:_MOST_ROWS]:
        yield fitted(_row(words, number, outcome, life), width) + "\n"
    yield from _left_out(len(lives))
    yield "\n"
    yield from _timeline([(number, life) for number, _, life in lives], width)


def _left_out(count: int) -> Iterator[str]:
    if count > _MOST_ROWS:
        yield f"      and {count - _MOST_ROWS:,} more, which `-o FILE.json` lists\n"


def _row(words: Words, number: int, outcome: Outcome, life: Life) -> str:
    until = "today" if life.state is Standing.LIVE else life.until[:10] or "-"
    days = "-" if life.days is None else f"{life.days:,}"
    names = [*life.branches, *life.tags, *life.refs]
    first = "HEAD" if life.head else words.text(bare(names[0])) if names else "-"
    more = f" +{len(names) - (not life.head)}" if len(names) > (not life.head) else ""
    where = fitted(first, 16 - len(more)) + more
    since = life.since[:10] or "-"
    return (
        f"{number:>4}  {life.state.value:<7}  {since:<10}  {until:<10}  {days:>6}  {where:<16}  "
        f"{words.rule(outcome.finding.rule.name)}"
    )


def _timeline(lives: Sequence[tuple[int, Life]], width: int) -> Iterator[str]:
    """One row a secret, from the day on which the first came to the last day that is known."""
    spans = {number: _span(life) for number, life in lives if _span(life)}
    days = [day for span in spans.values() if span for day in span]
    if not days:
        return
    first, last = min(days), max(days)
    columns = max(10, width - 8)
    each = max(1.0, (last - first + 1) / columns)
    columns = min(columns, round((last - first + 1) / each) or 1)
    about = f"{round(each)} day" + "s" * (round(each) != 1)
    yield f"Timeline from {_day(first)} to {_day(last)}, one column is about {about}:\n\n"
    for number, life in lives[:_MOST_ROWS]:
        span = spans.get(number)
        if span:
            start, end = (min(columns - 1, int((day - first) / each)) for day in span)
            mark = {Standing.LIVE: _GOES_ON, Standing.REMOVED: _ENDS}.get(life.state, "?")
            bar = _NOT * start + _HERE * (end - start) + mark
            yield f"{number:>4}  {bar:{_NOT}<{columns}}\n"
    yield from _left_out(len(lives))
    yield "\n      = stands in a branch  > still does  | removed  ? in no branch\n\n"


def _span(life: Life) -> tuple[int, int] | None:
    if not life.since:
        return None
    start = date.fromisoformat(life.since[:10]).toordinal()
    end = date.fromisoformat(life.until[:10]).toordinal() if life.until else start
    return start, max(start, end)


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
