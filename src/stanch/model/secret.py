"""The one value that must not leave by accident."""

from __future__ import annotations

import re

# Keys between dashes (RFC 7468, OpenSSL, OpenSSH, OpenPGP, RFC 4716) and PuTTY's: they are letters,
# digits and signs that say nothing, wrapped in whatever the file round them asks for.
_ARMOR = rb"-{4} ?BEGIN[ +_]|PuTTY-User-Key-File-[0-9]"
_ESCAPES = (
    rb"\\+(?:[rnt]|(?:u00|x)[0-9A-Fa-f]{2})|%[0-9A-Fa-f]{2}|&(?:[a-z]{2,6}|#x?[0-9A-Fa-f]{1,6});"
)
_SIGNS = rb"[^A-Za-z0-9\x80-\xff]+"
_BREAKS = rb"\s+|\\+[rn]"
_BASE64 = rb"[A-Za-z0-9+/=_-]+"
# In so long a value of base 64 `\n` is a line break; in a password it may be two characters.
_LONG = 80


class Secret:
    """Bytes that do not print. `reveal` is the only door; a test lists who may use it."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """The bytes themselves. Never put them into a message, a log or a name."""
        return self._value

    @property
    def canonical(self) -> Secret:
        r"""What does not change when a secret of several lines is written otherwise.

        A key is the same one with CRLF, indented, quoted, behind comment signs, joined from
        pieces, on one line or with `\n` in it. By this value secrets are compared and hashed; a
        secret of one line is its own.
        """
        value = self._value
        if re.search(_ARMOR, value):
            return Secret(re.sub(_SIGNS, b"", re.sub(_ESCAPES, b"", value)))
        if not re.search(rb"[\r\n]|\\[rn]", value):
            return self
        joined = re.sub(_BREAKS, b"", value)
        if len(joined) >= _LONG and re.fullmatch(_BASE64, joined):
            return Secret(joined)
        lines = (line.strip() for line in value.splitlines())
        return Secret(b"\n".join(line for line in lines if line))

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"<secret of {len(self._value)} characters>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)
