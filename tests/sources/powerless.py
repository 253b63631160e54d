"""Being somebody whom the file system refuses something, which root never is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def powerless(folder: Path) -> Iterator[Path]:
    """A copy of the folder that belongs to whoever runs the block, who is not root."""
    with tempfile.TemporaryDirectory() as above:
        copy = Path(above) / "copy"
        shutil.copytree(folder, copy, symlinks=True)
        if os.geteuid() != 0:
            yield copy
        else:
            for path in (Path(above), copy, *copy.rglob("*")):
                os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
            os.seteuid(_NOBODY)
            try:
                yield copy
            finally:
                os.seteuid(0)
        for path in (copy, *copy.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
