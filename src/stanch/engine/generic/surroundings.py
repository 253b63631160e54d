"""What stands round a value: between its name and it, before the name, and behind the value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stanch.engine.generic import values
from stanch.engine.generic.filekind import Kind
from stanch.model.finding import Dropped, Reason
from stanch.model.place import Span

_REACH = 240
_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$-")
_LONGEST_NAME = 80
# What gives back another value than the text in its brackets.
_LOOK_UP = re.compile(
    rb"""(?ix)
      (?:env|environ|getenv|\bget\w*|\bfetch|\bload|\bread|\bfind|\blookup|\bquery\w*|select\w*
      |\binput|prompt|\bask\w*|require\w*|import|translate|gettext|\bt|\b_|i18n|message|\bmsg
      |config|settings?|option|param\w*|arg\w*|field|column|attr\w*|property|cookie|header|session
      |request|getpass|readline|secrets?\.|vault|ssm|locale?|label|format|sprintf|printf|print\w*
      |log\w*|error|warn|raise|throw|open|file\w*|path\w*|join|url\w*|exists|contains|has|match\w*
      |test|search|replace|split|compile|regex\w*|indexof|startswith|endswith|strip|trim|findby\w*
      |describe|it|should|equals?|querys\w*|getelement\w*|resolve|inject|bean|provide\w*|value
      |node|expect\w*|assert\w*|hash\w*|digest|sha\d*|md5|crypt|bcrypt|lambda|filter|sort\w*|keys
      |createelement|element|icon|component|validator\w*|charfield|textfield|integerfield)
      [!?]?\s*[(\[{]\s*\S{0,3}$ | [\w)\]]\[\s*["'`]$
    """
)
_COMMENT_STARTS = (b"#", b"//", b"/*", b"*", b"--", b";", b"%", b"<!--", b'"""', b"REM ", b"rem ")
_LINE_START = re.compile(
    rb"""(?ix)
    ^[\s>|]*(?:(?:export|set|setx|env|arg|local|readonly|declare|typeset|echo|-e|-|\*|\+|\#+|//|;|--|!|>>?|[*_]{1,3}
      |\d+[.)]|\$\s*[\w]*:?|/\*|<!--|\[?\w*\]?:?\s?\$)\s*){0,4}["'*`_{]{0,3}$
    """
)
# Parts of words, since a search for parts costs a tenth of one for words.
_LOGIN_WORDS = (
    b"user",
    b"login",
    b"host",
    b"server",
    b"mail",
    b"account",
    b"client_id",
    b"database",
)
_CONTINUED = re.compile(
    rb"""^["'`]?\s*(?:(?:\+\s*["'][^"'\n]{0,80}["']\s*)?\*\s*\d|\+\s*[A-Za-z_$(]|%\s*[(\w]|\.format\b|\.\s*\$|&\s*[A-Za-z_])"""
)
_LAST = re.compile(rb"^[\"'`]\s*\]")
_CASE = re.compile(rb"""^["'`]\s*(?::(?!:)|=>|=(?!=))""")
_UNION = re.compile(rb"^[\"'`]\s*\|\s*[\"'`\w]")
_LISTED = re.compile(rb"(?:[\"'`]\s*,|\[)\s*[\"'`]?$")
_LISTED_ON = re.compile(rb"^[\"'`]\s*(?:,\s*(?:[\"'`]|$)|\])")
_PROSE = re.compile(rb"[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}")


class Surroundings(NamedTuple):
    """Pieces of the text.

    `head` is the line up to the name, `between` what parts name and value, `tail` the rest of the
    line, `near` the text round it.
    """

    name: bytes
    head: bytes
    between: bytes
    tail: bytes
    near: bytes

    @property
    def quoted(self) -> bool:
        """Whether a quote opens right before the value."""
        return self.between[-1:] in {b'"', b"'", b"`"}


class Place(NamedTuple):
    """Where a value stands: its text as far as anything is read of it, and spans in that."""

    text: bytes
    value: Span
    name: Span | None
    match: Span


def place(data: bytes, value: Span, name: Span | None, match: Span) -> Place:
    """The place cut out of the whole text, so that the same one is known again elsewhere."""
    first, last = name or match
    low = max(0, min(first - _LONGEST_NAME, value.start) - 2 * _REACH)
    return Place(
        data[low : max(value.end, last) + 2 * _REACH],
        Span(value.start - low, value.end - low),
        Span(first - low, last - low) if name else None,
        Span(match.start - low, match.end - low),
    )


def around(data: bytes, value: Span, name: Span | None, match: Span) -> Surroundings:
    """Cut the pieces; the name is read back to where it begins."""
    named = name or Span(match.start, match.start)
    start = named.start
    first = max(0, start - _LONGEST_NAME)
    while name and start > first and data[start - 1] in _NAME:
        start -= 1
    line = max(data.rfind(b"\n", max(0, start - _REACH), start) + 1, start - _REACH, 0)
    end = data.find(b"\n", value.end, value.end + _REACH)
    end = min(len(data), value.end + _REACH) if end < 0 else end
    near = data[max(0, line - _REACH) : end + _REACH]
    stop = min(named.end, value.start)
    return Surroundings(
        data[start : named.end], data[line:start], data[stop : value.start],
        data[value.end : end], near,
    )  # fmt: skip


def none(here: Surroundings, kind: Kind, value: bytes, *, named: bool = True) -> Dropped | None:
    """Why what stands round the value makes it none."""
    if not here.quoted and _HOLE.match(here.tail):
        return Dropped(Reason.TEMPLATE, "it goes on as a template")
    if not named:
        return None
    if b"badge" in here.head:
        return Dropped(Reason.OTHER_KIND, "a badge, which everybody may fetch")
    if _LOOK_UP.search(here.between):
        return Dropped(Reason.TEMPLATE, "the argument of a look-up, a message or a test")
    if value[:1] == b"-" and here.quoted and here.name[:1] == b"-":
        return Dropped(Reason.OTHER_KIND, "the next option of a command")
    if here.quoted:
        if _LAST.match(here.tail) and b"[" not in here.between and not value.isalpha():
            return None
        return _unfinished(here, value)
    return _bare(here, kind, value)


def _unfinished(here: Surroundings, value: bytes) -> Dropped | None:
    if _CONTINUED.match(here.tail):
        return Dropped(Reason.TEMPLATE, "a part of a value that a program puts together")
    if _closes(here):
        return Dropped(Reason.OTHER_KIND, "the quote before it closes another text")
    if _UNION.match(here.tail):
        return Dropped(Reason.OTHER_KIND, "one of the values of a type")
    if (
        here.name[:1] != b"-"
        and _LISTED.search(here.head)
        and _LISTED_ON.match(here.tail)
        and b"," in here.between
    ) or _is_column(here, value):
        return Dropped(Reason.OTHER_KIND, "one of a list of names")
    if here.between[-1:] == b"`" and (b" " in value or here.tail[:1] != b"`"):
        return Dropped(Reason.TEMPLATE, "a command or a template")
    if _CASE.match(here.tail) and b"==" not in here.between and b"!=" not in here.between:
        return Dropped(Reason.OTHER_KIND, "itself the name of a value")
    return None


def _is_column(here: Surroundings, value: bytes) -> bool:
    """Whether a list of names stands one below the other."""
    return b"," in here.between and b"\n" in here.between and value.isalpha()


def _closes(here: Surroundings) -> bool:
    """Whether the quote before the value ends a text that began on this line."""
    if here.between[-1:] != b'"' or here.between[-2:] == b'\\"' or len(here.head) >= _REACH:
        return False
    before = (here.head + here.name + here.between[:-1]).replace(b'"""', b"").replace(b'\\"', b"")
    return before.count(b'"') % 2 == 1 and before.count(b"'") % 2 == 0


def _bare(here: Surroundings, kind: Kind, value: bytes) -> Dropped | None:
    """A bare word is a value in configuration, prose and texts, a name in source code."""
    if here.head[-2:] in {b"${", b"$("} and here.between[:2] not in {b":-", b":="}:
        return Dropped(Reason.TEMPLATE, "the name of a variable")
    if here.head[-1:] == b":" and b":" in here.between:
        return Dropped(Reason.OTHER_KIND, "a part between colons")
    if kind is Kind.SOURCE and _BRACKETS.search(value):
        return Dropped(Reason.TEMPLATE, "code, not a value")
    if value[-1:] in b"([{" or here.tail[:1] in {b"(", b"["}:
        return Dropped(Reason.TEMPLATE, "code, not a value")
    if kind is Kind.SOURCE and not is_text(here) and not _is_literal(value):
        return Dropped(Reason.WORD, "unquoted in source code: a name, not a value")
    if _SENTENCE.match(here.tail) and values.is_word(value):
        return Dropped(Reason.WORD, "a sentence goes on behind it")
    return None


# More words behind a word, and not the next pair of name and value.
_SENTENCE = re.compile(rb"[ \t]+\(?[A-Za-z]{2,}[,.)']*(?:[ \t\r]|$)|[ \t]+(?:an?|I|[^\x00-\x7f])")
_BRACKETS = re.compile(rb"[(){}\[\]]|==")
_HOLE = re.compile(rb"<[\w.: -]{2,60}>|[$%#]?\{")
_LITERAL = re.compile(rb"[0-9]{6,}")


def _is_literal(value: bytes) -> bool:
    """A number: the one literal of programs that needs no quotes."""
    return _LITERAL.fullmatch(value) is not None


def is_text(here: Surroundings) -> bool:
    """Whether the place lies inside quotes or a comment, or before a continued line."""
    head = here.head
    if len(head) >= _REACH:  # one long line: quotes cannot be told apart from here
        return False
    upto = head + here.between
    inside = any(upto.count(q) % 2 for q in (b'"', b"'", b"`"))
    return inside or _is_comment(head) or here.tail.rstrip()[-1:] == b"\\"


def _is_comment(head: bytes) -> bool:
    """Whether a comment begins on the line before this place."""
    return head.lstrip().startswith(_COMMENT_STARTS) or b" # " in head or b" // " in head


def signs(here: Surroundings, kind: Kind) -> Iterator[str]:
    """What speaks for or against, by what stands round the value."""
    if not here.quoted:
        yield _bare_sign(here)
    if b"(" in here.between or b"[" in here.between or b"{" in here.between:
        yield "in a call"
    if b"==" in here.between or b"!=" in here.between:
        yield "compared"
    if _is_comment(here.head):
        yield "in a comment"
    near = here.near.lower()
    if any(word in near for word in _LOGIN_WORDS):
        yield "beside a user or a host"
    if kind is Kind.PROSE and _PROSE.search(here.head):
        yield "in a sentence"


def _bare_sign(here: Surroundings) -> str:
    if _LINE_START.match(here.head):
        return "bare at the start of a line"
    if here.head[-1:] in {b"?", b"&"}:
        return "bare in a query"
    if here.name[:1] == b"-" or here.head[-3:] == b"-e ":
        return "bare in an option"
    return "bare in a text" if is_text(here) else "bare in a line"
