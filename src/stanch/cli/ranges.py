"""`--range A..B`: both ends are looked up before the scan, so that what git walks is two ids.

A name that a stranger chose reaches git as a name only, and one that is not there is an error
whose code says whose fault it is.
"""

from __future__ import annotations

from stanch.cli.changes import revision
from stanch.errors import ScanError, UsageError
from stanch.git.repository import Repository


def resolved(repository: Repository, range_: str) -> str:
    """The same range by ids.

    Raises:
        UsageError: it is no range, or an end of it names no commit.
        ScanError: in a shallow clone, where the commit may only be missing.
    """
    dots = "..." if "..." in range_ else ".."
    first, found, last = range_.partition(dots)
    if not found:
        raise UsageError(f"--range {range_!r} is no range", hint=_suggested(range_))
    return dots.join(_commit(repository, end.strip() or "HEAD") for end in (first, last))


def checked(range_: str | None) -> str | None:
    """An unset variable in `--range "$A..$B"` must not pass for a range without commits.

    Raises:
        UsageError: it names nothing.
    """
    if range_ is not None and not range_.strip(" ."):
        raise UsageError(f"--range {range_!r} names no commit", hint="write A..B")
    return range_


def _suggested(text: str) -> str:
    name = text.strip()
    if not name or name.startswith(("-", "^")) or " " in name:
        return "write A..B: what B has and A has not"
    later = "" if name == "HEAD" else f"{name}..HEAD for what came after it, "
    alone = f"{name}~..{name} for that commit alone"
    return f"write {later}{alone}; `stanch history` scans everything"


def _commit(repository: Repository, name: str) -> str:
    try:
        return revision(repository, name)
    except UsageError as error:
        if not repository.cut():
            raise
        raise ScanError(
            f"{error}, in a clone that is shallow", hint="git fetch --unshallow"
        ) from None
