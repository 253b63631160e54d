"""The message of a commit that is being made, from the file that git hands to commit-msg.

https://git-scm.com/docs/githooks#_commit_msg
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from stanch.model.blob import Blob, Part, Skipped
from stanch.model.place import Commit
from stanch.sources.base import Input, Old

# `git commit --verbose` puts the whole change under this line and drops it afterwards
# (https://git-scm.com/docs/git-commit, "scissors"). What the change takes away stands there too.
# Somebody's own line of this form has no such words under it.
_SCISSORS = re.compile(rb"^(\S{1,8}) -{24} >8 -{24}\n(?:\1 .*\n)+(?=diff --|\Z)", re.MULTILINE)


class Message(NamedTuple):
    """The text of the message, without the change that git shows under it."""

    text: bytes
    limit: int
    name: str = "message"
    nothing: str = ""  # it is no blob, so none is ever counted
    total: int = 0

    def inputs(self) -> Iterator[Input]:
        """The message."""
        found = _SCISSORS.search(self.text)
        text = self.text[: found.start()] if found else self.text
        if len(text) > self.limit:
            yield Skipped("commit message", f"longer than --max-size ({self.limit:,} bytes)")
        elif text:
            yield Blob("commit message", text, Part.MESSAGE)

    def before(self, _commits: Collection[str]) -> Iterator[Old]:
        """A message has no old side."""
        return iter(())

    def commits(self, ids: set[str]) -> dict[str, Commit]:
        """The commit is not made yet."""
        return dict.fromkeys(ids, Commit(""))
