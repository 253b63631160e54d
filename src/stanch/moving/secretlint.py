"""secretlint: `.secretlintrc` in JSON or YAML, and `.secretlintignore`. `.secretlintrc.js` is code.

https://github.com/secretlint/secretlint/blob/master/docs/configuration.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from stanch.moving import made
from stanch.moving.globs import kept
from stanch.moving.item import Fate, Item, every, refused, taken
from stanch.moving.made import Criteria, Found
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import lines, yaml
from stanch.written.fields import Reader

_RULE = ("id", "options", "disabled", "allowMessageIds", "allows", "rules", "severity")
_NAME = re.compile(r"(?:@secretlint/)?(?:secretlint-rule-)?")
_LITERAL = re.compile(r"/(.*)/([a-z]*)\Z", re.DOTALL)
# The names of its rules that ours begin otherwise.
_OURS = {"gcp": "google", "privatekey": "private-key", "sendgrid": "sendgrid", "basicauth": "url"}


def config(file: Theirs) -> Iterator[Item]:
    """What a `.secretlintrc` says; JSON is read as the YAML it is.

    Raises:
        ConfigError: it is no mapping.
    """
    if file.where.endswith((".js", ".cjs", ".mjs")):
        yield refused(file.where, "code, which is not run; write it as .secretlintrc.json first")
        return
    yield from _rules(Reader(yaml(file.data, file.where), file.where), file)


def _rules(reader: Reader, file: Theirs) -> Iterator[Item]:
    yield from every(reader.items("rules"), partial(_rule, file=file))


def _rule(reader: Reader, file: Theirs) -> Iterator[Item]:
    name = reader.text("id")
    where = f"{reader.where} ({name})"
    short = _NAME.sub("", name, count=1)
    for key in reader.names():
        if key not in _RULE:
            yield refused(f"{where} {key}", "an unknown key")
    if reader.flag("disabled"):
        yield _disabled(where, short, file)
        return
    yield from _enabled(reader, where, short)
    yield from _rules(reader, file)


def _enabled(reader: Reader, where: str, short: str) -> Iterator[Item]:
    options = reader.child("options")
    if short == "pattern":
        yield from _patterns(options, where)
    elif short.startswith(("preset-", "filter-")):
        yield taken(where, "the built-in rules are always there, and its comments are honoured")
    else:
        yield taken(where, "the built-in rules are always there")
    if reader.texts("allowMessageIds"):
        yield refused(f"{where} allowMessageIds", "a message is no rule here; see `disable:`")
    for part, place in ((reader, where), (options, f"{where} options")):
        if part is not None and part.has("allows"):
            yield from _allows(f"{place} allows", part.texts("allows"))
    for key in options.names() if options and short != "pattern" else ():
        if key != "allows":
            yield refused(f"{where} options {key}", "it belongs to the rule's own code")


def _disabled(where: str, short: str, file: Theirs) -> Item:
    own = file.ours.of(_OURS.get(short, short))
    if not own:
        return taken(where, "no rule here does what it did")
    return Item(where, Fate.TRANSLATED, f"disable: {', '.join(own)}", disable=own)


def _allows(where: str, patterns: tuple[str, ...]) -> Iterator[Item]:
    expressions = tuple(_expression(pattern) for pattern in patterns)
    found = Criteria(
        secrets=expressions, reason="allowed for secretlint", dialect=Dialect.JAVASCRIPT
    )
    yield from made.allow(where, found)


def _expression(pattern: str) -> str:
    """`/…/i` is an expression, all else a text."""
    written = _LITERAL.match(pattern)
    if not written:
        return re.escape(pattern)
    flags = "".join(flag for flag in written[2] if flag in "ims")
    return f"(?{flags}){written[1]}" if flags else written[1]


def _patterns(options: Reader | None, where: str) -> Iterator[Item]:
    for place, value in options.items("patterns") if options else ():
        one = Reader(value, place)
        texts = one.texts("patterns") or one.texts("pattern")
        for number, text in enumerate(texts):
            name = one.text("name", "pattern")
            own = made.rule_id(name) + (f"-{number + 1}" if len(texts) > 1 else "")
            pattern = _expression(text)
            group = re.search(r"\(\?<(?!key|[=!])(\w+)>", pattern, re.IGNORECASE)
            yield made.rule(
                f"{where} {name}",
                Found(
                    id=f"custom-{own}",
                    name=name,
                    pattern=pattern,
                    dialect=Dialect.JAVASCRIPT,
                    group=group[1] if group else None,
                ),
            )
        if one.has("filePathGlobs"):
            why = "write them as `paths:` of the rule; it looks into all files now"
            yield refused(f"{where} filePathGlobs", why)


def ignored(file: Theirs) -> Iterator[Item]:
    """A `.secretlintignore`, in the syntax of `.gitignore`."""
    for place, line in lines(file.data, file.where):
        yield kept(place, line)
