"""Which file is the hook, and what lies there now.

Mostly `pre-commit` in git's folder of hooks. Two managers have a place of their own for it. The
pre-commit framework runs `pre-commit.legacy` before its own hooks; in git's place it would take
our hook for that one at its next install, and the two would call each other. husky 9 runs
`.husky/pre-commit` from a folder `.husky/_` that it writes anew with every `npm install`.
"""

from __future__ import annotations

import os
import stat
import tempfile
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stanch.errors import ScanError, UserError
from stanch.hooks import managers, template

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace
    from stanch.hooks.managers import Manager

# Our own hooks and those of managers are far shorter; a foreign one may be any program.
_ENOUGH = 1 << 16


class Kind(Enum):
    """What lies at a path; the value is the word for messages."""

    NOTHING = "nothing"
    FILE = "a file"
    FOLDER = "a folder"
    DANGLING = "a link to nothing"
    SPECIAL = "neither a file nor a folder"


class Found(NamedTuple):
    """What lies where the hook goes. `runs`: git would run it."""

    kind: Kind
    data: bytes = b""
    runs: bool = False

    @property
    def hook(self) -> template.Hook | None:
        """Our hook, if it is one."""
        return template.read(self.data)


class Slot(NamedTuple):
    """The file to be our hook, and who calls it if git does not do so itself."""

    path: Path
    found: Found
    caller: Manager | None = None
    name: str = template.NAME

    @property
    def chained(self) -> Path:
        """Where the hook that was here before is kept."""
        return self.path.with_name(template.chained(self.name))

    @property
    def keeps_one(self) -> bool:
        """An earlier hook is kept beside ours."""
        return os.path.lexists(self.chained)


def find(place: HooksPlace, name: str = template.NAME) -> Slot:
    """The file that is our hook of that name, or would be."""
    folder = Path(place.path)
    if folder.name == "_" and (folder / "h").is_file():
        path = folder.with_name(name)
        return Slot(path, look(path), managers.HUSKY, name)
    path = folder / name
    found = look(path)
    if managers.recognise(found.data) is managers.PRE_COMMIT:
        path = path.with_name(path.name + ".legacy")
        return Slot(path, look(path), managers.PRE_COMMIT, name)
    return Slot(path, found, None, name)


def look(path: Path) -> Found:
    """What lies at `path`, read as far as it takes to recognise it."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return Found(Kind.DANGLING if path.is_symlink() else Kind.NOTHING)
    except OSError as error:
        raise ScanError(f"cannot read {path}: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        return Found(Kind.FOLDER if stat.S_ISDIR(mode) else Kind.SPECIAL)
    try:
        with path.open("rb") as file:
            return Found(Kind.FILE, file.read(_ENOUGH), os.access(path, os.X_OK))
    except OSError as error:
        raise ScanError(f"cannot read {path}: {error.strerror}") from error


def write(path: Path, data: bytes, *, aside: Path | None = None, mode: int = 0o755) -> None:
    """Put the hook at `path` in one step; what lies there is first renamed to `aside`."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".stanch-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # git runs only what may be run; 0755 is what git gives its own samples.
        Path(temporary).chmod(mode)
        _swap(Path(temporary), path, aside)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _refused(path, error) from error


def _swap(temporary: Path, path: Path, aside: Path | None) -> None:
    if aside is None:
        temporary.replace(path)
        return
    path.rename(aside)
    try:
        temporary.replace(path)
    except OSError:
        aside.rename(path)
        raise


def put_back(slot: Slot) -> bool:
    """Remove our hook and put back the one before it; whether there was one."""
    try:
        if slot.keeps_one:
            slot.chained.replace(slot.path)
            return True
        slot.path.unlink()
    except OSError as error:
        raise _refused(slot.path, error) from error
    return False


def _refused(path: Path, error: OSError) -> Exception:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return UserError(
            f"{path.parent} is no folder, so no hook can lie in it",
            hint="remove what is in its place, or change core.hooksPath",
        )
    return ScanError(
        f"cannot write {path}: {error.strerror}",
        hint=f"check who owns {path.parent} and whether you may write there",
    )
