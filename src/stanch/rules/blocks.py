r"""Parts that the patterns of many rules share, written once and named: `(?&is)`.

Between a name and its value stand the same signs whoever the vendor is. Where a new syntax is
learnt, all rules learn it. The notation is that of a call in `regex`, but a block is put into the
pattern as text, so that everything behind this door sees one plain pattern.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stanch.errors import RuleError

_CALL = re.compile(r"\(\?&([a-z-]+)\)")

# What closes the name; a type or a separator, or the word `value` of a list of variables; what
# opens the value. Behind a word for a credential a blank is enough.
# takes: NAME=… | "name": "…" | name: str = "…" | name := `…` | 'name' => '…' | name("…")
#   | (name, "…") | name || "…" | name -> … | <name>… | \"name\": \"…\" | name: NAME, value: …
#   | "name" { default = "…" | name is … | name - '…' | the key … | name() { return "…"
#   | name: Bearer …
_IS = (
    r"""["'`\])}\\]{0,4}"""
    r"""(?:\s{0,2}:\s{0,2}[&*?]{0,2}(?:'\w{1,10}\s)?\w{1,16}(?:[<\[.]\w{0,16}[>\]]{0,2})?\??\s{0,2}="""
    r"""|\s{1,2}(?i:string|str|text|varchar)\s{0,2}:?="""
    r"""|\s{0,20}(?:=>|->|\?\?|[:?+.|]{0,3}={1,3}|[:,>(|]|\|\|)"""
    r"""|[\s,{]{1,30}["']?(?i:value|default)["']?\s{0,3}[:=]|\s(?:is|-)(?=\s)"""
    r"""|\(\)(?:\s{0,2}[:>-]{1,2}\s?\w{1,16})?\s{0,3}[{:]\s{0,20}return(?=\s)"""
    r"""|(?<=(?i:key|token|secret|password|passwd|auth|\bpat|_pat)["'`]?)(?=\s{1,3}["'`]?\w))"""
    r"""[\s\\"'`(\[{]{0,16}(?i:(?:bearer|token|basic|apikey|api-key|oauth|app)[\s:]{1,2})?["'`]?"""
)
# All of that and more: signs, and a few words among them. Small where many forms are one automaton.
_IS_LOOSELY = r"\W{0,60}(?:\w{1,16}\W{1,40}){0,2}(?:\w{1,16}\W{1,40}){0,2}(?:\w{1,16}\W{1,40}){0,2}"

# From a vendor's word to the word for a credential: in the same name, in the same call, table or
# object, on the next line, or in the query of the vendor's address. No `=` stands between them but
# in a query: what stands behind another assignment is another name's.
# takes: acme_[key] | acme: { url: x, api[Key] | Acme.Client(api_[key] | [acme] \n [key]
#   | api.acme.com/v1 -H "[Authorization] | https://acme.com/v1?q=1&api_[key]
_GAP = (
    r"""[_. -]{0,4}?"""
    r"""(?:[\w\s.:,|/{}"'`\[\]()<>@*-]{0,70}?|[^\s"'`<>]{0,120}?[?&][\w-]{0,16}?)"""
)


class Block(NamedTuple):
    """What matches exactly, and a superset of it to wake by."""

    pattern: str
    loosely: str


BLOCKS = {"gap": Block(_GAP, _GAP), "is": Block(_IS, _IS_LOOSELY)}

# The letters of an escape belong to no word: `\n` of JSON and source code, `\u003d` of JSON in a
# page (https://www.rfc-editor.org/rfc/rfc8259#section-7), `%3D` of a URL
# (https://www.rfc-editor.org/rfc/rfc3986#section-2.1).
# takes: {"text": "…\n[token]"} | \u0022[token]\u0022 | '\x22[token]' | ?next=%2Fa%3Ft%3D[token]
_WORD = r"\w"
_NO_ESCAPE = r"(?<!\\(?:[nrt]|(?:u00|x)[2-7][0-9A-Fa-f])|%[2-7][0-9A-Fa-f])"
# The left edge of a pattern that begins with its credential, where that begins with a letter.
_EDGE = re.compile(
    r"\A(?:\\b(?=\(\?P<secret>(?:\(\?:|\[)?[A-Za-z0-9])|\(\?<!(\[[^]%]+\])\)(?=\(\?P<secret>))"
)
_OPEN_EDGE = re.compile(rf"\A\(\?<!(\\w|\[[^]%]+\]){re.escape(_NO_ESCAPE)}\)")


def expanded(pattern: str, where: str) -> str:
    """The pattern with the blocks that it names put in, and its left edge open behind an escape.

    Raises:
        RuleError: it names one that does not exist.
    """
    opened = _EDGE.sub(lambda edge: rf"(?<!{edge[1] or _WORD}{_NO_ESCAPE})", pattern)
    return _CALL.sub(lambda call: _block(call[1], where).pattern, opened)


def folded(pattern: str) -> str:
    """The pattern with calls in the place of the blocks that stand in it, as it was written."""
    for name, block in BLOCKS.items():
        pattern = pattern.replace(block.pattern, f"(?&{name})")
    return _OPEN_EDGE.sub(lambda edge: r"\b" if edge[1] == _WORD else f"(?<!{edge[1]})", pattern)


def loosened(pattern: str, where: str) -> str:
    """The pattern with something looser in the place of each block; raises as `expanded`."""
    return _CALL.sub(lambda call: _block(call[1], where).loosely, pattern)


def _block(name: str, where: str) -> Block:
    try:
        return BLOCKS[name]
    except KeyError:
        raise RuleError(
            f"no building block is named {name!r}",
            where=where,
            hint=f"there is {', '.join(sorted(BLOCKS))}",
        ) from None
