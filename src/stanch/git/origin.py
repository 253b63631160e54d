"""Which commit of which repository is scanned, as a report names it."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from stanch.errors import GitError
from stanch.git.repository import Repository
from stanch.git.setup import public_url

# scp's form, whose user is left out: a host of more than one letter, a colon, no slash before it.
_SHORT = r"(?:[^/\\:@]+@)?([\w.-]{2,}:(?!//).+)"


class Origin(NamedTuple):
    """The address without user and password; each is empty where it is not known."""

    uri: str
    revision: str
    branch: str


def origin(repository: Repository) -> Origin:
    """What git knows of where the repository is from; a path of this machine is nobody's affair."""
    branch = _asked(repository, "rev-parse", "--abbrev-ref", "HEAD") if repository.head else ""
    address = _asked(repository, "config", "--get", "remote.origin.url")
    return Origin(_public(address), repository.head, "" if branch == "HEAD" else branch)


def _public(address: str) -> str:
    if "://" in address:
        return "" if address.startswith("file:") else public_url(address)
    short = re.fullmatch(_SHORT, address)
    return short[1] if short else ""


def _asked(repository: Repository, *args: str) -> str:
    try:
        return os.fsdecode(repository.git.run(*args)).removesuffix("\n")
    except GitError:
        return ""  # nothing of the kind is set
