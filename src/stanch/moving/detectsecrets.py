"""detect-secrets: `.secrets.baseline`. Code that it names is never loaded.

https://github.com/Yelp/detect-secrets#usage-in-other-python-scripts and `detect-secrets scan`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stanch.errors import ConfigError
from stanch.moving import made
from stanch.moving.item import Claim, Digest, Fate, Item, refused, taken
from stanch.moving.made import Criteria
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import json_value
from stanch.written.fields import Reader

_SHA1 = re.compile(r"[0-9a-f]{40}\Z")
_KEYS = (
    "version", "generated_at", "plugins_used", "filters_used", "results", "exclude",
    "custom_plugin_paths", "word_list",
)  # fmt: skip
_EXCLUDES = {
    "should_exclude_file": "paths",
    "should_exclude_line": "lines",
    "should_exclude_secret": "secrets",
}
_LABELS = {True: "audited as real", False: "audited as no secret", None: "not audited"}


def baseline(file: Theirs) -> Iterator[Item]:
    """What a baseline says: settings first, then the accepted secrets.

    Raises:
        ConfigError: it is no mapping in JSON.
    """
    top = Reader(json_value(file.data, file.where), file.where)
    for key in top.names():
        if key not in _KEYS:
            yield refused(f"{file.where}: {key}", "an unknown key")
    for where, value in top.items("plugins_used"):
        yield _plugin(Reader(value, where))
    for where, value in top.items("filters_used"):
        yield from _filter(Reader(value, where))
    yield from _old(top)
    results = top.child("results")
    for path in results.names() if results else ():
        yield from _results(results, path, file.where)


def _plugin(reader: Reader) -> Item:
    name = reader.text("name", "a plugin")
    where = f"{reader.where} ({name})"
    if reader.has("path"):
        return refused(where, "code of its own, which is not loaded; write a rule instead")
    for key in ("limit", "base64_limit", "hex_limit", "keyword_exclude"):
        if reader.get(key):
            return refused(f"{where} {key}", "values are weighed otherwise here (docs/generic.md)")
    return taken(where, "the built-in rules are on without being listed")


def _filter(reader: Reader) -> Iterator[Item]:
    path = reader.text("path", "a filter")
    name = path.rpartition(".")[2]
    where = f"{reader.where} ({path.removeprefix('detect_secrets.filters.')})"
    if path.startswith("file:") or not path.startswith("detect_secrets."):
        yield refused(where, "code of its own, which is not loaded")
    elif ".regex." in path and name in _EXCLUDES:
        patterns = reader.texts("pattern")
        criteria = Criteria(
            reason="excluded for detect-secrets",
            dialect=Dialect.PYTHON,
            **{_EXCLUDES[name]: patterns},  # type: ignore[arg-type]
        )
        yield from made.allow(where, criteria)
    elif name in {"is_baseline_file", "is_line_allowlisted"}:
        yield taken(where, "the file is not needed any more" if "file" in name else
                    "its comments are honoured")  # fmt: skip
    elif ".heuristic." in path or "verification" in name:
        yield taken(where, "what is no secret is told otherwise here; nothing asks the issuer")
    else:
        yield refused(where, "it has no counterpart; values are weighed otherwise here")


def _old(top: Reader) -> Iterator[Item]:
    """What versions before 1.0 said."""
    exclude = top.child("exclude")
    if exclude is not None:
        for key, name in (("files", "paths"), ("lines", "lines")):
            if exclude.has(key):
                criteria = Criteria(
                    reason="excluded for detect-secrets",
                    dialect=Dialect.PYTHON,
                    **{name: (exclude.text(key),)},  # type: ignore[arg-type]
                )
                yield from made.allow(f"{exclude.where}.{key}", criteria)
    if top.get("custom_plugin_paths"):
        why = "code of its own, which is not loaded"
        yield refused(f"{top.where}: custom_plugin_paths", why)
    words = top.child("word_list")
    if words is not None and words.has("file"):
        yield refused(f"{top.where}: word_list", "write its words as `stopwords:` under `allow:`")


def _results(results: Reader | None, path: str, where: str) -> Iterator[Item]:
    value = results.get(path) if results else None
    if not isinstance(value, list):
        yield refused(f"{where}: results of {path}", "must be a list")
        return
    for number, one in enumerate(value):
        place = f"{where}: {path}[{number}]"
        try:
            yield _result(Reader(one, place), path)
        except ConfigError as error:
            yield refused(place, str(error).removeprefix(f"{place}: "))


def _result(reader: Reader, path: str) -> Item:
    hashed = reader.text("hashed_secret")
    if not _SHA1.match(hashed):
        raise reader.fail("hashed_secret is no SHA-1")
    label = reader.get("is_secret")
    label = label if isinstance(label, bool) else None
    kind = reader.text("type", "")
    line = int(reader.number("line_number", 0))
    where = f"{reader.where} ({kind}, line {line})" if line else f"{reader.where} ({kind})"
    reason = f"imported from detect-secrets, {_LABELS[label]}"
    path = path.replace("\\", "/")
    digest = Digest("sha1", hashed)
    how = "audited as real: revoke it" if label else ""
    return Item(
        where,
        Fate.TRANSLATED,
        how,
        claim=Claim(where, path, line, line, kind, digest=digest, reason=reason),
    )
