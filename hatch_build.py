"""Turns rules/*.yaml into the packed form when the package is built, editable installs too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


class PackRules(BuildHookInterface[Any]):
    """Runs before each wheel; an sdist carries the YAML."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write src/stanch/_builtin/rules.jsonl."""
        if self.target_name != "wheel":
            return
        build(ROOT)


def build(root: Path) -> Path:
    """Read all packs below `root` and write the packed form; returns its path."""
    sys.path.insert(0, str(root / "src"))
    try:
        from stanch.rules import authored, packs
    finally:
        sys.path.pop(0)
    target = root / "src" / "stanch" / "_builtin" / "rules.jsonl"
    target.parent.mkdir(exist_ok=True)
    written = authored.read(root / "rules")
    target.write_bytes(packs.pack(written.rules, written.scouts))
    return target


if __name__ == "__main__":
    print(build(ROOT))  # noqa: T201  # `make rules`
