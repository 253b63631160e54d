from __future__ import annotations

import os
from pathlib import Path

import pytest

from stanch.errors import RuleError
from stanch.rules import authored

PACK = """\
vendor: Acme
rules:
  - id: {0}
    pattern: '(?P<secret>{0}_[0-9]{{8}})'
    examples: {{match: ['{0}_<digits:8>'], ignore: ['{0}']}}
"""


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    """The order decides indexes, and these must not depend on the file system."""
    for name in ("b.yaml", "a.yml", "c.yaml"):
        (tmp_path / name).write_text(PACK.format(name[0]))
    (tmp_path / "notes.txt").write_text("no pack")
    assert [rule.id for rule in authored.load(tmp_path)] == ["a", "b", "c"]
    assert [rule.id for rule in authored.load(tmp_path / "b.yaml")] == ["b"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param({}, "no rules in", id="an empty folder"),
        pytest.param({"a.yaml": ""}, "must be a mapping", id="an empty file"),
        pytest.param({"a.yaml": "vendor: [\n"}, "not valid YAML", id="broken YAML"),
        pytest.param(
            {"a.yaml": PACK.format("x"), "b.yaml": PACK.format("x")}, "'x' stands in", id="twice"
        ),
    ],
)
def test_a_wrong_pack(tmp_path: Path, files: dict[str, str], says: str) -> None:
    """A pack that cannot be read must not leave a scan with fewer rules."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RuleError, match=says):
        authored.load(tmp_path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """The system's reason helps, a traceback does not."""
    with pytest.raises(RuleError, match="cannot be read: No such file"):
        authored.load(tmp_path / "gone.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(RuleError, match="cannot be read"):
        authored.load(tmp_path)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """Linux allows any bytes in a name."""
    path = os.fsencode(tmp_path) + b"/\xff.yaml"
    Path(os.fsdecode(path)).write_text(PACK.format("x"))
    assert [rule.id for rule in authored.load(tmp_path)] == ["x"]
