"""Reports from files: what they may hold, and what of it is written again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

import jsonschema
import pytest

from report.formats import OPTIONS, read, written
from report.outcomes import PASSWORD, STRIPE, location, outcome
from report.sample import sample
from report.test_json import VALIDATOR
from stanch.errors import UsageError
from stanch.model.outcome import Summary
from stanch.model.place import Commit, Span
from stanch.report.base import CONVERTED, converter
from stanch.report.given import cleaned, parsed
from stanch.report.look import blind
from tokens import stripe

KEY = stripe("given")


def leaky() -> Summary:
    """A run whose every text holds the key, and a password that is a word of the format."""
    text = f"before {KEY} after"
    data = text.encode()
    place = location(text, data, KEY.encode(), commit=Commit("1", text, text, text, text))
    one = outcome(
        STRIPE, KEY, place, place, companions=(place,), facts=((text, text),), notes=(text,)
    )
    word = location("a.py", b"password = 'high'", b"high")
    return Summary(
        source=text,
        blobs=1,
        size=1,
        outcomes=(one, outcome(PASSWORD, "high", word, weak=True)),
        warnings=(text,),
    )


@pytest.mark.parametrize("name", CONVERTED)
def test_values_do_not_come_along(name: str) -> None:
    """A report with values lies in a folder for years before somebody converts it."""
    given = json.loads(written("json", leaky(), show_secrets=True))
    assert KEY in json.dumps(given)
    document = cleaned(given, "x", blind)
    out = io.StringIO()
    converter(name, OPTIONS).put(document, out)
    assert KEY not in read(name, out.getvalue())
    shown = cleaned(given, "x", blind, show=True)
    out = io.StringIO()
    converter(name, OPTIONS).put(shown, out)
    assert KEY in read(name, out.getvalue())


def test_the_shape_stays() -> None:
    """Also where a secret is a word of the format itself."""
    given = json.loads(written("json", leaky(), show_secrets=True))
    document = cleaned(given, "x", blind)
    VALIDATOR.validate(document)
    findings = json.loads(json.dumps(document))["findings"]
    assert {one["severity"] for one in findings} == {"critical", "medium"}
    assert {one["confidence"] for one in findings} == {"high"}


def test_a_report_stays_as_it_is() -> None:
    """What is clean is not changed."""
    given = json.loads(written("json", sample()))
    assert cleaned(given, "x", blind) == given


def test_rules_look_too() -> None:
    """A report that was made by hand may hold what no run of ours would have written."""

    def look(data: bytes, path: str = "") -> Iterable[Span]:
        at = data.find(KEY.encode())
        return [Span(at, at + len(KEY))] if at >= 0 else []

    given = json.loads(written("json", sample()))
    given["scan"]["warnings"] = [f"it was {KEY}"]
    given["scan"][f"own {KEY}"] = {KEY: [KEY]}
    given["findings"][0]["status_of_mine"] = KEY
    given["findings"][0]["status"] = KEY
    assert KEY not in json.dumps(cleaned(given, "x", look))


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"<html>"],
    ids=["empty", "cut", "bytes", "deep", "html"],
)
def test_no_json(data: bytes) -> None:
    """A file of another kind, or one that a full disk cut off."""
    with pytest.raises(UsageError, match=r"r\.json is no JSON"):
        parsed(data, "r.json")


def test_halves_of_characters() -> None:
    """JSON can hold what UTF-8 cannot."""
    given: dict[str, Any] = json.loads(written("json", sample()))
    given["scan"]["source"] = "\ud800"
    text = json.dumps(cleaned(given, "x", blind))
    assert "\\\\ud800" in text
    jsonschema.validate(json.loads(text), VALIDATOR.schema)
