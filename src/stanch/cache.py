"""What was compiled, on disk: a warm start compiles nothing.

A database that Hyperscan did not write, or a pattern that `regex` did not, can crash the process.
So a file counts only when our digest fits and when file and folder belong to this user, are no
links and can be written by nobody else. Anything else is ignored and built anew, and a folder that
cannot be written is no error: a cache is never a reason to fail.
"""

from __future__ import annotations

import os
import stat

try:  # what hashlib gives, without its 5 ms for OpenSSL at each start
    from _blake2 import blake2b
except ImportError:  # a Python built without it
    from hashlib import blake2b

__all__ = ["Cache", "blake2b"]

_MAGIC = b"stanch-wake-1\n"
_DIGEST = 32
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# All rules compiled take a few megabytes.
_LARGEST = 1 << 28


class Cache:
    """A folder of files by key. An empty folder name keeps nothing."""

    __slots__ = ("_folder",)

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """What was stored under the key, if nobody else can have written it."""
        if not self._folder or not _own(self._folder, stat.S_ISDIR):
            return None
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # a pipe in its place must not wait
            flags |= getattr(os, name, 0)
        try:
            with open(os.open(self._path(key), flags), "rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                if not _trusted(status, stat.S_ISREG) or status.st_size > _LARGEST:
                    return None
                head = file.read(len(_MAGIC) + _DIGEST)
                body = file.read()  # apart from its head, without a buffer: not to copy megabytes
        except OSError:
            return None
        return body if head == _seal(body) else None

    def put(self, key: str, body: bytes) -> None:
        """Store the body, whole or not at all."""
        if not self._folder:
            return
        path = self._path(key)
        fresh = f"{path}.{os.getpid()}"
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            if not _own(self._folder, stat.S_ISDIR):
                return
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_seal(body))
                file.write(body)
            os.replace(fresh, path)
        except OSError:
            return

    def _path(self, key: str) -> str:
        return os.path.join(self._folder, f"{key}.hsdb")


def digest(data: bytes) -> str:
    """A key for what is known of some bytes."""
    return blake2b(data, digest_size=20).hexdigest()


def _seal(body: bytes) -> bytes:
    return _MAGIC + blake2b(body, digest_size=_DIGEST).digest()


def _own(path: str, kind: object) -> bool:
    try:
        return _trusted(os.lstat(path), kind)
    except OSError:
        return False


def _trusted(status: os.stat_result, kind: object) -> bool:
    if not kind(status.st_mode):  # type: ignore[operator]
        return False
    if os.name == "nt":  # the profile folder's own access list guards it there
        return True
    return status.st_uid == os.getuid() and not status.st_mode & _OTHERS_WRITE
