"""Bytes that a patch would not show, or that an editor shows as plain text: all are scanned."""

from __future__ import annotations

import codecs

import pytest

from cli.run import scan, staged
from repo import Repo
from tokens import body, github, stripe

LINE = f"ünïcode, then key = {stripe()}\n"
TEXT = "eins\nzwei\n" + LINE + "drei\n"
WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
NUL = bytes(64)
LIES = [
    (m, e)
    for m in MARKS
    for e in WIDE
    if m != e and m.partition("-")[2][:2] == e.partition("-")[2][:2]
]

CONTENT = [
    *(pytest.param(TEXT.encode(e), id=f"{e} without a mark") for e in WIDE),
    *(pytest.param(MARKS[e] + TEXT.encode(e), id=f"{e} with a mark") for e in WIDE),
    *(pytest.param(MARKS[m] + TEXT.encode(e), id=f"{e} with the mark of {m}") for m, e in LIES),
    pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with a mark"),
    pytest.param(TEXT.encode("latin-1"), id="Latin-1"),
    pytest.param(TEXT.replace("\n", "\r\n").encode(), id="CRLF"),
    pytest.param(b"1\n2\n" + NUL + TEXT.partition("zwei\n")[2].encode(), id="after NUL bytes"),
    pytest.param(b"1\n2\n" + LINE.encode() + NUL, id="before NUL bytes"),
    pytest.param(b"1\n2\n\x89PNG\r" + NUL + LINE.encode() + b"\xff\xfe", id="in a binary file"),
    pytest.param(TEXT.rstrip("\n").encode(), id="no line end at the end"),
]


@pytest.mark.parametrize("content", CONTENT)
def test_where_it_stands(repo: Repo, content: bytes) -> None:
    """A PowerShell redirection writes UTF-16; git calls that binary and shows nothing of it."""
    repo.stage("a.txt", content)
    ran = staged(repo)
    assert ran.places == ["a.txt:3"]
    assert scan("a.txt", at=repo).places == ["a.txt:3"]
    assert ran.rules == ["stripe-secret-key-live"]


@pytest.mark.parametrize("content", CONTENT)
def test_what_was_there_before_is_not_new(repo: Repo, content: bytes) -> None:
    """Old and new side are compared as texts, whatever they are written in."""
    repo.stage("a.txt", content)
    repo.commit()
    repo.stage("a.txt", "one line more\n".encode("utf-16-le") + content)
    repo.stage("b.txt", content)
    assert staged(repo).places == []


@pytest.mark.parametrize("attribute", ["-diff", "binary", "diff=none", "-text -diff", "eol=crlf"])
def test_attributes_hide_nothing(repo: Repo, attribute: str) -> None:
    """One line of .gitattributes makes `git diff` silent; who commits it would pass unseen."""
    repo.stage(".gitattributes", f"* {attribute}\n")
    repo.commit(**{"a.txt": "clean\n"})
    repo.stage("a.txt", "clean\n" + LINE)
    assert staged(repo).places == ["a.txt:2"]


def test_one_very_long_line(repo: Repo) -> None:
    """Minified files have one line of a megabyte."""
    repo.stage("a.min.js", f"var a={body(700_000)!r};k={github()!r};b={body(700_000, seed=1)!r}")
    assert staged(repo).places == ["a.min.js:1"]
