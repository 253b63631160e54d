"""What must not be shown of the texts of a report, as it was seen before.

Every text that is shown is looked at by all rules, and to load these takes longer than to draw. The
same rules see the same in the same text. Of a text in which they see nothing a digest is kept,
under a key that only this user has; of lines that hold a secret where they stand, and what of them
is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from stanch.cache import blake2b
from stanch.memory import LOOKS, Memory
from stanch.model.place import Span
from stanch.report.look import Look

# Paths, authors and the words of rules; more would take longer to read than to look at.
_MOST = 5_000
# A text that is hardly longer than a secret would tell it to who tries words.
_LONGER = 8

# Where a text stands: the name of a blob, and its bytes from and to.
Stands = tuple[str, int, int]


class _Kept(NamedTuple):
    """Digests of texts with nothing to hide, and by place and path what is hidden in lines."""

    clean: dict[str, None]
    lines: dict[tuple[Stands, str], tuple[Span, ...]]


class Looks:
    """A look that remembers. `stands` says where texts stand that hold a secret."""

    def __init__(self, memory: Memory, look: Look) -> None:
        self._memory = memory
        self._look = look
        self._kept: _Kept | None = None
        self._asked: dict[tuple[bytes, str], tuple[Span, ...]] = {}
        self.stands: dict[bytes, Stands] = {}

    def __call__(self, data: bytes, path: str = "", /) -> Iterable[Span]:
        """What must not be shown of a text."""
        if self._kept is None:
            self._kept = _read(self._memory.said(LOOKS))
        place = self.stands.get(data)
        if place is not None and (place, path) in self._kept.lines:
            return self._kept.lines[place, path]
        if (data, path) not in self._asked:
            if self._name(data, path) in self._kept.clean:
                return ()
            self._asked[data, path] = tuple(self._look(data, path))
        return self._asked[data, path]

    def keep(self, secrets: Collection[bytes]) -> None:
        """Remember what was seen this time; `secrets` are those of the run."""
        if not self._asked or self._kept is None:
            return
        clean, lines = self._kept
        for (data, path), spans in self._asked.items():
            place = self.stands.get(data)
            if place is not None:
                lines[place, path] = spans
            elif not spans and not any(_tells(data, secret) for secret in secrets):
                clean[self._name(data, path)] = None
        row = [
            [*clean][-_MOST:],
            [[*place, path, spans] for (place, path), spans in [*lines.items()][-_MOST:]],
        ]
        self._memory.say(LOOKS, row)

    def _name(self, data: bytes, path: str) -> str:
        digest = blake2b(key=self._memory.secret, digest_size=16)
        digest.update(path.encode("utf-8", "surrogateescape") + b"\0" + data)
        return digest.hexdigest()


def _tells(data: bytes, secret: bytes) -> bool:
    return len(data) < len(secret) + _LONGER and secret in data


def _read(row: Any) -> _Kept:
    try:
        clean, lines = row
        return _Kept(
            dict.fromkeys(clean),
            {
                ((blob, first, last), path): tuple(Span(*span) for span in spans)
                for blob, first, last, path, spans in lines
            },
        )
    except (TypeError, ValueError):  # nothing, or of another version
        return _Kept({}, {})
