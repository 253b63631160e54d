"""The kind of a file decides what a bare word means."""

from __future__ import annotations

import pytest

from stanch.engine.generic import filekind
from stanch.engine.generic.filekind import Kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".env", Kind.CONFIG), ("a/.env.prod", Kind.CONFIG), ("values.yaml", Kind.CONFIG),
        ("app.properties", Kind.CONFIG), ("main.tfvars", Kind.CONFIG), ("credentials", Kind.CONFIG),
        ("run.sh", Kind.SHELL), ("Dockerfile", Kind.SHELL), ("Dockerfile.prod", Kind.SHELL),
        ("README.md", Kind.PROSE), ("README", Kind.PROSE), ("pom.xml", Kind.MARKUP),
        ("app.log", Kind.LOG), ("app.py", Kind.SOURCE), ("src/Main.java", Kind.SOURCE),
        ("lib/a.ts", Kind.SOURCE), ("settings.py.example", Kind.SOURCE),
        ("config.yml.dist", Kind.CONFIG), ("bundle.js.map", Kind.SOURCE), ("odd.zzz", Kind.UNKNOWN),
    ],
)  # fmt: skip
def test_by_name(path: str, kind: Kind) -> None:
    """Name and extension are enough for nearly all files."""
    assert filekind.kind(path) is kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        pytest.param(b"#!/bin/bash\nPASSWORD=x\n", Kind.SHELL, id="a shell's shebang"),
        pytest.param(b"#!/usr/bin/env python3\npassword = x\n", Kind.SOURCE, id="python's shebang"),
        pytest.param(b'{"a": 1}', Kind.CONFIG, id="JSON"),
        pytest.param(b"<config>\n", Kind.MARKUP, id="XML"),
        pytest.param(b"host = a\nuser = b\npassword = c\n", Kind.CONFIG, id="pairs"),
        pytest.param(
            b"import os\ndef a():\n    return 1\nclass B:\n    pass\n",
            Kind.SOURCE,
            id="definitions",
        ),
        pytest.param(b"Dear Ada,\n", Kind.UNKNOWN, id="a letter"),
        pytest.param(b"", Kind.UNKNOWN, id="nothing"),
    ],
)
def test_by_content(head: bytes, kind: Kind) -> None:
    """A file without an extension says what it is in its first lines."""
    assert filekind.kind("bin/tool", head) is kind


@pytest.mark.parametrize(
    ("path", "test", "docs", "translation"),
    [
        ("tests/test_a.py", True, False, False), ("src/a_test.go", True, False, False),
        ("src/LoginTest.java", True, False, False), ("docs/a.md", False, True, False),
        ("examples/app/a.py", False, True, False), ("api/examples-1.json", False, True, False),
        ("locale/de/a.po", False, False, True), ("i18n/en.json", False, False, True),
        ("src/contest.py", False, False, False), ("latest/a.py", False, False, False),
        ("src/language.py", False, False, True),
    ],
)  # fmt: skip
def test_what_the_path_says(path: str, *, test: bool, docs: bool, translation: bool) -> None:
    """A value in a test or a translation is less often a credential."""
    assert filekind.is_test(path) is test
    assert filekind.is_documentation(path) is docs
    assert filekind.is_translation(path) is translation
