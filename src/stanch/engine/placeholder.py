"""Values that stand where a secret would be: templates, placeholders, samples, sequences.

Each function answers with what it saw, or with nothing. They read the value alone; what a vendor's
token with a right prefix and full length may still be is the judge's decision.
"""

from __future__ import annotations

import re
from itertools import pairwise

from stanch.model.finding import Dropped, Reason

# A value that a program fills in or looks up. Takes: ${HOME}, {{ token }}, <your-key>, %(key)s, %s,
# $TOKEN, #{key}, @@KEY@@, __KEY__, [key], :key, process.env.KEY, os.environ["KEY"], getenv("KEY").
# Must not take: a password that only begins with one of these signs.
_TEMPLATE = re.compile(
    rb"""
      \$\{[^}]*\} | \$\([^)]*\) | \{\{.*\}\} | \{%.*%\} | <%.*%> | \#\{[^}]*\}
    | ^<[^<>]+>$ | ^\[[^\[\]]*\]$ | ^\{[\w.:-]*(?:\([^{}]*\))?\}$
    | ^@@?[\w.-]+@@?$ | ^@[A-Z][A-Z0-9_]+$ | ^__[A-Za-z][\w-]*__$
    | ^%[\w.]*%$ | %\([\w.]+\)[sdr] | ^%[sdrv@]$ | ^\$[A-Za-z_]\w*$ | ^:[a-z_]+$ | ^&[A-Za-z_]\w*$
    | ^(?:process|import\.meta)\.env\b | \benviron\b | \bgetenv\b | ^env[.\[(:] | ^ENV\[
    | ^(?:secrets|vars|var|local|data|module|params|inputs|config|settings|self|this|args)\.\w
    | ^(?:vault|ssm|aws|gcp|op|keyring|arn|projects):?/?/ | ^!(?:Ref|Sub|GetAtt|vault)\b
    """,
    re.VERBOSE,
)
# Words of people who show where a value goes. Longer than chance puts into 40 random characters.
_WORDS = re.compile(
    rb"""(?i)
      example | sample | placeholder | changeme | change[-_ ]me | replace[-_ ]?(?:me|this|with)
    | insert[-_ ]?(?:your|here|key|token)
    | your[-_ ]?(?:own|api|access|secret|token|key|pass|pwd|auth|client|account)
    | \byour?[-_] | [-_]here\b | dummy | redacted | censored | (?:not|no)[-_ ]?(?:a[-_ ])?real
    | \bfake | fake[-_] | synthetic | lorem | \bfoo[-_]?bar | foobar | deadbeef | todo[-_:]
    | secret[-_ ]?(?:key|token)[-_ ]?here | enter[-_ ]?your
    | my[-_](?:secret|token|api|password|key)
    | do[-_ ]?not[-_ ]?use | this[-_ ]is | some[-_ ]?(?:secret|token|key|random)
    """,
    re.VERBOSE,
)
_FILLER = re.compile(
    rb"(?i)x{4,}|\*{3,}|\.{3,}|_{4,}|-{5,}|#{3,}|\xe2\x80\xa6|(?:\xe2\x80\xa2){2,}|0{12,}"
)
_RUN = 9
FILLED = "filled up"


def template(value: bytes) -> Dropped | None:
    """A template variable, a look-up or a reference instead of a value."""
    return Dropped(Reason.TEMPLATE) if _TEMPLATE.search(value) else None


def placeholder(value: bytes) -> Dropped | None:
    """Words or filler that tell a reader to put a value here."""
    word = _WORDS.search(value)
    if word:
        return Dropped(Reason.PLACEHOLDER, f"it says {word[0].decode('ascii', 'replace')!r}")
    return Dropped(Reason.PLACEHOLDER, FILLED) if _FILLER.search(value) else None


def repeated(value: bytes) -> Dropped | None:
    """The whole value is one short group again and again, or hardly any different characters."""
    size = len(value)
    if len(set(value)) <= min(3, max(1, size // 4)):
        return Dropped(Reason.REPEATED, "few different characters")
    period = (value + value).find(value, 1)
    if period <= size // 3:
        return Dropped(Reason.REPEATED, f"every {period} characters")
    for length in range(1, size // 3 + 1):  # a period whose last round is cut short
        if value[length:] == value[: size - length]:
            return Dropped(Reason.REPEATED, f"every {length} characters")
    return None


def sequence(value: bytes, *, whole: bool) -> Dropped | None:
    """A run up or down the code table or along a keyboard row: all of it, or a long part."""
    least = max(4, len(value) * 2 // 3) if whole else _RUN
    longest = _longest_run(value, least)
    if longest >= least:
        return Dropped(Reason.SEQUENCE, f"{longest} in a row")
    lowered = value.lower()
    for row in _ROWS:
        if (lowered in row * 2) if whole else any(row[n : n + _RUN] in lowered for n in _STARTS):
            return Dropped(Reason.SEQUENCE, "along a row")
    return None


_ROWS = (b"qwertyuiop", b"asdfghjkl", b"zxcvbnm", b"1234567890", b"0123456789abcdef")
_STARTS = (0,)


def _longest_run(value: bytes, least: int) -> int:
    """How many characters follow each other; 1 where they are fewer than the least anyway."""
    steps = [after - before for before, after in pairwise(value)]
    if 2 * (steps.count(1) + steps.count(-1)) < least - 1:  # of a run two steps in three are these
        return 1
    longest, run, last_step = 1, 1, 0
    for (before, after), step in zip(pairwise(value), steps, strict=True):
        if step in (1, -1) and (step == last_step or run == 1):
            run += 1
            last_step = step
        elif _wraps(before, after) and run > 2:
            run += 1
        else:
            run, last_step = (2, step) if step in (1, -1) else (1, 0)
        longest = max(longest, run)
    return longest


def _wraps(before: int, after: int) -> bool:
    """9 to 0 or a, z to a or A, Z to a: how people go on typing a sequence."""
    return (before, after) in {
        (57, 48),
        (57, 97),
        (57, 65),
        (122, 97),
        (122, 65),
        (90, 97),
        (122, 48),
    }
