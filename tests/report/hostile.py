"""A run in which every text that a stranger writes is hostile."""

from __future__ import annotations

from collections.abc import Iterator

from report.outcomes import STRIPE, location, outcome
from stanch.model.blob import Skipped
from stanch.model.finding import Reason
from stanch.model.outcome import Outcome, Summary, Suppression
from stanch.model.place import Commit
from tokens import stripe

TEXTS = {
    "a line end": "a\nb\r\nc\u2028d",
    "quotes": "a'b\"c`d`` e",
    "markup": "</script><script>alert(1)</script><img src=x onerror=alert(2)>&lt;",
    "ANSI": "a\x1b[31mred\x1b]8;;https://evil.example\x07link",
    "right to left": "a\u202etxt.exe\u2066",
    "NUL": "a\x00b",
    "no UTF-8": "a\udcff\udcfe",
    "half a pair": "a\ud83d b",
    "astral": "😀🗝",
    "a command to GitHub": "\n::error file=x::y\n::add-mask::a ::stop-commands::x",
    "a command to Azure": "a ##vso[task.setvariable variable=x]y ##[error]z",
    "a command to TeamCity": "##teamcity[buildStatus status='FAILURE'] |' ]",
    "a formula": '=HYPERLINK("https://evil.example")',
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "Markdown": "[x](javascript:alert(1)) ![y](https://evil.example/z) @everyone #1 | <!-- `",
    "a template": "{{ 7 * 7 }}{% for x in y %} {0} ${x}",
    "CDATA": "]]> <![CDATA[",
    "percent": "%0A%25::,:%3A",
    "spaces": "   ",
    "a colon first": "javascript:alert(1)",
    "a megabyte": "x" * 1_000_000,
}


def hostile(text: str, *, suppressed: bool = False) -> Outcome:
    """A finding whose every text holds this one."""
    key = stripe(len(text))
    data = f"{text.replace(chr(10), ' ')} = '{key}' {text}".encode("utf-8", "surrogatepass")
    place = location(text, data, key.encode(), commit=Commit(text, text, text, text, text))
    named = STRIPE._replace(id=f"a-rule {text[:80]}", name=text, vendor=text, why=text, docs=text)
    return outcome(
        named,
        key,
        place,
        place._replace(part="name"),
        suppressed=Suppression(Reason.BASELINE, text, text) if suppressed else None,
        facts=((text, text),),
        notes=(text,),
        companions=(place._replace(commit=None),),
    )


def run(text: str) -> Summary:
    """The run."""
    return Summary(
        source=text,
        blobs=1,
        size=len(text),
        outcomes=(hostile(text), hostile(text + " ", suppressed=True)),
        skipped=(Skipped(text, text), Skipped(text, text, by_policy=True)),
        warnings=(text,),
        rules=1,
    )


def runs() -> Iterator[tuple[str, Summary]]:
    """All of them, by what is hostile in them."""
    for name, text in TEXTS.items():
        yield name, run(text)
