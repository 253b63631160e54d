"""trufflehog: files of paths to include or exclude, and custom detectors.

https://docs.trufflesecurity.com/custom-detectors
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.moving import made, paths
from stanch.moving.classes import UntranslatableError
from stanch.moving.item import Fate, Item, every, refused
from stanch.moving.made import Criteria, Found
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import lines, yaml
from stanch.written.fields import Reader

_DETECTOR = (
    "name", "keywords", "regex", "primary_regex_name", "entropy", "exclude_words",
    "exclude_regexes_match", "exclude_regexes_capture", "validations", "verify", "description",
)  # fmt: skip


def excluded(file: Theirs) -> Iterator[Item]:
    """Expressions for paths that are not scanned."""
    for place, line in lines(file.data, file.where):
        yield from made.allow(place, Criteria(paths=(line,)))


def included(file: Theirs) -> Iterator[Item]:
    """Expressions for the only paths that are scanned: all others are ignored, or none are.

    One that cannot be said would leave its files out without a word.
    """
    globs: dict[str, None] = {}
    said = list(lines(file.data, file.where))
    for place, line in said:
        try:
            globs.update(dict.fromkeys(paths.ignoring(line, Dialect.RE2)))
        except UntranslatableError as error:
            yield refused(place, f"{error}; so no path is left out")
            return
    if said:
        back = tuple(f"!{glob}" for glob in globs)
        how = ".stanchignore: everything, then each of these taken back"
        yield Item(file.where, Fate.TRANSLATED, how, ignore=("*", *back))


def detectors(file: Theirs) -> Iterator[Item]:
    """The custom detectors of a configuration.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    for key in top.names():
        if key != "detectors":
            yield refused(f"{file.where}: {key}", "sources are what the command line names here")
    yield from every(top.items("detectors"), _detector)


def _detector(reader: Reader) -> Iterator[Item]:
    name = reader.text("name")
    where = f"{reader.where} ({name})"
    for key in reader.names():
        if key not in _DETECTOR:
            yield refused(f"{where} {key}", "an unknown key")
    patterns = reader.child("regex")
    if patterns is None:
        raise reader.fail("needs `regex`")
    primary = reader.text("primary_regex_name", patterns.names()[0] if patterns.names() else "")
    ids: list[str] = []
    for part in patterns.names():
        alone = len(patterns.names()) == 1
        rule_id = made.rule_id(name if alone else f"{name}-{part}")
        others = [made.rule_id(f"{name}-{one}") for one in patterns.names() if one != part]
        item = made.rule(
            f"{where} regex {part}",
            Found(
                id=f"custom-{rule_id}",
                name=name if alone else f"{name}: {part}",
                pattern=patterns.text(part),
                dialect=Dialect.RE2,
                entropy=float(reader.number("entropy", 0)),
                near=reader.texts("keywords"),
                tags=("trufflehog",),
                pairs=None if alone else {
                    "rules": [f"custom-{one}" for one in others],
                    "within": made.NEAR,
                    "alone": "low",
                    "main": part == primary,
                },
            ),
        )  # fmt: skip
        yield item
        if item.rule:
            ids.append(str(item.rule["id"]))
    yield from _less(reader, where, tuple(ids))


def _less(reader: Reader, where: str, ids: tuple[str, ...]) -> Iterator[Item]:
    """What of its matches a detector leaves out, and what it would ask for."""
    if ids:
        words, values = reader.texts("exclude_words"), reader.texts("exclude_regexes_capture")
        matches = reader.texts("exclude_regexes_match")
        for given in ({"stopwords": words}, {"secrets": values}, {"lines": matches}):
            ((key, texts),) = given.items()
            if texts:
                found = Criteria(rules=ids, reason=f"excluded by {reader.text('name')}")
                yield from made.allow(f"{where} exclude", found._replace(**{key: texts}))  # type: ignore[arg-type]
    if reader.has("validations"):
        yield refused(f"{where} validations", "write them into the pattern, as look-aheads")
    if reader.has("verify"):
        yield refused(f"{where} verify", "nothing is asked of the issuer here")
