"""JUnit XML: one test case a finding, for the platforms that only show test results.

https://github.com/testmoapp/junitxml
A finding that fails the run is a failure, one that somebody accepted or that lies below the gate is
skipped, and what could not be read is an error: a run that did not look at all is not green. A
clean run has one case that passed, as some platforms take an empty file for a broken one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from stanch.report import phrases
from stanch.report.base import ReportOptions
from stanch.report.record import Found, Run
from stanch.report.recorded import Recorded

# What XML 1.0 cannot hold, not even as a reference (https://www.w3.org/TR/xml/#charsets).
_NO_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def make(options: ReportOptions) -> Recorded:
    """The reporter of this format."""
    return Recorded(options, _texts)


def _texts(run: Run, _options: ReportOptions) -> Iterator[str]:
    failing = [found for found in run.reported if found.failing]
    passing = [f for f in run.findings if not f.failing and f.change != "absent"]
    clean = not failing and not passing and not run.unread
    total = len(failing) + len(passing) + len(run.unread) + clean
    numbers = (
        f'tests="{total}" failures="{len(failing)}" errors="{len(run.unread)}" '
        f'skipped="{len(passing)}"'
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="stanch" {numbers} time="0">\n'
    yield f'  <testsuite name="stanch" {numbers} time="0">\n'
    yield from (_case(found) for found in (*failing, *passing))
    for one in run.unread:
        case = f"    <testcase{_names('not read', one.path)}>\n"
        error = f"      <error{_attribute('message', one.why)}/>\n"
        yield f"{case}{error}    </testcase>\n"
    if clean:
        yield f"    <testcase{_names(phrases.numbers(run), 'stanch')}/>\n"
    yield f"    <system-out>{_xml(phrases.numbers(run))}</system-out>\n"
    yield "  </testsuite>\n</testsuites>\n"


def _case(found: Found) -> str:
    at = found.places[0] if found.places else None
    name = f"{phrases.line(found.rule)} {phrases.place(at)}" if at else found.rule
    line = f' line="{at.line}"' if at and at.of_file else ""
    path = _attribute("file", at.path) if at else ""
    begin = f"    <testcase{_names(name, at.path if at else found.rule)}{path}{line}>\n"
    return f"{begin}{_verdict(found)}    </testcase>\n"


def _verdict(found: Found) -> str:
    message = _attribute("message", phrases.headline(found))
    if found.failing:
        body = "\n".join(_body(found))
        return (
            f"      <failure{message}{_attribute('type', found.severity)}>{_xml(body)}</failure>\n"
        )
    why = found.accepted
    reason = f"{why.reason}: {why.where} {why.text}".rstrip() if why else "below the gate"
    return f"      <skipped{_attribute('message', reason)}/>\n"


def _body(found: Found) -> Iterator[str]:
    yield f"{found.severity}, {found.confidence} confidence"
    yield from (phrases.place(at) for at in found.places[:20])
    if len(found.places) > 20:
        yield f"and {len(found.places) - 20} more"
    yield from (phrases.line(step, 1000) for step in found.steps)


def _names(name: str, group: str) -> str:
    return _attribute("name", name) + _attribute("classname", group)


def _attribute(name: str, text: str) -> str:
    return f" {name}={quoteattr(_allowed(phrases.line(text, 1000)))}"


def _xml(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    return re.sub(_NO_XML, "\ufffd", text)
