"""GitHub's secret scanning: `.github/secret_scanning.yml`.

https://docs.github.com/en/code-security/secret-scanning/using-advanced-secret-scanning-and-push-protection-features/excluding-folders-and-files-from-secret-scanning
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.moving import globs
from stanch.moving.item import Item, refused
from stanch.moving.ours import Theirs
from stanch.moving.text import yaml
from stanch.written.fields import Reader


def config(file: Theirs) -> Iterator[Item]:
    """The paths that are not scanned.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    for key in top.names():
        if key == "paths-ignore":
            yield from globs.ignored(f"{file.where}: {key}", top.texts(key))
        else:
            yield refused(f"{file.where}: {key}", "an unknown key")
