"""betterleaks: `.betterleaksignore`, hashes of accepted values, and its JSON report.

Its `.betterleaks.toml` is read as gitleaks' is. https://github.com/betterleaks/betterleaks
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from stanch.errors import ConfigError
from stanch.model.secret import Secret
from stanch.moving.item import Claim, Digest, Fate, Item, refused
from stanch.moving.ours import Theirs
from stanch.moving.text import json_value, lines, plain
from stanch.written.fields import Reader

_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")


def ignored(file: Theirs) -> Iterator[Item]:
    """SHA-256 of values that are accepted wherever they stand."""
    for place, line in lines(file.data, file.where):
        if not _SHA256.match(line):
            yield refused(place, "no SHA-256 of a value")
            continue
        digest = Digest("sha256", line.lower())
        reason = "imported from .betterleaksignore"
        yield Item(place, Fate.TRANSLATED, claim=Claim(place, digest=digest, reason=reason))


def report(file: Theirs) -> Iterator[Item]:
    """A report as JSON, or as one JSON value a line.

    Raises:
        ConfigError: it is neither.
    """
    for number, found in enumerate(_findings(file)):
        place = f"{file.where}: findings[{number}]"
        try:
            yield _finding(Reader(found, place))
        except ConfigError as error:
            yield refused(place, str(error).removeprefix(f"{place}: "))


def _findings(file: Theirs) -> Iterator[object]:
    text = plain(file.data, file.where).strip()
    if text.count("\n") and text.startswith('{"schema_version"'):
        for line in text.splitlines():
            try:
                one = json.loads(line)
            except (ValueError, RecursionError):
                raise ConfigError("not valid JSON lines", where=file.where) from None
            if isinstance(one, dict) and "finding" in one:
                yield one["finding"]
        return
    top = Reader(json_value(file.data, file.where), file.where)
    for _, one in top.items("findings"):
        yield one


def _finding(reader: Reader) -> Item:
    match, at = reader.child("match"), reader.child("location")
    attributes = reader.child("attributes")
    if match is None or at is None:
        raise reader.fail("needs `match` and `location`")
    value = match.get("value")
    whole = isinstance(value, str) and value and "REDACTED" not in value
    first = int(at.number("start_line", 0))
    return Item(
        reader.where,
        Fate.TRANSLATED,
        claim=Claim(
            reader.where,
            at.text("path").replace("\\", "/").removeprefix("./"),
            first,
            int(at.number("end_line", first)),
            reader.text("rule_id", ""),
            attributes.text("git.sha", "") if attributes else "",
            value=Secret(str(value).encode("utf-8", "surrogatepass")) if whole else None,
            reason="imported from a betterleaks report",
        ),
    )
