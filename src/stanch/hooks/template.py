"""The text of the hook, so that every word a commit depends on stands in one place.

It must run wherever git does: any POSIX shell, git-bash on Windows, a graphical client with next
to nothing on PATH, `sh -e` as husky calls it. It uses no program but stanch itself. When it cannot
find stanch it stops the commit: a hook that lets everything through is worse than none.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

VERSION = 1
NAME = "pre-commit"
CHAINED = NAME + ".stanch-chained"

# Every option that can make the scan find less, or another policy count.
WEAKENING = (
    "STANCH_ALLOW_SKIPPED", "STANCH_BASELINE", "STANCH_CONFIG", "STANCH_CONFIG_FROM",
    "STANCH_DISABLE", "STANCH_EXIT_ZERO", "STANCH_FAIL_ON", "STANCH_MAX_SIZE",
    "STANCH_MIN_CONFIDENCE", "STANCH_ONLY", "STANCH_TIME_LIMIT",
)  # fmt: skip

# Line 2 of the hook: how we know our own. The digest is of all other lines, so an edit shows.
_ID = re.compile(rb"#!/bin/sh\n# stanch hook (\d+) ([0-9a-f]{16})\n")
_PYTHON = re.compile(rb"^python=((?:'[^']*'|\\')*)$", re.MULTILINE)

_HEAD = "#!/bin/sh\n"
_BODY = r"""# Stops a commit that would add a secret. Made by `stanch hooks install`, taken away by
# `stanch hooks uninstall`, which puts back the hook that was here before.
# To commit once without it, on purpose: git commit --no-verify
python=@PYTHON@

case $0 in
    */*) here=${0%/*} ;;
    *) here=. ;;
esac

# The hook that was here before goes first, so that what it stages is scanned too.
chained=$here/@CHAINED@
if [ -f "$chained" ] && [ -x "$chained" ]; then
    "$chained" "$@" || exit $?
fi

# What the environment says must not weaken the scan: a setting that was left there would let every
# commit through. Policy belongs into the repository's configuration or the user's own.
unset @WEAKENING@

# -P and -E: neither the repository nor PYTHONPATH may put modules in the way of stanch's own.
if [ -x "$python" ]; then
    if "$python" -E -P -m stanch scan --staged; then
        exit 0
    else
        code=$?
    fi
    # Python is there; its code counts unless stanch was taken out of it.
    if "$python" -E -P -c 'import stanch' 2>/dev/null; then
        exit "$code"
    fi
fi
if command -v stanch >/dev/null 2>&1; then
    exec stanch scan --staged
fi
printf '%s\n' \
    'stanch: this commit was not scanned, so it was stopped: stanch is not here any more.' \
    "stanch: looked for $python -m stanch, then for stanch on PATH." \
    'stanch: to mend it: install stanch again, then run: stanch hooks install' \
    'stanch: to commit once without the scan: git commit --no-verify' >&2
exit 3
"""


class Hook(NamedTuple):
    """What one of our hooks says about itself. `intact`: nobody has edited it."""

    version: int
    python: str
    intact: bool


def text(python: str) -> bytes:
    """The hook that runs stanch with this interpreter."""
    quoted = "'" + python.replace("'", r"'\''") + "'"
    body = _BODY.replace("@CHAINED@", CHAINED).replace("@WEAKENING@", " \\\n    ".join(WEAKENING))
    body = body.replace("@PYTHON@", quoted)
    data = body.encode("utf-8", "surrogateescape")
    return f"{_HEAD}# stanch hook {VERSION} {_digest(data)}\n".encode() + data


def read(data: bytes) -> Hook | None:
    """The hook in `data` if it is one of ours, of whatever version."""
    # A checkout on Windows may have turned the line ends; it is still ours, but edited.
    head = _ID.match(data.replace(b"\r\n", b"\n"))
    if head is None:
        return None
    python = _PYTHON.search(data)
    return Hook(
        version=int(head[1]),
        python=_unquote(python[1]) if python else "",
        intact=_digest(data[head.end() :]) == head[2].decode(),
    )


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _unquote(quoted: bytes) -> str:
    return quoted.decode("utf-8", "surrogateescape")[1:-1].replace(r"'\''", "'")
