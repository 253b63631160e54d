"""The text of the hook, so that every word a commit depends on stands in one place.

It must run wherever git does: any POSIX shell, git-bash on Windows, a graphical client with next
to nothing on PATH, `sh -e` as husky calls it. It uses no program but stanch itself. When it cannot
find stanch it stops the commit: a hook that lets everything through is worse than none.
"""

from __future__ import annotations

import hashlib
import re
from types import MappingProxyType
from typing import NamedTuple

VERSION = 1
NAME = "pre-commit"
NAMES = ("pre-commit", "commit-msg", "pre-push", "post-merge", "pre-receive")


def chained(name: str = NAME) -> str:
    """The name under which the hook from before is kept."""
    return name + ".stanch-chained"


def command(name: str = NAME) -> str:
    """What the hook runs; `"$@"` is what git told it."""
    return "scan --staged" if name == NAME else f'hooks run {name} "$@"'


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
_BODY = r"""# @WHAT@ Made by `stanch hooks install`, taken away by
# `stanch hooks uninstall`, which puts back the hook that was here before.
# To @ONCE@
python=@PYTHON@

case $0 in
    */*) here=${0%/*} ;;
    *) here=. ;;
esac
@BEFORE@
# What the environment says must not weaken the scan: a setting that was left there would let every
# @EVERY@ through. Policy belongs into the repository's configuration or the user's own.
unset @WEAKENING@

# -P and -E: neither the repository nor PYTHONPATH may put modules in the way of stanch's own.
if [ -x "$python" ]; then
    if @FEED@"$python" -E -P -m stanch @COMMAND@; then
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
    @FOUND@
fi
printf '%s\n' \
    'stanch: this @UNSCANNED@' \
    "stanch: looked for $python -m stanch, then for stanch on PATH." \
    'stanch: to mend it: install stanch again, then run: stanch hooks install@NAMED@' \
    'stanch: to @PASS@' >&2
exit 3
"""
_CHAINED = r"""
# The hook that was here before goes first, so that what it stages is scanned too.
chained=$here/@CHAINED@
if [ -f "$chained" ] && [ -x "$chained" ]; then
    @FEED@"$chained" "$@" || exit $?
fi
"""
# git tells these hooks on standard input which refs are meant; each reader must hear all of it.
_HEARD = r"""
told=
while IFS= read -r line; do
    told=$told$line'
'
done
"""
_TELL = """printf '%s' "$told" | """
# Where git is led to one folder for all repositories, it passes over the repository's own hooks.
_OWN = r"""
# The repository's own hook, which git passes over because core.hooksPath leads here.
own=$(git rev-parse --git-common-dir 2>/dev/null)/hooks/@NAME@
if [ -f "$own" ] && [ -x "$own" ] && ! [ "$own" -ef "$0" ]; then
    @FEED@"$own" "$@" || exit $?
fi
"""
_PASSING = r"""# Runs the repository's own hook: git passes over it as core.hooksPath leads here.
# Made by `stanch hooks install --global`, taken away by `stanch hooks uninstall --global`.
own=$(git rev-parse --git-common-dir 2>/dev/null)/hooks/@NAME@
if [ -f "$own" ] && [ -x "$own" ] && ! [ "$own" -ef "$0" ]; then
    exec "$own" "$@"
fi
"""


class _Words(NamedTuple):
    """What a hook says of itself: what it does, for what, and how to pass it once."""

    what: str
    every: str
    once: str
    passing: str


_COMMIT = (
    "commit",
    "commit once without it, on purpose: git commit --no-verify",
    "commit once without the scan: git commit --no-verify",
)
_WORDS = MappingProxyType(
    {
        "pre-commit": _Words("Stops a commit that would add a secret.", *_COMMIT),
        "commit-msg": _Words("Stops a commit whose message holds a secret.", *_COMMIT),
        "pre-push": _Words(
            "Stops a push that would give away a secret.",
            "push",
            "push once without it, on purpose: git push --no-verify",
            "push once without the scan: git push --no-verify",
        ),
        "post-merge": _Words(
            "Tells of secrets that a merge brought.",
            "merge",
            "merge without it: uninstall it",
            "merge without the scan: uninstall the hook",
        ),
        "pre-receive": _Words(
            "Refuses a push that holds a secret.",
            "push",
            "let one through, where that is allowed: git push -o stanch.bypass=REASON",
            "let it through meanwhile: remove the hook on the server",
        ),
    }
)
_UNSCANNED = "was not scanned, so it was stopped: stanch is not here any more."
# git tells these on standard input what is pushed.
TOLD = frozenset({"pre-push", "pre-receive"})


class Hook(NamedTuple):
    """What one of our hooks says about itself. `intact`: nobody has edited it."""

    version: int
    python: str
    intact: bool


def text(python: str, name: str = NAME, *, everywhere: bool = False) -> bytes:
    """The hook of that name that runs stanch with this interpreter.

    `everywhere`: it lies in a folder for all repositories, so it runs the repository's own, too.
    """
    words, feed = _WORDS[name], _TELL if name in TOLD else ""
    run = f"stanch {command(name)}"
    before = (_HEARD if feed else "") + _CHAINED + (_OWN if everywhere else "")
    parts = {
        "BEFORE": before,
        "WHAT": words.what,
        "ONCE": words.once,
        "PASS": words.passing,
        "UNSCANNED": f"{words.every} {_UNSCANNED}",
        "EVERY": words.every,
        "NAMED": "" if name == NAME else f" {name}",
        "FOUND": f"{feed}{run}\n    exit" if feed else f"exec {run}",
        "COMMAND": command(name),
        "FEED": feed,
        "NAME": name,
        "CHAINED": chained(name),
        "WEAKENING": " \\\n    ".join(WEAKENING),
        "PYTHON": "'" + python.replace("'", r"'\''") + "'",
    }
    body = _BODY
    for word, part in parts.items():
        body = body.replace(f"@{word}@", part)
    return _signed(body)


def passing(name: str) -> bytes:
    """The hook of a folder for all repositories that does nothing but run the repository's own."""
    return _signed(_PASSING.replace("@NAME@", name))


def _signed(body: str) -> bytes:
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
