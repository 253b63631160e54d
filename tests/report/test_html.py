"""The report as a page: what is in the file, and what a real browser makes of it."""

from __future__ import annotations

import io
import json
import os
import re
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from report import hostile
from report.browser import PROGRAM, Browser
from report.formats import OPTIONS, written
from report.outcomes import STRIPE, location, outcome
from report.sample import sample
from report.test_formats import LIFE, converted
from stanch.model.outcome import Summary
from stanch.model.place import Commit
from stanch.model.rule import Severity
from stanch.report.base import converter
from tokens import stripe

needs_browser = pytest.mark.skipif(
    not PROGRAM or os.name == "nt", reason="Chromium is not installed, or has no pipes here"
)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


class _Tags(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self._open = "data" if ("id", "data") in attrs else tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.inside[self._open] = self.inside.get(self._open, "") + data


def test_the_policy_names_what_is_there() -> None:
    """A hash that does not fit would stop the page; a word too many would open it."""
    page = _Tags(written("html", sample()))
    policy = next(a["content"] for t, a in page.seen if "http-equiv" in a)
    rules = dict(part.strip().split(" ", 1) for part in str(policy).split(";"))
    assert rules["default-src"] == "'none'"
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        digest = b64encode(sha256(page.inside[tag].encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert set(rules) == {
        "default-src", "script-src", "style-src", "base-uri", "form-action",
        "require-trusted-types-for", "trusted-types",
    }  # fmt: skip


def test_one_file() -> None:
    """It is sent by mail and opened from disk years later."""
    page = _Tags(written("html", sample()))
    tags = [tag for tag, _ in page.seen]
    assert tags.count("script") == 2
    assert {"link", "img", "iframe", "object", "embed", "base"} & set(tags) == set()
    for _, attributes in page.seen:
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("href") or "#").startswith("#")
    assert "innerHTML" not in page.inside["script"]


@pytest.mark.parametrize("what", hostile.TEXTS)
def test_no_text_ends_the_block(what: str) -> None:
    """The page has the same elements, whatever stands in a path."""
    page = converted("html", what)
    clean = converted("html", "quotes")
    assert [tag for tag, _ in _Tags(page).seen] == [tag for tag, _ in _Tags(clean).seen]
    assert len(data_of(page)["findings"]) == 2
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)


# --- in a browser ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("chromium")) as made:
        yield made


def load(browser: Browser, file: Path, page: str, at: str = "") -> None:
    file.write_text(page, encoding="utf-8")
    browser.problems.clear()
    browser.asked.clear()
    browser.open(f"{file.as_uri()}{at}")
    browser.until("document.querySelector('h1') !== null")


def text(browser: Browser) -> str:
    shown: str = browser.run("document.body.innerText")
    return shown


@needs_browser
def test_it_loads(browser: Browser, tmp_path: Path) -> None:
    """From disk, without a network, without a word on the console."""
    load(browser, tmp_path / "a.html", written("html", sample()))
    shown = text(browser)
    assert "Secrets: overview" in shown
    assert "Incomplete: 1 input could not be read" in shown
    assert "By severity" in shown
    assert "2026-01" in shown
    for view in range(9):
        browser.run(f"location.hash = '#/finding/{view}'")
        browser.until("document.querySelector('.todo') !== null")
        shown += text(browser)
        browser.run("location.hash = '#/'")
        browser.until("document.querySelector('.cards') !== null")
    assert not re.search(r"\b(?:null|undefined|NaN|object)\b", shown)
    assert browser.problems == []
    assert [url for url in browser.asked if not url.startswith("file:")] == []


@needs_browser
def test_it_filters(browser: Browser, tmp_path: Path) -> None:
    """By what is typed, by what is chosen, and by the address."""
    load(browser, tmp_path / "a.html", written("html", sample()), "#/findings?status=reported")
    assert browser.run("document.querySelectorAll('tbody tr').length") == 6
    browser.press("/")
    assert browser.run("document.activeElement.id") == "search"
    browser.type("aws")
    browser.until("document.querySelectorAll('tbody tr').length === 1")
    assert "infra/credentials:3:25" in text(browser)
    assert "1 finding of 9" in browser.run("document.querySelector('[role=status]').textContent")
    browser.run(
        "(() => { const s = document.querySelector('select[data-key=severity]');"
        "s.value = 'info'; s.dispatchEvent(new Event('change')); })()"
    )
    assert browser.run("document.querySelectorAll('tbody tr').length") == 0
    assert "severity=info" in browser.run("location.hash")
    browser.open((tmp_path / "a.html").as_uri() + "#/findings?status=suppressed")
    browser.run("location.reload()")
    browser.until("document.querySelectorAll('tbody tr').length === 3")
    assert browser.problems == []


@needs_browser
def test_it_sorts(browser: Browser, tmp_path: Path) -> None:
    """A screen reader is told which column it is."""
    load(browser, tmp_path / "a.html", written("html", sample()), "#/findings")
    for way in ("ascending", "descending"):
        browser.run("document.querySelectorAll('th button')[2].click()")
        assert browser.run("document.querySelectorAll('th')[2].getAttribute('aria-sort')") == way
    first = browser.run("document.querySelector('tbody tr').innerText")
    assert "web/index.html" in first


@needs_browser
def test_ticks_are_remembered(browser: Browser, tmp_path: Path) -> None:
    """Revoking takes days, and the browser is closed in between."""
    page = written("html", sample())
    load(browser, tmp_path / "a.html", page, "#/finding/0")
    assert "0 of 3 done" in text(browser)
    browser.run("document.querySelector('input[type=checkbox]').focus()")
    browser.press(" ")
    assert "1 of 3 done" in text(browser)
    load(browser, tmp_path / "a.html", page, "?again#/finding/0")
    assert browser.run("document.querySelector('input[type=checkbox]').checked") is True
    assert browser.run("document.querySelectorAll('input:checked').length") == 1
    load(browser, tmp_path / "a.html", page, "?once#/findings")
    assert "1 of 3 done" in text(browser)


@needs_browser
def test_a_keyboard_is_enough(browser: Browser, tmp_path: Path) -> None:
    """From the top to a finding and its list, without a mouse."""
    load(browser, tmp_path / "a.html", written("html", sample()))
    seen = []
    for _ in range(40):
        browser.press("Tab")
        seen.append(browser.run("document.activeElement.textContent.trim().slice(0, 40)"))
        if seen[-1] == "reported":
            break
    assert seen[0] == "Skip to the report"
    assert {"Overview", "Findings", "reported"} <= set(seen)
    browser.press("Enter")
    browser.until("document.querySelector('tbody tr') !== null")
    assert browser.run("document.activeElement.tagName") == "H1"
    unnamed = """[...document.querySelectorAll('a,button,input,select')].filter((e) =>
      !(e.textContent.trim() || e.closest('label')?.textContent.trim() || e.ariaLabel)).length"""
    assert browser.run(unnamed) == 0


@needs_browser
@pytest.mark.parametrize("what", hostile.TEXTS)
def test_hostile_texts_are_shown_and_do_nothing(
    browser: Browser, tmp_path: Path, what: str
) -> None:
    """In each view: no dialog, no request, no element that is not ours, no error."""
    page = converted("html", what)
    for view in ("", "#/findings", "#/finding/0", "#/finding/1"):
        load(browser, tmp_path / "a.html", page, f"?{view.replace('#', '')}{view}")
        assert browser.run("document.querySelectorAll('img,iframe,object,svg').length") == 0
        assert browser.run("document.scripts.length") == 2
        leading = "[...document.links].filter((a) => !/^(?:file|https?):$/.test(a.protocol)).length"
        assert browser.run(leading) == 0
    assert browser.problems == []
    assert [url for url in browser.asked if not url.startswith("file:")] == []


@needs_browser
def test_no_secret_is_in_the_page(browser: Browser, tmp_path: Path) -> None:
    """Neither in its source nor in what it shows."""
    run = sample()
    values = [one.finding.secret.reveal().decode() for one in run.outcomes]
    page = written("html", run)
    load(browser, tmp_path / "a.html", page, "#/findings")
    for view in range(len(values)):
        browser.run(f"location.hash = '#/finding/{view}'")
        browser.until("document.querySelector('.todo') !== null")
        shown = text(browser) + browser.run("document.documentElement.outerHTML")
        for value in values:
            assert value not in shown
            assert value not in page


@needs_browser
def test_what_became_of_a_secret(browser: Browser, tmp_path: Path) -> None:
    """After a history: what lives, what was removed and when, and how long it was exposed."""
    told = json.loads(written("json", sample()))
    told["findings"][0]["life"] = LIFE
    told["findings"][1]["life"] = LIFE | {"state": "live", "removed": None, "days_exposed": 400}
    out = io.StringIO()
    converter("html", OPTIONS).put(told, out)
    load(browser, tmp_path / "a.html", out.getvalue())
    shown = text(browser)
    assert "1\nremoved" in shown
    assert "1\nlive" in shown
    assert "Days exposed" in shown
    assert re.search(r"up to three months\s+1\b", shown)
    assert re.search(r"longer than a year\s+1\b", shown)
    assert re.search(r"2026-03\s+1 removed", shown)
    browser.run("location.hash = '#/finding/0'")
    browser.until("document.querySelector('.todo') !== null")
    assert "removed, 59 days, removed 2026-03-02 by 34cd34cd34cd B" in text(browser)
    assert "main" in text(browser)
    assert browser.problems == []


def many(count: int) -> str:
    """The page of a large history; the report is made once, and its finding many times."""
    key = stripe()
    place = location(
        "x", f"key = '{key}'".encode(), key.encode(), commit=Commit("", "", "", "", "")
    )
    one = Summary(
        source="history", blobs=count, size=count, outcomes=(outcome(STRIPE, key, place),)
    )
    told = json.loads(written("json", one))
    (found,) = told["findings"]
    (at,) = found["locations"]
    severities = [level.label for level in Severity]

    def made(n: int) -> dict[str, Any]:
        who = n % 900
        commit = {
            "id": f"{who:040x}",
            "author": f"Author {who % 60}",
            "email": "a@b",
            "date": f"20{who % 25:02}-0{who % 9 + 1}-02T03:04:05+00:00",
            "summary": "a change",
        }
        path = f"service{n % 300}/part{n % 7}/settings{n}.py"
        where = [at | {"path": path, "commit": commit}]
        told = {"fingerprint": f"fp {n}", "severity": severities[n % 5], "locations": where}
        return dict(found | told)

    out = io.StringIO()
    converter("html", OPTIONS).put(told | {"findings": [made(n) for n in range(count)]}, out)
    return out.getvalue()


@needs_browser
def test_twenty_thousand_findings_stay_quick(browser: Browser, tmp_path: Path) -> None:
    """Each answer within the time that people take for at once, on a slow machine."""
    page = many(20_000)
    start = time.monotonic()
    load(browser, tmp_path / "a.html", page, "#/findings")
    loaded = time.monotonic() - start
    rows = browser.run("document.querySelectorAll('tbody tr').length")
    assert 100 <= rows <= 400
    search = """(() => { const t = performance.now(); const s = document.getElementById('search');
      s.value = 'settings19999'; s.dispatchEvent(new Event('input')); return t; })()"""
    begin = browser.run(search)
    browser.until("document.querySelectorAll('tbody tr').length === 1")
    took = browser.run("performance.now()") - begin
    browser.run("location.hash = '#/'")
    browser.until("document.querySelector('.cards') !== null")
    assert "20,000" in text(browser)
    assert loaded < 15
    assert took < 3000
    assert browser.problems == []


@needs_browser
def test_it_prints(browser: Browser, tmp_path: Path) -> None:
    """Also the rows that were not drawn yet."""
    load(browser, tmp_path / "a.html", many(500), "#/findings")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("document.querySelectorAll('tbody tr').length") == 500
    assert browser.paper().startswith(b"%PDF-")


@needs_browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes_can_be_read(browser: Browser, tmp_path: Path, theme: str) -> None:
    """Contrast of at least 4.5 to 1 for every colour of text (WCAG 2.2, 1.4.3)."""
    browser.theme(theme)
    load(browser, tmp_path / "a.html", written("html", sample()), "?#/finding/0")
    worst = browser.run(CONTRAST)
    assert worst[0] >= 4.5, worst
    browser.run("document.getElementById('theme').click()")
    assert browser.run("document.documentElement.dataset.theme") == "light"
    browser.run("localStorage.clear()")


@needs_browser
def test_it_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    """Nothing stands out at the side, however long an address is."""
    told = json.loads(written("json", sample()))
    address = f"https://example.org/{'long/' * 40}"
    told["findings"][0]["remediation"]["steps"] = [f"Revoke it: {address}", f"`git {'x' * 90}`."]
    out = io.StringIO()
    converter("html", OPTIONS).put(told, out)
    browser.picture(tmp_path / "phone.png", width=390)
    for view in ("#/findings", "#/finding/0", "#/"):
        load(browser, tmp_path / "a.html", out.getvalue(), f"?{view[2:]}{view}")
        assert browser.run("document.documentElement.scrollWidth") <= 390, view
        if view == "#/finding/0":
            assert browser.run("document.querySelectorAll('.todo a, .todo code').length") == 2
            assert "`" not in browser.run("document.querySelector('.todo').textContent")
    browser.picture(tmp_path / "desk.png")


CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (color) => {
    canvas.fillStyle = '#000'; canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const under = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (color !== 'rgba(0, 0, 0, 0)') return color;
    }
    return 'white';
  };
  let worst = [21, ''];
  for (const node of document.querySelectorAll('body *')) {
    if (![...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim())) continue;
    if (['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.tagName)) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(under(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, node.outerHTML.slice(0, 120)];
  }
  return worst;
})()"""


def test_it_can_be_made_of_a_report() -> None:
    """`stanch report convert` gives the same page."""
    out = io.StringIO()
    document = json.loads(written("json", sample()))
    converter("html", OPTIONS).put(document, out)
    assert out.getvalue() == written("html", sample())
