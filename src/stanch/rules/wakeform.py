r"""Reduces a pattern to what Hyperscan can look for at full speed, for all rules in one pass.

A wake form is a superset: wherever the pattern matches, the form ends inside that match. So it
may drop what costs and does not find: assertions, the tail of the last repeat (and of the first,
when nothing stands before it). `\b…{lo,hi}\b` runs at a tenth of the speed of its wake form.
The same walk yields the literals a match must hold (for a scan without Hyperscan) and the widest
match. A pattern of which no form can be derived has none, and its rule is always awake.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from stanch.errors import RuleError
from stanch.model.rule import Wake
from stanch.rules.leads import leads
from stanch.rules.syntax import (
    MOST_WIDTH,
    MOST_WORDS,
    ZERO_WIDTH,
    Node,
    emit,
    emit_set,
    finite,
    flags_of,
    flatten,
    holds_newline,
    parsed,
    reach,
    width_of,
)

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
_GAP = 4
# Information of a head that is rare enough to wake by, and of a class in which most bytes are.
_RARE_BITS = 30
_NARROW = 1.1
_LETTER_BITS = 5
# A probe that is less rare spares nothing.
_PROBE_BITS = 10
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
_MOST_NAMES = 1000


def derive(pattern: str, where: str) -> Wake:
    """The wake form, keywords and width of a pattern.

    Raises:
        RuleError: the pattern does not parse, or its matches have no bound.
    """
    tree = parsed(pattern, where)
    looks = reach(tree)
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
    flat = flatten(_seen_before(tree))
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
        lined=not (tree.state.flags & re.DOTALL or holds_newline(tree)),
        whole=whole,
        probe=_probe(_trim_end(flat, -1, tail), tree.state.flags),
        leads=leads(flatten(tree)),
    )


def scout(pattern: str, where: str) -> str:
    """The form of a part of some patterns, which is looked for in the place of theirs.

    Raises:
        RuleError: it does not parse, or would wake everywhere.
    """
    tree = parsed(pattern, where)
    kept = _trim_end(flatten(_seen_before(tree)), -1, _WHOLE_TAIL)
    form = _form(kept, _WHOLE_TAIL, tree.state.flags)
    if not form:
        raise RuleError("a scout that can match nothing would wake everywhere", where=where)
    return form


def _seen_before(nodes: Iterable[Node]) -> list[Node]:
    """The sequence with what a look back at its start demands in place of what it looks back over.

    `key(?<=[a-z0-9]{2}_?key)` as `[a-z0-9]{2}_?key`: a form may begin before the match does, and
    the longer one wakes less often.
    """
    nodes = [node for node in nodes if node[0] is op.ASSERT or node[0] not in ZERO_WIDTH]
    for at, (code, value) in enumerate(nodes):
        if code is op.ASSERT and value[0] < 0 and at:
            most = width_of(flatten(nodes[:at]))[1]
            return [*value[1], *nodes[at + 1 :]] if value[1].getwidth()[0] >= most else nodes
        if code not in {op.LITERAL, op.IN, op.ASSERT}:
            break
    return [*map(_group_seen_before, nodes[:1]), *nodes[1:]]


def _group_seen_before(node: Node) -> Node:
    code, value = node
    if code is op.ATOMIC_GROUP:
        return code, _seen_before(value)
    if code is op.SUBPATTERN:
        return code, (*value[:-1], _seen_before(value[-1]))
    if code is op.BRANCH:
        return code, (None, [_seen_before(branch) for branch in value[1]])
    return node


def _probe(nodes: list[Node], flags: int) -> str:
    """A superset in the syntax of `re`; empty where it would be everywhere."""
    if _bits(nodes) < _PROBE_BITS:
        return ""
    form = emit(nodes, counted=True)
    return f"({flags_of(flags, 0)}{form})" if flags & _FLAGS else form


def _form(nodes: list[Node], tail: int, flags: int) -> str:
    """The form of a sequence of which the end is cut; empty where it would wake everywhere."""
    form = emit(_trim_end(nodes, 0, tail))
    if form and flags & _FLAGS:
        form = f"({flags_of(flags, 0)}{form})"
    return "" if form and re.match(form, "") else form


def _sides(flat: list[Node], kept: list[Node]) -> tuple[int, int]:
    """How far a match reaches before and behind the place where the kept part of it ends."""
    last = len(kept) - 1
    if not kept or kept[:last] != flat[:last]:  # made otherwise than by cutting the end
        return MOST_WIDTH, MOST_WIDTH
    return width_of(kept)[1], width_of(flat[last:])[1] - width_of(kept[last:])[0]


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
            words = finite(nodes[:at], _MOST_NAMES) if at else None
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
            size = len(re.findall(emit_set(value), _EVERY_BYTE)) or 1
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
        words = finite([node])
        grown = words and frozenset(a + b for a in run for b in words)
        if grown and len(grown) <= MOST_WORDS:
            run = grown
            continue
        yield run
        run = words if words and len(words) <= MOST_WORDS else frozenset({""})
        if not words:
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
        if all(each) and sum(map(len, each)) <= MOST_WORDS:
            yield frozenset(word.decode("latin-1") for words in each for word in words)
