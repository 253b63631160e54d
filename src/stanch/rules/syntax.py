"""Patterns as syntax trees: read, flattened, measured, and written for another engine.

The tree is the standard library's own, `re._parser`: `regex` reads the same syntax but shows none.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from stanch.errors import RuleError

# The standard library gives its syntax trees no types.
Node = tuple[Any, Any]

ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_LOOKS = (op.ASSERT, op.ASSERT_NOT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}
# `regex` alone knows `(?:token){e<=1}` and `{e}`; to others it is a text with braces.
_FUZZY = re.compile(r"(?<!\\)(?:\\\\)*\{(?:[^{}]*[eids]\s*<|\s*(?:\d+\s*<=?\s*)?[eids]\s*[:,}])")
_ANYTHING = ((op.RANGE, (0, 255)),)
_LETTERS = {re.IGNORECASE: "i", re.DOTALL: "s", re.MULTILINE: "m"}
_COUNTED = 3
_NEWLINE = 10
# How many strings are still worth telling one by one.
MOST_WORDS = 64
MOST_WIDTH = 20_000


def parsed(pattern: str, where: str) -> Any:
    """The tree of a pattern.

    Raises:
        RuleError: the pattern does not parse.
    """
    if _FUZZY.search(pattern):
        raise RuleError("the pattern is wrong: approximate matching has no bound", where=where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # `[[a]` means one thing here and another elsewhere
            return parser.parse(pattern.encode())
    except (re.error, Warning) as error:
        raise RuleError(f"the pattern is wrong: {error}", where=where) from None


def flatten(nodes: Iterable[Node]) -> list[Node]:
    """The sequence with plain groups opened, assertions gone."""
    out: list[Node] = []
    for code, value in nodes:
        if code in ZERO_WIDTH:
            continue
        if code is op.SUBPATTERN:
            _, on, off, inner = value
            if on or off:
                out.append((op.SUBPATTERN, (None, on, off, flatten(inner))))
            else:
                out.extend(flatten(inner))
        elif code is op.ATOMIC_GROUP:
            out.extend(flatten(value))
        elif code in _REPEATS:
            out.extend(_repeat(*value))
        elif code is op.BRANCH:
            out.append((op.BRANCH, (None, [flatten(b) for b in value[1]])))
        elif code is op.GROUPREF:  # what the group matched, so anything
            out.append((op.MAX_REPEAT, (0, MOST_WIDTH, [(op.IN, _ANYTHING)])))
        elif code is op.GROUPREF_EXISTS:
            _, yes, no = value
            out.append((op.BRANCH, (None, [flatten(yes), flatten(no or [])])))
        else:
            out.append((code, value))
    return out


def _repeat(low: int, high: int, inner: Iterable[Node]) -> list[Node]:
    """A repeat, of any kind; nothing where what is repeated has no width."""
    inside = flatten(inner)
    return [(op.MAX_REPEAT, (low, high, inside))] if inside else []


def width_of(nodes: Iterable[Node]) -> tuple[int, int]:
    """How many bytes the nodes match, at least and at most."""
    low = high = 0
    for code, value in nodes:
        if code is op.BRANCH:
            each = [width_of(branch) for branch in value[1]]
            least, most = min(one for one, _ in each), max(one for _, one in each)
        elif code is op.SUBPATTERN:
            least, most = width_of(value[3])
        elif code is op.MAX_REPEAT:
            least, most = width_of(value[2])
            least, most = least * value[0], most * value[1]
        else:
            least = most = 1
        low, high = low + least, high + most
    return low, high


def reach(nodes: Iterable[Node]) -> int:
    """How many bytes before or behind a match its look-arounds look at."""
    far = 0
    for code, value in nodes:
        if code in _LOOKS:
            far = max(far, value[1].getwidth()[1] + reach(value[1]))
        elif code is op.BRANCH:
            far = max(far, *map(reach, value[1]))
        elif code is op.GROUPREF_EXISTS:
            far = max(far, reach(value[1]), reach(value[2] or ()))
        elif code is op.ATOMIC_GROUP:
            far = max(far, reach(value))
        elif code is op.SUBPATTERN or code in _REPEATS:
            far = max(far, reach(value[-1]))
    return far


def holds_newline(nodes: Iterable[Node]) -> bool:
    """Whether a match may hold a line feed, or depend on what stands behind one."""
    return any(itertools.starmap(_may_be_newline, nodes))


def _may_be_newline(code: Any, value: Any) -> bool:
    if code is op.LITERAL:
        return bool(value == _NEWLINE)
    if code is op.NOT_LITERAL:
        return bool(value != _NEWLINE)
    if code is op.IN:
        return re.match(emit_set(value), "\n") is not None
    if code is op.SUBPATTERN and value[1] & re.DOTALL:
        return True
    if code in _LOOKS:  # one byte beyond a line's ends belongs to what is looked at
        return bool(value[1].getwidth()[1] > 1) and holds_newline(value[1])
    if code is op.BRANCH:
        return any(map(holds_newline, value[1]))
    if code is op.GROUPREF_EXISTS:
        return holds_newline(value[1]) or holds_newline(value[2] or ())
    if code is op.ATOMIC_GROUP:
        return holds_newline(value)
    if code is op.SUBPATTERN or code in _REPEATS:
        return holds_newline(value[-1])
    return code is op.AT and value is op.AT_END


def finite(nodes: Sequence[Node], most: int = MOST_WORDS) -> frozenset[str] | None:
    """All strings the nodes can match, lower-cased, or None when they are many."""
    out = frozenset({""})
    for code, value in nodes:
        these = _finite_one(code, value, most)
        if these is None or len(out) * len(these) > most:
            return None
        out = frozenset(a + b for a in out for b in these)
    return out


def _finite_one(code: Any, value: Any, most: int) -> frozenset[str] | None:
    match code:
        case op.LITERAL:
            return frozenset({_lower(value)})
        case op.IN if all(c is op.LITERAL for c, _ in value):
            return frozenset(_lower(v) for _, v in value)
        case op.SUBPATTERN:
            return finite(value[3], most)
        case op.BRANCH:
            each = [finite(branch, most) for branch in value[1]]
            known = [s for s in each if s is not None]
            return frozenset().union(*known) if len(known) == len(each) else None
        case op.MAX_REPEAT:
            low, high, inner = value
            if high > 8 or high - low > 1:
                return None
            counts = [finite(inner * low, most), finite(inner * high, most)]
            return counts[0] | counts[1] if counts[0] and counts[1] else None
        case _:
            return None


def _lower(code: int) -> str:
    """As `bytes.lower` does it: letters of ASCII only."""
    return chr(code).lower() if code < 128 else chr(code)


def emit(nodes: Sequence[Node], *, counted: bool = False) -> str:
    """The nodes as text; `counted`: with the bounds of repeats as they are."""
    return "".join(_emit_one(code, value, counted=counted) for code, value in nodes)


def _emit_one(code: Any, value: Any, *, counted: bool) -> str:
    match code:
        case op.LITERAL:
            return _char(value)
        case op.NOT_LITERAL:
            return f"[^{_char(value)}]"
        case op.ANY:
            return "."
        case op.IN:
            return emit_set(value)
        case op.BRANCH:
            return "(?:" + "|".join(emit(b, counted=counted) for b in value[1]) + ")"
        case op.SUBPATTERN:
            _, on, off, inner = value
            return f"({flags_of(on, off)}{emit(inner, counted=counted)})"
        case op.MAX_REPEAT:
            return _emit_repeat(*value, counted=counted)
        case _:
            raise AssertionError(f"a node without a form: {code}")


def _emit_repeat(low: int, high: int, inner: list[Node], *, counted: bool) -> str:
    body = emit(inner, counted=counted)
    if len(inner) != 1 or inner[0][0] is op.MAX_REPEAT:
        body = f"(?:{body})"
    if low == high:
        return body if low == 1 else f"{body}{{{low}}}"
    # Counting makes an automaton a hundred times as large as going round; the pattern counts.
    top = high if counted or high - low < _COUNTED else ""
    return f"{body}{{{low},{top}}}"


def emit_set(items: Iterable[Node]) -> str:
    """The members of a class as text."""
    out = ["["]
    for code, value in items:
        match code:
            case op.NEGATE:
                out.append("^")
            case op.LITERAL:
                out.append(_char(value))
            case op.RANGE:
                out.append("-".join(map(_char, value)))
            case op.CATEGORY:
                out.append(_CATEGORIES[value])
            case _:
                raise AssertionError(f"a member without a form: {code}")
    return "".join(out) + "]"


def _char(code: int) -> str:
    char = chr(code)
    return char if char.isascii() and char.isalnum() else f"\\x{code:02x}"


def flags_of(on: int, off: int) -> str:
    """What opens a group in which these flags are on and those off."""
    plus = "".join(letter for flag, letter in _LETTERS.items() if on & flag)
    minus = "".join(letter for flag, letter in _LETTERS.items() if off & flag)
    return "?" + plus + (f"-{minus}" if minus else "") + ":"
