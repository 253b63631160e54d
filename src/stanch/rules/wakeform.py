r"""Reduces a pattern to what Hyperscan can look for at full speed, for all rules in one pass.

A wake form is a superset: wherever the pattern matches, the form matches inside that match. So it
may drop what costs and does not find: assertions, the tail of the last repeat (and of the first,
when nothing stands before it). `\b…{lo,hi}\b` runs at a tenth of the speed of its wake form.
The same walk yields the literals a match must hold (for a scan without Hyperscan) and the widest
match. The syntax tree is the standard library's own, `re._parser`: `regex` reads the same syntax
but shows no tree. A pattern it cannot read has no wake form, and its rule is always awake.
"""

from __future__ import annotations

import itertools
import math
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from stanch.errors import RuleError
from stanch.model.rule import Wake

# The standard library gives its syntax trees no types.
Node = tuple[Any, Any]

_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
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
# `regex` alone knows `(?:token){e<=1}`; to others it is a text with braces.
_FUZZY = re.compile(r"\{[^{}]*[eids]\s*<")
_ANYTHING = ((op.RANGE, (0, 255)),)
_LETTERS = {re.IGNORECASE: "i", re.DOTALL: "s", re.MULTILINE: "m"}
_FLAGS = re.IGNORECASE | re.DOTALL | re.MULTILINE
# Shorter literals stand in nearly every file and would wake the rule everywhere.
_KEYWORD_LENGTH = 3
# Behind a prefix so many characters tell a token from a mention; each more makes the database
# larger, and loading it is most of a warm start. A short prefix needs more.
_TAIL = 8
_LONG_TAIL = 12
# The whole of a pattern is asked for seldom, so it may be more exact; asking pays where the pattern
# is so long that compiling it takes milliseconds.
_WHOLE_TAIL = 32
_LONG = 300
_SHORT = 3
_COUNTED = 3
_GAP = 4
# Information of a head that is rare enough to wake by, and of a class in which most bytes are.
_RARE_BITS = 30
_NARROW = 1.1
_LETTER_BITS = 5
# A probe that is less rare spares nothing.
_PROBE_BITS = 10
_NEWLINE = 10
# Words that stand in every program: alone they would wake their rule everywhere.
_COMMON = frozenset(
    "access account address admin amazon analytics api_key apikey app_ application atlas auth "
    "authorization aws_ azure base bearer beats bitbucket bootstrap cache client cloud config "
    "connection content create curl data database default devops django email endpoint event "
    "file flow form format github google header heap host hostname http https image initial "
    "input instance jdbc kagi license line linear lines link list live local login machine mail "
    "maps message messages meta mode model monitor name node note notion number object open "
    "option options order output page pagerduty param pass passwd password path port post "
    "postman private project provider proxy public pusher query queue random redis render "
    "report request response rest route scale script search secret section segment select send "
    "server service session shop sign slack smtp snap source space spec split square stack "
    "state storage store stream string stripe style super system table target task test text "
    "tick time token trace track twitter type unit update user username value vault version "
    "view wave wget word work write yaml zoom".split()
)
_MOST_KEYWORDS = 64
_MOST_NAMES = 1000
MOST_WIDTH = 20_000


def derive(pattern: str, where: str) -> Wake:
    """The wake form, keywords and width of a pattern.

    Raises:
        RuleError: the pattern does not parse, or its matches have no bound.
    """
    if _FUZZY.search(pattern):
        raise RuleError("the pattern is wrong: approximate matching has no bound", where=where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # `[[a]` means one thing here and another elsewhere
            tree = parser.parse(pattern.encode())
    except (re.error, Warning) as error:
        raise RuleError(f"the pattern is wrong: {error}", where=where) from None
    looks = _reach(tree)
    width = tree.getwidth()[1] + looks
    if width > MOST_WIDTH:
        raise RuleError(
            f"the pattern can match or look at more than {MOST_WIDTH:,} bytes",
            where=where,
            hint="bound each repeat, e.g. {20,200} instead of + or *",
        )
    secret = tree.state.groupdict.get("secret")
    if secret and tree.state.groupwidths[secret][1] == 0:
        raise RuleError(
            "the group (?P<secret>…) can only match nothing",
            where=where,
            hint="put the credential's pattern between `(?P<secret>` and `)`",
        )
    flat = _flat(tree)
    keywords = _keywords(flat)
    rare = bool(keywords) and min(map(len, keywords)) > _SHORT
    tail = _TAIL if rare else _LONG_TAIL
    head = _head(flat)
    kept = _trim_end(head or flat, -1, tail)
    before, behind = _sides(flat, kept)
    whole = ""
    if head or len(pattern) > _LONG:
        whole = _form(_trim_end(flat, -1, _WHOLE_TAIL), _WHOLE_TAIL, tree.state.flags)
    return Wake(
        _form(kept, tail, tree.state.flags),
        keywords,
        width,
        min(before + looks, width),
        min(behind + looks, width),
        lined=not (tree.state.flags & re.DOTALL or _holds_newline(tree)),
        whole=whole,
        probe=_probe(_trim_end(flat, -1, tail), tree.state.flags),
    )


def _probe(nodes: list[Node], flags: int) -> str:
    """A superset in the syntax of `re`; empty where it would be everywhere."""
    if _bits(nodes) < _PROBE_BITS:
        return ""
    form = _emit(nodes, counted=True)
    return f"({_flags(flags, 0)}{form})" if flags & _FLAGS else form


def _form(nodes: list[Node], tail: int, flags: int) -> str:
    """The form of a sequence of which the end is cut; empty where it would wake everywhere."""
    form = _emit(_trim_end(nodes, 0, tail))
    if form and flags & _FLAGS:
        form = f"({_flags(flags, 0)}{form})"
    return "" if form and re.match(form, "") else form


def _sides(flat: list[Node], kept: list[Node]) -> tuple[int, int]:
    """How far a match reaches before and behind the place where the kept part of it ends."""
    last = len(kept) - 1
    if not kept or kept[:last] != flat[:last]:  # made otherwise than by cutting the end
        return MOST_WIDTH, MOST_WIDTH
    return _width(kept)[1], _width(flat[last:])[1] - _width(kept[last:])[0]


def _width(nodes: Iterable[Node]) -> tuple[int, int]:
    """How many bytes the nodes match, at least and at most."""
    low = high = 0
    for code, value in nodes:
        if code is op.BRANCH:
            each = [_width(branch) for branch in value[1]]
            least, most = min(one for one, _ in each), max(one for _, one in each)
        elif code is op.SUBPATTERN:
            least, most = _width(value[3])
        elif code is op.MAX_REPEAT:
            least, most = _width(value[2])
            least, most = least * value[0], most * value[1]
        else:
            least = most = 1
        low, high = low + least, high + most
    return low, high


def _holds_newline(nodes: Iterable[Node]) -> bool:
    """Whether a match may hold a line feed, or depend on what stands behind one."""
    return any(itertools.starmap(_may_be_newline, nodes))


def _may_be_newline(code: Any, value: Any) -> bool:
    if code is op.LITERAL:
        return bool(value == _NEWLINE)
    if code is op.NOT_LITERAL:
        return bool(value != _NEWLINE)
    if code is op.IN:
        return re.match(_emit_set(value), "\n") is not None
    if code is op.SUBPATTERN and value[1] & re.DOTALL:
        return True
    if code in _LOOKS:  # one byte beyond a line's ends belongs to what is looked at
        return bool(value[1].getwidth()[1] > 1) and _holds_newline(value[1])
    if code is op.BRANCH:
        return any(map(_holds_newline, value[1]))
    if code is op.GROUPREF_EXISTS:
        return _holds_newline(value[1]) or _holds_newline(value[2] or ())
    if code is op.ATOMIC_GROUP:
        return _holds_newline(value)
    if code is op.SUBPATTERN or code in _REPEATS:
        return _holds_newline(value[-1])
    return code is op.AT and value is op.AT_END


def _reach(nodes: Iterable[Node]) -> int:
    """How many bytes before or behind a match its look-arounds look at."""
    reach = 0
    for code, value in nodes:
        if code in _LOOKS:
            reach = max(reach, value[1].getwidth()[1] + _reach(value[1]))
        elif code is op.BRANCH:
            reach = max(reach, *map(_reach, value[1]))
        elif code is op.GROUPREF_EXISTS:
            reach = max(reach, _reach(value[1]), _reach(value[2] or ()))
        elif code is op.ATOMIC_GROUP:
            reach = max(reach, _reach(value))
        elif code is op.SUBPATTERN or code in _REPEATS:
            reach = max(reach, _reach(value[-1]))
    return reach


def _flat(nodes: Iterable[Node]) -> list[Node]:
    """The sequence with plain groups opened, assertions gone."""
    out: list[Node] = []
    for code, value in nodes:
        if code in _ZERO_WIDTH:
            continue
        if code is op.SUBPATTERN:
            _, on, off, inner = value
            if on or off:
                out.append((op.SUBPATTERN, (None, on, off, _flat(inner))))
            else:
                out.extend(_flat(inner))
        elif code is op.ATOMIC_GROUP:
            out.extend(_flat(value))
        elif code in _REPEATS:
            low, high, inner = value
            out.append((op.MAX_REPEAT, (low, high, _flat(inner))))
        elif code is op.BRANCH:
            out.append((op.BRANCH, (None, [_flat(b) for b in value[1]])))
        elif code is op.GROUPREF:  # what the group matched, so anything
            out.append((op.MAX_REPEAT, (0, MOST_WIDTH, [(op.IN, _ANYTHING)])))
        elif code is op.GROUPREF_EXISTS:
            _, yes, no = value
            out.append((op.BRANCH, (None, [_flat(yes), _flat(no or [])])))
        else:
            out.append((code, value))
    return out


def _head(nodes: list[Node]) -> list[Node]:
    """What stands before the first gap, where that is rare; else nothing.

    `airtable`, then up to forty characters, then a separator and a key: the name alone is a
    literal, which costs nothing to look for, while behind a gap the automaton stays at work.
    """
    if nodes and nodes[0][0] is op.BRANCH:  # several ways to name it, each with a gap of its own
        whole = [[*branch, *nodes[1:]] for branch in nodes[0][1][1]]
        named = [_head(branch) for branch in whole]
        if any(named):
            both = zip(named, whole, strict=True)
            return [(op.BRANCH, (None, [name or branch for name, branch in both]))]
    for at, node in enumerate(nodes[:-1]):
        if _is_gap(*node):
            words = _finite(nodes[:at], _MOST_NAMES) if at else None
            if words and all(map(_is_rare, words)):
                return nodes[:at]
            if not _is_wide(*node):
                continue
            return nodes[:at] if words is None and _bits(nodes[:at]) >= _RARE_BITS else []
    return []


def _is_gap(code: Any, value: Any) -> bool:
    """Whether what stands there is of no set length."""
    if code is op.BRANCH:
        return any(_is_gap(*node) for branch in value[1] for node in branch)
    return code is op.MAX_REPEAT and bool(value[1] - value[0] >= _GAP)


def _is_wide(code: Any, value: Any) -> bool:
    """Whether nearly anything may stand in the gap, for long."""
    if code is op.BRANCH:
        return any(_is_wide(*node) for branch in value[1] for node in branch)
    return (
        code is op.MAX_REPEAT
        and value[1] >= _GAP
        and min(map(_bits, ([n] for n in value[2]))) < _NARROW
    )


def _is_rare(word: str) -> bool:
    return len(word) >= 4 and word.strip("-_. :/=\"'(") not in _COMMON


def _bits(nodes: Iterable[Node]) -> float:
    """How much of a text's chance a match takes at least: five bits for a letter."""
    return sum(itertools.starmap(_bits_of, nodes))


def _bits_of(code: Any, value: Any) -> float:
    match code:
        case op.LITERAL:
            return _LETTER_BITS
        case op.IN:
            size = len(re.findall(_emit_set(value), _EVERY_BYTE)) or 1
            return min(_LETTER_BITS, max(0.0, math.log2(128 / size)))
        case op.SUBPATTERN:
            return _bits(value[3])
        case op.MAX_REPEAT:
            return float(value[0] * _bits(value[2]))
        case op.BRANCH:
            return min(map(_bits, value[1]))
        case _:
            return 0.0


_EVERY_BYTE = "".join(map(chr, range(256)))


def _trim_end(nodes: list[Node], end: int, tail: int) -> list[Node]:
    """The sequence with the repeat at that end (0 or -1) cut to its minimum."""
    nodes = list(nodes)
    while nodes:
        code, value = nodes[end]
        if code is op.MAX_REPEAT:
            low, _, inner = value
            if low == 0:
                del nodes[end]
                continue
            low = min(low, tail) if len(nodes) > 1 else low
            nodes[end] = (code, (low, low, inner))
        elif code is op.SUBPATTERN:
            _, on, off, inner = value
            cut = _trim_end(inner, end, tail)
            if not cut:
                del nodes[end]
                continue
            nodes[end] = (code, (None, on, off, cut))
        elif code is op.BRANCH:
            branches = [_trim_end(b, end, tail) for b in value[1]]
            if not all(branches):
                del nodes[end]
                continue
            nodes[end] = (code, (None, branches))
        break
    return nodes


def _emit(nodes: Sequence[Node], *, counted: bool = False) -> str:
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
            return _emit_set(value)
        case op.BRANCH:
            return "(?:" + "|".join(_emit(b, counted=counted) for b in value[1]) + ")"
        case op.SUBPATTERN:
            _, on, off, inner = value
            return f"({_flags(on, off)}{_emit(inner, counted=counted)})"
        case op.MAX_REPEAT:
            return _emit_repeat(*value, counted=counted)
        case _:
            raise AssertionError(f"a node without a form: {code}")


def _emit_repeat(low: int, high: int, inner: list[Node], *, counted: bool) -> str:
    body = _emit(inner, counted=counted)
    if len(inner) != 1 or inner[0][0] is op.MAX_REPEAT:
        body = f"(?:{body})"
    if low == high:
        return body if low == 1 else f"{body}{{{low}}}"
    # Counting makes an automaton a hundred times as large as going round; the pattern counts.
    top = high if counted or high - low < _COUNTED else ""
    return f"{body}{{{low},{top}}}"


def _emit_set(items: Iterable[Node]) -> str:
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


def _flags(on: int, off: int) -> str:
    plus = "".join(letter for flag, letter in _LETTERS.items() if on & flag)
    minus = "".join(letter for flag, letter in _LETTERS.items() if off & flag)
    return "?" + plus + (f"-{minus}" if minus else "") + ":"


def _keywords(nodes: Sequence[Node]) -> tuple[bytes, ...]:
    """The best set of literals of which each match holds one: long, then few."""
    sets = [s for s in _required(nodes) if min(map(len, s)) >= _KEYWORD_LENGTH]
    if not sets:
        return ()
    best = max(map(_shortest, sets), key=lambda s: (min(8, *map(len, s)), -len(s)))
    return tuple(sorted(word.encode("latin-1") for word in best))


def _shortest(words: frozenset[str]) -> frozenset[str]:
    """Without the words that hold another one, since where they stand it stands too."""
    return frozenset(w for w in words if not any(o != w and o in w for o in words))


def _required(nodes: Sequence[Node]) -> Iterator[frozenset[str]]:
    """Sets of lower-case strings; a match holds at least one of each set."""
    run = frozenset({""})
    for node in nodes:
        finite = _finite([node])
        grown = finite and frozenset(a + b for a in run for b in finite)
        if grown and len(grown) <= _MOST_KEYWORDS:
            run = grown
            continue
        yield run
        run = finite if finite and len(finite) <= _MOST_KEYWORDS else frozenset({""})
        if not finite:
            yield from _inside(*node)
    yield run


def _inside(code: Any, value: Any) -> Iterator[frozenset[str]]:
    """What a node that is no finite set of strings still demands."""
    if code is op.SUBPATTERN:
        yield from _required(value[3])
    elif code is op.MAX_REPEAT and value[0] > 0:
        yield from _required(value[2])
    elif code is op.BRANCH:
        each = [_keywords(branch) for branch in value[1]]
        if all(each) and sum(map(len, each)) <= _MOST_KEYWORDS:
            yield frozenset(word.decode("latin-1") for words in each for word in words)


def _finite(nodes: Sequence[Node], most: int = _MOST_KEYWORDS) -> frozenset[str] | None:
    """All strings the nodes can match, lower-cased, or None when they are many."""
    out = frozenset({""})
    for code, value in nodes:
        these = _finite_one(code, value, most)
        if these is None or len(out) * len(these) > most:
            return None
        out = frozenset(a + b for a in out for b in these)
    return out


def _lower(code: int) -> str:
    """As `bytes.lower` does it: letters of ASCII only."""
    return chr(code).lower() if code < 128 else chr(code)


def _finite_one(code: Any, value: Any, most: int) -> frozenset[str] | None:
    match code:
        case op.LITERAL:
            return frozenset({_lower(value)})
        case op.IN if all(c is op.LITERAL for c, _ in value):
            return frozenset(_lower(v) for _, v in value)
        case op.SUBPATTERN:
            return _finite(value[3], most)
        case op.BRANCH:
            each = [_finite(branch, most) for branch in value[1]]
            known = [s for s in each if s is not None]
            return frozenset().union(*known) if len(known) == len(each) else None
        case op.MAX_REPEAT:
            low, high, inner = value
            if high > 8 or high - low > 1:
                return None
            counts = [_finite(inner * low, most), _finite(inner * high, most)]
            return counts[0] | counts[1] if counts[0] and counts[1] else None
        case _:
            return None
