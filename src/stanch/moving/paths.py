"""Regular expressions for paths, written anew as patterns of `.gitignore` or of a rule.

The others search an expression anywhere in the path; ours are globs. What an expression matches is
spelt out; one that is too free for a few globs is refused, and never widened: a glob that covers
more would hide findings. One difference is left: a glob that fits a folder covers all that is in
it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from stanch.moving.classes import UntranslatableError
from stanch.moving.syntax import Dialect, translated

# Tokens of a spelt-out path beside pieces of globs: anything at all, and the two ends.
_ANY, _BEGIN, _END = "\0any", "\0begin", "\0end"
_MOST = 100
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SLASH = ord("/")
_CATEGORIES = {op.CATEGORY_DIGIT: "0-9", op.CATEGORY_WORD: "A-Za-z0-9_"}

Spelt = tuple[str, ...]


def ignoring(pattern: str, dialect: Dialect) -> tuple[str, ...]:
    """The patterns of `.gitignore` that cover what the expression is found in.

    Raises:
        UntranslatableError: there are none, or too many.
    """
    globs: dict[str, None] = {}
    for spelt in _spelt(pattern, dialect):
        globs.update(dict.fromkeys(_ignore_globs(spelt)))
    if len(globs) > _MOST:
        raise UntranslatableError(f"it comes to more than {_MOST} path patterns")
    return tuple(globs)


def of_rule(pattern: str, dialect: Dialect) -> tuple[str, ...]:
    """The globs of a rule's `paths`, in which `*` passes folders; raises as `ignoring`."""
    globs: dict[str, None] = {}
    for spelt in _spelt(pattern, dialect):
        begun = spelt[:1] == (_BEGIN,)
        ended = spelt[-1:] == (_END,)
        body = "".join("*" if part == _ANY else part for part in spelt if part not in _ENDS)
        globs[("" if begun else "**/*") + body + ("" if ended else "*")] = None
    return tuple(re.sub(r"\*{3,}", "**", glob) for glob in globs)


_ENDS = (_BEGIN, _END)


def _spelt(pattern: str, dialect: Dialect) -> list[Spelt]:
    text = translated(pattern, dialect).text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = parser.parse(text)
    except (re.error, Warning, RecursionError) as error:
        raise UntranslatableError(f"it is no pattern: {error}") from None
    found = [_tidy(one) for one in _all(tree, ignore=bool(tree.state.flags & re.IGNORECASE))]
    if not found or any(not set(one) - {_ANY, *_ENDS, "?", "*", "/"} for one in found):
        raise UntranslatableError("it covers every path")
    return found


def _tidy(spelt: Spelt) -> Spelt:
    """Without what says nothing: `.*` at an open end, and one behind another."""
    out: list[str] = []
    for part in spelt:
        if part == _ANY and out[-1:] == [_ANY]:
            continue
        if (part == _BEGIN and out) or out[-1:] == [_END]:
            raise UntranslatableError("an anchor in its middle")
        out.append(part)
    if out[:1] == [_ANY]:
        del out[0]
    elif out[:2] == [_BEGIN, _ANY]:
        del out[:2]
    if out[-1:] == [_ANY]:
        del out[-1]
    elif out[-2:] == [_ANY, _END]:
        del out[-2:]
    return tuple(out)


def _all(nodes: Iterable[Any], *, ignore: bool) -> list[Spelt]:
    """Every way to spell the nodes out."""
    out: list[Spelt] = [()]
    for code, value in nodes:
        ways = _ways(code, value, ignore=ignore)
        if len(out) * len(ways) > _MOST:
            raise UntranslatableError(f"it comes to more than {_MOST} path patterns")
        out = [(*before, *after) for before, after in product(out, ways)]
    return out


def _ways(code: Any, value: Any, *, ignore: bool) -> list[Spelt]:
    if code is op.LITERAL:
        return [(_char(value, ignore=ignore),)]
    if code is op.ANY:
        return [("?",)]
    if code in {op.IN, op.NOT_LITERAL}:
        members = value if code is op.IN else [(op.NEGATE, None), (op.LITERAL, value)]
        return [(_set(members, ignore=ignore),)]
    if code is op.SUBPATTERN:
        _, on, off, inner = value
        inner_ignore = (ignore or bool(on & re.IGNORECASE)) and not off & re.IGNORECASE
        return _all(inner, ignore=inner_ignore)
    if code is op.BRANCH:
        return [way for branch in value[1] for way in _all(branch, ignore=ignore)]
    if code in _REPEATS:
        return _repeated(*value, ignore=ignore)
    if code is op.AT and value in {op.AT_BEGINNING, op.AT_BEGINNING_STRING}:
        return [(_BEGIN,)]
    if code is op.AT and value in {op.AT_END, op.AT_END_STRING}:
        return [(_END,)]
    raise UntranslatableError("no path pattern can say a word boundary or a look-around")


def _repeated(low: int, high: int, inner: Sequence[Any], *, ignore: bool) -> list[Spelt]:
    endless = high == parser.MAXREPEAT
    kind = _kind(inner)
    if kind and endless:
        return [("?",) * low + (_ANY if kind == "any" else "*",)]
    if endless or high > 4:
        raise UntranslatableError("no path pattern can repeat a part of a name")
    ways = _all(inner, ignore=ignore)
    out: list[Spelt] = []
    for count in range(low, high + 1):
        if len(ways) ** count > _MOST:
            raise UntranslatableError(f"it comes to more than {_MOST} path patterns")
        out += [tuple(p for way in each for p in way) for each in product(ways, repeat=count)]
    return out


def _kind(inner: Sequence[Any]) -> str:
    """Whether a repeat of this is anything at all, or anything within one name."""
    if len(inner) != 1:
        return ""
    code, value = inner[0]
    if code is op.SUBPATTERN:
        return _kind(value[3])
    if code is op.ANY:
        return "any"
    if code is op.NOT_LITERAL and value == _SLASH:
        return "name"
    if code is op.IN and value[0][0] is op.NEGATE and len(value) > 1:
        rest = value[1:]
        # `[^/\\]`: no name holds a backslash but on Windows, where it parts names.
        parts = all(c is op.LITERAL and v in {_SLASH, ord("\\")} for c, v in rest)
        return "name" if parts and (op.LITERAL, _SLASH) in rest else ""
    return ""


def _char(code: int, *, ignore: bool) -> str:
    char = chr(code)
    if ignore and char.lower() != char.upper():
        return f"[{char.lower()}{char.upper()}]"
    if char in "\n\r\0":
        raise UntranslatableError("a line's end in a path")
    if char in "*?[":
        return f"[{char}]"
    return "\\\\" if char == "\\" else char


def _set(members: Sequence[Any], *, ignore: bool) -> str:
    out, negated = "", False
    for code, value in members:
        if code is op.NEGATE:
            negated = True
        elif code is op.LITERAL:
            if chr(value) in "]\\!^-[":
                raise UntranslatableError("a set of signs that no path pattern has")
            out += f"{chr(value).lower()}{chr(value).upper()}" if ignore else chr(value)
        elif code is op.RANGE:
            low, high = chr(value[0]), chr(value[1])
            out += f"{low}-{high}"
            if ignore and low.isalpha():
                out += f"{low.swapcase()}-{high.swapcase()}"
        elif code is op.CATEGORY and value in _CATEGORIES:
            out += _CATEGORIES[value]
        else:
            raise UntranslatableError("a set of signs that no path pattern has")
    if not negated and out in {"/", "\\/", "//"}:
        return "/"
    if "/" in out and not negated:
        raise UntranslatableError("a set that holds `/`")
    return f"[{'!' if negated else ''}{out.replace('/', '')}]" if out != "/" else "?"


def _ignore_globs(spelt: Spelt) -> Iterator[str]:
    """`.gitignore` patterns for one spelling; `.*` may end a name, or pass folders."""
    begun = spelt[:1] == (_BEGIN,)
    ended = spelt[-1:] == (_END,)
    pieces: list[str] = [""]
    for part in spelt:
        if part == _ANY:
            pieces.append("")
        elif part not in _ENDS:
            pieces[-1] += part
    if not ended:
        pieces[-1] += "**" if pieces[-1].endswith("/") else "*"
    for body in _bridged(pieces):
        yield _anchored(body, begun=begun)


def _bridged(pieces: Sequence[str]) -> Iterator[str]:
    if len(pieces) == 1:
        yield pieces[0]
        return
    first, second = pieces[0], pieces[1]
    if first.endswith("/") or not first:
        bridges = [f"{first}**/*{second}"]
    elif second.startswith("/"):
        bridges = [f"{first}*/**{second}"]
    else:
        bridges = [f"{first}*{second}", f"{first}*/**/*{second}"]
    for bridge in bridges:
        yield from _bridged([bridge, *pieces[2:]])


def _anchored(body: str, *, begun: bool) -> str:
    """The pattern with what stands before it: nothing, or any folders and part of a name."""
    body = re.sub(r"\*\*/\*+(?=/)", "**/*", body)
    if begun:
        return f"/{body}"
    if body.startswith("/"):  # a slash that is found in a path is not its first character
        return f"/*/**{body}"
    within, _, rest = body.partition("/")
    if rest in {"", "**"}:  # a name, or a folder with all that is in it
        return f"*{within}" + ("/" if rest else "")
    return f"**/*{body}"
