"""Reads files that steer the program: policy and packs. Bounded, and what is no file is refused.

Somebody else may have written the repository: under the name of a policy file it may hold a link
to `/dev/zero`, which has no end, to a pipe, which never begins, or to a file of the user's.
"""

from __future__ import annotations

import os
import stat

from stanch.errors import ConfigError, UserError

# A baseline of a hundred thousand entries fits.
LARGEST = 16_000_000
OUTSIDE = "name it yourself if you trust it: --config, --baseline or --rules"


def read(
    path: str, where: str, error: type[UserError] = ConfigError, *, within: str = ""
) -> bytes | None:
    """The bytes, or None where there is no such file.

    `within` is the folder that the file, links followed, must lie in; then it must be a regular
    file, too. Without it the user named the file, and a pipe will do.

    Raises:
        UserError: of the class `error`, with `where`.
    """
    if within and not _inside(path, within):
        raise error("leads out of the repository, so it is not read", where=where, hint=OUTSIDE)
    try:
        with open(os.open(path, _flags(waiting=not within)), "rb") as file:
            kind = os.fstat(file.fileno()).st_mode
            if within and not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
                raise error("is no regular file, so it is not read", where=where)
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise error(f"cannot be read: {wrong.strerror}", where=where) from None
    if len(data) > LARGEST:
        raise too_large(where, error)
    return data


def below(root: str, name: str) -> bytes | None:
    """The bytes of a file below a folder, or None where there is no such file.

    Raises:
        ConfigError: as `read`; what is not there is no error, even below a link that leads out.
    """
    path = os.path.join(root, name)
    if ".." not in name.split("/"):
        try:
            os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            pass  # `read` says what is wrong
    return read(path, name, within=root)


def too_large(where: str, error: type[UserError] = ConfigError) -> UserError:
    """The error for what has no end, or might as well have none."""
    return error(f"more than {LARGEST:,} bytes, so it is not read", where=where)


def _inside(path: str, folder: str) -> bool:
    found, top = (os.path.normcase(os.path.realpath(one)) for one in (path, folder))
    return found.startswith(top.rstrip(os.sep) + os.sep)


def _flags(*, waiting: bool) -> int:
    names = ("O_CLOEXEC", "O_NOCTTY", "O_BINARY", *(() if waiting else ("O_NONBLOCK",)))
    flags = os.O_RDONLY
    for name in names:
        flags |= getattr(os, name, 0)
    return flags
