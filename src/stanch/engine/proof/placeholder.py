"""Passwords that nobody uses: variables, masks, and the words that samples are written with.

The engine judges the text that a pattern matched. Where the password only appears after decoding,
or is one part of the match, the validators judge it here.
"""

from __future__ import annotations

import re

from stanch.model.finding import Dropped, Reason

_LONGEST = 200
_TEMPLATE = re.compile(
    r"\$\{|\$\(|\{\{|#\{|<%|\{[\w.]*\}$|%[sdvr]$|%\(\w+\)s|%\w+%$|@@?\w+@@?$|__\w+__$"
    r"|\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+|[a-z]+(?:[A-Z][a-z]+)+)$"
)
_MASK = re.compile(r"([*xX.•…#_?-])\1*$|\.{3}|…|\*{3}|x{6}|X{6}")
_BRACKETS = re.compile(r"<[^<>]*>$|\[[^\[\]]*\]$")
_WORDS = re.compile(
    r"(?:your|my|our|the|some|insert|enter|new|old|db|database|user|example|fake|dummy|test|default)"
    r"{0,3}"
    r"(?:password|passwd|passw0rd|pass|pwd|pw|secret|token|apikey|key|credentials?)"
    r"(?:here|goeshere|placeholder|example)?$"
    r"|(?:changeme|changeit|changethis|replaceme|placeholder|redacted|masked|hidden|removed|omitted"
    r"|example|sample|dummy|fake|foo|bar|baz|qux|foobar|null|none|undefined|nil|empty|todo|tbd"
    r"|username|user|opensesame)$"
)
_SEPARATORS = str.maketrans("", "", "-_. ")


def placeholder(password: str) -> Dropped | None:
    """Why the text is no password; None where it may be one."""
    text = password.strip()
    if len(text) > _LONGEST:
        return None
    if _TEMPLATE.match(text) or "${" in text or "{{" in text:
        return Dropped(Reason.TEMPLATE)
    if not text or _MASK.match(text):
        return Dropped(Reason.PLACEHOLDER, "masked")
    if _BRACKETS.match(text):
        return Dropped(Reason.PLACEHOLDER, "in brackets")
    if _WORDS.match(text.lower().translate(_SEPARATORS)):
        return Dropped(Reason.PLACEHOLDER, "a word of samples")
    return None
