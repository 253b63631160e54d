"""Text with the colours of a terminal in it, as logs and copied screens have.

ECMA-48, section 5.4: ESC [, parameters, intermediate bytes, one final byte. Glued to a token, the
final letter looks like its first character; within one, as `grep --color` writes, it cuts it.
"""

from __future__ import annotations

import re

_SEQUENCE = re.compile(rb"\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]")


def plain(data: bytes) -> bytes:
    """The text as a reader sees it; the lines stay what they are."""
    return _SEQUENCE.sub(b"", data)
