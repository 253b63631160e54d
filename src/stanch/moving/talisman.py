"""Talisman: `.talismanrc`.

https://github.com/thoughtworks/talisman#ignoring-files
"""

from __future__ import annotations

from collections.abc import Iterator

from stanch.errors import ConfigError
from stanch.moving import globs, made
from stanch.moving.item import Claim, Digest, Fate, Item, refused, taken
from stanch.moving.made import Criteria, Found
from stanch.moving.ours import Theirs
from stanch.moving.syntax import Dialect
from stanch.moving.text import yaml
from stanch.written.fields import Reader

_FILE = ("filename", "checksum", "ignore_detectors", "allowed_patterns")
_REASON = "allowed for talisman"


def config(file: Theirs) -> Iterator[Item]:
    """What the file says.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    for key in top.names():
        where = f"{file.where}: {key}"
        try:
            yield from _key(top, key, where)
        except ConfigError as error:
            yield refused(where, str(error))


def _key(top: Reader, key: str, where: str) -> Iterator[Item]:
    if key == "fileignoreconfig":
        for place, value in top.items(key):
            try:
                yield from _file(Reader(value, place))
            except ConfigError as error:
                yield refused(place, str(error).removeprefix(f"{place}: "))
    elif key == "allowed_patterns":
        found = Criteria(lines=top.texts(key), reason=_REASON)
        yield from made.allow(where, found, ("searched in the line",))
    elif key == "custom_patterns":
        for number, pattern in enumerate(top.texts(key)):
            yield made.rule(
                f"{where}[{number}]",
                Found(
                    id=f"imported-talisman-{number + 1}",
                    name=f"Pattern {number + 1} of talisman",
                    pattern=pattern,
                    dialect=Dialect.RE2,
                    group="",
                ),
            )
    elif key == "scopeconfig":
        yield refused(where, "what it leaves out is known to the program only; lock files and the "
                      "like are weighed as such here")  # fmt: skip
    elif key == "threshold":
        yield refused(where, "`fail_on:` says from which severity on a finding fails; the scales "
                      "are not the same")  # fmt: skip
    elif key == "version":
        yield taken(where, "says nothing about what is found")
    else:
        yield refused(where, "its detectors have no counterpart by name")


def _file(reader: Reader) -> Iterator[Item]:
    name = reader.text("filename")
    where = f"{reader.where} ({name})"
    for key in reader.names():
        if key not in _FILE:
            yield refused(f"{where} {key}", "an unknown key")
    allowed = reader.texts("allowed_patterns")
    glob = f"/{name.removeprefix('./').removeprefix('/')}"
    if allowed:
        for item in made.allow(f"{where} allowed_patterns", Criteria(lines=allowed)):
            entries = tuple({"reason": _REASON, "paths": [glob], **entry} for entry in item.allow)
            yield item._replace(allow=entries)
    checksum = reader.text("checksum", "")
    detectors = reader.texts("ignore_detectors")
    if "filecontent" in detectors:
        yield from globs.ignored(f"{where} ignore_detectors", [glob])
    for detector in detectors:
        if detector != "filecontent":
            yield taken(f"{where} ignore_detectors {detector}", "names and sizes are no findings")
    if checksum and "filecontent" not in detectors:
        yield Item(
            where,
            Fate.TRANSLATED,
            claim=Claim(
                where,
                glob[1:],
                digest=Digest("talisman", checksum.lower()),
                reason="imported from talisman: the file as it was",
            ),
        )
    elif not allowed and not detectors:
        yield from globs.ignored(where, [glob])
